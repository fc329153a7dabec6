"""Where money comes from and where it goes, in the readings that a reader chooses."""
