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
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import duckdb
import pyarrow as pa

from pendopo.stages.validate.labels import label
from pendopo.stages.validate.persons import (
    HITS,
    by_chance,
    candidates,
    hide,
    possible,
)
from pendopo.standards.identity import Pattern
from pendopo.store.engine import quote

# A file up to this size is looked at whole; of a larger one the beginning and the end, for what
# lies between them is rows.
_WHOLE_BYTES = 8 << 20
_END_BYTES = 128 << 10
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
_APART = re.compile(r"[,;|\t\r\n\"]+")
_LINES = "lines of the file"
_SHOWN = 3


def outside(
    engine: duckdb.DuckDBPyConnection, path: Path, patterns: Sequence[Pattern]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find what no table's column was found to hold.

    :returns: the labels of the patterns, and the first few texts, hidden
    """
    labels: list[str] = []
    cells: list[str] = []
    for texts in _texts(path):
        lines = [line for line in _APART.split(texts) if len(line.strip()) > _SHOWN]
        engine.register(_LINES, pa.table({"cell": pa.array(lines, pa.string())}))
        for place in possible(engine, f"select cell from {quote(_LINES)}", patterns):
            found = _found(engine, patterns[place])
            labels += [label(patterns[place])] if found else []
            cells += [hide(text) for text in found]
        engine.unregister(_LINES)
    return tuple(dict.fromkeys(labels)), tuple(dict.fromkeys(cells))[:_SHOWN]


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


def _texts(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        yield from _Look().through(file, 0)


class _Look:
    """A look through a file and what is packed in it, as far as it is not absurdly large."""

    def __init__(self) -> None:
        self._left = _PACKED_BYTES_MOST

    def through(self, file: IO[bytes], depth: int) -> Iterator[str]:
        """Give the texts of a file that can be sought in."""
        begins = file.read(_NAMES_BYTES)
        size = file.seek(0, io.SEEK_END)
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
            first = file.read(_WHOLE_BYTES if size <= _WHOLE_BYTES else _END_BYTES)
            last = file.read() if file.seek(max(file.tell(), size - _END_BYTES)) < size else b""
            yield from _read(first, last)

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
        first = inner.read(min(_WHOLE_BYTES, self._left))
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
        yield from _read(first, last)


def _name_in_gzip(begins: bytes) -> str:
    """Give the name that a file had before it was packed."""
    named = begins.startswith(_GZIPPED) and begins[3:4] == b"\x08"
    return _text(begins[10:].split(b"\0")[0]) if named else ""


def _read(first: bytes, last: bytes) -> Iterator[str]:
    """Give the texts of a file's beginning and end, without markup and escapes."""
    begins = _text(first[:_NAMES_BYTES]).lstrip("\ufeff\ufffd \t\r\n")[:1]
    for data in filter(None, (first, last)):
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
