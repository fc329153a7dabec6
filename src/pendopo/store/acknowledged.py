"""What is acknowledged: the log's entries in a database that survives a power cut.

The writer alone appends; others read what has happened so far, the last promise among it.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from pendopo.standards.tlog.note import ED25519, Verifier
from pendopo.store.place import LogError, LogPlace
from pendopo.terms.entry import EntryType, parse_leaf
from pendopo.terms.journey import Entry
from pendopo.terms.rotation import Rotation, RotationError, chain, publics, rotation_of

_SCHEMA = """
create table entries (
    seq integer primary key, id text unique not null, type text not null, register text not null,
    scope text not null, prev integer, time text not null, leaf blob not null
);
create index entries_by_scope on entries (register, scope, seq);
create index entries_by_prev on entries (prev);
create table batches (folder text primary key, first integer not null, last integer not null);
create table contents (sha256 blob primary key, c text not null, salt blob not null);
create table promise (
    one integer primary key check (one = 1), size integer not null, note text not null
);
insert into promise values (1, 0, '');
"""


def create_database(place: LogPlace) -> None:
    """Make an empty log's database."""
    with closing(connect_log(place.database)) as database:
        database.executescript(_SCHEMA)
    place.database.chmod(0o600)


def connect_log(path: Path) -> sqlite3.Connection:
    """Open a log's database so that what is committed stays."""
    database = sqlite3.connect(path, isolation_level=None, timeout=30)
    database.execute("pragma journal_mode = wal")
    # The acknowledged order must survive a power cut: with NORMAL a committed entry may be lost.
    database.execute("pragma synchronous = full")
    return database


def row_of(entry: Entry) -> tuple[int, str, str, str, str, int | None, str, bytes]:
    """Give an entry as the database keeps it."""
    leaf = entry.leaf
    return (
        entry.index,
        leaf.id,
        leaf.type,
        leaf.register,
        scope_text(leaf.scope or {}),
        leaf.prev,
        leaf.time,
        leaf.encode(),
    )


def scope_text(scope: Mapping[str, str]) -> str:
    """Write a scope as the database compares it."""
    return json.dumps(dict(scope), sort_keys=True, separators=(",", ":"))


def promised_note(place: LogPlace) -> str:
    """Give the last checkpoint that was promised, or an empty text: what must never be undone."""
    with closing(connect_log(place.database)) as database:
        [(note,)] = database.execute("select note from promise")
    return str(note)


def last_entry(place: LogPlace, kind: EntryType, before: int) -> Entry | None:
    """Give the last acknowledged entry of a kind among the first ``before``, or None."""
    with closing(connect_log(place.database)) as database:
        found = database.execute(
            "select seq, leaf from entries where type = ? and seq < ? order by seq desc limit 1",
            (kind, before),
        ).fetchone()
    return None if found is None else Entry(int(found[0]), parse_leaf(found[1]))


def acknowledged(place: LogPlace, folder: str) -> bool:
    """Whether a staging folder's entries are committed, and the next writer is to finish them."""
    with closing(connect_log(place.database)) as database:
        found = database.execute("select 1 from batches where folder = ?", (folder,)).fetchone()
    return found is not None


def rotations_of(database: sqlite3.Connection) -> tuple[Rotation, ...]:
    """Give the rotations of the log's key that are acknowledged.

    :raises LogError: when they do not follow each other
    """
    rows = database.execute(
        # An entry of no register: so few are those that the index leads to them.
        "select seq, leaf from entries where register = '' and type = ? order by seq",
        (EntryType.KEY_ROTATION,),
    ).fetchall()
    try:
        found = (rotation_of(int(seq), parse_leaf(leaf)) for seq, leaf in rows)
        return chain(one for one in found if one)
    except RotationError as error:
        raise LogError(f"the log's keys: {error}; nothing was signed") from error


def read_rotations(place: LogPlace) -> tuple[Rotation, ...]:
    """Give the same of a log that nobody writes just now; none where there is no database."""
    if not place.database.exists():
        return ()
    with closing(connect_log(place.database)) as database:
        return rotations_of(database)


def log_keys(
    name: str, rotations: Sequence[Rotation], known: Sequence[Verifier] = ()
) -> tuple[Verifier, ...]:
    """Give every key that a log ever had, the newest first.

    :param known: further keys that are believed
    """
    of_log = [Verifier(name, ED25519, bytes.fromhex(one)) for one in publics(rotations)]
    return tuple(dict.fromkeys([*of_log, *known]))


def key_id_of(name: str, public: str) -> str:
    """Give the id of a key of the log, by its public half in hexadecimal."""
    return Verifier(name, ED25519, bytes.fromhex(public)).key_id
