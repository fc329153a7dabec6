"""Joins the doors into one web application: settings, root addresses, page cache, raw files."""
