"""Text that people read: marked where it is written, translated where it is shown."""

from collections.abc import Callable, Mapping


def say(text: str) -> str:
    """Mark an English sentence for translation and return it unchanged.

    Floors below the doors never translate; they carry the English text, and the values that belong
    into its ``{placeholders}`` beside it. The catalogues are made from these marks.
    """
    return text


def each(texts: str, translate: Callable[[str], str]) -> str:
    """Translate marked texts with commas between."""
    return ", ".join(map(translate, texts.split(", ")))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into the ``{placeholders}`` of a sentence.

    A value is data and may itself hold braces, so nothing but the names in ``values`` is replaced.
    """
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


class SaidError(ValueError):
    """A fault told to whoever can mend it: a marked sentence, what to write, and their values."""

    def __init__(self, message: str, write: str = "", **values: str) -> None:
        self.message = message
        self.write = write
        self.values = values
        super().__init__(f"{fill(message, values)} {fill(write, values)}".strip())
