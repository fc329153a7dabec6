"""The disk: durable files, the log, keys, Parquet tables, the engine and limited children."""
