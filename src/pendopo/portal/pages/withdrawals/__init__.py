"""What is hidden and what was taken away, with its reasons."""
