"""One office: everything it published."""
