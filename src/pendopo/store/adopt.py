"""A log's database made to hold what others kept of it: entries, salts, and the promise, at once.

Nothing is signed here: what is adopted was signed by this log's own key before.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pendopo.store.acknowledged import connect_log, create_database, row_of
from pendopo.store.files import PRIVATE_FOLDER, Disk
from pendopo.store.log import Content
from pendopo.store.place import LogPlace
from pendopo.terms.entry import parse_leaf
from pendopo.terms.journey import Entry

_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Displaced:
    """Entries that were acknowledged here and stand elsewhere, or nowhere, in what others kept.

    :param first: the index that the first had here
    :param leaves: their bytes
    :param folders: of the batches whose files waited still
    """

    first: int
    leaves: tuple[bytes, ...] = ()
    folders: tuple[str, ...] = ()


def make_whole(place: LogPlace) -> bool:
    """Make what a log needs beside what is public; give whether the database was missing."""
    for folder in (place.private, place.held):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    missing = not place.database.exists()
    if missing:
        create_database(place)
    return missing


def local(place: LogPlace) -> tuple[int, str]:
    """Give how many entries are acknowledged here, and the checkpoint that was promised last."""
    with closing(connect_log(place.database)) as database:
        [(size,)] = database.execute("select coalesce(max(seq) + 1, 0) from entries")
        [(note,)] = database.execute("select note from promise")
    return int(size), str(note)


def displaced_by(place: LogPlace, entries: Iterable[bytes], size: int) -> Displaced:
    """Find the acknowledged entries that what others kept has no place for.

    :param entries: what others kept, from the first on
    :param size: how many they are; local entries behind them only add to them
    """
    with closing(connect_log(place.database)) as database:
        rows = database.execute("select seq, leaf from entries order by seq")
        for (seq, leaf), other in zip(rows, entries, strict=False):
            if bytes(leaf) != other:
                first = int(seq)
                break
        else:
            return Displaced(size)
        rest = database.execute("select leaf from entries where seq >= ? order by seq", (first,))
        leaves = tuple(bytes(row[0]) for row in rest)
        batches = database.execute("select folder from batches where last >= ?", (first,))
        return Displaced(first, leaves, tuple(str(row[0]) for row in batches))


def adopt(
    place: LogPlace, entries: Iterable[bytes], displaced: Displaced, note: tuple[int, str]
) -> int:
    """Take over entries and the promise, in one transaction.

    :param entries: all of them, from the first on
    :param note: how many entries the checkpoint signs, and the checkpoint
    :returns: how many entries were not here before
    """
    size, text = note
    with closing(connect_log(place.database)) as database:
        database.execute("begin immediate")
        if displaced.leaves:
            database.execute("delete from entries where seq >= ?", (displaced.first,))
        database.executemany(
            "delete from batches where folder = ?", [(f,) for f in displaced.folders]
        )
        [(held,)] = database.execute("select coalesce(max(seq) + 1, 0) from entries")
        for part in _parts(Entry(i, parse_leaf(e)) for i, e in enumerate(entries) if i >= held):
            database.executemany(
                "insert into entries values (?, ?, ?, ?, ?, ?, ?, ?)", [row_of(one) for one in part]
            )
            contents = [content for one in part for content in _contents(place, one)]
            database.executemany(
                "insert or replace into contents values (?, ?, ?)",
                [(one.sha256, one.c, one.salt) for one in contents],
            )
        database.execute("delete from batches where last < ?", (size,))
        database.execute(
            "update promise set size = ?, note = ? where size <= ?", (size, text, size)
        )
        database.execute("commit")
    return max(0, size - int(held))


def set_apart(place: LogPlace, displaced: Displaced, folder: Path, disk: Disk) -> list[Path]:
    """Keep displaced entries readable, with their files, where nobody takes them for published.

    :returns: what lies there now
    """
    if not displaced.leaves:
        return []
    disk.folder(folder, PRIVATE_FOLDER)
    file = folder / "entries.jsonl"
    disk.put_many({file: b"".join(leaf + b"\n" for leaf in displaced.leaves)})
    kept = [file]
    for name in displaced.folders:
        if (place.held / name).is_dir():
            disk.rename(place.held / name, folder / name)
            kept.append(folder / name)
    for leaf in displaced.leaves:
        pub = place.public / "pub" / parse_leaf(leaf).id
        if pub.is_dir():
            disk.rename(pub, folder / pub.name)
            kept.append(folder / pub.name)
    disk.sync_folders([folder])
    return kept


def forget(place: LogPlace, commitments: Iterable[str]) -> None:
    """Drop the salts and hashes of content that was taken away, and their traces in the file."""
    with closing(connect_log(place.database)) as database:
        # Without it the bytes of a deleted row stay in the file until another takes their room.
        database.execute("pragma secure_delete = on")
        database.execute("begin immediate")
        database.executemany("delete from contents where c = ?", [(c,) for c in commitments])
        database.execute("commit")
        database.execute("pragma wal_checkpoint(truncate)")


def _contents(place: LogPlace, entry: Entry) -> Iterator[Content]:
    """Give what an entry's commitments were made from, as far as it is here."""
    path = place.public / "pub" / entry.leaf.id / "salts.json"
    if not path.is_file():
        return
    try:
        found = [
            Content(bytes.fromhex(one["sha256"]), one["c"], bytes.fromhex(one["salt"]))
            for one in json.loads(path.read_bytes())["objects"]
        ]
    except (ValueError, LookupError, TypeError):
        return  # damaged, and with nobody: its loss was accepted
    yield from found


def _parts(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    part: list[Entry] = []
    for entry in entries:
        part.append(entry)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    yield part
