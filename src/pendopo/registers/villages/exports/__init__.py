"""Exports of bookkeeping programs: which of their tables are which of ours."""
