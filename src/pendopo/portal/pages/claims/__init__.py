"""All claims of a record, where voices differ, and how to make one."""
