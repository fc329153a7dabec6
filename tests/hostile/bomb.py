"""The list of hostile files: each has a name, what must come of it, and the code that makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

STOP = "stop"  # answered by a finding that blocks it
FINE = "fine"  # taken without harm: its rows are published as they are written


class Maker(Protocol):
    """Writes a hostile file, small for every run of the tests or as large as they come."""

    def __call__(self, path: Path, *, full: bool) -> None: ...


@dataclass(frozen=True)
class Bomb:
    """A hostile file.

    :param outcome: ``stop`` or ``fine``
    """

    name: str
    outcome: str
    make: Maker


BOMBS: dict[str, Bomb] = {}


def bomb(name: str, outcome: str) -> Callable[[Maker], Maker]:
    """List what the function makes under the name that its file has."""

    def listed(make: Maker) -> Maker:
        assert name not in BOMBS
        BOMBS[name] = Bomb(name, outcome, make)
        return make

    return listed
