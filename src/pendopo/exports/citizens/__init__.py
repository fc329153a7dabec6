"""The citizens' budget: a year's money on four pages, from what is published."""
