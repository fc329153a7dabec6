"""Where a published record is read from, and nothing but read: a folder, or a site over HTTP."""

import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar

_FIRST_BYTES = 1 << 13
_CHUNK_BYTES = 1 << 18
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK

T = TypeVar("T")


class ShelfError(Exception):
    """A file is there, or may be, but cannot be read: why."""


class Shelf(Protocol):
    """A public folder, wherever it is. Paths are from that folder, with ``/`` between names."""

    def read(self, path: str, most: int) -> bytes | None:
        """Give a file's bytes; None when there is no such file.

        :param most: the file is given whole up to so many bytes; of a longer one, ``most`` + 1
            bytes are enough, since that is too many
        :raises ShelfError: when it cannot be read
        """

    def digest(self, path: str, most: int) -> tuple[int, bytes] | None:
        """Give a file's size and SHA-256 without holding it; None when there is no such file.

        :param most: reading may end behind so many bytes, since that is too many
        :raises ShelfError: when it cannot be read
        """

    def names(self, folder: str) -> Iterator[str] | None:
        """Give the names in a folder, those of folders with a ``/`` behind them.

        :return: None when the shelf cannot be listed
        :raises ShelfError: when it cannot be read
        """

    def files(self, folder: str) -> Sequence[str] | None:
        """Give the names in a folder where only files should be, which is quicker than ``names``.

        What is none shows when it is read.

        :return: None when the shelf cannot be listed
        :raises ShelfError: when it cannot be read
        """


class FolderShelf:
    """A public folder on a disk. Symbolic links and devices in it are no files of the record."""

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root) + "/"

    def read(self, path: str, most: int) -> bytes | None:
        """Give a file's bytes."""
        asked = most + 1 if most < _FIRST_BYTES else _FIRST_BYTES
        try:
            descriptor = os.open(self._root + path, _FLAGS)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ShelfError(error.strerror or "unreadable") from error
        try:
            first = os.read(descriptor, asked)
            # A regular file gives less than was asked for only at its end.
            if len(first) < asked:
                return first
            return first + b"".join(_rest(descriptor, most + 1 - asked))
        except OSError as error:
            raise ShelfError(error.strerror or "unreadable") from error
        finally:
            os.close(descriptor)

    def digest(self, path: str, most: int) -> tuple[int, bytes] | None:
        """Give a file's size and SHA-256."""
        size, digest = 0, sha256()
        try:
            descriptor = os.open(self._root + path, _FLAGS)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ShelfError(error.strerror or "unreadable") from error
        try:
            for part in _rest(descriptor, most + 1):
                size += len(part)
                digest.update(part)
        except OSError as error:
            raise ShelfError(error.strerror or "unreadable") from error
        finally:
            os.close(descriptor)
        return size, digest.digest()

    def pour(self, path: str, most: int, take: Callable[[Iterator[bytes]], T]) -> T | None:
        """Hand a file's pieces to whoever takes them; None when there is no such file."""
        try:
            descriptor = os.open(self._root + path, _FLAGS)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ShelfError(error.strerror or "unreadable") from error
        try:
            return take(_rest(descriptor, most + 1))
        finally:
            os.close(descriptor)

    def names(self, folder: str) -> Iterator[str]:
        """Give the names in a folder; none when there is no such folder."""
        try:
            with os.scandir(self._root + folder) as entries:
                return iter(
                    [
                        entry.name + "/" if entry.is_dir(follow_symlinks=False) else entry.name
                        for entry in entries
                    ]
                )
        except FileNotFoundError:
            return iter(())
        except OSError as error:
            raise ShelfError(error.strerror or "unreadable") from error

    def files(self, folder: str) -> Sequence[str]:
        """Give the names in a folder where only files should be."""
        try:
            # Hundreds of thousands are asked for: a Path for each would cost more than the disk.
            return os.listdir(self._root + folder)  # noqa: PTH208
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise ShelfError(error.strerror or "unreadable") from error


def _rest(descriptor: int, left: int) -> Iterator[bytes]:
    """Read to the end, or so many bytes."""
    while left > 0 and (part := os.read(descriptor, min(_CHUNK_BYTES, left))):
        yield part
        left -= len(part)
