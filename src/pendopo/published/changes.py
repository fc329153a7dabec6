"""What changed between two versions of a table: rows added, rows gone, cells that differ."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pendopo.published.tables import PublishedTable
from pendopo.store.engine import connect, file_list, quote

_MEMORY_MB = 1024


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs; its values as text, None for an empty cell.

    :param row: the row's key, or its place in the file where the table has none
    :param line: the row's place in the newer file
    """

    row: tuple[str, ...]
    line: int
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two versions.

    :param cells: how many cells differ in rows that both have
    :param rows: how many rows have such a cell
    :param first: the first of those cells, by line and column
    """

    added: int
    gone: int
    cells: int
    rows: int
    first: tuple[Change, ...]


def changes(old: PublishedTable, new: PublishedTable, most: int = 50) -> Changes | None:
    """Compare two versions of a table by its key, or by row number where it has none.

    Only the columns that both have are compared. None where a version's rows are not there.
    """
    if not old.parts or not new.parts:
        return None
    key = [name for name in new.table.key if name in {c.name for c in old.table.columns}]
    if len(key) != len(new.table.key) or not key:
        key = ["line"]
    shared = [c.name for c in new.table.columns if c.name in {o.name for o in old.table.columns}]
    compared = [name for name in shared if name not in key]
    with connect(memory_mb=_MEMORY_MB) as database:
        for name, table in (("old", old), ("new", new)):
            database.execute(
                f"create view {name}_rows as select * from "
                f"read_parquet({file_list(p.path for p in table.parts)}, union_by_name = true)"
            )
        return _compare(database, key, compared, most)


def _compare(
    database: duckdb.DuckDBPyConnection, key: Sequence[str], compared: Sequence[str], most: int
) -> Changes:
    execute = database.execute
    same = " and ".join(f"o.{quote(k)} is not distinct from n.{quote(k)}" for k in key)
    counts = []
    for one, other in (("new", "old"), ("old", "new")):
        [found] = execute(
            f"select count(*) from {one}_rows as n where not exists "
            f"(select 1 from {other}_rows as o where {same})"
        ).fetchall()
        counts.append(int(found[0]))
    if not compared:
        return Changes(counts[0], counts[1], 0, 0, ())
    row = ", ".join(f"n.{quote(k)}::varchar" for k in key)
    cells = " union all ".join(
        f"select [{row}] as row, n.line as line, {place} as place, "
        f"o.{quote(c)}::varchar as before, n.{quote(c)}::varchar as after "
        f"from new_rows as n join old_rows as o on {same} "
        f"where o.{quote(c)}::varchar is distinct from n.{quote(c)}::varchar"
        for place, c in enumerate(compared)
    )
    [(total, rows)] = execute(f"select count(*), count(distinct line) from ({cells})").fetchall()
    first = execute(f"select * from ({cells}) order by line, place limit {most}").fetchall()
    return Changes(
        added=counts[0],
        gone=counts[1],
        cells=int(total),
        rows=int(rows),
        first=tuple(
            Change(tuple(row), int(line), compared[place], before, after)
            for row, line, place, before, after in first
        ),
    )
