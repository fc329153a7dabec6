"""Releases by process and by their place in the log, found without reading a whole publication.

Beside the record, which is Parquet, lies one file of SQLite: a row a release, its JSON packed. A
publication adds its rows and never changes others; a state is a choice of publications, so that
one file answers for every state. What a redaction took away leaves it too.
"""

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

from isal import isal_zlib

from pendopo.published.kept import alone

if TYPE_CHECKING:
    import pyarrow as pa

_FORM: Final = 2  # of the file; another number makes each programme build it again
_WAIT_S: Final = 20
_BATCH_ROWS: Final = 256
_PLACES: Final = 1 << 32  # in a publication
_QUICK: Final = 1
_HALF: Final = "half:"  # before the name of what is being added
_COLUMNS: Final = "c, at, line, ocid, release.id, body, moment, extensions"
_READ: Final = ("line", "ocid", "release_id", "date", "extensions", "json")
Pause = Callable[[], None]
_SCHEMA: Final = """
create table if not exists part (id integer primary key, c text unique not null);
create table if not exists release (
    at integer primary key, part integer, line integer, ocid text, id text, moment text,
    size integer, extensions text, body blob
);
create index if not exists release_of on release (ocid, at, part, line, moment, size);
"""


@dataclass(frozen=True, slots=True)
class Share:
    """The releases of one publication.

    :param entry: its place in the log
    :param c: the commitment of its Parquet object
    :param time: when it was published, RFC 3339 in UTC
    """

    entry: int
    c: str
    path: Path
    time: str


@dataclass(frozen=True)
class Standing:
    """The releases that stand in a state.

    :param shares: in the order of the log
    :param version: names exactly these
    """

    shares: tuple[Share, ...]
    version: str

    @cached_property
    def by_c(self) -> dict[str, list[Share]]:
        """The shares of each object: several publications may hold the very same rows."""
        found: dict[str, list[Share]] = {}
        for share in self.shares:
            found.setdefault(share.c, []).append(share)
        return found


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the order of all releases ever published.

    :param entry: the publication's place in the log
    :param place: how many releases of it stand before and at this one
    """

    entry: int
    place: int = 0

    def __str__(self) -> str:
        """Write it as addresses have it."""
        return f"{self.entry}.{self.place}"


@dataclass(frozen=True, slots=True)
class Released:
    """One release where it was published.

    :param line: its position in the file
    :param text: its JSON
    :param moment: when it was made, in UTC without a zone; None where its date names no moment
    :param extensions: addresses that its package declared
    """

    cursor: Cursor
    line: int
    ocid: str
    id: str
    text: bytes
    moment: datetime | None = None
    extensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sized:
    """A release as far as planning needs it.

    :param moment: ISO 8601 in UTC; empty where its date names none
    :param size: packed, in bytes
    """

    share: Share
    line: int
    moment: str
    size: int


def at_once() -> None:
    """Wait for nobody."""


class ReleaseIndex:
    """The file.

    :param folder: where it lies: ``private/derived/releases``
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: set[str] = set()
        self._seen = ""

    def bring_up(
        self, standing: Standing, gone: Iterable[str] = (), pause: Pause = at_once
    ) -> None:
        """Add what is not there yet.

        :param gone: commitments whose content was taken away
        :param pause: waits between some releases and the next where others are to go first
        """
        taken = set(gone)
        if self._path().name != self._seen:
            self._known = set()  # it is none, or another process made it anew
        left = standing.by_c.keys() - self._known
        # Of what was taken away since the state was folded there is no object any more.
        if not taken & self._known and not any(standing.by_c[c][0].path.exists() for c in left):
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(self._folder / "lock"), closing(self._open()) as database:
            there = {c for _id, c in _parts(database)}
            half = {c for c in there if c.startswith(_HALF)}
            for c in half | taken & there:
                _remove(database, c)
            if taken & there:
                database.execute("vacuum")  # nothing of it stays in free pages
            for share in standing.shares:
                if share.c not in there and share.path.exists():
                    _add(database, share, pause)
                    there.add(share.c)
            self._drop_earlier_forms()
            self._known, self._seen = there - taken - half, self._path().name

    def process(self, standing: Standing, ocid: str) -> list[Released]:
        """Give the releases of one process, in the order of the log."""
        with closing(self._open()) as database:
            rows = database.execute(
                f"select {_COLUMNS} from release"
                " join part on part.id = part where ocid = ? order by at",
                [ocid],
            ).fetchall()
        found = [
            _released(share, row) for row in rows for share in standing.by_c.get(str(row[0]), ())
        ]
        return sorted(found, key=lambda one: one.cursor)

    def page(self, standing: Standing, after: Cursor, limit: int) -> list[Released]:
        """Give the releases behind a place, in the order of the log."""
        found: list[Released] = []
        with closing(self._open()) as database:
            for share in standing.shares:
                if share.entry < after.entry:
                    continue
                begin = after.place if share.entry == after.entry else 0
                rows = database.execute(
                    f"select {_COLUMNS} from part join release"
                    " on at > part.id * ? + ? and at < (part.id + 1) * ? where c = ?"
                    " order by at limit ?",
                    [_PLACES, begin, _PLACES, share.c, limit - len(found)],
                )
                found += [_released(share, row) for row in rows]
                if len(found) >= limit:
                    break
        return found

    def ocids(
        self, standing: Standing, after: str, limit: int, among: Iterable[str] | None = None
    ) -> list[str]:
        """Give the processes that stand, in the order of their names.

        :param after: those behind this one
        :param among: only those of which one of these objects tells; None for all
        """
        with closing(self._open()) as database:
            _choose(database, "standing", standing.by_c)
            told = ""
            if among is not None:
                _choose(database, "told", among)
                told = " and ocid in (select ocid from release where part in (select id from told))"
            rows = database.execute(
                "select distinct ocid from release indexed by release_of where ocid > ?"
                f" and part in (select id from standing){told} order by ocid limit ?",
                [after, limit],
            )
            return [str(ocid) for (ocid,) in rows]

    def named(self, standing: Standing, among: Iterable[str]) -> list[tuple[str, str]]:
        """Give the ocid and id of each release of some objects that no object that stands has."""
        with closing(self._open()) as database:
            _choose(database, "standing", standing.by_c)
            _choose(database, "told", among)
            rows = database.execute(
                "select distinct ocid, id from release as gone where part in (select id from told)"
                " and not exists (select 1 from release as stays where stays.ocid = gone.ocid"
                " and stays.id is gone.id and stays.part in (select id from standing))"
                " order by ocid, id"
            )
            return [(str(ocid), str(id_ or "")) for ocid, id_ in rows]

    def sizes(self, standing: Standing) -> Iterator[tuple[str, list[Sized]]]:
        """Give each process with its releases in the order of the log, by the processes' names."""
        with closing(self._open()) as database:
            parts = {id_: standing.by_c.get(c, []) for id_, c in _parts(database)}
            rows = database.execute(
                "select ocid, part, line, moment, size from release indexed by release_of"
                " order by ocid, at"
            )
            ocid, found = "", list[Sized]()
            for name, part, line, moment, size in rows:
                if name != ocid and found:
                    yield ocid, sorted(found, key=lambda one: (one.share.entry, one.line))
                    found = []
                ocid = str(name)
                shares = parts.get(part, [])
                found += [Sized(share, line, moment or "", size) for share in shares]
            if found:
                yield ocid, sorted(found, key=lambda one: (one.share.entry, one.line))

    def between(
        self, standing: Standing, first: str, last: str
    ) -> Iterator[tuple[str, list[Released]]]:
        """Give each process from one to another with its releases in the order of the log."""
        with closing(self._open()) as database:
            rows = database.execute(
                f"select {_COLUMNS} from release"
                " join part on part.id = part where ocid between ? and ? order by ocid, at",
                [first, last],
            )
            for ocid, group in groupby(rows, key=itemgetter(3)):
                found = [
                    _released(share, row)
                    for row in group
                    for share in standing.by_c.get(str(row[0]), ())
                ]
                if found:
                    yield str(ocid), sorted(found, key=lambda one: one.cursor)

    def drop(self) -> None:
        """Remove the file."""
        self._known = set()
        for path in self._folder.glob("releases-*") if self._folder.is_dir() else ():
            path.unlink(missing_ok=True)

    def _drop_earlier_forms(self) -> None:
        """Remove what earlier versions of the program made, which nobody reads any more."""
        for path in self._folder.glob("releases-*"):
            if not path.name.startswith(f"releases-{_FORM}-"):
                path.unlink(missing_ok=True)

    def _path(self) -> Path:
        """Give the file; one that is made anew has a new name."""
        found = sorted(self._folder.glob(f"releases-{_FORM}-*.sqlite"))
        return found[0] if found else self._folder / f"releases-{_FORM}-{token_hex(4)}.sqlite"

    def _open(self) -> sqlite3.Connection:
        """Connect, which is quick; so nobody reads on in a file that was removed."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = sqlite3.connect(self._path(), _WAIT_S, isolation_level=None)
        if not database.execute("select 1 from sqlite_master where name = 'part'").fetchone():
            database.executescript(_SCHEMA)
        database.execute("pragma synchronous = off")  # it can be made again
        database.execute("pragma temp_store = memory")
        return database


def _choose(database: sqlite3.Connection, name: str, commitments: Iterable[str]) -> None:
    """Make a table of the objects that a question is about."""
    database.execute(f"create temp table {name} (id integer primary key)")
    database.executemany(
        f"insert into {name} select id from part where c = ?",
        [(c,) for c in set(commitments)],
    )


def _parts(database: sqlite3.Connection) -> list[tuple[int, str]]:
    return database.execute("select id, c from part").fetchall()


def _remove(database: sqlite3.Connection, c: str) -> None:
    [[part]] = database.execute("select id from part where c = ?", [c])
    database.execute("delete from release where part = ?", [part])
    database.execute("delete from part where id = ?", [part])


def _add(database: sqlite3.Connection, share: Share, pause: Pause) -> None:
    """Add a publication's releases, so many at a time that no reader waits for long.

    Until all are there they are under a name that no state has.
    """
    import pyarrow.parquet as pa_parquet  # noqa: PLC0415  a portal that is idle is smaller without

    part = database.execute("insert into part (c) values (?)", [_HALF + share.c]).lastrowid or 0
    place = 0
    # Read ahead, all releases of a publication would be in memory at once, packed.
    with pa_parquet.ParquetFile(share.path, pre_buffer=False) as file:
        there = [name for name in _READ if name in file.schema_arrow.names]
        for batch in file.iter_batches(_BATCH_ROWS, columns=there, use_threads=False):
            database.execute("begin immediate")
            database.executemany(
                "insert into release values (?, ?, ?, ?, ?, ?, ?, ?, ?)", _rows(batch, part, place)
            )
            database.execute("commit")
            place += batch.num_rows
            pause()
    database.execute("update part set c = ? where id = ?", [share.c, part])


def _rows(batch: "pa.RecordBatch", part: int, place: int) -> Iterator[Sequence[Any]]:
    there = set(batch.schema.names)
    columns = [
        batch.column(name).to_pylist() if name in there else [None] * batch.num_rows
        for name in _READ
    ]
    for number, row in enumerate(zip(*columns, strict=True), place + 1):
        line, ocid, id_, moment, extensions, text = row
        body = isal_zlib.compress(text.encode(), _QUICK)
        date = moment.isoformat() if moment is not None else None
        at = part * _PLACES + number
        yield at, part, line, ocid, id_, date, len(body), extensions, body


def _released(share: Share, row: Sequence[Any]) -> Released:
    _c, at, line, ocid, id_, body, moment, extensions = row
    return Released(
        Cursor(share.entry, at % _PLACES),
        line,
        str(ocid),
        str(id_ or ""),
        zlib.decompress(body),
        datetime.fromisoformat(moment) if moment else None,
        tuple(extensions.split()) if extensions else (),
    )
