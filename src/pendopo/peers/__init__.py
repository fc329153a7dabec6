"""Reaching out to other logs: following, witnessing, asking before signing."""
