"""Pendopo: a government publishes its records once, and anyone can check them."""

__version__ = "0.1.0"
