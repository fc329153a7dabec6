"""The words of the Open Government Partnership (OGP): dates, codebooks by era, stars, its data."""
