"""Fetching what is cited: safe capture of public addresses."""
