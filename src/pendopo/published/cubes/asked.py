"""What is asked of a cube, read but not yet held against its model."""

from dataclasses import dataclass, field
from typing import Final

from pendopo.published.cubes.grammar import Cut, Sorted
from pendopo.published.cubes.readings import NOMINAL, Reading

PAGE_SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of an answer.

    :param number: counted from 1
    """

    number: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many stand before it."""
        return (self.number - 1) * self.size


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a cube.

    :param refs: drilldowns of cells, fields of facts, the one reference of members
    """

    cuts: tuple[Cut, ...] = ()
    refs: tuple[str, ...] = ()
    aggregates: tuple[str, ...] = ()
    order: tuple[Sorted, ...] = ()
    page: Page = field(default_factory=Page)
    reading: Reading = NOMINAL
