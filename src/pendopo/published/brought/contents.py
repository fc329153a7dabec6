"""Which entries published a content: an index made from the salts, and from nothing else.

A leaf holds commitments only; ``salts.json`` opens them. What a redaction took away has no salt any
more and is in no answer: not its hash, and not that it ever matched. A file that was kept back is
listed by its commitment alone, since its salt is private; whoever was given that salt computes the
commitment and asks for it.
"""

import fcntl
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import orjson

from pendopo.published.state import State
from pendopo.terms.entry import EntryType, Leaf, commitment
from pendopo.terms.journey import Entry

WITHHELD = "withheld"  # the role of a submitted file that is not published
DIGITS = 64
# Candidates in one answer, about: so many are compared in a moment, and hide the one that is meant.
_TOGETHER = 500
_HEX = 16
_FORM = 1  # another number makes each programme build its index again
_WAIT_S = 30
_SCHEMA = """
create table contents (c blob primary key, sha256 blob, salt blob) without rowid;
create index contents_by_sha256 on contents (sha256);
create table places (c blob, entry integer, role text, primary key (c, entry, role)) without rowid;
create table made (size integer);
insert into made values (0);
"""
_KINDS = frozenset({EntryType.PUBLICATION, EntryType.MEASUREMENT})


class Candidate(NamedTuple):
    """A content that may be the one looked for: it is if its salt and SHA-256 give ``c``."""

    c: str
    salt: str


@dataclass(frozen=True, slots=True)
class Place:
    """An entry that published a content, and as what.

    :param role: as in the leaf, or ``withheld``
    """

    entry: Entry
    c: str
    role: str


class Contents:
    """The index of a programme's contents: one file, made and brought up whenever it is asked.

    :param folder: where it lies: ``private/derived/contents``
    """

    def __init__(self, folder: Path, public: Path) -> None:
        self._folder = folder
        self._public = public
        self._path = folder / f"contents.{_FORM}.sqlite"

    def of_sha256(self, state: State, sha256: bytes) -> tuple[Place, ...]:
        """Give the places where a content stands, oldest first.

        :param sha256: 32 bytes
        """
        with self._opened(state) as database:
            rows = database.execute("select c, salt from contents where sha256 = ?", (sha256,))
            found = [c for c, salt in rows.fetchall() if commitment(bytes(salt), sha256) == c.hex()]
            return _places(database, state, found)

    def of_commitment(self, state: State, c: str) -> tuple[Place, ...]:
        """Give the places where a commitment stands, oldest first."""
        with self._opened(state) as database:
            return _places(database, state, [bytes.fromhex(c)])

    def digits(self, state: State) -> int:
        """Give with how many digits of its SHA-256 a content is to be asked for: as few as will do.

        The fewer, the less the site learns of a file that it does not know.
        """
        with self._opened(state) as database:
            [(count,)] = database.execute("select count(*) from contents")
        digits = 0
        while count > _TOGETHER * _HEX**digits:
            digits += 1
        return digits

    def candidates(self, state: State, begins: str) -> tuple[Candidate, ...]:
        """Give the contents whose SHA-256 begins with some hexadecimal digits, without saying it.

        :param begins: at most 64 digits in small letters
        """
        low = bytes.fromhex(begins.ljust(DIGITS, "0"))
        high = bytes.fromhex(begins.ljust(DIGITS, "f"))
        with self._opened(state) as database:
            rows = database.execute(
                "select c, salt from contents where sha256 between ? and ? and exists ("
                "select 1 from places where places.c = contents.c and entry < ?) order by c",
                (low, high, state.size),
            ).fetchall()
        return tuple(
            Candidate(c.hex(), salt.hex()) for c, salt in rows if c.hex() not in state.hidden
        )

    def bring_up(self, state: State) -> None:
        """Make the index hold a state, which must be the present one."""
        with self._opened(state):
            pass

    def drop(self) -> None:
        """Remove the index."""
        self._path.unlink(missing_ok=True)

    def withheld(self, leaf: Leaf) -> str:
        """Give the commitment to the file that a publication kept back; empty where there is none.

        It stands in the publication's metadata, and is gone with it.
        """
        roles = {one.role: one.c for one in leaf.objects}
        if leaf.type is not EntryType.PUBLICATION:
            return ""
        c = roles.get("metadata", "")
        try:
            raw = orjson.loads((self._public / "objects" / c[:2] / c).read_bytes())
            return str(raw["source"]["withheld"]["c"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    @contextmanager
    def _opened(self, state: State) -> Iterator[sqlite3.Connection]:
        """Open the index, brought up to a state first if it is behind it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._made() < state.size:
            with (self._folder / "contents.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if self._made() < state.size:
                    self._grow(state)
        with closing(sqlite3.connect(self._path, timeout=_WAIT_S)) as database:
            yield database

    def _made(self) -> int:
        """Give the size of the log that the index holds; -1 while there is none."""
        if not self._path.exists():
            return -1
        with closing(sqlite3.connect(self._path, timeout=_WAIT_S)) as database:
            try:
                [(size,)] = database.execute("select size from made")
            except (sqlite3.DatabaseError, ValueError):
                return -1  # a process died while it made it
        return int(size)

    def _grow(self, state: State) -> None:
        size = self._made()
        if size < 0:
            self._path.unlink(missing_ok=True)
        with closing(sqlite3.connect(self._path, isolation_level=None)) as database:
            # What a redaction took away is overwritten, not only let go of.
            database.execute("pragma secure_delete = on")
            if size < 0:
                database.executescript(f"begin; {_SCHEMA} commit;")
            database.execute("begin immediate")
            for entry in state.entries[max(size, 0) :]:
                if entry.leaf.type in _KINDS:
                    self._add(database, entry, state)
            gone = [(bytes.fromhex(c),) for c in state.hidden]
            database.executemany("delete from contents where c = ?", gone)
            database.executemany("delete from places where c = ?", gone)
            database.execute("update made set size = ?", (state.size,))
            database.execute("commit")

    def _add(self, database: sqlite3.Connection, entry: Entry, state: State) -> None:
        salts = self._salts(entry.leaf)
        found = [(one.c, one.role) for one in entry.leaf.objects if one.c in salts]
        withheld = self.withheld(entry.leaf)
        found += [(withheld, WITHHELD)] if withheld else []
        database.executemany(
            "insert or ignore into contents values (?, ?, ?)",
            [(bytes.fromhex(c), *salt) for c, salt in salts.items() if c not in state.hidden],
        )
        database.executemany(
            "insert or ignore into places values (?, ?, ?)",
            [(bytes.fromhex(c), entry.index, role) for c, role in found],
        )

    def _salts(self, leaf: Leaf) -> dict[str, tuple[bytes, bytes]]:
        """Read what opens the commitments of an entry: the SHA-256 and the salt of each."""
        path = self._public / "pub" / leaf.id / "salts.json"
        try:
            raw = orjson.loads(path.read_bytes())["objects"]
            return {
                one["c"]: (bytes.fromhex(one["sha256"]), bytes.fromhex(one["salt"])) for one in raw
            }
        except (OSError, ValueError, KeyError, TypeError):
            return {}  # 'pendopo verify' says what is wrong with the file


def _places(
    database: sqlite3.Connection, state: State, commitments: Sequence[bytes]
) -> tuple[Place, ...]:
    found = [
        Place(state.entries[entry], c.hex(), role)
        for c in commitments
        if c.hex() not in state.hidden
        for entry, role in database.execute(
            "select entry, role from places where c = ? and entry < ?", (c, state.size)
        )
    ]
    return tuple(sorted(found, key=lambda one: (one.entry.index, one.role)))
