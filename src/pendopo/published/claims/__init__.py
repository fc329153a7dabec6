"""What people say of promises: signed, dated, with sources, and never overwritten."""
