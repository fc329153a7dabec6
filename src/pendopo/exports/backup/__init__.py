"""Backups of a whole programme, and a programme brought back from one."""
