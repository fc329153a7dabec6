"""Many records in one: what a hub serves, what is known of each member, and their one table."""
