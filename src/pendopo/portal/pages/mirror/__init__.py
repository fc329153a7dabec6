"""Whose copy this is, its origin's last sign of life, and what is wrong."""
