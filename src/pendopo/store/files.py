"""Durable before visible: every write of the record goes through a Disk.

A file is written whole beside the record, synced, and only then renamed to its place, so that a
reader sees all of it or none. A failed sync is never retried: after one, the kernel may have
dropped the very pages it could not write (Rebello et al., USENIX ATC 2020).
"""

import ctypes
import errno
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

# One sync of the file system beats a sync per file from about this many files on.
_MANY = 24
_READ_ONLY = 0o444
# What is published is read by other users of the machine than the one that signs.
PUBLIC_FOLDER = 0o755
PRIVATE_FOLDER = 0o700


class Disk:
    """The few things the record does to a disk, each of them a step a test can make fail.

    :param scratch: a folder on the same file system as the record, for files not yet whole
    """

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self._count = 0

    def step(self, what: str, path: Path) -> None:
        """Come by here before every change; the disk for tests stops or kills at one of them."""

    def folder(self, path: Path, mode: int = PUBLIC_FOLDER) -> None:
        """Make a folder and its parents, each synced into the one above it."""
        if path.is_dir():
            return
        self.folder(path.parent, mode)
        self.step("folder", path)
        path.mkdir(exist_ok=True)
        path.chmod(mode)
        self.sync_folders([path.parent])

    def write(self, path: Path, data: bytes) -> None:
        """Write a new read-only file, not yet synced.

        :raises OSError: when the disk refuses; what was written of the file stays in scratch
        """
        self.step("write", path)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READ_ONLY)
        try:
            # Not left to the umask: what is published must be readable by those who serve it.
            os.fchmod(descriptor, _READ_ONLY)
            self.pour(descriptor, data)
        finally:
            os.close(descriptor)

    def pour(self, descriptor: int, data: bytes) -> None:
        """Write all of the bytes."""
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]

    def put_many(self, files: Mapping[Path, bytes]) -> None:
        """Write files durably, rename each to its place, and sync the folders they stand in."""
        self.folder(self.scratch, PRIVATE_FOLDER)
        drafts: list[tuple[Path, Path]] = []
        for path, data in files.items():
            self._count += 1
            draft = self.scratch / f"{os.getpid()}-{self._count}"
            draft.unlink(missing_ok=True)
            self.write(draft, data)
            drafts.append((draft, path))
        self._sync_files([draft for draft, _ in drafts])
        for draft, path in drafts:
            self.folder(path.parent)
            self.rename(draft, path)
        self.sync_folders({path.parent for path in files})

    def rename(self, old: Path, new: Path) -> None:
        """Give a whole, synced file its place."""
        self.step("rename", new)
        try:
            old.rename(new)
        except OSError as error:
            if error.errno == errno.EXDEV:
                raise OSError(
                    errno.EXDEV,
                    f"{new.parent} is on another file system than {old.parent}; "
                    f"keep public/ and private/ on one",
                ) from error
            raise

    def sync_file(self, path: Path) -> None:
        """Wait until a file's bytes, or a folder's names, are on the disk."""
        self.step("sync", path)
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def sync_tree(self, top: Path) -> None:
        """Wait until everything below a folder is on the disk."""
        self._sync_files([*_below(top), top])

    def sync_folders(self, paths: Iterable[Path]) -> None:
        """Wait until the names in these folders are on the disk."""
        self._sync_files(sorted(set(paths)))

    def _sync_files(self, paths: Sequence[Path]) -> None:
        if len(paths) > _MANY and self._sync_all(paths[0]):
            return
        for path in paths:
            self.sync_file(path)

    def remove(self, path: Path) -> None:
        """Remove a file or a whole folder that the record does not need."""
        self.step("remove", path)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def _sync_all(self, path: Path) -> bool:
        """Sync the whole file system, where the C library can; errors show since Linux 5.8."""
        library = ctypes.CDLL(None, use_errno=True)
        if not hasattr(library, "syncfs"):
            return False
        self.step("sync", path)
        descriptor = os.open(path, os.O_RDONLY)
        try:
            if library.syncfs(descriptor) != 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number), str(path))
        finally:
            os.close(descriptor)
        return True


def _below(top: Path) -> list[Path]:
    found: list[Path] = []
    for folder, folders, files in os.walk(top):
        found += [Path(folder, name) for name in (*files, *folders)]
    return found
