"""How to use the data from programs."""
