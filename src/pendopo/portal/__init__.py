"""The people's door: pages made on the server, readable without a script."""
