"""One contracting process from its plan to its payments, with the questions it raises."""
