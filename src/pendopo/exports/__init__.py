"""What leaves the house: the archive, the bag, posters, a handover."""
