"""Drafting: what a promise lacks before anyone can check it, and a check that could."""
