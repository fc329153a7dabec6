"""Contracting processes: searched, and narrowed by what they have in common."""
