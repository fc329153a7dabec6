"""What is wrong with a package, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

ERROR, WARNING, NOTE = "error", "warning", "note"
LINES_KEPT: Final = 20


def say(text: str) -> str:
    """Mark an English sentence that people read, for the catalogues, and return it unchanged."""
    return text


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into the ``{placeholders}`` of a sentence."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where: a JSON pointer, or rows of a resource's file.

    :param level: ``error`` for a MUST, ``warning`` for a SHOULD, ``note`` for what is allowed and
        may be a slip
    :param message: its values in ``{placeholders}``
    :param clause: the part of the specification that says so
    :param lines: the first rows of the file that have it, the header being 1
    :param cells: what stands in them
    :param count: how many rows have it; 0 for a fault of the descriptor
    """

    level: str
    pointer: str
    message: str
    clause: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    resource: str = ""
    column: str = ""
    lines: tuple[int, ...] = ()
    cells: tuple[str, ...] = ()
    count: int = 0

    def sentence(self) -> str:
        """Give the message with its values."""
        return fill(self.message, self.values)


def wrong(pointer: str, clause: str, message: str, **values: object) -> Fault:
    """Make a fault against a MUST."""
    return Fault(ERROR, pointer, message, clause, {name: str(one) for name, one in values.items()})
