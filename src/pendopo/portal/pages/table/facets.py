"""What a table can be narrowed by: values with counts, and ranges of numbers and days."""

from dataclasses import dataclass
from datetime import date

from pendopo.portal import writing
from pendopo.portal.asked import Asked
from pendopo.published.asking import parameter
from pendopo.published.reads import Cell, Query, Reader
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Column, Kind

_VALUES_MOST = 10
_FACETS_MOST = 5
_RANGES_MOST = 3
# Counting the different values of every column of a larger table would keep a reader waiting.
_GUESSED_UP_TO_ROWS = 200_000
_GUESSED_VALUES_MOST = 24
_FACET_KINDS = frozenset({Kind.TEXT, Kind.CODE, Kind.YEAR, Kind.BOOLEAN})
_RANGE_KINDS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.DATE})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet.

    :param address: the page with it chosen, or without it where it is chosen already
    """

    text: str | None
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A column's values with how many of the matching rows have each."""

    column: Column
    choices: list[Choice]
    chosen: str
    more: bool


@dataclass(frozen=True, slots=True)
class Range:
    """A column's fields ``from`` and ``to``."""

    column: Column
    kind: str
    least: str
    most: str

    @property
    def from_name(self) -> str:
        """The parameter of the least value."""
        return f"{self.column.name}__gte"

    @property
    def to_name(self) -> str:
        """The parameter of the largest value."""
        return f"{self.column.name}__lte"


def facets(reader: Reader, query: Query, asked: Asked) -> list[Facet]:
    """Count the matching rows by the table's facets, or by columns with few different values."""
    columns = _columns(reader)
    found = reader.facets(query, [column.name for column in columns], _VALUES_MOST + 1)
    return [_facet(asked, column, found[column.name]) for column in columns]


def ranges(table: PublishedTable, asked: Asked) -> list[Range]:
    """Give the columns that a reader may bound: the first numbers and days."""
    columns = [c for c in table.table.columns if c.kind in _RANGE_KINDS][:_RANGES_MOST]
    return [
        Range(
            column=column,
            kind="date" if column.kind is Kind.DATE else "number",
            least=asked.value(f"{column.name}__gte"),
            most=asked.value(f"{column.name}__lte"),
        )
        for column in columns
    ]


def _columns(reader: Reader) -> list[Column]:
    table = reader.table.table
    if table.facets:
        return [table.column(name) for name in table.facets][:_FACETS_MOST]
    few = [c for c in table.columns if c.kind in _FACET_KINDS and c.name not in table.key]
    if reader.count() > _GUESSED_UP_TO_ROWS:
        return [c for c in few if c.kind in {Kind.YEAR, Kind.BOOLEAN}][:_FACETS_MOST]
    counted = [c for c in few if 1 < reader.distinct(c.name) <= _GUESSED_VALUES_MOST]
    return counted[:_FACETS_MOST]


def _facet(asked: Asked, column: Column, found: list[tuple[Cell, int]]) -> Facet:
    chosen = asked.value(parameter(column.name))
    return Facet(
        column=column,
        choices=[_choice(asked, column, value, count) for value, count in found[:_VALUES_MOST]],
        chosen=chosen,
        more=len(found) > _VALUES_MOST,
    )


def _choice(asked: Asked, column: Column, value: Cell, count: int) -> Choice:
    name, text = parameter(column.name), _parameter(value)
    if value is None:
        name, text = f"{column.name}__empty", "yes"
    chosen = asked.value(name) == text
    return Choice(
        text=writing.cell(column, value).text,
        count=count,
        address=asked.without(name) if chosen else asked.with_(name, text),
        chosen=chosen,
    )


def _parameter(value: Cell) -> str:
    """Write a value as an address carries it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
