"""Files on their way into a copy: written apart, held to what was signed, then given their places.

A file lies in the inbox under the path it will have below ``public/``. One that lies in either
place is not fetched again, so that an interrupted copy goes on where it was.
"""

import hashlib
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pendopo.store.files import PRIVATE_FOLDER, PUBLIC_FOLDER, Disk

_READ_ONLY = 0o444
# So much of a disk is left to whoever else writes on it.
_SPARE_BYTES = 256 << 20
_MEGABYTE = 1_000_000


class FullError(Exception):
    """The copy would take more room than it may."""


class Budget:
    """How much room a copy may take.

    :param most: bytes in all
    :param used: bytes it takes already
    """

    def __init__(self, folder: Path, most: int, used: int = 0) -> None:
        self._folder, self.most, self.used = folder, most, used
        self._guard = threading.Lock()

    def hold(self, more: int) -> None:
        """Hold what is still to come to the room there is.

        :raises FullError: saying how much it would take and what to write
        """
        if self.used + more > self.most:
            raise FullError(
                f"{self._folder}: the copy would take {(self.used + more) / _MEGABYTE:,.0f} MB; "
                f"mirror.megabytes allows {self.most / _MEGABYTE:,.0f}. Look whether the log is "
                f"what you think it is, then write a larger number"
            )
        free = shutil.disk_usage(self._folder).free - _SPARE_BYTES
        if more > free:
            raise FullError(
                f"{self._folder}: {more / _MEGABYTE:,.0f} MB are to come and "
                f"{max(free, 0) / _MEGABYTE:,.0f} MB are free; make room, or take a larger disk"
            )

    def take(self, count: int) -> None:
        """Count bytes that are written.

        :raises FullError: when they are too many
        """
        with self._guard:
            self.used += count
            if self.used > self.most:
                self.hold(0)


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where files wait.

    :param folder: on the same file system as ``public``
    """

    folder: Path
    public: Path
    disk: Disk
    budget: Budget

    def waits(self, path: str) -> Path | None:
        """Give a file that waits here already, or None."""
        found = self.folder / path
        return found if found.is_file() else None

    def weight(self) -> int:
        """Give how many bytes wait here, from a time that was interrupted."""
        return sum(path.stat().st_size for path in _below(self.folder))

    def placed(self, path: str) -> bool:
        """Whether a file has its place."""
        return (self.public / path).is_file()

    def put(self, path: str, data: bytes) -> None:
        """Keep a small file."""
        self.budget.take(len(data))
        target = self._target(path)
        draft = _draft(target)
        draft.unlink(missing_ok=True)
        self.disk.write(draft, data)
        draft.rename(target)

    def pour(self, path: str, pieces: Iterable[bytes], right: tuple[int, bytes]) -> bool:
        """Keep a large file when it is the right one, piece by piece.

        :param right: the size and the SHA-256 that it must have
        """
        target = self._target(path)
        draft = _draft(target)
        size, digest = 0, hashlib.sha256()
        with draft.open("wb") as file:
            os.fchmod(file.fileno(), _READ_ONLY)
            for piece in pieces:
                size += len(piece)
                if size > right[0]:
                    break
                digest.update(piece)
                file.write(piece)
        if (size, digest.digest()) != right:
            draft.unlink()
            return False
        self.budget.take(size)
        draft.rename(target)
        return True

    def drop(self, path: str) -> None:
        """Forget a file that is not the right one."""
        (self.folder / path).unlink(missing_ok=True)

    def place(self) -> int:
        """Give every waiting object and publication's file its place, durably; again does no harm.

        What waits was held to what was signed, so that it replaces what may lie there damaged.

        :returns: how many files there were
        """
        files = [file for kind in ("objects", "pub") for file in _below(self.folder / kind)]
        if not files:
            return 0
        self.disk.sync_tree(self.folder)
        folders: set[Path] = set()
        for file in files:
            target = self.public / file.relative_to(self.folder)
            # A folder that stands may stand there unsynced, made by a process that died.
            folders.update((target.parent, target.parent.parent))
            if not target.parent.is_dir():
                self.disk.step("folder", target.parent)
                target.parent.mkdir(parents=True)
                target.parent.chmod(PUBLIC_FOLDER)
            self.disk.rename(file, target)
        self.disk.sync_folders(folders)
        return len(files)

    def clear(self) -> None:
        """Forget all that waits."""
        if self.folder.is_dir():
            self.disk.remove(self.folder)

    def _target(self, path: str) -> Path:
        target = self.folder / path
        if not target.parent.is_dir():
            target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        return target


def _draft(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}")


def _below(top: Path) -> Iterator[Path]:
    """Give the whole files below a folder; drafts of a process that died are removed."""
    for folder, _, names in os.walk(top):
        for name in names:
            path = Path(folder, name)
            if name.startswith("."):
                path.unlink(missing_ok=True)
            else:
                yield path
