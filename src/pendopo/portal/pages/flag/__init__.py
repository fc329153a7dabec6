"""One red flag: its method, its thresholds, what it raised and what it could not tell."""
