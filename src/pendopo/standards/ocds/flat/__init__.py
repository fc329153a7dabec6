"""Releases as tables and back: the flattened forms of OCDS, and what cells cannot say beside them.

Source: OCDS 1.1, serialization, flattened; the column headings of flatten-tool 0.28.
"""
