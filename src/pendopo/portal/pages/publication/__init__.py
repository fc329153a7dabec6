"""One publication: its file, findings, versions and receipt."""
