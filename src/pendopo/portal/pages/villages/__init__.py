"""Which villages have handed in their budget, and which have not."""
