"""How to check the record without trusting this site."""
