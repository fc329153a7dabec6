"""One row: every column, and where it comes from."""
