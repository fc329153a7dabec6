"""Who bids with whom: firms that meet in tenders, as a picture and as a table."""
