"""What people asked about budget lines: each with its clock, and its answer from the log."""
