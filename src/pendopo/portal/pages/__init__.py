"""One folder a page: its view and its template."""
