"""Packed bytes become a file, as a stream and bound by the bytes that come out: headers can lie."""

import bz2
import errno
import gzip
import lzma
import resource
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from pendopo.stages.intake.refused import RefusedError
from pendopo.store.child import WRITTEN_TIMES
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_BYTES_MOST = 1 << 30
_BLOCK = 1 << 20
# No table shrinks like this; a block of zeros does.
_RATIO_MOST = 500
_RATIO_COUNTS_FROM = 64 << 20

# First bytes to the name people know the packing by, and how it is opened.
_PACKINGS: dict[bytes, tuple[str, Callable[[Path], gzip.GzipFile | IO[bytes]]]] = {
    b"\x1f\x8b": ("gzip", gzip.GzipFile),
    b"BZh": ("bzip2", bz2.BZ2File),
    b"\xfd7zXZ\x00": ("xz", lzma.LZMAFile),
}
# What the libraries raise for bytes that are not what they should be; an LZMA stream may ask for
# gigabytes before its first byte.
BROKEN = (EOFError, ValueError, MemoryError, gzip.BadGzipFile, lzma.LZMAError, zlib.error)


def handed_in_most() -> int:
    """Give the largest file that is read, in bytes: a part of what this process may write."""
    soft, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft // WRITTEN_TIMES


def bytes_most() -> int:
    """Give the most that is unpacked: a gigabyte, or the largest file that is read if that is less.

    A packed file is never allowed more than the same file handed in as it is.
    """
    return min(_BYTES_MOST, handed_in_most())


def unpack_stream(path: Path, target: Path, most: int = 0) -> None:
    """Unpack a file of gzip, bzip2 or xz.

    :param most: the most bytes that may come out; 0 for those of ``bytes_most``
    :raises RefusedError: when it is damaged or too large
    """
    with path.open("rb") as stream:
        head = stream.read(max(map(len, _PACKINGS)))
    name, opened = next(found for magic, found in _PACKINGS.items() if head.startswith(magic))
    try:
        with opened(path) as packed:
            copy(packed, target, path.stat().st_size, most)
    except BROKEN as error:
        raise damaged(name, error) from error
    except OSError as error:
        if error.errno is not None:
            raise  # of the machine, not of the file
        raise damaged(name, error) from error


def copy(packed: gzip.GzipFile | IO[bytes], target: Path, packed_bytes: int, most: int = 0) -> None:
    """Copy a stream that unpacks as it is read, until it says too much.

    :param packed_bytes: how many bytes it is unpacked from
    :param most: the most bytes that may come out; 0 for those of ``bytes_most``
    :raises RefusedError: beyond what is taken, in bytes or in bytes for each packed one
    """
    most, size = most or bytes_most(), 0
    try:
        with target.open("wb") as file:
            while block := packed.read(_BLOCK):
                size += len(block)
                if size > most:
                    raise too_large(most)
                if size > max(_RATIO_COUNTS_FROM, _RATIO_MOST * packed_bytes):
                    raise too_dense(size // max(packed_bytes, 1))
                file.write(block)
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        raise too_large(most) from error


def too_large(most: int) -> RefusedError:
    """Refuse what unpacks to more than is read."""
    return RefusedError(
        Finding(
            "packing_is_harmless",
            Weight.STOP,
            say("The file unpacks to more than {most} MB."),
            {"most": str(most >> 20)},
            say("Split the table into smaller files, by year for instance, and hand in those."),
        )
    )


def too_dense(found: int) -> RefusedError:
    """Refuse what unpacks as no table does."""
    return RefusedError(
        Finding(
            "packing_is_harmless",
            Weight.STOP,
            say("The file unpacks to more than {found} times its size, which no table does."),
            {"found": str(found)},
            say("Hand in the table as it is, not packed."),
        )
    )


def damaged(packing: str, error: BaseException) -> RefusedError:
    """Refuse what cannot be unpacked."""
    return RefusedError(
        Finding(
            "packing_is_whole",
            Weight.STOP,
            say("The file is packed as {packing} and damaged; it cannot be unpacked: {error}"),
            {"packing": packing, "error": (str(error) or type(error).__name__)[:200]},
            say("Pack the table anew, or hand it in as it is."),
        )
    )
