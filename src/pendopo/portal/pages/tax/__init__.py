"""What somebody's tax pays: an amount, shared as the budget is."""
