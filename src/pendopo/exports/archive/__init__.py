"""The archive: one folder that is the static site in every language, the log and the objects."""
