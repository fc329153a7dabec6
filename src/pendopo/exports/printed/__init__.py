"""Papers: what is printed, made by typst from data that is handed in."""
