"""One plan on one screen: board, list, timeline, coverage."""
