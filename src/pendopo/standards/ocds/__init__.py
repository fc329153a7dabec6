"""OCDS 1.1.5: facts of the release schema, exact JSON, packages, instants, merging."""
