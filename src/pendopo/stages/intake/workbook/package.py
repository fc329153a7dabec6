"""The ZIP archive that an XLSX or ODS workbook is: its parts, each within bounds.

Measured: a workbook of 4 KB can ask a reader for half a terabyte. Only the parts that make up the
tables are unpacked, in blocks, and their bytes are counted, whatever the archive says of itself.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from pendopo.stages.intake.workbook.refusal import damaged, hostile, locked, too_large
from pendopo.terms.wording import say

BYTES_MOST = 1 << 30
_PARTS_MOST = 2_000
_RATIO_MOST = 200
_RATIO_COUNTS_FROM = 1 << 20  # smaller parts may shrink as far as they like
_LINK = 0o120000
_KINDS = 0o170000
_END, _END_BYTES = b"PK\x05\x06", 22  # ZIP application note, 4.3.16


class Package:
    """An archive whose list of parts has been looked through."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = BYTES_MOST
        # Some programs on Windows part names by its own mark.
        self._names = {_plain(name): name for name in archive.namelist()}

    def has(self, name: str) -> bool:
        """Tell whether there is a part; capital letters make no difference."""
        return _plain(name) in self._names

    def names(self) -> list[str]:
        """Name all parts."""
        return list(self._names.values())

    def parts(self) -> list[zipfile.ZipInfo]:
        """Give what the archive says of its parts, in their order."""
        return self._archive.infolist()

    def size(self, name: str) -> int:
        """Give how many bytes a part says it has; 0 for one that there is not."""
        return self._archive.getinfo(self._names[_plain(name)]).file_size if self.has(name) else 0

    def blocks(self, name: str, size: int = 1 << 18) -> Iterator[bytes]:
        """Unpack a part, block by block.

        :raises RefusedError: when it is missing, or at the byte that is one too many
        """
        if not self.has(name):
            raise damaged(name)
        with self._archive.open(self._names[_plain(name)]) as stream:
            yield from self._counted(stream, size)

    def _counted(self, stream: IO[bytes], size: int) -> Iterator[bytes]:
        while block := stream.read(size):
            self._left -= len(block)
            if self._left < 0:
                raise too_large(BYTES_MOST >> 20)
            yield block


def _plain(name: str) -> str:
    return name.replace("\\", "/").casefold()


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """Open an archive and look through the list of its parts.

    :raises RefusedError: for one that is broken or asks for too much, while it is open too
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_ends(path, archive)
            _check_parts(archive.infolist())
            yield Package(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise damaged(error) from error
    except (OSError, zlib.error) as error:
        # What zlib and zipfile raise for a broken stream.
        raise damaged(error) from error


def _check_ends(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse an archive that begins or ends as another file: two programs would read two things."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, _END_BYTES + len(archive.comment)), 2)
        whole = file.read(len(_END)) == _END
    first = min((part.header_offset for part in archive.infolist()), default=0)
    if first or not whole:
        raise hostile(
            say("The workbook has other bytes before or behind it: it may be two files in one.")
        )


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [_plain(part.filename) for part in parts]
    if len(parts) > _PARTS_MOST:
        raise hostile(
            say("The workbook has {found} parts inside; at most {most} are read."),
            found=len(parts),
            most=_PARTS_MOST,
        )
    for part in parts:
        _check_part(part)
    if len(set(names)) < len(names):
        raise hostile(say("The workbook holds two parts of one name."))


def _check_part(part: zipfile.ZipInfo) -> None:
    name = part.filename
    plain = PurePosixPath(_plain(name))
    outside = not plain.parts or ".." in plain.parts or plain.is_absolute()
    drive = ":" in _plain(name).partition("/")[0]
    if outside or drive or (part.external_attr >> 16) & _KINDS == _LINK:
        raise hostile(say("The workbook has a part that points outside it: {found}."), found=name)
    if part.flag_bits & 1:
        raise locked()
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise damaged(f"{name}: compression {part.compress_type}")
    ratio = part.file_size // max(part.compress_size, 1)
    if part.file_size > _RATIO_COUNTS_FROM and ratio > _RATIO_MOST:
        raise hostile(
            say("A part of the workbook unpacks to {found} times its size; {most} is the most."),
            found=ratio,
            most=_RATIO_MOST,
        )
