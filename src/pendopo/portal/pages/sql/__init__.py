"""Questions in SQL over the published tables."""
