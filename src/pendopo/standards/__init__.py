"""The world's words: the open standards that Pendopo speaks, as pure code."""
