"""What a witness has seen of each log, kept so that it never goes back (SQLite, synchronous=FULL).

A witness that has forgotten could be shown another past and sign it. So this file is made once,
together with the witness's key; where it is missing the key is of no use any more.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = """
create table witness (one integer primary key check (one = 1), vkey text not null);
create table keys (
    origin text not null, vkey text not null, url text not null, watched integer not null,
    primary key (origin, vkey)
);
create table seen (
    hash text primary key, origin text unique not null, size integer not null, root blob not null,
    time integer not null, note text not null
);
create trigger never_smaller before update on seen
    when new.size < old.size or new.origin <> old.origin
    begin select raise(abort, 'a witness never goes back'); end;
create trigger never_forgotten before delete on seen
    begin select raise(abort, 'a witness never forgets'); end;
"""
_OWNER_ONLY = 0o600


class SeenError(Exception):
    """What a witness has seen is missing, or is another witness's."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The largest checkpoint of a log that a witness has cosigned.

    :param root: 32 bytes
    :param time: POSIX seconds of the cosignature
    :param note: the checkpoint with the log's signatures and the witness's
    """

    size: int
    root: bytes
    time: int
    note: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A log that a witness cosigns for.

    :param vkeys: any of these keys may sign its checkpoints
    :param url: where its public folder is served; empty where it is not known
    """

    origin: str
    vkeys: tuple[str, ...]
    url: str
    latest: Latest | None


class Seen:
    """The memory of one witness; several threads and processes may use it at once.

    :param path: made by ``create_seen``
    :raises SeenError: when it is not there, or another witness's
    """

    def __init__(self, path: Path, vkey: str) -> None:
        if not path.is_file():
            raise SeenError(
                f"{path} is missing: this witness no longer knows what it has signed, and could be "
                f"shown another past. Retire its key: tell the logs that name it, and begin anew "
                f"with 'pendopo witness init' in another folder, under another name"
            )
        self._database = _connect(path)
        self._guard = threading.Lock()
        [(owner,)] = self._database.execute("select vkey from witness")
        if owner != vkey:
            raise SeenError(f"{path} is what another witness has seen ({owner}), not {vkey}")

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def watch(self, origin: str, vkey: str, url: str) -> None:
        """Begin to cosign for a log, or for one more key of it."""
        with self._turn():
            self._database.execute(
                "insert into keys values (?, ?, ?, 1)"
                " on conflict do update set url = ?, watched = 1",
                (origin, vkey, url, url),
            )

    def leave(self, origin: str) -> bool:
        """Cosign no longer for a log; what was seen of it stays.

        :returns: whether there was such a log
        """
        with self._turn():
            done = self._database.execute(
                "update keys set watched = 0 where origin = ? and watched", (origin,)
            )
        return done.rowcount > 0

    def drop(self, origin: str, vkey: str) -> None:
        """Believe one key of a log no longer; it stands here still, as one that was believed."""
        with self._turn():
            self._database.execute(
                "update keys set watched = 0 where origin = ? and vkey = ?", (origin, vkey)
            )

    def vkeys(self, origin: str) -> tuple[str, ...]:
        """Give the keys of a log that is watched; none for any other."""
        with self._guard:
            rows = self._database.execute(
                "select vkey from keys where origin = ? and watched order by vkey", (origin,)
            ).fetchall()
        return tuple(vkey for (vkey,) in rows)

    def logs(self) -> tuple[Watched, ...]:
        """Give every log that is watched."""
        with self._guard:
            rows = self._database.execute(
                "select origin, max(url) from keys where watched group by origin order by origin"
            ).fetchall()
        return tuple(
            Watched(origin, self.vkeys(origin), url, self.latest(origin)) for origin, url in rows
        )

    def latest(self, origin: str) -> Latest | None:
        """Give what was cosigned last of a log, or None."""
        with self._guard:
            return self._latest("origin = ?", origin)

    def latest_of(self, origin_hash: str) -> Latest | None:
        """Give the same by the hash of the log's origin, 64 hexadecimal digits."""
        with self._guard:
            return self._latest("hash = ?", origin_hash)

    @contextmanager
    def turn(self, origin: str, origin_hash: str) -> Iterator["Turn"]:
        """Hold all others off while a log's latest checkpoint is looked at and replaced.

        What was kept is on the disk when this ends; an exception inside keeps nothing.
        """
        with self._turn():
            yield Turn(self._database, origin, origin_hash, self._latest("origin = ?", origin))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._guard:
            self._database.execute("begin immediate")
            try:
                yield
                self._database.execute("commit")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("rollback")
                raise

    def _latest(self, where: str, what: str) -> Latest | None:
        found = self._database.execute(
            f"select size, root, time, note from seen where {where}",
            (what,),
        ).fetchone()
        return None if found is None else Latest(*found)


@dataclass(slots=True)
class Turn:
    """A log's latest checkpoint while nobody else may change it."""

    _database: sqlite3.Connection
    _origin: str
    _hash: str
    latest: Latest | None

    def keep(self, latest: Latest) -> None:
        """Put a checkpoint in the place of the latest."""
        self._database.execute(
            "insert into seen values (?, ?, ?, ?, ?, ?) on conflict (hash) do update set"
            " size = excluded.size, root = excluded.root, time = excluded.time,"
            " note = excluded.note",
            (self._hash, self._origin, latest.size, latest.root, latest.time, latest.note),
        )


def create_seen(path: Path, vkey: str) -> None:
    """Make the memory of a witness that has seen nothing yet.

    :raises FileExistsError: when one is there already
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
    database = _connect(path)
    database.executescript("begin;" + _SCHEMA)
    database.execute("insert into witness values (1, ?)", (vkey,))
    database.execute("commit")
    database.close()


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    database.execute("pragma journal_mode = wal")
    # A reply must never be sooner on the way than what it promises is on the disk.
    database.execute("pragma synchronous = full")
    return database
