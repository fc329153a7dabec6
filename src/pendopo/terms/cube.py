"""What can be added up in a table, and by what: a cube, declared beside the table's columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# What the model of babbage takes for a name: it stands in addresses between dots, bars and colons.
_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*[a-zA-Z0-9]")
FUNCTIONS: Final = ("sum", "min", "max", "count")


class CubeError(ValueError):
    """A declaration that is no cube: a fault of the program, not of data."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A column that is added up.

    :param aggregates: names of ``FUNCTIONS``
    """

    name: str
    column: str
    aggregates: tuple[str, ...] = ("sum",)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column that says something of a dimension: its code, its label."""

    name: str
    column: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a measure is told apart by.

    :param attributes: the first is the key: which names a member
    :param label: the attribute that people read; empty for the key
    :param apart: whether its members are not to be added up, as phases are not, nor currencies
    """

    name: str
    title: str
    attributes: tuple[Attribute, ...]
    meaning: str = ""
    label: str = ""
    apart: bool = False

    @property
    def key(self) -> Attribute:
        """The attribute that names a member."""
        return self.attributes[0]


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Dimensions of which each divides the one before it, from the whole to its parts."""

    name: str
    title: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cube:
    """A table seen as measures by dimensions.

    :param name: in addresses; no other cube of any register has it
    :param year: the dimension whose key is a year; empty where there is none
    :param place: the dimension whose key is the code of the place whose money it is
    """

    name: str
    measures: tuple[Measure, ...]
    dimensions: tuple[Dimension, ...]
    hierarchies: tuple[Hierarchy, ...] = ()
    year: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        """Hold the declaration to what the model of a cube may be.

        :raises CubeError: naming what is wrong
        """
        for fault in self._faults():
            raise CubeError(f"cube {self.name}: {fault}")

    def dimension(self, name: str) -> Dimension:
        """Give the dimension of that name.

        :raises KeyError: when there is none
        """
        return {one.name: one for one in self.dimensions}[name]

    def _faults(self) -> Iterator[str]:
        levels = [level for one in self.hierarchies for level in one.levels]
        if len({*self._outer}) < len(self._outer):
            yield "two measures or dimensions have one name"
        if len({*levels}) < len(levels):
            yield "a dimension stands in two hierarchies"
        yield from (f"{name!r} is no name" for name in self._names if not _NAME.fullmatch(name))
        for one in self.measures:
            if not {*one.aggregates} <= {*FUNCTIONS}:
                yield f"{one.name} is aggregated by {one.aggregates}; there are {FUNCTIONS}"
        known = {one.name for one in self.dimensions}
        for level in {*levels, self.year, self.place} - {""} - known:
            yield f"{level!r} is no dimension"

    @property
    def _outer(self) -> list[str]:
        return [*(one.name for one in self.measures), *(one.name for one in self.dimensions)]

    @property
    def _names(self) -> list[str]:
        inner = [attribute.name for one in self.dimensions for attribute in one.attributes]
        return [*self._outer, *inner, *(one.name for one in self.hierarchies)]
