"""What somebody brings to be checked: a file, its SHA-256, a receipt, or a kept checkpoint."""
