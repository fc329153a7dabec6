"""Feeds in Atom."""
