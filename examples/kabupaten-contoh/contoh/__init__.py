"""How the invented regency is made: one module a subject, the standard library alone."""
