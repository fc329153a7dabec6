"""A contract at its site: the board that hangs there, and the sheet for whoever comes to look."""
