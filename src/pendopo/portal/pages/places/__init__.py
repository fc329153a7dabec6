"""The places that there are, by level and name, on a map and in a list."""
