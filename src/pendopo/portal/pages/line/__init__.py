"""One budget line through its years and phases."""
