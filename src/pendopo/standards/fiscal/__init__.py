"""Fiscal Data Package: 0.3 and 1.0-rc read, 1.0-rc written and checked."""
