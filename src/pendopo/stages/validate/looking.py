"""All that a file holds as text, in pieces: also what is packed in it, without markup and escapes.

Nothing is held but a piece, whatever comes out: a workbook of a million rows is half a gigabyte of
markup.
"""

import bz2
import gzip
import html
import json
import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

# A file is looked through in pieces of this size. Each begins some way before the end of the last,
# so that nothing is cut in two.
PIECE_BYTES = 8 << 20
OVERLAP_BYTES = 4 << 10
# Of all that is packed in a file, so much is unpacked: more than any file is read of.
_PACKED_BYTES_MOST = 2 << 30
# An archive within an archive lies in memory as far as this, then on the disk.
_INNER_BYTES_MOST = 16 << 20
_DEPTH_MOST = 4
_STEP_BYTES = 1 << 20
_NAMES_BYTES = 512
_LOCKED = 1
# Where a piece may end and begin without cutting a number.
_MARK = re.compile(rb"[\n>,;]")
# What stands between tags; and within those that are none: comments, CDATA, instructions. Each of
# these forms ends at the next tag, so that no text makes them slow.
_WRITTEN = re.compile(rb"(?:^|>|<(?=[\s0-9]))([^<>]{3,})")
_ASIDE = re.compile(rb"<[!?]([^<>]{8,})")
# What only changes the look of some letters: a number may go on behind it.
_LOOKS = re.compile(rb"</?(?:text:)?(?:r|span|b|i|u|em|strong|font|sup|sub)\b")
_INLINE = re.compile(
    rb"</t>\s*</r>\s*<r>\s*(?:<rPr\s*/>\s*|<rPr>(?:[^<]|<(?!/?(?:rPr|r|t)\b))*</rPr>\s*)?<t\b[^>]*>"
    rb"|</?(?:text:)?(?:span|b|i|u|em|strong|font|sup|sub)\b[^>]*>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"""=\s*(?:"([^"<]{8,})"|'([^'<]{8,})'|([^\s"'<>]{8,}))""")
_ESCAPES = re.compile(r'(?:\\(?:u[0-9A-Fa-f]{4}|["\\/bfnrt]))+')
_ZIPPED, _GZIPPED = b"PK\x03\x04", b"\x1f\x8b"
_OPENED: Mapping[bytes, Callable[..., Any]] = {
    _GZIPPED: gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}
# The end of a ZIP archive stands before a comment of 64 kB at most: APPNOTE, 4.3.16.
_ZIP_ENDS, _ZIP_END_BYTES = b"PK\x05\x06", 22 + (1 << 16) - 1
# What nobody here unpacks: 7z, RAR, Zstandard, LZ4, CAB, compress; and, behind other bytes where
# it is not looked for, gzip (RFC 1952, 2.3), bzip2 and xz.
_FOREIGN = re.compile(
    rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\(\xb5/\xfd|\x04\"M\x18|\AMSCF|\A\x1f\x9d"
    rb"|\x1f\x8b\x08[\0-\x1f].{4}[\0\x02\x04][\0-\x0d\xff]|BZh[1-9]1AY&SY|\xfd7zXZ\0",
    re.DOTALL,
)
# A cell with a number in an old workbook: its kind, its length, its place and format, a double.
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_NUMBER = re.compile(rb"\x03\x02\x0e\x00.{6}(.{8})", re.DOTALL)
_WHOLE_MOST = 1e17
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_UNREADABLE = (
    OSError, EOFError, ValueError, RuntimeError, MemoryError, NotImplementedError, zlib.error,
    lzma.LZMAError, zipfile.BadZipFile,
)  # fmt: skip

# The texts of one part of a file, one after another.
Part = Iterator[str]


class Look:
    """A look through a file and what is packed in it.

    :ivar unseen: names of what is packed in it and could not be looked through to its end
    """

    def __init__(self, folder: Path) -> None:
        self.unseen: list[str] = []
        self._left = _PACKED_BYTES_MOST
        self._folder = folder

    def through(self, path: Path) -> Iterator[Part]:
        """Give the parts of a file, each to be read before the next."""
        with path.open("rb") as file:
            yield from self._opened(file, path.name, 0)

    def _opened(self, file: IO[bytes], name: str, depth: int) -> Iterator[Part]:
        """Give the parts of a file that can be sought in."""
        begins = file.read(_NAMES_BYTES)
        file.seek(0)
        if _packing(begins):
            yield from self._packed(file, begins, name, depth)
            return
        if zipfile.is_zipfile(file):
            try:
                yield from self._zip(file, depth)
            except _UNREADABLE:
                self.unseen.append(name)
        elif begins.startswith(_ZIPPED):
            self.unseen.append(name)
        if not begins.startswith(_ZIPPED):  # a text may have an archive behind it
            file.seek(0)
            yield texts(pieces(file.read))

    def _zip(self, file: IO[bytes], depth: int) -> Iterator[Part]:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            names = [f"{part.filename}\n{plain_text(part.comment)}" for part in parts]
            yield iter(("\n".join((*names, plain_text(packed.comment))),))
            for part in parts:
                if part.flag_bits & _LOCKED or part.compress_type not in _METHODS:
                    self.unseen.append(part.filename)
                    continue
                try:
                    with packed.open(part) as inner:
                        yield from self._member(inner, part.filename, depth)
                except _UNREADABLE:
                    self.unseen.append(part.filename)

    def _member(self, inner: IO[bytes], name: str, depth: int) -> Iterator[Part]:
        """Give the parts of what is unpacked as a stream."""
        read = self._metered(inner, name)
        begins = read(_NAMES_BYTES)
        if begins.startswith((_ZIPPED, *_OPENED)):
            yield from self._within(read, begins, name, depth)
            return
        if _FOREIGN.search(begins):
            self.unseen.append(name)
        watched = _Watched(read)
        yield texts(pieces(watched.read, begins))
        if _ZIP_ENDS in begins + watched.end:  # an archive behind other bytes is one
            inner.seek(0)
            yield from self._within(self._metered(inner, name), b"", name, depth)

    def _within(
        self, read: Callable[[int], bytes], begins: bytes, name: str, depth: int
    ) -> Iterator[Part]:
        """Give the parts of a packing that lies in another, which must be sought in."""
        if depth >= _DEPTH_MOST:
            self.unseen.append(name)
            return
        with tempfile.SpooledTemporaryFile(_INNER_BYTES_MOST, dir=str(self._folder)) as whole:
            whole.write(begins)
            while data := read(_STEP_BYTES):
                whole.write(data)
            whole.seek(0)
            yield from self._opened(whole, name, depth + 1)

    def _packed(self, file: IO[bytes], begins: bytes, name: str, depth: int) -> Iterator[Part]:
        """Give the parts of what is packed by gzip, bzip2 or xz."""
        yield iter((_name_in_gzip(begins),))
        try:
            with _OPENED[_packing(begins)](file) as inner:
                yield from self._member(inner, name, depth + 1)
        except _UNREADABLE:
            self.unseen.append(name)

    def _metered(self, inner: IO[bytes], name: str) -> Callable[[int], bytes]:
        """Give the reading of a stream, which ends where it is damaged or too much came out."""

        def read(most: int) -> bytes:
            try:
                data = inner.read(min(most, self._left))
            except _UNREADABLE:
                self.unseen.append(name)
                return b""
            self._left -= len(data)
            if not self._left:
                self.unseen.append(name)
            return data

        return read


class _Watched:
    """A stream of which the end is known when it was read.

    :ivar end: its last bytes, in which a ZIP archive says that it is one
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self.end = b""

    def read(self, most: int) -> bytes:
        """Read on."""
        data = self._read(most)
        self.end = (self.end + data[-_ZIP_END_BYTES:])[-_ZIP_END_BYTES:]
        return data


def _packing(begins: bytes) -> bytes:
    return next((magic for magic in _OPENED if begins.startswith(magic)), b"")


def _name_in_gzip(begins: bytes) -> str:
    """Give the name that a file had before it was packed."""
    named = begins.startswith(_GZIPPED) and begins[3:4] == b"\x08"
    return plain_text(begins[10:].split(b"\0")[0]) if named else ""


def pieces(read: Callable[[int], bytes], begins: bytes = b"") -> Iterator[bytes]:
    """Give a stream in pieces that overlap.

    :param begins: what was read of it already
    """
    held, end = begins, 0
    while data := read(PIECE_BYTES):
        held += data
        tail = max(0, len(held) - OVERLAP_BYTES)
        end = max((mark.end() for mark in _MARK.finditer(held, tail)), default=len(held))
        yield held[:end]
        first = _MARK.search(held, max(0, end - OVERLAP_BYTES), end)
        start = first.end() if first and first.end() < end else max(0, end - OVERLAP_BYTES)
        held, end = held[start:], end - start
    if held[end:]:
        yield held


def texts(data: Iterator[bytes]) -> Part:
    """Give the texts of a file's pieces, without markup and escapes."""
    begins = None
    old_workbook = False
    for piece in data:
        if begins is None:
            old_workbook = piece.startswith(_OLD_WORKBOOK)
            begins = plain_text(piece[:_NAMES_BYTES]).lstrip("\ufeff\ufffd \t\r\n")[:1]
        if begins == "<":
            yield _of_markup(piece.replace(b"\0", b""))
        elif begins in {"{", "["}:
            yield _ESCAPES.sub(_meant, plain_text(piece))
        elif old_workbook:
            yield "\n".join((*_numbers(piece), plain_text(piece)))
        else:
            yield plain_text(piece)


def _meant(escapes: re.Match[str]) -> str:
    """Give what escapes stand for; half a pair of surrogates is no letter: RFC 8259, 8.2."""
    return str(json.loads(f'"{escapes[0]}"')).encode("utf-8", "replace").decode()


def _numbers(data: bytes) -> Iterator[str]:
    """Give the numbers that an old workbook keeps as doubles: [MS-XLS], 2.4.180 Number."""
    for found in _NUMBER.finditer(data):
        [value] = struct.unpack("<d", found[1])
        if abs(value) < _WHOLE_MOST and value.is_integer():
            yield str(int(value))


def _of_markup(data: bytes) -> str:
    """Give what stands between tags, and what their attributes say: names, addresses of links."""
    said = {value for pair in _ATTRIBUTE.findall(data) for value in pair if value}
    if _LOOKS.search(data):
        data = _INLINE.sub(b"", data)
    written = {*_WRITTEN.findall(data), *_ASIDE.findall(data), *said}
    return html.unescape(plain_text(b"\n".join(written)))


def plain_text(data: bytes) -> str:
    """Read bytes of any encoding as far as digits and plain letters go, which is far enough."""
    return data.replace(b"\0", b"").decode("utf-8", "replace")
