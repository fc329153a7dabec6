"""Every table in every form, and how to read them."""
