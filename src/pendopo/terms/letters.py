"""Characters that nobody sees, as people are shown them."""


def by_number(letter: str) -> str:
    """Write a character by its number in Unicode: ``[U+200B]``; it may be the very fault."""
    return f"[U+{ord(letter):04X}]"
