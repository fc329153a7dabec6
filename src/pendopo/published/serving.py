"""Serving files: disposable databases that pages are read from, one for each version of a table.

The record is the Parquet; a serving file is made from it when it is first asked for, under the name
of exactly the parts it holds, and never changed. ``pendopo rebuild`` makes them all again.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

import pendopo
from pendopo.published.folding import Earlier, Folding, name_of
from pendopo.published.kept import alone, standing
from pendopo.published.known import Answered, Known
from pendopo.published.tables import Part, PublishedTable
from pendopo.store.engine import connect, file_list, literal, open_reading, quote
from pendopo.terms.column import Kind, Table
from pendopo.terms.register import Register

if TYPE_CHECKING:
    import pyarrow as pa

_OPEN_MOST = 32
FILES_MOST = 1_000
_BUILD_MB = 1024
# What a fold is beyond that lies on the disk before all of it is made; to hold more takes longer.
_FOLD_MB = 56
# What the rows of a file can be relied on for besides its name: 4, those of every table lie in the
# table's order, and those of one line of a file as they came.
_LAYOUT = 4
_FIRST = (-1, "", "")
_NUMBER = "file_row_number"
SQL_TYPES = {
    Kind.TEXT: "varchar",
    Kind.CODE: "varchar",
    Kind.JSON: "varchar",
    Kind.INTEGER: "bigint",
    Kind.DECIMAL: "decimal(38, 9)",
    Kind.MONEY: "decimal(18, 2)",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "timestamp",
    Kind.YEAR: "smallint",
}


class Serving:
    """The serving files of a programme, opened as they are asked for.

    :param folder: where they lie: ``private/derived/serving``
    :ivar answered: keeps rows as well as counts, for who reads the same for many pages
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.known = Known()
        self.answered: Answered | None = None
        self.open_most = _OPEN_MOST
        self._open: OrderedDict[Path, duckdb.DuckDBPyConnection] = OrderedDict()
        self._guard = threading.Lock()

    def cursor(
        self, table: PublishedTable, register: Register | None = None
    ) -> duckdb.DuckDBPyConnection:
        """Give a cursor on a table's serving file, made first when it is not there yet.

        :param register: whose fold makes it, for a folded table
        """
        path = self.build(table, register)
        with self._guard:
            connection = self._open.get(path)
            if connection is None:
                connection = self._open[path] = open_reading(path)
                os.utime(path)
                while len(self._open) > self.open_most:
                    self._open.popitem(last=False)
            self._open.move_to_end(path)
            return connection.cursor()

    def build(self, table: PublishedTable, register: Register | None = None) -> Path:
        """Make a table's serving file unless it is there, and give its path.

        The tables that one fold makes lie in one file together.
        """
        name = table.fold or table.version
        path = self._folder / f"{name}-{duckdb.__version__}-{_LAYOUT}.duckdb"
        if path.exists():
            return path
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with standing(self._folder) as place, alone(self._folder / f"{name}.lock"):
            if not path.exists():
                draft = path.with_suffix(f".draft-{os.getpid()}")
                draft.unlink(missing_ok=True)
                self._write(draft, table, register)
                place(draft, path)
                self._note(path, table, register)
                self._evict()
        return path

    def parquet(self, table: PublishedTable, register: Register) -> Path:
        """Make a folded table a Parquet file of its own, for rules that ask what stands."""
        served = self.build(table, register)
        path = served.with_suffix(f".{table.name}.parquet")
        if not path.exists():
            draft = path.with_suffix(f".draft-{os.getpid()}")
            with connect(memory_mb=_BUILD_MB) as database:
                database.execute(f"attach {literal(str(served))} as served (read_only)")
                rows = f"from served.main.{quote(table.table.name)}"
                database.execute(f"copy ({rows}) to {literal(str(draft))} (format parquet)")
            draft.replace(path)
        return path

    def _write(self, draft: Path, table: PublishedTable, register: Register | None) -> None:
        if not register or not register.pieces or not table.folded:
            _write(draft, table, register)
            return
        earlier = Earlier.read(self._newest(register))
        with connect(draft, memory_mb=_FOLD_MB) as database:
            Folding(database, register, table.parts).run(earlier, self._folder)

    def _note(self, path: Path, table: PublishedTable, register: Register | None) -> None:
        """Note a file that holds a whole fold, unless one of a later state is noted."""
        if not register or not register.pieces or not table.folded:
            return
        note, found = self._newest(register), Earlier(path, frozenset(map(name_of, table.parts)))
        known = Earlier.read(note)
        if known is None or max(found.parts, default=_FIRST) >= max(known.parts, default=_FIRST):
            found.write(note)

    def _newest(self, register: Register) -> Path:
        """Give where the newest file of a fold is noted, as this program makes it."""
        made_by = f"{pendopo.__version__} {duckdb.__version__} {_LAYOUT} {register.folded}"
        return self._folder / f"{register.name}-{sha256(made_by.encode()).hexdigest()[:16]}.newest"

    def _evict(self) -> None:
        """Drop the files longest unused: readers of past states decide how many are made."""
        files = sorted(self._folder.glob("*.duckdb"), key=lambda file: file.stat().st_mtime)
        for file in files[:-FILES_MOST]:
            # A process that has it open reads on; one that asks again makes it again.
            for one in (file, *self._folder.glob(f"{file.stem}.*.parquet")):
                one.unlink(missing_ok=True)
            file.with_name(file.name.partition("-")[0] + ".lock").unlink(missing_ok=True)

    def close(self) -> None:
        """Close every file: what is gone from the folder is then gone from the disk.

        A cursor that was given stays usable.
        """
        with self._guard:
            self._open.clear()
        if self.answered is not None:
            self.answered.clear()

    def drop_all(self) -> None:
        """Close and remove every serving file."""
        self.close()
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            path.unlink()


def _write(path: Path, table: PublishedTable, register: Register | None) -> None:
    merge = register.merge if register and table.folded else None
    with connect(path, memory_mb=_BUILD_MB, threads=2) as database:
        if register is None or merge is None:
            rows = union(table.table, table.parts)
            database.execute(f"create table {quote(table.table.name)} as {rows}")
            return
        keys = {one.name: one.key for one in register.folded}
        for name, rows in merge(_record_tables(database, table.parts)).items():
            database.register("folded_rows", rows)
            _make(database, name, "select * from folded_rows", keys[name])
            database.unregister("folded_rows")


def _make(database: duckdb.DuckDBPyConnection, name: str, select: str, key: Sequence[str]) -> None:
    """Write a table in its own order, so that its pages need no sorting and its rows a number."""
    order = ", ".join(quote(column) for column in (*key, "entry", "line"))
    database.execute(f"create table {quote(name)} as {select} order by {order}")


def union(table: Table, parts: Sequence[Part], where: str = "") -> str:
    """Write the SELECT of all parts, each row with the entry that published it, in their order.

    :param where: a condition on ``line``
    """
    columns = ", ".join(quote(column.name) for column in table.columns)
    if not parts:
        empty = ", ".join(f"null::{SQL_TYPES[c.kind]} as {quote(c.name)}" for c in table.columns)
        return f"select null::bigint as entry, null::bigint as line, {empty} limit 0"
    # One SELECT over all files: DuckDB reads them together, and the file's name tells the entry;
    # or the entries, where several published the very same rows, which are one object.
    of: dict[str, list[int]] = {}
    for part in parts:
        of.setdefault(str(part.path), []).append(part.entry)
    entries = ", ".join(f"{literal(path)}: {found}" for path, found in of.items())
    # Several rows may have been made of one line; they stay as they came.
    numbered = all(column.name.lower() != _NUMBER for column in table.columns)
    return (
        f"select unnest((map {{{entries}}})[filename])::bigint as entry, line, {columns} "
        f"from read_parquet({file_list(map(Path, of))}, filename = true, "
        f"union_by_name = true{f', {_NUMBER} = true' if numbered else ''}) {where} "
        f"order by entry, line{f', {_NUMBER}' if numbered else ''}"
    )


def _record_tables(
    database: duckdb.DuckDBPyConnection, parts: Sequence[Part]
) -> "Mapping[str, pa.Table]":
    """Read the record tables in log order, as a register's fold takes them."""
    import pyarrow as pa  # noqa: PLC0415  a portal that is idle is smaller without it

    found: dict[str, list[pa.Table]] = {}
    for part in sorted(parts, key=lambda part: part.entry):
        rows = database.execute(
            f"select {part.entry}::bigint as entry, * from read_parquet({literal(str(part.path))})"
            f" order by line"
        ).to_arrow_table()
        found.setdefault(part.name, []).append(rows)
    return {
        name: pa.concat_tables(tables, promote_options="permissive")
        for name, tables in found.items()
    }
