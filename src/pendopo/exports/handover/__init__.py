"""The handover: what a successor needs, on paper, and the statement that both officers sign."""
