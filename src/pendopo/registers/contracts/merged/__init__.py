"""What a process's compiled release says, as rows of the folded tables."""
