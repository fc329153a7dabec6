"""A table in a list: which register it is of, how many rows it has, in which forms they come."""

from dataclasses import dataclass

from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.published.tables import PublishedTable
from pendopo.published.xlsx import ROWS_MOST
from pendopo.terms.register import Register

_FORMS = {"csv": "CSV", "json": "JSON", "parquet": "Parquet", "xlsx": "XLSX"}


@dataclass(frozen=True, slots=True)
class Form:
    """One form in which a table's rows come.

    :param name: as its address ends
    """

    name: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One table as a list shows it."""

    register: Register
    table: PublishedTable
    title: str
    rows: int
    forms: tuple[Form, ...]


def listed(visit: Visit, register: str | None = None) -> list[Listed]:
    """Give the tables of the visit's state, of one register or of all."""
    return [_listed(visit, table) for table in visit.programme.tables(visit.state, register)]


def _listed(visit: Visit, table: PublishedTable) -> Listed:
    rows = rows_of(visit, table)
    return Listed(
        register=visit.programme.registers[table.register],
        table=table,
        title=title_of(visit, table),
        rows=rows,
        forms=forms(visit, table, rows),
    )


def forms(
    visit: Visit, table: PublishedTable, rows: int, question: str = "", **named: object
) -> tuple[Form, ...]:
    """Give the addresses of a table's rows; as a workbook where a sheet holds so many.

    :param question: which rows, from the question mark on
    :param named: ``size`` where it is a past state's
    """
    names = {"register": table.register, "name": table.name, **named}
    return tuple(
        Form(name, title, visit.address(f"table-{name}", **names) + question)
        for name, title in _FORMS.items()
        if name != "xlsx" or rows <= ROWS_MOST
    )


def title_of(visit: Visit, table: PublishedTable) -> str:
    """Name a table: as declared, else as its newest publication, else as its address."""
    if table.title:
        return writing.said(table.title)
    newest = visit.programme.metadata(visit.state.publication(table.publications[-1]))
    return writing.own(newest.title) if newest and newest.title else table.name


def rows_of(visit: Visit, table: PublishedTable) -> int:
    """Count a table's rows: its parts say, unless a fold made it."""
    if table.folded:
        return visit.programme.reader(table).count()
    return sum(part.rows for part in table.parts)
