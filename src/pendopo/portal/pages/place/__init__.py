"""One place: where it lies, who lives there, and everything published about it."""
