"""The board by the road: a village's budget and what became of it, to be printed and shared."""
