"""Mappings of sources that are known: one file each, and no code."""
