"""The programs' door: tables as CSV, JSON and Parquet, and the catalogue. One file a protocol."""
