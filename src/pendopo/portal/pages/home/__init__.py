"""The first page: what was published, what the record says, what is faulty."""
