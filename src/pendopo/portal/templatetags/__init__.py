"""How the portal's templates write numbers, days, cells and addresses."""
