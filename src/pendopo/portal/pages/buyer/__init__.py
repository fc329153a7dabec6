"""One buyer: what it buys, from whom, and the questions it raises."""
