"""What identifies persons outside a file's tables: in titles, footers, comments, other sheets.

A file is published byte for byte, so that all of it counts, not only what became rows: the names
of an archive's members too, and what is packed within it.
"""

import bz2
import gzip
import html
import io
import json
import lzma
import mmap
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

import duckdb
import pyarrow as pa

from pendopo.stages.validate.labels import label
from pendopo.stages.validate.persons import (
    HITS,
    by_chance,
    candidates,
    hide,
    like_persons,
    possible,
)
from pendopo.standards.identity import Pattern
from pendopo.store.engine import quote

# A file is looked through in pieces of this size. Each begins some way before the end of the last,
# so that nothing is cut in two.
_PIECE_BYTES = 8 << 20
_OVERLAP_BYTES = 4 << 10
# Of a large file whose cells all became rows, each end is looked through; of what is packed in a
# file, the first piece and the end.
_END_BYTES = 128 << 10
# What a file may have beside its cells: a line end more or less. Around JSON stand a package's own
# fields, at the ends.
_LESS_MOST, _MORE_MOST, _PACKAGE_MOST = 1, 4, 4 << 10
# Of all that is packed in a file, so much is unpacked: what is larger is rows, or absurd.
_PACKED_BYTES_MOST = 1 << 30
# What is packed within what is packed has to lie in memory.
_INNER_BYTES_MOST = 64 << 20
_DEPTH_MOST = 4
_STEP_BYTES = 1 << 20
_NAMES_BYTES = 512
_MARKUP = re.compile(rb"<[^>]*>")
# What only changes the look of some letters: a number may go on behind it.
_INLINE = re.compile(
    rb"</t>\s*</r>\s*<r>\s*(?:<rPr\s*/>\s*|<rPr>(?:(?!</rPr>).){0,2000}</rPr>\s*)?<t\b[^>]*>"
    rb"|</?(?:text:)?(?:span|b|i|u|em|strong|font|sup|sub)\b[^>]*>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"""=\s*(?:"([^"<]{8,})"|'([^'<]{8,})')""")
_ESCAPE = re.compile(r'\\(?:u[0-9A-Fa-f]{4}|["\\/bfnrt])')
_ZIPPED, _GZIPPED = b"PK\x03\x04", b"\x1f\x8b"
_OPENED: Mapping[bytes, Callable[..., Any]] = {
    _GZIPPED: gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}
_UNREADABLE = (
    OSError, EOFError, ValueError, RuntimeError, zlib.error, lzma.LZMAError, zipfile.BadZipFile,
)  # fmt: skip
_LINE_END = re.compile(r"[\r\n]+")
_APART = re.compile(r"[,;|\t\r\n\"]+")
_LINES = "lines of the file"
_MARKS = (b'"', b"\r")
_SHOWN = 3


class InRows(NamedTuple):
    """What the columns that were looked through hold of a file.

    :param delimited: the texts of all cells in UTF-8, and one mark behind each
    :param json: the texts of cells of JSON, and one mark behind each
    :param marks: how many quotation marks and carriage returns the texts themselves hold
    """

    delimited: int = 0
    json: int = 0
    marks: int = 0


def outside(
    engine: duckdb.DuckDBPyConnection, path: Path, patterns: Sequence[Pattern], rows: InRows
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find what no table's column was found to hold.

    :param rows: what the columns that were looked through hold of the file
    :returns: the labels of the patterns, and the first few texts, hidden
    """
    labels: list[str] = []
    cells: list[str] = []
    for text in _texts(path, rows):
        # Nearly all lines of a large file hold nobody: only the others are cut into their cells.
        whole = [line for line in _LINE_END.split(text) if len(line) > _SHOWN]
        engine.register(_LINES, pa.table({"cell": pa.array(whole, pa.string())}))
        lines = _cut(like_persons(engine, f"select cell from {quote(_LINES)}", patterns))
        engine.unregister(_LINES)
        engine.register(_LINES, pa.table({"cell": pa.array(lines, pa.string())}))
        for place in possible(engine, f"select cell from {quote(_LINES)}", patterns):
            found = _found(engine, patterns[place])
            labels += [label(patterns[place])] if found else []
            cells += [hide(text) for text in found]
        engine.unregister(_LINES)
    return tuple(dict.fromkeys(labels)), tuple(dict.fromkeys(cells))[:_SHOWN]


def _cut(lines: Sequence[str]) -> list[str]:
    """Cut lines where cells end, so that what stands beside a number is no part of it."""
    cells = (cell for line in lines for cell in _APART.split(line))
    return [cell for cell in cells if len(cell.strip()) > _SHOWN]


def _found(engine: duckdb.DuckDBPyConnection, pattern: Pattern) -> list[str]:
    rows = f"select 0 as line, cell, false as company from {quote(_LINES)}"
    found = candidates(rows, pattern)
    new = (
        f"select found, passes, kept from ({found})"
        f" where x not in (select x from {quote(HITS)} where x is not null)"
    )
    shaped = engine.sql(f"select count(*), count(*) filter (passes) from ({new})").fetchone()
    if not shaped or by_chance(pattern, *shaped):
        return []
    rows_found = engine.sql(
        f"select distinct found from ({new})"
        f" where passes and not kept order by found limit {_SHOWN}"
    ).fetchall()
    return [text for (text,) in rows_found]


def _texts(path: Path, rows: InRows) -> Iterator[str]:
    with path.open("rb") as file:
        if _all_rows(file, rows):
            first = file.read(_END_BYTES)
            file.seek(-_END_BYTES, io.SEEK_END)
            yield from _read(iter((first, file.read())))
            return
        yield from _Look().through(file, 0)


def _all_rows(file: IO[bytes], rows: InRows) -> bool:
    """Tell whether a large file holds cells and what stands between them, and nothing else.

    It does when its size is that of its rows and its heading, to some bytes: so a column that a
    mapping leaves out, lines that were passed over, or another encoding make a difference, however
    little they hold. What is unsure is looked through whole.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size <= _PIECE_BYTES:
        return False
    if -_LESS_MOST <= size - rows.json <= _PACKAGE_MOST:
        return True
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = data.find(b"\n", 0, _END_BYTES) + 1
        heading = end - sum(map(data[:end].count, _MARKS))
        marks = sum(
            data[place : place + _PIECE_BYTES].count(mark)
            for place in range(0, size, _PIECE_BYTES)
            for mark in _MARKS
        )
    # A mark within a cell is counted as part of its text already.
    more = size - heading - rows.delimited - (marks - rows.marks)
    return -_LESS_MOST <= more <= _MORE_MOST


class _Look:
    """A look through a file and what is packed in it, as far as it is not absurdly large."""

    def __init__(self) -> None:
        self._left = _PACKED_BYTES_MOST

    def through(self, file: IO[bytes], depth: int) -> Iterator[str]:
        """Give the texts of a file that can be sought in."""
        begins = file.read(_NAMES_BYTES)
        opened = next((one for magic, one in _OPENED.items() if begins.startswith(magic)), None)
        file.seek(0)
        if opened:
            yield _name_in_gzip(begins)
            with suppress(*_UNREADABLE), opened(file) as inner:
                yield from self._packed(inner, depth)
            return
        if zipfile.is_zipfile(file):
            with suppress(*_UNREADABLE):
                yield from self._zip(file, depth)
        if not begins.startswith(_ZIPPED):  # a text may have an archive behind it
            file.seek(0)
            yield from _read(_pieces(file))

    def _zip(self, file: IO[bytes], depth: int) -> Iterator[str]:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            names = [f"{part.filename}\n{_text(part.comment)}" for part in parts]
            yield "\n".join((*names, _text(packed.comment)))
            for part in parts:
                # What is locked, or packed as nobody here can unpack, is not read either.
                if not part.flag_bits & 1 and self._left > 0:
                    with suppress(*_UNREADABLE), packed.open(part) as inner:
                        yield from self._packed(inner, depth)

    def _packed(self, inner: IO[bytes], depth: int) -> Iterator[str]:
        """Give the texts of what is unpacked as a stream: its first megabytes, and its end."""
        first = inner.read(min(_PIECE_BYTES, self._left))
        self._left -= len(first)
        if depth < _DEPTH_MOST and first.startswith((_ZIPPED, *_OPENED)):
            whole = first + inner.read(_INNER_BYTES_MOST - len(first))
            self._left -= len(whole) - len(first)
            yield from self.through(io.BytesIO(whole), depth + 1)
            return
        last = b""
        while self._left > 0 and (data := inner.read(_STEP_BYTES)):
            self._left -= len(data)
            last = (last + data)[-_END_BYTES:]
        yield from _read(iter(filter(None, (first, last))))


def _name_in_gzip(begins: bytes) -> str:
    """Give the name that a file had before it was packed."""
    named = begins.startswith(_GZIPPED) and begins[3:4] == b"\x08"
    return _text(begins[10:].split(b"\0")[0]) if named else ""


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Give a file in pieces that overlap."""
    piece = b""
    while data := file.read(_PIECE_BYTES):
        piece += data
        yield piece
        piece = piece[-_OVERLAP_BYTES:]


def _read(pieces: Iterator[bytes]) -> Iterator[str]:
    """Give the texts of a file's pieces, without markup and escapes."""
    begins = None
    for data in pieces:
        if begins is None:
            begins = _text(data[:_NAMES_BYTES]).lstrip("\ufeff\ufffd \t\r\n")[:1]
        if begins == "<":
            yield _of_markup(data.replace(b"\0", b""))
        elif begins in {"{", "["}:
            yield _ESCAPE.sub(lambda found: json.loads(f'"{found[0]}"'), _text(data))
        else:
            yield _text(data)


def _of_markup(data: bytes) -> str:
    """Give what stands between tags, and what their attributes say: names, addresses of links."""
    said = {value for pair in _ATTRIBUTE.findall(data) for value in pair if value}
    written = _MARKUP.sub(b"\n", _INLINE.sub(b"", data))
    return html.unescape(_text(b"\n".join((written, *sorted(said)))))


def _text(data: bytes) -> str:
    """Read bytes of any encoding as far as digits and plain letters go, which is far enough."""
    return data.replace(b"\0", b"").decode("utf-8", "replace")
