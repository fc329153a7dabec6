"""The files of an archive that are not read: each is unpacked to nowhere, and told what it is.

What was handed in is published as it is, so that what lies beside the table reaches others too: a
file that unpacks without end, a program, an archive in which nobody has looked.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pendopo.stages.intake.refused import is_program
from pendopo.stages.intake.unpacking import bytes_most, too_dense, too_large
from pendopo.terms.wording import say

_BLOCK = 1 << 20
_HEAD = 1 << 12
_LOCAL = struct.Struct("<4s5H3I2H")  # ZIP application note, 4.3.7
_UTF8_NAME = 0x800
_RATIO_MOST = 500
_RATIO_COUNTS_FROM = 64 << 20
# What Windows runs when somebody opens it.
_RUN = re.compile(
    r".*\.(?:exe|com|bat|cmd|scr|pif|cpl|dll|sys|ms[cipx]|msix|lnk|url|scf|inf|reg|vb[es]|jse?|"
    r"ws[fh]|hta|psm?1|jar|chm|appx|application|gadget|apk|dmg)"
)
_ARCHIVES = re.compile(r".*\.(?:zip|rar|7z|t?gz|bz2|xz|tar|zst|lz4|cab|iso|img|vhd|ace|arj|lzh)")
_PACKED = (
    *(b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00", b"Rar!\x1a\x07"),
    *(b"7z\xbc\xaf\x27\x1c", b"(\xb5/\xfd", b"MSCF"),
)
# Documents that are archives within.
_DOCUMENTS = re.compile(r".*\.(?:xls[xm]|xltx|do[ct][xm]|pptx|od[stp]|ots|kmz|qgz)")


class HarmfulError(Exception):
    """A file that would harm whoever unpacks the archive.

    :param message: what it is, with ``{found}`` for its name
    """

    def __init__(self, message: str, member: zipfile.ZipInfo) -> None:
        super().__init__(message)
        self.message = message
        self.member = member


def look_through(path: Path, archive: zipfile.ZipFile, unread: Sequence[zipfile.ZipInfo]) -> None:
    """Look through the files of an archive that are not read.

    :raises HarmfulError: for a program, an archive, or one that is not as large as it says
    :raises RefusedError: for more than is unpacked
    :raises zipfile.BadZipFile: for one that is damaged
    """
    for member in unread:
        _check_called(member)
    left = bytes_most()
    if sum(member.file_size for member in unread) > left:
        raise too_large(left)
    for member in unread:
        head, size = b"", 0
        with path.open("rb") as file:
            for block in _blocks(file, archive, member):
                head = head or block[:_HEAD]
                size += len(block)
                if size > left:
                    raise too_large(bytes_most())
                if size > max(_RATIO_COUNTS_FROM, _RATIO_MOST * member.compress_size):
                    raise too_dense(size // max(member.compress_size, 1))
        left -= size
        _check_content(member, head)


def _check_called(member: zipfile.ZipInfo) -> None:
    name = _name(member)
    if _RUN.fullmatch(name):
        raise HarmfulError(_PROGRAM, member)
    if _ARCHIVES.fullmatch(name):
        raise HarmfulError(_ARCHIVE, member)


def _check_content(member: zipfile.ZipInfo, head: bytes) -> None:
    if is_program(head):
        raise HarmfulError(_PROGRAM, member)
    if head.startswith(_PACKED) and not _DOCUMENTS.fullmatch(_name(member)):
        raise HarmfulError(_ARCHIVE, member)


def _name(member: zipfile.ZipInfo) -> str:
    return member.orig_filename.replace("\\", "/").rpartition("/")[2].casefold()


def _blocks(file: BinaryIO, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a member, as far as its bytes go and not as far as the directory says."""
    _pass_local_header(file, member)
    if member.compress_type == zipfile.ZIP_DEFLATED:
        blocks = _inflated(file, member)
    elif member.compress_type == zipfile.ZIP_STORED:
        blocks = _pieces(file, member.compress_size)
    elif member.compress_type in {zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}:
        blocks = _opened(archive, member)
    else:
        return
    size = crc = 0
    for block in blocks:
        size += len(block)
        crc = zlib.crc32(block, crc)
        yield block
    if size != member.file_size:
        raise HarmfulError(_OTHER_SIZE, member)
    if crc != member.CRC:
        raise zipfile.BadZipFile(member.orig_filename)


def _pass_local_header(file: BinaryIO, member: zipfile.ZipInfo) -> None:
    file.seek(member.header_offset)
    fields = file.read(_LOCAL.size)
    if len(fields) < _LOCAL.size or not fields.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile(member.orig_filename)
    *_, name_size, more_size = _LOCAL.unpack(fields)
    encoding = "utf-8" if member.flag_bits & _UTF8_NAME else "cp437"
    if file.read(name_size).decode(encoding, "replace") != member.orig_filename:
        raise HarmfulError(_OTHER_NAME, member)
    file.seek(more_size, 1)


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (block := file.read(min(_BLOCK, size))):
        size -= len(block)
        yield block


def _inflated(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    stream = zlib.decompressobj(-15)
    for piece in _pieces(file, member.compress_size):
        rest = piece
        while rest:
            block = stream.decompress(rest, _BLOCK)
            if block:
                yield block
            if stream.eof:
                return
            rest = stream.unconsumed_tail
    while block := stream.decompress(stream.unconsumed_tail, _BLOCK):
        yield block


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            yield block


_PROGRAM = say("The archive holds a program or a link that would be run: {found}.")
_ARCHIVE = say("The archive holds an archive: {found}.")
_OTHER_NAME = say("The archive holds a file under two names: {found}.")
_OTHER_SIZE = say("The archive holds a file of another size than it says: {found}.")
