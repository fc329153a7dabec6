"""Reading: the state that a log folds to, its tables, and the proof that they are whole."""
