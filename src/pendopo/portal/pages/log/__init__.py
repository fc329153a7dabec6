"""The log, newest entries first."""
