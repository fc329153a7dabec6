"""Where a backup is written: a folder that shares files with the backup before, or one file."""

import hashlib
import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Protocol

from pendopo.exports.backup.errors import BackupError
from pendopo.exports.backup.moment import Item
from pendopo.exports.backup.shape import PROGRAMME
from pendopo.store.files import PRIVATE_FOLDER
from pendopo.terms.wording import say

_CHUNK_BYTES = 1 << 20
_OTHERS = 0o077


class Target(Protocol):
    """Takes the files of a backup, one after the other."""

    def add(self, item: Item) -> tuple[str, int]:
        """Take a file; give its SHA-256 in hexadecimal, and its size.

        :raises FileNotFoundError: when it is not there any more
        """

    def put(self, name: str, content: bytes) -> None:
        """Take a small file that stands beside the programme's."""


class Folder:
    """A folder that is filled.

    :param root: an empty folder
    :param before: an earlier backup, whose files are shared where they are the same; or None
    :param hashes: those of the earlier backup
    """

    def __init__(self, root: Path, before: Path | None, hashes: Mapping[str, str]) -> None:
        self._root, self._before, self._hashes = root, before, hashes
        self.shared = 0

    def add(self, item: Item) -> tuple[str, int]:
        """Take a file, as a second name of the earlier backup's where that is the same."""
        target = self._root / PROGRAMME / item.path
        target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        linked = self._linked(item, target)
        if linked is not None:
            return linked
        digest, size = hashlib.sha256(), 0
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, item.mode)
        with os.fdopen(descriptor, "wb") as file, _opened(item) as source:
            while chunk := source.read(_CHUNK_BYTES):
                digest.update(chunk)
                size += file.write(chunk)
        return digest.hexdigest(), size

    def put(self, name: str, content: bytes) -> None:
        """Write a small file."""
        (self._root / name).write_bytes(content)

    def hold_private(self) -> None:
        """Hold the disk to keep others from reading what is private.

        :raises BackupError: when it cannot, as disks that know no owners
        """
        probe = self._root / ".mode"
        descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            _hold_mode(os.fstat(descriptor).st_mode, self._root)
        finally:
            os.close(descriptor)
            probe.unlink()

    def _linked(self, item: Item, target: Path) -> tuple[str, int] | None:
        digest = self._hashes.get(item.path)
        if not item.lasting or item.source is None or self._before is None or digest is None:
            return None
        earlier = self._before / PROGRAMME / item.path
        try:
            size = earlier.lstat().st_size
            if size != item.source.stat().st_size:
                return None
            target.hardlink_to(earlier)
        except OSError:  # gone from there, or a disk without such links
            return None
        self.shared += 1
        return digest, size


class Packed:
    """One file, or a pipe: a tar as POSIX.1-2001 has it.

    :param at: the time of every file in it, POSIX seconds
    """

    def __init__(self, file: IO[bytes], at: int) -> None:
        self._at = at
        # Not closed by ``with``: what is cut short must not end like a whole one.
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def add(self, item: Item) -> tuple[str, int]:
        """Take a file.

        :raises BackupError: when it became shorter while it was read
        """
        with _opened(item) as source:
            size = source.seek(0, io.SEEK_END)
            source.seek(0)
            hashed = _Hashed(source, size)
            try:
                self._add(PROGRAMME + item.path, size, item.mode, hashed)
            except OSError as error:
                if "unexpected end" not in str(error):
                    raise
                raise BackupError(
                    say("{path} changed while it was read; make the backup again"), path=item.path
                ) from error
        return hashed.digest.hexdigest(), size

    def put(self, name: str, content: bytes) -> None:
        """Take a small file."""
        self._add(name, len(content), 0o600, io.BytesIO(content))

    def close(self) -> None:
        """End the file as a whole one ends."""
        self._tar.close()

    def leave(self) -> None:
        """Leave the file as it is, cut short: nothing more is written to it, later neither."""
        vars(self._tar.fileobj)["closed"] = True

    def _add(self, name: str, size: int, mode: int, source: "_Hashed | io.BytesIO") -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, mode, self._at
        self._tar.addfile(member, source)


class _Hashed:
    """Hashes what is read, no more than a size."""

    def __init__(self, source: IO[bytes], size: int) -> None:
        self._source, self._left = source, size
        self.digest = hashlib.sha256()

    def read(self, most: int = -1, /) -> bytes:
        """Read on."""
        data = self._source.read(self._left if most < 0 else min(most, self._left))
        self._left -= len(data)
        self.digest.update(data)
        return data


def hold_file_private(file: IO[bytes], path: Path) -> None:
    """Hold a file's disk to keep others from reading it.

    :raises BackupError: when it cannot
    """
    _hold_mode(os.fstat(file.fileno()).st_mode, path)


def _hold_mode(mode: int, where: Path) -> None:
    if mode & _OTHERS:
        raise BackupError(
            say(
                "{where}: this disk cannot keep others from reading the keys; encrypt the backup "
                "with --recipient, or leave the keys out with --without-keys"
            ),
            where=where,
        )


def _opened(item: Item) -> IO[bytes]:
    return io.BytesIO(item.content) if item.source is None else item.source.open("rb")
