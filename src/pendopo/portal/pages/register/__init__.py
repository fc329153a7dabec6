"""One register: its tables and its publications."""
