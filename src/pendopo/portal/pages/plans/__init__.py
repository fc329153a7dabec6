"""The plans that stand: every promise on one board, and where each stands."""
