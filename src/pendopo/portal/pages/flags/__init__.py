"""All red flags: which question each asks, and how often it is raised."""
