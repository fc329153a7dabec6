"""The rows of a table that are new: that the version before did not have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from pendopo.published.changes import Comparison
from pendopo.published.errors import QueryError
from pendopo.published.reads import Cell, Query, Reader
from pendopo.published.serving import union
from pendopo.published.state import Publication, State
from pendopo.published.tables import PublishedTable
from pendopo.store.engine import connect, quote

# Of a version that says more new rows than this the first are looked at.
_LINES_MOST = 10_000
_VERSIONS_MOST = 12
_SCOPES_MOST = 24
_MEMORY_MB = 256
_FEW = 200


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row, and the publication that brought it."""

    publication: Publication
    row_id: str
    row: dict[str, Cell]


class Hall(Protocol):
    """What looking for new rows needs of a programme."""

    def reader(self, table: PublishedTable) -> Reader:
        """Open a table."""

    def tables_of(self, state: State, publication: Publication) -> tuple[PublishedTable, ...]:
        """Give a publication's own tables."""

    def compare(self, old: PublishedTable, new: PublishedTable) -> Comparison | None:
        """Compare two versions of a table."""


def arrivals(
    hall: Hall, state: State, table: PublishedTable, query: Query, most: int
) -> list[Arrival]:
    """Give the rows of a table that match a question, those that were published last first.

    Of a table whose versions replace one another a row is new in the version that first has it.

    :raises QueryError: for a question that the table does not answer
    """
    if table.folded:
        newest = Query(query.filters, query.search, sort="entry", descending=True)
        reader = hall.reader(table)
        return [
            Arrival(state.publication(int(str(row["entry"]))), reader.row_id(row), row)
            for row in reader.page(newest, 0, most)
        ]
    hall.reader(table).count(query)  # refuses what cannot be asked, whatever the versions hold
    found: list[Arrival] = []
    for entry in table.publications[: -_SCOPES_MOST - 1 : -1]:
        versions = state.versions(state.publication(entry))
        found += _of_versions(_Look(hall, state, table.table.name, query, most), versions)
    return sorted(found, key=lambda one: -one.publication.index)[:most]


@dataclass(frozen=True, slots=True)
class _Look:
    """One question to the versions of one table."""

    hall: Hall
    state: State
    name: str
    query: Query
    most: int

    def table(self, publication: Publication | None) -> PublishedTable | None:
        """Give a version's share; None where it has none, or a redaction took it away."""
        tables = self.hall.tables_of(self.state, publication) if publication else ()
        return next((one for one in tables if one.table.name == self.name), None)


def _of_versions(look: _Look, versions: Sequence[Publication]) -> list[Arrival]:
    found: list[Arrival] = []
    newest = list(reversed(versions))
    for version, before in list(zip(newest, [*newest[1:], None], strict=True))[:_VERSIONS_MOST]:
        new, old = look.table(version), look.table(before)
        if new is None or (before is not None and old is None):
            continue
        try:
            found += [Arrival(version, *one) for one in _new(look, old, new)]
        except QueryError:  # an earlier version may lack a column that is asked for
            break
        if len(found) >= look.most:
            break
    return found


def _new(
    look: _Look, old: PublishedTable | None, new: PublishedTable
) -> Iterator[tuple[str, dict[str, Cell]]]:
    """Give the rows that match and that the older version did not have; all without an older."""
    if old is None:
        reader = look.hall.reader(new)
        yield from ((reader.row_id(r), r) for r in reader.page(look.query, 0, look.most))
        return
    compared = look.hall.compare(old, new)
    lines = compared.new_lines(_LINES_MOST) if compared else ()
    if not lines:
        return
    whole = look.hall.reader(new)
    if whole.count(look.query) <= _FEW:
        # A place or a supplier has few rows: which of them are new is seen by their lines.
        arrived = set(lines)
        rows = (row for row in whole.page(look.query, 0, _FEW) if row["line"] in arrived)
        yield from ((whole.row_id(row), row) for row in islice(rows, look.most))
        return
    with connect(memory_mb=_MEMORY_MB) as database:
        database.execute(
            f"create table {quote(new.table.name)} as"
            f" {union(new.table, new.parts, 'where line in (select unnest(?))')}",
            [list(lines)],
        )
        reader = Reader(new, database.cursor)
        yield from ((reader.row_id(r), r) for r in reader.page(look.query, 0, look.most))
