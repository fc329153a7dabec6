"""The tables that a register's merge makes: all of them, or only the pieces that changed.

A fold that falls into pieces (the releases of one process) is made some thousand rows at a time.
Where an earlier file of the same fold is at hand, the pieces that no publication has touched since
are carried over, row for row; the result is that of a whole fold.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb

from pendopo.published.handfuls import Rows, laid, merge_beside, spread
from pendopo.published.tables import Part
from pendopo.store.engine import file_list, literal, quote, register_once
from pendopo.terms.register import Pieces, Register

if TYPE_CHECKING:
    import pyarrow as pa

# How many rows of the record table are merged at a time: what bounds the memory of a fold.
ROWS_AT_ONCE: Final = 4_000
# Which values stand in which entry's part: a part that a redaction took away cannot be asked.
_PLACES: Final = "fold.places"
_OLD: Final = "earlier"
Name = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file that an earlier fold of the same register made.

    :param parts: entry, name and commitment of each part that it was made from
    """

    path: Path
    parts: frozenset[Name]

    @classmethod
    def read(cls, note: Path) -> "Earlier | None":
        """Read where the file lies; None where there is none, or it was removed."""
        try:
            said = json.loads(note.read_bytes())
            found = cls(note.parent / said["file"], frozenset(map(tuple, said["parts"])))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found if found.path.exists() else None

    def write(self, note: Path) -> None:
        """Note where it lies, for the fold that comes after."""
        draft = note.with_name(f"{note.name}.{self.path.stem}")
        draft.write_text(json.dumps({"file": self.path.name, "parts": sorted(self.parts)}))
        draft.rename(note)


def name_of(part: Part) -> Name:
    """Give what tells a part from all others."""
    return part.entry, part.name, part.c


class Folding:
    """One fold, written into a database.

    :param database: a new file, in which the folded tables are made
    :param register: whose fold falls into pieces
    :param parts: the record tables of the current publications
    """

    def __init__(
        self, database: duckdb.DuckDBPyConnection, register: Register, parts: Sequence[Part]
    ) -> None:
        if register.pieces is None:
            raise ValueError(f"the fold of {register.name} does not fall into pieces")
        self._database = database
        self._register = register
        self._pieces: Pieces = register.pieces
        ordered = sorted(parts, key=lambda part: part.entry)
        self._parts = [part for part in ordered if part.name == self._pieces.table]
        self._whole = [part for part in ordered if part.name in self._pieces.whole]
        self._by = quote(self._pieces.column)

    def run(self, earlier: Earlier | None, work: Path) -> int:
        """Make the folded tables.

        :param work: a folder for what does not fit into memory
        :returns: how many pieces were merged
        """
        self._database.execute("create schema fold")
        if earlier is not None and self._alike(earlier):
            self._database.execute(f"attach {literal(str(earlier.path))} as {_OLD} (read_only)")
            try:
                touched = self._touched(earlier)
                if touched is not None:
                    self._carry_over()
                    return touched
            finally:
                self._database.execute(f"detach {_OLD}")
        return self._anew(work)

    def _alike(self, earlier: Earlier) -> bool:
        """Whether what every piece depends on is as it was."""
        before = {name for name in earlier.parts if name[1] in self._pieces.whole}
        return before == {name_of(part) for part in self._whole}

    def _touched(self, earlier: Earlier) -> int | None:
        """Find the pieces that a publication since, or one no longer there, tells of.

        :returns: how many; None where they are so many that all may as well be made anew
        """
        before = {name for name in earlier.parts if name[1] == self._pieces.table}
        gone = sorted(entry for entry, _, _ in before - {name_of(part) for part in self._parts})
        come = [part for part in self._parts if name_of(part) not in before]
        self._database.execute(
            f"create table {_PLACES} as select * from {_OLD}.{_PLACES}"
            " where not list_contains(?::bigint[], entry)",
            [gone],
        )
        self._place(come)
        self._database.execute(
            "create temp table touched as"
            f" select value from {_OLD}.{_PLACES} where list_contains(?::bigint[], entry)"
            f" union select value from {_PLACES} where list_contains(?::bigint[], entry)",
            [gone, [part.entry for part in come]],
        )
        [[many]] = self._rows("select count(*) from touched")
        [[every]] = self._rows(f"select count(distinct value) from {_PLACES}")
        [[rows]] = self._rows(
            f"select count(*) from {_PLACES} where value in (select value from touched)"
        )
        if 2 * many > every or rows > ROWS_AT_ONCE:
            self._database.execute(f"drop table {_PLACES}")
            return None
        return int(many)

    def _carry_over(self) -> None:
        """Merge what was touched beside the rows of all else."""
        entries = self._rows(
            f"select distinct entry from {_PLACES} where value in (select value from touched)"
        )
        told = {entry for [entry] in entries}
        parts = [part for part in self._parts if part.entry in told]
        fresh = self._merged(self._read(parts, f"where {self._by} in (select value from touched)"))
        for table in self._register.folded:
            order = ", ".join(map(quote, (*table.key, "entry", "line")))
            self._database.register("fresh", fresh[table.name])
            self._database.execute(
                f"create table {quote(table.name)} as select * from ("
                f"select * from {_OLD}.main.{quote(table.name)}"
                f" where {self._by} not in (select value from touched)"
                f" union all select * from fresh) order by {order}"
            )
            self._database.unregister("fresh")

    def _anew(self, work: Path) -> int:
        """Merge everything, some thousand rows at a time, in the order of the pieces."""
        self._database.execute(f"create table {_PLACES} (value varchar, entry bigint)")
        self._place(self._parts)
        with self._every(work) as made:
            # At once: each table alone would wait for the disk.
            self._database.execute("begin")
            for table in self._register.folded:
                register_once(self._database, "fresh", made(table.name))
                self._database.execute(f"create table {quote(table.name)} as from fresh")
                self._database.unregister("fresh")
            self._database.execute("commit")
        [[every]] = self._rows(f"select count(distinct value) from {_PLACES}")
        return int(every)

    def _merged(self, rows: "pa.Table") -> "Mapping[str, pa.Table]":
        if self._register.merge is None:
            raise ValueError(f"{self._register.name} declares no merge")
        return self._register.merge({self._pieces.table: rows, **self._of_all()})

    def _of_all(self) -> "dict[str, pa.Table]":
        """Read what every piece is merged with."""
        found = {}
        for name in self._pieces.whole:
            parts = [part for part in self._whole if part.name == name]
            if parts:
                found[name] = self._read(parts)
        return found

    @contextmanager
    def _every(self, work: Path) -> "Iterator[Callable[[str], pa.RecordBatchReader]]":
        """Give what gives each table, in the order of the pieces.

        Handfuls of pieces, all rows of one together and in log order, come to files; a table is
        read from all of them, so that it is packed as it comes and nothing is held.
        """
        bounds = self._bounds()
        if not bounds:
            merged = self._merged(self._read(self._parts))
            yield lambda table: merged[table].to_reader()
            return
        folder = Path(tempfile.mkdtemp(dir=work, prefix="fold-"))
        try:
            paths = spread(self._apart(bounds), folder)
            merge_beside(self._register, paths, self._of_all(), self._merged)
            yield partial(laid, paths)
        finally:
            shutil.rmtree(folder)

    def _bounds(self) -> list[str]:
        """Give the last piece of each handful but the last one."""
        if sum(part.rows for part in self._parts) <= ROWS_AT_ONCE:
            return []
        bounds, held = [], 0
        counted = self._rows(
            f"select {self._by}, count(*) from {self._source(self._parts)} group by 1 order by 1"
        )
        for value, rows in counted:
            held += rows
            if held >= ROWS_AT_ONCE:
                bounds.append(value)
                held = 0
        return bounds if held else bounds[:-1]

    def _apart(self, bounds: Sequence[str]) -> Rows:
        """Say which rows of the record table go into which handful."""
        files = tuple(dict.fromkeys(str(part.path) for part in self._parts))
        select = self._select(self._parts, ordered=False)
        return Rows(select, files, self._pieces.column, tuple(bounds))

    def _place(self, parts: Sequence[Part]) -> None:
        """Note which pieces stand in which entry, once for each of their rows."""
        if parts:
            self._database.execute(
                f"insert into {_PLACES} select {self._by}, entry"
                f" from ({self._select(parts, ordered=False)})"
            )

    def _read(self, parts: Sequence[Part], where: str = "") -> "pa.Table":
        if not parts:
            return self._nothing()
        return self._database.execute(self._select(parts, where)).to_arrow_table()

    def _nothing(self) -> "pa.Table":
        """Give no rows, in the columns that are declared."""
        import pyarrow as pa  # noqa: PLC0415  a portal that is idle is smaller without it

        declared = next(one for one in self._register.tables if one.name == self._pieces.table)
        names = ["entry", "line", *(column.name for column in declared.columns)]
        return pa.table({name: pa.array([], pa.string()) for name in names})

    def _select(self, parts: Sequence[Part], where: str = "", *, ordered: bool = True) -> str:
        """Write the SELECT of all rows of some parts, each with its entry."""
        of: dict[str, list[int]] = {}
        for part in parts:
            of.setdefault(str(part.path), []).append(part.entry)
        entries = ", ".join(f"{literal(path)}: {found}" for path, found in of.items())
        return (
            f"select unnest((map {{{entries}}})[filename])::bigint as entry, * exclude (filename)"
            f" from {self._source(parts)} {where}{' order by entry, line' * ordered}"
        )

    def _source(self, parts: Sequence[Part]) -> str:
        paths = file_list(dict.fromkeys(part.path for part in parts))
        return f"read_parquet({paths}, filename = true, union_by_name = true)"

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._database.execute(sql).fetchall()
