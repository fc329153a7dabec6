"""A disk that remembers what a power cut may lose, and builds the states it may leave behind.

What POSIX promises and no more: a file's bytes are there after its sync, a name after its folder's
sync; what is not synced may be there, missing or torn. Renames of one folder reach the disk in
order (as ext4 and XFS do it); folders know nothing of each other. SQLite is taken at its word: with
``synchronous = full`` a committed transaction is on the disk.
"""

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from pendopo.store.files import Disk


@dataclass
class Inode:
    """A file's bytes, or None for a folder, and whether they are on the disk."""

    data: bytes | None
    synced: bool = False


@dataclass(frozen=True)
class Change:
    """A name given to an inode, or taken from it by a rename: the two halves of one change."""

    name: str
    inode: Inode
    taken_to: Path | None = None


@dataclass
class Folder:
    """A folder's changes in order, and how many are on the disk."""

    changes: list[Change] = field(default_factory=list)
    synced: int = 0


class RememberingDisk(Disk):
    """A disk that keeps, for every moment, what was done and what of it was synced.

    :param top: the programme's folder; its files of now are taken to be on the disk
    """

    def __init__(self, top: Path, scratch: Path, database: Path) -> None:
        super().__init__(scratch)
        self.top = top
        self.database = database
        self.committed = self._database_now()
        self.folders: dict[Path, Folder] = {}
        self.names: dict[Path, Inode] = {}
        self.moments: list[Moment] = []
        self._last = ""
        self._pending: Path | None = None
        self.dies_after = ""  # the step, or its beginning, behind which the process dies

    def step(self, what: str, path: Path) -> None:
        if self.dies_after and self._last.startswith(self.dies_after):
            raise InterruptedError(self._last)
        self._last = f"{what} {path.name}"
        if what.startswith("committed"):
            self.committed = self._database_now()
        self.moments.append(Moment.of(self))
        self._pending = path if what == "write" else None
        if what == "folder":
            self._link(path, Inode(None))

    def pour(self, descriptor: int, data: bytes) -> None:
        super().pour(descriptor, data)
        path = self._pending
        assert path is not None
        self._pending = None
        self._link(path, Inode(data))

    def rename(self, old: Path, new: Path) -> None:
        is_folder = old.is_dir()
        super().rename(old, new)
        if is_folder:
            self._move_folder(old, new)
        else:
            inode = self.names.pop(old, None) or Inode(new.read_bytes(), synced=True)
            self._folder(old.parent).changes.append(Change(old.name, inode, taken_to=new))
            self._link(new, inode)

    def sync_file(self, path: Path) -> None:
        super().sync_file(path)
        if path in self.names:
            self.names[path].synced = True
        if path.is_dir():
            folder = self._folder(path)
            folder.synced = len(folder.changes)

    def _sync_all(self, path: Path) -> bool:  # noqa: ARG002  never: each sync is seen
        return False

    def _link(self, path: Path, inode: Inode) -> None:
        self.names[path] = inode
        self._folder(path.parent).changes.append(Change(path.name, inode))

    def _folder(self, path: Path) -> Folder:
        return self.folders.setdefault(path, Folder())

    def _move_folder(self, old: Path, new: Path) -> None:
        """A folder moves with all it holds: what was synced in it stays so."""
        for path in [p for p in self.folders if p == old or old in p.parents]:
            self.folders[new / path.relative_to(old)] = self.folders.pop(path)
        for path in [p for p in self.names if old in p.parents]:
            self.names[new / path.relative_to(old)] = self.names.pop(path)
        inode = Inode(None)
        self._folder(old.parent).changes.append(Change(old.name, inode, taken_to=new))
        self._link(new, inode)

    def _database_now(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in self.database.parent.glob("log.sqlite*")}


@dataclass(frozen=True)
class Moment:
    """All that is known at one step, ready to be cut off."""

    folders: dict[Path, tuple[list[Change], int]]
    files: dict[int, tuple[bytes | None, bool]]
    committed: dict[str, bytes]

    @classmethod
    def of(cls, disk: RememberingDisk) -> "Moment":
        return cls(
            {path: (list(f.changes), f.synced) for path, f in disk.folders.items()},
            {
                id(change.inode): (change.inode.data, change.inode.synced)
                for f in disk.folders.values()
                for change in f.changes
            },
            dict(disk.committed),
        )

    def cut(self, before: Path, after: Path, top: Path, chance: random.Random) -> None:
        """Build in ``after`` one state that a power cut at this moment may leave.

        :param before: the folder as it was, all on the disk, when the publication began
        :param top: where the folder stood while it was written
        """
        shutil.copytree(before, after)
        kept = {
            path: changes[: chance.randint(synced, len(changes))]
            for path, (changes, synced) in self.folders.items()
        }
        lost = self._lost(kept)
        moved = self._moved(lost)
        places = {path: after / _before(path, moved).relative_to(top) for path in kept}
        gone = {after / path.relative_to(top) for path in lost - set(moved)}
        made: set[Path] = set()
        for path in sorted(kept, key=lambda path: len(path.parts)):
            if not gone & {places[path], *places[path].parents}:
                made |= self._fill(places[path], kept[path], chance)
        # A rename is one change of a journal: the old name is gone only where the new one is there.
        for path, changes in kept.items():
            for change in changes:
                if change.taken_to and after / change.taken_to.relative_to(top) in made:
                    _remove(places[path] / change.name)
        for file in (after / "private").glob("log.sqlite*"):
            file.unlink()
        for name, data in self.committed.items():
            (after / "private" / name).write_bytes(data)

    def _lost(self, kept: dict[Path, list[Change]]) -> set[Path]:
        """Name the folders whose own name did not reach the disk."""
        return {
            path / change.name
            for path, (changes, _) in self.folders.items()
            for change in changes
            if change.inode.data is None and not change.taken_to and change not in kept[path]
        }

    def _moved(self, lost: set[Path]) -> dict[Path, Path]:
        """Give the folders whose rename was lost: they stand where they stood, with all in it."""
        return {
            change.taken_to: path / change.name
            for path, (changes, _) in self.folders.items()
            for change in changes
            if change.taken_to and change.taken_to in lost
        }

    def _fill(self, folder: Path, changes: list[Change], chance: random.Random) -> set[Path]:
        names = [change for change in changes if not change.taken_to]
        for change in names:
            self._make(folder / change.name, change.inode, chance)
        return {folder / change.name for change in names}

    def _make(self, path: Path, inode: Inode, chance: random.Random) -> None:
        data, synced = self.files[id(inode)]
        if data is None:
            path.mkdir(parents=True, exist_ok=True)
            return
        half = len(data) // 2
        fates = (
            [data] if synced else [data, b"", data[:half], data[:half] + bytes(len(data) - half)]
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(chance.choice(fates))


def _before(path: Path, moved: dict[Path, Path]) -> Path:
    for new, old in moved.items():
        if new in (path, *path.parents):
            return old / path.relative_to(new)
    return path


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
