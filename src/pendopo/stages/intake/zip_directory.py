"""The directory of a ZIP archive, opened only where it is of a size that a table's archive has."""

import struct
import zipfile
from pathlib import Path

MEMBERS_MOST = 2_000
_DIRECTORY_BYTES_MOST = 1 << 20
_END = struct.Struct("<4s4H2IH")
_END_MARK, _WIDE_MARK, _LOCATOR_MARK = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_COMMENT_MOST = (1 << 16) - 1
_LOCATOR_BYTES, _WIDE_BYTES = 20, 56
_WIDE = 0xFFFFFFFF


class TooManyError(Exception):
    """An archive whose directory alone would cost too much to read."""


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open an archive.

    The usual reader makes an object of every entry of the directory before it can be asked how
    many there are: a million of them in 60 MB took it a minute (measured).

    :raises TooManyError: when its directory is larger than two thousand files need
    :raises zipfile.BadZipFile: when it is none
    """
    if _directory_bytes(path) > _DIRECTORY_BYTES_MOST:
        raise TooManyError
    archive = zipfile.ZipFile(path)
    if len(archive.infolist()) > MEMBERS_MOST:
        archive.close()
        raise TooManyError
    return archive


def _directory_bytes(path: Path) -> int:
    """Give the size of the directory as the archive's end tells it, by which readers go."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _COMMENT_MOST - _END.size - _LOCATOR_BYTES - _WIDE_BYTES))
        tail = file.read()
    place = tail.rfind(_END_MARK)
    if place < 0 or len(tail) - place < _END.size:
        return 0
    told: int = _END.unpack_from(tail, place)[5]
    wide = tail.rfind(_WIDE_MARK, 0, place)
    if _LOCATOR_MARK in tail[:place] and 0 <= wide <= place - _WIDE_BYTES:
        told = max(told if told != _WIDE else 0, struct.unpack_from("<Q", tail, wide + 40)[0])
    return told
