"""The disk made to agree with the log: what is held is hidden, what was redacted is gone.

What lapsed is back. Done again it changes nothing, and what a crash interrupted is finished by the
next call: a marker lies in ``private/`` from before the entry until after the last change.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Set
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pendopo.store.acknowledged import connect_log
from pendopo.store.files import PRIVATE_FOLDER, Disk
from pendopo.store.place import LogPlace

_MARKER = "withdrawing"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log says of objects.

    :param held: commitments that are hidden for now
    :param redacted: commitments that were taken away for good
    :param owners: the publications that commit to any of them, or to what is hidden here
    :param whole: publications of which nothing may be kept, the file that was kept back neither
    :param waits: more is recorded than is published: what is due then has a whole pass too
    """

    held: Set[str] = frozenset()
    redacted: Set[str] = frozenset()
    owners: frozenset[str] = frozenset()
    whole: frozenset[str] = field(default_factory=frozenset)
    waits: bool = False


def hidden_here(place: LogPlace) -> frozenset[str]:
    """Give the commitments whose objects are hidden in this folder."""
    folder = place.hidden / "objects"
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()


def interrupted(place: LogPlace) -> bool:
    """Whether an earlier call was ended before it had done all."""
    return (place.private / _MARKER).exists()


def begin(place: LogPlace, disk: Disk) -> None:
    """Say that something is withdrawn, before it is recorded.

    Where an object is gone already, the disk does not show that its salts and all that was made of
    it are there still: the marker does.
    """
    if not interrupted(place):
        disk.put_many({place.private / _MARKER: b""})


def carry_out(place: LogPlace, wanted: Wanted, disk: Disk, drop: Callable[[], None]) -> bool:
    """Make the disk agree with the log; the log's lock must be held.

    :param drop: removes everything that was derived from what is published
    :returns: whether anything was to be done
    :raises OSError: when the disk refuses; the next call goes on
    """
    work = _Work(place, wanted, disk)
    if not (interrupted(place) or work.due()):
        return False
    begin(place, disk)
    work.hide()
    work.give_back()
    work.destroy()
    drop()
    if _forget(place, wanted.redacted) and not wanted.waits:
        disk.remove(place.private / _MARKER)
        disk.sync_folders([place.private])
    return True


def without(data: bytes, gone: Set[str]) -> bytes:
    """Give a file of salts without those of some commitments.

    :raises ValueError: when it is none, or KeyError or TypeError
    """
    raw: dict[str, Any] = json.loads(data)
    left = [one for one in raw["objects"] if one["c"] not in gone]
    return json.dumps(raw | {"objects": left}, sort_keys=True, separators=(",", ":")).encode()


def handed_in(place: LogPlace, going: Iterable[Path]) -> list[Path]:
    """Give the folders of submissions that hold the bytes of what goes.

    With the file go those that it was mended from: they say the same of the same persons.

    :param going: objects, or folders of files that are kept back
    """
    if not place.handed_in.is_dir():
        return []
    files = [file for one in going for file in (one.iterdir() if one.is_dir() else [one])]
    gone: dict[int, set[bytes]] = {}
    for file in files:
        gone.setdefault(file.stat().st_size, set()).add(_sha256(file))
    return [
        folder
        for folder in sorted(place.handed_in.iterdir())
        if any(
            file.stat().st_size in gone and _sha256(file) in gone[file.stat().st_size]
            for file in (folder.iterdir() if folder.is_dir() else [folder])
        )
    ]


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


class _Work:
    """One pass."""

    def __init__(self, place: LogPlace, wanted: Wanted, disk: Disk) -> None:
        self._place, self._wanted, self._disk = place, wanted, disk
        self._here = hidden_here(place)

    def due(self) -> bool:
        """Whether the disk and the log differ."""
        wanted = self._wanted
        return bool(
            any(self._public(c).exists() for c in (*wanted.held, *wanted.redacted))
            or self._here - wanted.held
            or any((self._place.withheld / name).exists() for name in wanted.whole)
        )

    def hide(self) -> None:
        """Take what is held out of the public folder: the salts first, then the objects."""
        self._write_salts()
        folder = self._place.hidden / "objects"
        going = [c for c in sorted(self._wanted.held) if self._public(c).exists()]
        if not going:
            return
        self._disk.folder(folder, PRIVATE_FOLDER)
        for c in going:
            self._disk.rename(self._public(c), folder / c)
        self._disk.sync_folders({folder, *(self._public(c).parent for c in going)})

    def give_back(self) -> None:
        """Put back what is held no more."""
        folder = self._place.hidden / "objects"
        back = sorted(self._here - self._wanted.held - self._wanted.redacted)
        for c in back:
            self._disk.folder(self._public(c).parent)
            self._disk.rename(folder / c, self._public(c))
        if back:
            self._disk.sync_folders({folder, *(self._public(c).parent for c in back)})

    def destroy(self) -> None:
        """Remove what was redacted, wherever it lies."""
        folder = self._place.hidden / "objects"
        places = [path for c in self._wanted.redacted for path in (self._public(c), folder / c)]
        places += [self._place.withheld / name for name in self._wanted.whole]
        going = [path for path in places if path.exists()]
        # First, for nothing tells afterwards which they were.
        self._remove(handed_in(self._place, going))
        self._remove(going)

    def _write_salts(self) -> None:
        """Publish the salts of what may be seen, and keep those of what is hidden.

        The whole file is kept before the public one is cut, so that no salt is ever nowhere.
        """
        files: dict[Path, bytes] = {}
        kept: dict[Path, bytes] = {}
        spent = []
        for name in sorted(self._wanted.owners):
            public = self._place.public / "pub" / name / "salts.json"
            aside = self._place.hidden / "salts" / f"{name}.json"
            whole = self._whole_salts(public, aside)
            if whole is None:
                continue
            left = without(whole, self._wanted.held)
            if left != whole and (not aside.exists() or aside.read_bytes() != whole):
                kept[aside] = whole
            if not public.exists() or public.read_bytes() != left:
                files[public] = left
            if left == whole and aside.exists():
                spent.append(aside)
        if kept:
            self._disk.folder(self._place.hidden / "salts", PRIVATE_FOLDER)
            self._disk.put_many(kept)
        if files:
            self._disk.put_many(files)
        self._remove(spent)

    def _whole_salts(self, public: Path, aside: Path) -> bytes | None:
        """Give all salts of a publication but those that were redacted; None where none are."""
        source = aside if aside.exists() else public
        try:
            return without(source.read_bytes(), self._wanted.redacted)
        except (OSError, ValueError, LookupError, TypeError):
            return None  # 'pendopo verify' says what is wrong with it

    def _remove(self, paths: Iterable[Path]) -> None:
        gone = list(paths)
        for path in gone:
            self._disk.remove(path)
        self._disk.sync_folders({path.parent for path in gone})

    def _public(self, c: str) -> Path:
        return self._place.public / "objects" / c[:2] / c


def _forget(place: LogPlace, redacted: Set[str]) -> bool:
    """Overwrite the salts in the log's database; False where a reader keeps the old pages.

    A mirror has none.
    """
    if not place.database.exists():
        return True
    with closing(connect_log(place.database)) as database:
        database.execute("pragma secure_delete = on")
        database.execute("begin immediate")
        database.executemany("delete from contents where c = ?", [(c,) for c in redacted])
        database.execute("commit")
        [(busy, _, _)] = database.execute("pragma wal_checkpoint(truncate)")
    return not busy
