"""How a question in SQL is written: how long it may be, and how names stand in it."""

LETTERS_MOST = 6000

Name = tuple[str, str]


def spelled(name: tuple[str, ...]) -> str:
    """Write a name as SQL takes it: of a column, or of a table with its register."""
    return ".".join(_identifier(part) for part in name)


def _identifier(part: str) -> str:
    plain = part.isascii() and part.replace("_", "a").isalnum() and not part[0].isdigit()
    return part if plain and part == part.lower() else '"' + part.replace('"', '""') + '"'
