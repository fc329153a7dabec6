"""Brings a programme back from a backup, into a new place, and looks at all of it first.

The mark that lies in every backup stays: nothing is signed there until those were asked who may
have seen more (``store/restored.py``).
"""

import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import IO, Final

from pendopo.exports.backup.errors import BackupError
from pendopo.exports.backup.looking import (
    Looked,
    members_of_folder,
    members_of_stream,
    newest,
)
from pendopo.exports.backup.sealed import MAGIC, opening
from pendopo.exports.backup.shape import Facts
from pendopo.published.verify import FolderShelf, Given, verify
from pendopo.standards.tlog.checkpoint import parse_checkpoint
from pendopo.standards.tlog.note import split_note
from pendopo.standards.tlog.tiles import TILE_WIDTH, parse_bundle, tiles_of
from pendopo.store.files import PRIVATE_FOLDER, PUBLIC_FOLDER, Disk
from pendopo.store.keys import load_key
from pendopo.store.place import LogPlace, try_lock
from pendopo.store.restored import read_mark
from pendopo.terms.wording import say

Counted = Callable[[int, int], None]

_LOCK: Final = ".pendopo-lock"
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back.

    :param problems: what verification found wrong, and was accepted
    """

    facts: Facts
    where: Path
    problems: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to read a backup.

    :param by: secret keys that may open it
    :param accept_loss: go on although verification finds something wrong with what it holds
    """

    by: tuple[object, ...] = ()
    accept_loss: bool = False


def restore(source: Path | IO[bytes], into: Path, wanted: Wanted, counted: Counted) -> Restored:
    """Bring a programme back.

    :param source: a backup, a folder of them, or a pipe that one comes from
    :param into: where it is to be; nothing may be there
    :raises BackupError: when something is there, or the backup is not whole, not readable, or not
        what its log signed; nothing is at that place then
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise BackupError(
            say("{into} is not empty; a backup is brought back into a new folder"), into=into
        )
    into.parent.mkdir(parents=True, exist_ok=True)
    draft = into.with_name(f".{into.name}.restoring")
    draft.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    held = try_lock(draft / _LOCK)
    if held is None:
        raise BackupError(say("{into} is being written by another process"), into=into)
    try:
        home = draft / "programme"
        rmtree(home, ignore_errors=True)
        home.mkdir(mode=PRIVATE_FOLDER)
        facts = _read(source, home, wanted)
        problems = _hold(home, facts, wanted, counted)
        _settle(home)
        home.rename(into)
        Disk(into.parent).sync_folders([into.parent])
    finally:
        os.close(held)
        rmtree(draft, ignore_errors=True)
    return Restored(facts, into, problems)


def look(source: Path | IO[bytes], wanted: Wanted, counted: Counted) -> tuple[Facts, int]:
    """Look whether a backup is as it was written, and, of a folder, what its log signed.

    :returns: what it is of, and how many problems verification found in it
    :raises BackupError: when it is damaged
    """
    facts = _read(source, None, wanted)
    if not isinstance(source, Path) or not (found := newest(source)).is_dir():
        return facts, 0
    return facts, _verified(
        LogPlace(found / "programme/public", found / "programme/private"), counted
    )


def _read(source: Path | IO[bytes], into: Path | None, wanted: Wanted) -> Facts:
    if not isinstance(source, Path):
        return _read_stream(source, "-", into, wanted)
    found = newest(source)
    if found.is_dir():
        return Looked(found).read(members_of_folder(found), into)
    with found.open("rb") as file:
        return _read_stream(file, found, into, wanted)


def _read_stream(file: IO[bytes], where: object, into: Path | None, wanted: Wanted) -> Facts:
    if wanted.by:
        with opening(file, wanted.by) as inner:
            return Looked(where).read(members_of_stream(inner, where), into)
    if isinstance(file, io.BufferedReader) and file.peek(len(MAGIC)).startswith(MAGIC):
        raise BackupError(
            say("{where} is encrypted; write --identity and the file of your secret key"),
            where=where,
        )
    return Looked(where).read(members_of_stream(file, where), into)


def _hold(home: Path, facts: Facts, wanted: Wanted, counted: Counted) -> int:
    """Hold what was brought back to what its log signed, and to ask before it signs."""
    place = LogPlace(home / "public", home / "private")
    if read_mark(place) is None:
        raise BackupError(say("{where} has no mark of a copy: it is no backup"), where=home)
    _hold_database(place, facts)
    for folder in (
        place.held,
        place.private / "keys",
        place.public / "objects",
        place.public / "pub",
    ):
        folder.mkdir(parents=True, exist_ok=True)
    problems = _verified(place, counted)
    if problems and not wanted.accept_loss:
        raise BackupError(
            say(
                "{count} problems are in what the backup holds, and were when it was made. Use an "
                "older one, or go on with --accept-loss; pendopo verify then names them"
            ),
            count=problems,
        )
    return problems


def _verified(place: LogPlace, counted: Counted) -> int:
    key = place.private / "keys" / "log.key"
    vkey = load_key(key).vkey if key.exists() else ""
    with closing(sqlite3.connect(place.database)) as database:
        [(note,)] = database.execute("select note from promise")
    if not (place.prefix / "checkpoint").exists():
        return 0  # nothing was published yet
    given = Given(vkey, str(note).encode())
    verdict = verify(FolderShelf(place.public), given, counted, _WORKERS)
    return len(verdict.problems) + verdict.more


def _hold_database(place: LogPlace, facts: Facts) -> None:
    """Hold the database to be whole, and to have the entries that the tiles have.

    :raises BackupError: when it has others
    """
    with closing(sqlite3.connect(place.database)) as database:
        [(sound,)] = database.execute("pragma integrity_check")
        [(count,)] = database.execute("select count(*) from entries")
        [(size, note)] = database.execute("select size, note from promise")
        promised = parse_checkpoint(split_note(note)[0]).size if note else 0
        rows = database.execute("select leaf from entries order by seq")
        same = all(next(rows, (b"",))[0] == entry for entry in _entries(place, promised))
    if (sound, count, size) != ("ok", facts.entries, promised) or not same:
        raise BackupError(
            say("{file} does not have the entries that the log signed; use another backup"),
            file=place.database.name,
        )


def _entries(place: LogPlace, size: int) -> Iterator[bytes]:
    for tile in tiles_of(size):
        if tile.level == 0:
            bundle = (place.prefix / tile.entries_path).read_bytes()
            yield from parse_bundle(bundle)[:TILE_WIDTH]


def _settle(home: Path) -> None:
    """Give folders their modes, and wait until all of it is on the disk."""
    for folder, _, _ in os.walk(home / "public"):
        Path(folder).chmod(PUBLIC_FOLDER)
    for folder, _, _ in os.walk(home / "private"):
        Path(folder).chmod(PRIVATE_FOLDER)
    home.chmod(PUBLIC_FOLDER)
    Disk(home).sync_tree(home)
