"""The offices that publish."""
