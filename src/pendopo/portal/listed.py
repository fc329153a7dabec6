"""A table in a list: which register it is of, and how many rows it has."""

from dataclasses import dataclass

from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.published.tables import PublishedTable
from pendopo.terms.register import Register


@dataclass(frozen=True, slots=True)
class Listed:
    """One table as a list shows it."""

    register: Register
    table: PublishedTable
    title: str
    rows: int


def listed(visit: Visit, register: str | None = None) -> list[Listed]:
    """Give the tables of the visit's state, of one register or of all."""
    return [
        Listed(
            visit.programme.registers[table.register],
            table,
            title_of(visit, table),
            rows_of(visit, table),
        )
        for table in visit.programme.tables(visit.state, register)
    ]


def title_of(visit: Visit, table: PublishedTable) -> str:
    """Name a table: as declared, else as its newest publication, else as its address."""
    if table.title:
        return writing.said(table.title)
    newest = visit.programme.metadata(visit.state.publication(table.publications[-1]))
    return newest.title if newest and newest.title else table.name


def rows_of(visit: Visit, table: PublishedTable) -> int:
    """Count a table's rows: its parts say, unless a fold made it."""
    if table.folded:
        return visit.programme.reader(table).count()
    return sum(part.rows for part in table.parts)
