"""The hall: what this government runs, bound together."""
