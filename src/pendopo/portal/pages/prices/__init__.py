"""Prices of the same thing side by side: what each buyer pays for it."""
