"""What is missing: who should publish purchases and does not, and what each buyer leaves out."""
