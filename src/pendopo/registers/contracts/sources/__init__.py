"""Sources that are not OCDS: rows of other programs become releases, as a mapping says."""
