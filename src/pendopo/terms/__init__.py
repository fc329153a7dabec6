"""Our words: immutable values that every floor may use. No disk, network or clock."""
