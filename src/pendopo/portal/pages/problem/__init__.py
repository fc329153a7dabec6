"""What a reader sees when an address cannot be answered."""
