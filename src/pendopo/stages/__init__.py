"""Writing: the five stages of the journey, which know no register and no indicator."""
