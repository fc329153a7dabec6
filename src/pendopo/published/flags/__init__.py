"""Flags computed on a state's contracts: what they raise, what they could not tell, and why."""
