"""Estimates beside the ceilings of the law: how many lie just below, how many just above."""
