"""A copy to be kept by libraries: bags that shelves take, with what is catalogued."""
