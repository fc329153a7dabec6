"""One table: filters, search, order, pages."""
