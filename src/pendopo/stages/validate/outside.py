"""What identifies persons outside a file's tables: in titles, footers, comments, other sheets.

A file is published byte for byte, so that all of it counts, not only what became rows.
"""

import gzip
import html
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow as pa

from pendopo.stages.validate.persons import HITS, TIMES_CHANCE, candidates, hide, possible
from pendopo.standards.identity import Pattern
from pendopo.store.engine import quote

# A file up to this size is looked at whole; of a larger one the beginning and the end, for what
# lies between them is rows.
_WHOLE_BYTES = 8 << 20
_END_BYTES = 128 << 10
_PACKED_BYTES_MOST = 64 << 20
_MARKUP = re.compile(rb"<[^>]*>")
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
            labels += [patterns[place].label] if found else []
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
    if not shaped or not shaped[1] or shaped[1] < TIMES_CHANCE * pattern.chance * shaped[0]:
        return []
    rows_found = engine.sql(
        f"select distinct found from ({new})"
        f" where passes and not kept order by found limit {_SHOWN}"
    ).fetchall()
    return [text for (text,) in rows_found]


def _texts(path: Path) -> Iterator[str]:
    if zipfile.is_zipfile(path):
        yield from _packed(path)
        return
    if _begins(path, b"\x1f\x8b"):
        with suppress(OSError, EOFError), gzip.open(path) as file:
            yield _text(file.read(_WHOLE_BYTES))
        return
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _WHOLE_BYTES:
            yield _text(file.read())
            return
        yield _text(file.read(_END_BYTES))
        file.seek(size - _END_BYTES)
        yield _text(file.read())


def _begins(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _packed(path: Path) -> Iterator[str]:
    """Give the text of a workbook's or an archive's parts, as far as it is not absurdly large."""
    left = _PACKED_BYTES_MOST
    with zipfile.ZipFile(path) as packed:
        for part in packed.infolist():
            if part.flag_bits & 1 or left <= 0:
                continue
            with packed.open(part) as file:
                data = file.read(min(part.file_size, left, _WHOLE_BYTES))
            left -= len(data)
            yield html.unescape(_text(_MARKUP.sub(b"\n", data)))


def _text(data: bytes) -> str:
    """Read bytes of any encoding as far as digits and plain letters go, which is far enough."""
    return data.replace(b"\0", b"").decode("utf-8", "replace")
