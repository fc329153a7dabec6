"""The documents of a budget's year: due, published, late, and whether a program can read them."""
