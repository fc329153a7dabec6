"""What the doors tell of contracting processes: by process, by place in the log, in bulk."""
