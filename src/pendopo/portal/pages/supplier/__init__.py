"""One supplier: what it won, from whom, whom it meets, and the questions it raises."""
