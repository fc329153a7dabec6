"""Everything that was published about a place: rows of every table that names it, and scopes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pendopo.portal import writing
from pendopo.portal.cards import Card, cards
from pendopo.portal.gazetteer import Gazetteer, Place
from pendopo.portal.listed import title_of
from pendopo.portal.visit import Visit
from pendopo.published.reads import Filter, Query, Reader
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import ANY_SCHEME, PLACES, Column, Kind
from pendopo.terms.register import Register

_REGISTER = PLACES.partition("/")[0]
ROWS_SHOWN = 3
_COLUMNS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, as the page shows it.

    :param address: its own page
    :param line: its row in the file
    """

    address: str
    line: int
    cells: tuple[writing.Cell, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What one table says of a place.

    :param column: which of its columns names the place
    :param count: rows about the place itself
    :param inside: rows about the places within it
    :param address: the table, filtered to the place where that has rows
    """

    register: Register
    table: PublishedTable
    title: str
    column: str
    count: int
    inside: int
    address: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the page knows of the place: the names that it says, and the codes within."""

    names: frozenset[str]
    inside: Sequence[str]


def tables_of(visit: Visit, scheme: str) -> Iterator[tuple[PublishedTable, str]]:
    """Give the tables that name places of a code system, each with the column that does."""
    for table in visit.programme.tables(visit.state):
        if table.register == _REGISTER:
            continue
        for column, of in table.table.places.items():
            if of in (scheme, ANY_SCHEME):
                yield table, column


def about(
    visit: Visit, place: Place, above: Sequence[Place], inside: Sequence[Place]
) -> list[About]:
    """Give what every table says of a place, or of the places within it.

    :param above: what it lies in
    """
    names = frozenset(one.name for one in (place, *above))
    known = _Known(names, [one.code for one in inside])
    found = [
        _about(visit, table, column, place, known)
        for table, column in tables_of(visit, place.scheme)
    ]
    return [one for one in found if one.count or one.inside]


def question(place: Place, column: str) -> Query:
    """Ask for the rows about a place."""
    return Query((Filter(column, "eq", place.code),))


def _counts(
    visit: Visit, reader: Reader, column: str, place: Place, inside: Sequence[str]
) -> tuple[int, int]:
    """Count the rows about a place, and those about the places within it."""
    if visit.static is None:
        found = reader.count_among(column, inside) if inside else 0
        return reader.count(question(place, column)), found
    table = reader.table
    what = ("rows about", table.register, table.name, column)
    counts = visit.once(what, lambda: reader.counts(column))
    return counts.get(place.code, 0), sum(counts.get(code, 0) for code in set(inside))


def _about(visit: Visit, table: PublishedTable, column: str, place: Place, known: _Known) -> About:
    reader = visit.programme.reader(table)
    count, inside = _counts(visit, reader, column, place, known.inside)
    address = visit.address("table", register=table.register, name=table.name)
    rows = reader.page(question(place, column), 0, ROWS_SHOWN) if count else []
    columns = _columns(table, column, rows, known.names)
    return About(
        register=visit.programme.registers[table.register],
        table=table,
        title=title_of(visit, table),
        column=column,
        count=count,
        inside=inside,
        address=f"{address}?{urlencode({column: place.code})}" if count else address,
        columns=columns,
        rows=tuple(_rows(visit, reader, columns, rows)),
    )


def _columns(
    table: PublishedTable, column: str, rows: Sequence[Mapping[str, Any]], names: frozenset[str]
) -> tuple[Column, ...]:
    """Choose what to show of rows: not what the page says already, and an amount if there is one.

    :param names: of the place and of what it lies in
    """
    rest = [
        one
        for one in table.table.columns
        if one.name != column
        and one.kind is not Kind.JSON
        and not (rows and all(row[one.name] in names for row in rows))
    ]
    money = next((one for one in rest if one.kind is Kind.MONEY), None)
    chosen = rest[:_COLUMNS_SHOWN]
    if money is not None and money not in chosen:
        chosen[-1] = money
    return tuple(chosen)


def _rows(
    visit: Visit, reader: Reader, columns: tuple[Column, ...], rows: list[dict[str, Any]]
) -> Iterator[Row]:
    names = {"register": reader.table.register, "name": reader.table.name}
    decimals = writing.decimals(columns, rows)
    for row in rows:
        address = visit.address("row", **names, row=reader.row_id(row))
        yield Row(address, int(row["line"]), tuple(writing.row(columns, row, decimals)))


def places_of(visit: Visit, table: PublishedTable, row: Mapping[str, Any]) -> list[Place]:
    """Give the places that a row is about, those that a list has."""
    gazetteer = Gazetteer(visit)
    found = []
    for column, scheme in table.table.places.items():
        code = str(row[column] or "")
        keys = gazetteer.schemes_of(code) if scheme == ANY_SCHEME else [(scheme, code)]
        found += [gazetteer.find(*key) for key in keys[:1]]
    return [place for place in found if place is not None]


def publications(visit: Visit, place: Place) -> list[Card]:
    """Give the publications that stand whose scope is the place, the newest first."""
    own = [one for one in visit.state.current() if place.code in one.scope.values()]
    return cards(visit, reversed(own))
