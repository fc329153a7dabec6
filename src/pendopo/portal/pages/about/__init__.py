"""Who runs this, and whom to ask."""
