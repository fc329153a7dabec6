"""The registers, one line each."""
