"""The portable subset of SQL: one text, the same number in every engine it was tried on."""
