"""What changed between two versions of a table: rows new, rows gone, cells that differ.

Rows are matched by the table's key. Where there is none, or one of the versions breaks it, a row
has no name: rows are then counted by their whole content, whatever their order, so that nothing is
called changed that only moved. The comparison is written once to a derived file, read in pages.
"""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb

from pendopo.published.kept import Kept
from pendopo.published.tables import PublishedTable
from pendopo.store.engine import connect, file_list, literal, quote
from pendopo.terms.column import Column, Kind

CHANGED, NEW, GONE = "changed", "new", "gone"
WHATS: Final = (CHANGED, NEW, GONE)
COLUMNS: Final = ("change", "row", "line", "column", "before", "after")
_MEMORY_MB = 1024
_LINES_KEPT = 64  # comparisons whose new lines are remembered
_READ_MB = 256
_BYTES_MOST = 1 << 30
_COUNTS_KEPT = 256
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.YEAR})
_NTH = quote("number in its file")
_FORM = "2"  # what a derived file holds; another makes each comparison anew


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs, or a whole row that is new or gone.

    :param what: ``changed``, ``new`` or ``gone``
    :param row: the row's key, or nothing where rows have no name
    :param line: the row's place in the newer file; of a row that is gone, in the older
    :param column: the cell's column; empty for a whole row
    :param before: as text; for a whole row a JSON object; None for an empty cell, or a new row
    """

    what: str
    row: tuple[str, ...]
    line: int
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference between two versions.

    :param by: the columns that rows are matched by; empty when by their whole content
    :param added: rows that only the newer has
    :param gone: rows that only the older has
    :param cells: how many cells differ in rows that both have
    :param rows: how many rows have such a cell
    :param columns_added: columns that only the newer has; they are not compared
    :param columns_gone: columns that only the older has
    """

    by: tuple[str, ...]
    added: int
    gone: int
    cells: int
    rows: int
    columns_added: tuple[str, ...]
    columns_gone: tuple[str, ...]
    path: Path

    @property
    def nothing(self) -> bool:
        """Whether the two say the same."""
        return not (
            self.added or self.gone or self.cells or self.columns_added or self.columns_gone
        )

    def count(self, what: str) -> int:
        """How many lines one kind of change has: cells of rows that changed, else rows."""
        return {CHANGED: self.cells, NEW: self.added, GONE: self.gone}[what]

    def page(self, what: str, offset: int, limit: int) -> list[Change]:
        """Give some changes of one kind, in the order of the file."""
        with connect(memory_mb=_READ_MB) as database:
            rows = database.execute(
                f'select change, row, line, "column", before, after from {self._file}'
                " where change = ? order by place limit ? offset ?",
                [what, limit, offset],
            ).fetchall()
        return [_change(row) for row in rows]

    def new_lines(self, most: int) -> tuple[int, ...]:
        """Give the lines of the first rows that only the newer version has."""
        return _new_lines(self.path, most)

    def all(self) -> Iterator[Change]:
        """Give every change: changed cells first, then new rows, then those that are gone."""
        with connect(memory_mb=_READ_MB) as database:
            found = database.execute(
                f'select change, row, line, "column", before, after from {self._file}'
                " order by place"
            )
            while rows := found.fetchmany(2_000):
                yield from (_change(row) for row in rows)

    @property
    def _file(self) -> str:
        return f"read_parquet({literal(str(self.path))})"


@lru_cache(_LINES_KEPT)
def _new_lines(path: Path, most: int) -> tuple[int, ...]:
    """Read them; a file of a comparison is never changed, and a number tells nothing of a row."""
    with connect(memory_mb=_READ_MB) as database:
        rows = database.execute(
            f"select line from read_parquet({literal(str(path))})"
            " where change = ? order by place limit ?",
            [NEW, most],
        ).fetchall()
    return tuple(int(line) for (line,) in rows)


class Comparisons:
    """The comparisons of a programme, each written once.

    :param folder: where they lie: ``private/derived/changes``
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = Kept(folder / "files", _BYTES_MOST)

    def compare(self, old: PublishedTable, new: PublishedTable) -> Comparison | None:
        """Compare two versions of a table; None where the rows of one are not there."""
        if not old.parts or not new.parts:
            return None
        old_names = {c.name for c in old.table.columns}
        new_names = {c.name for c in new.table.columns}
        shared = [(old.table.column(c.name), c) for c in new.table.columns if c.name in old_names]
        path = self._kept.get(
            f"{_digest(old, new)}.parquet", lambda draft: self._write(draft, old, new, shared)
        )
        return _read(
            path,
            columns_added=tuple(c.name for c in new.table.columns if c.name not in old_names),
            columns_gone=tuple(c.name for c in old.table.columns if c.name not in new_names),
        )

    def drop_all(self) -> None:
        """Remove every comparison."""
        if self._folder.is_dir():
            shutil.rmtree(self._folder)

    def _write(
        self,
        draft: Path,
        old: PublishedTable,
        new: PublishedTable,
        shared: Sequence[tuple[Column, Column]],
    ) -> None:
        with (
            # Two that are made at once would write over each other's spilled rows.
            TemporaryDirectory(prefix="spill-", dir=self._folder) as spill,
            connect(memory_mb=_MEMORY_MB, threads=2) as database,
        ):
            database.execute(f"set temp_directory = {literal(spill)}")
            for name, table in (("old_rows", old), ("new_rows", new)):
                database.execute(
                    f"create view {name} as select * from "
                    f"read_parquet({file_list(p.path for p in table.parts)}, union_by_name = true)"
                )
            key = _key(database, new.table.key, shared)
            lines = _by_key(key, shared) if key else _by_content(database, shared)
            by = ", ".join(literal(after.name) for _before, after in key)
            database.execute(
                f"copy (select *, [{by}]::varchar[] as matched_by,"
                f" row_number() over (order by rank, line, slot) as place from ({lines})"
                f" order by place) to {literal(str(draft))} (format parquet, compression zstd)"
            )


def _digest(old: PublishedTable, new: PublishedTable) -> str:
    made_of = "\n".join([_FORM, duckdb.__version__, old.version, new.version])
    return hashlib.sha256(made_of.encode()).hexdigest()[:32]


@lru_cache(_COUNTS_KEPT)
def _read(path: Path, **columns: tuple[str, ...]) -> Comparison:
    """Count what a comparison holds, once: its name says exactly what that is."""
    with connect(memory_mb=_READ_MB) as database:
        file = f"read_parquet({literal(str(path))})"
        found = database.execute(
            "select change, count(*), count(distinct line) filter (change = ?),"
            f" any_value(matched_by) from {file} group by change",
            [CHANGED],
        ).fetchall()
    counts = {what: count for what, count, _rows, _by in found}
    return Comparison(
        by=tuple(found[0][3]) if found else (),
        added=counts.get(NEW, 0),
        gone=counts.get(GONE, 0),
        cells=counts.get(CHANGED, 0),
        rows=sum(rows for _what, _count, rows, _by in found),
        path=path,
        **columns,
    )


def _key(
    database: duckdb.DuckDBPyConnection,
    key: Sequence[str],
    shared: Sequence[tuple[Column, Column]],
) -> list[tuple[Column, Column]]:
    """Give the key's columns, or none when it does not name each row of both versions."""
    found = [(old, new) for old, new in shared if new.name in key]
    if not key or len(found) != len(key):
        return []
    for name, place in (("old_rows", 0), ("new_rows", 1)):
        columns = [quote(pair[place].name) for pair in found]
        empty = " or ".join(f"{column} is null" for column in columns)
        [(all_, different, nameless)] = database.execute(
            f"select count(*), count(distinct row({', '.join(columns)})),"
            f" count(*) filter (where {empty}) from {name}"
        ).fetchall()
        if all_ != different or nameless:
            return []
    return found


def _by_key(key: Sequence[tuple[Column, Column]], shared: Sequence[tuple[Column, Column]]) -> str:
    """Write the SELECT of all changes, rows matched by a key."""
    same = " and ".join(_same(pair) for pair in key)
    row = ", ".join(f"n.{quote(new.name)}::varchar" for _old, new in key)
    compared = [pair for pair in shared if pair not in key]
    cells = ", ".join(
        f"{{'slot': {slot}, 'column': {literal(new.name)}, 'before': o.{quote(old.name)}::varchar,"
        f" 'after': n.{quote(new.name)}::varchar, 'differs': not ({_same((old, new))})}}"
        for slot, (old, new) in enumerate(compared)
    )
    gone = ", ".join(f"o.{quote(old.name)}::varchar" for old, _new in key)
    selects = [
        _whole(NEW, f"new_rows as n anti join old_rows as o on {same}", row, shared),
        _whole(GONE, f"old_rows as o anti join new_rows as n on {same}", gone, shared),
    ]
    if compared:
        differs = " or ".join(f"not ({_same(pair)})" for pair in compared)
        selects.append(
            f"select '{CHANGED}' as change, 0 as rank, line, cell.slot as slot, row,"
            ' cell."column" as "column", cell.before as before, cell.after as after from ('
            f"select n.line as line, [{row}] as row,"
            f" unnest(list_filter([{cells}], lambda one: one.differs)) as cell"
            f" from new_rows as n join old_rows as o on {same} where {differs})"
        )
    return " union all ".join(selects)


def _by_content(
    database: duckdb.DuckDBPyConnection, shared: Sequence[tuple[Column, Column]]
) -> str:
    """Write the SELECT of the rows that one version has more often than the other."""
    for name, place in (("old", 0), ("new", 1)):
        texts = ", ".join(_plain(pair[place]) for pair in shared)
        database.execute(
            f"create temp table {name}_digests as select line, row_number() over () as {_NTH},"
            f" unhex(sha256(to_json([{texts}])::varchar)) as digest from {name}_rows"
        )
    database.execute(
        "create temp table uneven as select digest, sum(new) as surplus from ("
        "select digest, 1 as new from new_digests union all select digest, -1 from old_digests)"
        " group by digest having sum(new) <> 0"
    )
    # Of equal rows the last in the file count as those that the other version does not have.
    for name, sign in (("old", "-surplus"), ("new", "surplus")):
        database.execute(
            f"create temp table {name}_lone as select {_NTH} from {name}_digests join uneven"
            f" using (digest) where {sign} > 0 qualify row_number()"
            f" over (partition by digest order by line desc, {_NTH} desc) <= {sign}"
        )
    return " union all ".join(
        [
            _whole(NEW, _lone("new", "n"), "", shared),
            _whole(GONE, _lone("old", "o"), "", shared),
        ]
    )


def _lone(name: str, alias: str) -> str:
    """Write the rows of a version that the other does not have.

    By their number in the file and not by their line: a mapping makes several rows of one line.
    """
    numbered = f"(select *, row_number() over () as {_NTH} from {name}_rows) as {alias}"
    return f"{numbered} semi join {name}_lone as l on l.{_NTH} = {alias}.{_NTH}"


def _whole(what: str, source: str, row: str, shared: Sequence[tuple[Column, Column]]) -> str:
    """Write the SELECT of rows that only one version has, each as a JSON object.

    :param source: the rows, called ``n`` where they are new and ``o`` where they are gone
    """
    alias, rank = ("n", 1) if what == NEW else ("o", 2)
    names = [new.name for _old, new in shared]
    pairs = ", ".join(f"{quote(name)} := {alias}.{quote(name)}" for name in names)
    text = f"to_json(struct_pack({pairs}))::varchar" if pairs else "'{}'"
    before, after = ("null::varchar", text) if what == NEW else (text, "null::varchar")
    return (
        f"select '{what}' as change, {rank} as rank, {alias}.line as line, 0 as slot,"
        f" [{row}]::varchar[] as row, '' as \"column\", {before} as before, {after} as after"
        f" from {source}"
    )


def _same(pair: tuple[Column, Column]) -> str:
    """Write that a cell is the same in ``o`` and ``n``: as values where both are of a kind."""
    old, new = pair
    before, after = f"o.{quote(old.name)}", f"n.{quote(new.name)}"
    if old.kind is not new.kind and not {old.kind, new.kind} <= _NUMBERS:
        before, after = f"{before}::varchar", f"{after}::varchar"
    return f"{before} is not distinct from {after}"


def _plain(column: Column) -> str:
    """Write a cell as text in which equal numbers are equal: 1.50 and 1.5."""
    text = f"{quote(column.name)}::varchar"
    if column.kind not in _NUMBERS:
        return text
    return f"case when contains({text}, '.') then rtrim(rtrim({text}, '0'), '.') else {text} end"


def _change(row: tuple[Any, ...]) -> Change:
    what, names, line, column, before, after = row
    return Change(what, tuple(names), int(line), column, before, after)
