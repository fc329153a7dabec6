"""The pages of a hub about its members; a member's own pages are those of its record."""
