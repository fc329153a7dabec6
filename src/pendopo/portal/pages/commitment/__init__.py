"""One promise: what was promised, what the record shows, and how anyone computes the same."""
