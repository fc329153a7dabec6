"""What identifies persons outside a file's tables: in titles, footers, comments, other sheets.

A file is published byte for byte, so that all of it counts, not only what became rows: the names
of an archive's members too, and what is packed within it.
"""

import io
import mmap
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import IO, NamedTuple

import duckdb
import pyarrow as pa

from pendopo.stages.validate.labels import label
from pendopo.stages.validate.looking import PIECE_BYTES, Look, Part, texts
from pendopo.stages.validate.persons import (
    HITS,
    by_chance,
    candidates,
    hide,
    like_persons,
    may_hold,
    possible,
)
from pendopo.standards.identity import Pattern
from pendopo.store.engine import quote

# Of a large file whose cells all became rows, each end is looked through.
_LARGE_BYTES = 1 << 20
_END_BYTES = 128 << 10
# What a file may have beside its cells: a line end more or less. Around JSON stand a package's own
# fields, at the ends.
_LESS_MOST, _MORE_MOST, _PACKAGE_MOST = 1, 4, 4 << 10
_LINE_END = re.compile(r"[\r\n]+")
_APART = re.compile(r"[,;|\t\r\n\"]+")
_LINES = "lines of the file"
_MARKS = (b'"', b"\r")
_SHOWN = 3
_SMALL = 64 << 10  # letters


class InRows(NamedTuple):
    """What the columns that were looked through hold of a file.

    :param delimited: the texts of all cells in UTF-8, and one mark behind each
    :param json: the texts of cells of JSON, and one mark behind each
    :param marks: how many quotation marks and carriage returns the texts themselves hold
    """

    delimited: int = 0
    json: int = 0
    marks: int = 0


class Outside(NamedTuple):
    """What a file holds outside its tables.

    :param labels: of the patterns that found something
    :param cells: the first few texts found, hidden
    :param unseen: names of what is packed in the file and could not be looked through
    """

    labels: tuple[str, ...]
    cells: tuple[str, ...]
    unseen: tuple[str, ...]


def outside(
    engine: duckdb.DuckDBPyConnection,
    path: Path,
    patterns: Sequence[Pattern],
    rows: InRows,
    folder: Path,
) -> Outside:
    """Find what no table's column was found to hold.

    :param rows: what the columns that were looked through hold of the file
    :param folder: where an archive within an archive may be put
    """
    look = Look(folder)
    labels: list[str] = []
    cells: list[str] = []
    parts = iter((_ends(path),)) if _all_rows(path, rows) else look.through(path)
    for part in _gathered(parts):
        for pattern, found in _of_part(engine, part, patterns):
            labels.append(label(pattern))
            cells += map(hide, found)
    return Outside(_few(labels, None), _few(cells, _SHOWN), _few(look.unseen, None))


def _gathered(parts: Iterator[Part]) -> Iterator[Part]:
    """Put small parts together: a book may have a thousand, and each asks the engine anew."""
    small: list[str] = []
    letters = 0
    for part in parts:
        begins = list(islice(part, 2))
        first = begins[0] if begins else ""
        if len(begins) > 1 or len(first) >= _SMALL:
            yield chain(begins, part)
            continue
        small += [first] if may_hold(first) else []
        letters += len(first)
        if letters >= _SMALL:
            yield iter(("\n".join(small),))
            small, letters = [], 0
    if small:
        yield iter(("\n".join(small),))


def _few(found: Sequence[str], most: int | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:most]


class _Told(NamedTuple):
    """How many texts of one part have a pattern's form, how many pass its check, and the first."""

    shaped: int = 0
    passed: int = 0
    found: tuple[str, ...] = ()


def _of_part(
    engine: duckdb.DuckDBPyConnection, part: Part, patterns: Sequence[Pattern]
) -> Iterator[tuple[Pattern, tuple[str, ...]]]:
    """Find what a part holds: what chance explains is told by all of it, not by a piece."""
    told: dict[int, _Told] = {}
    for text in part:
        # Nearly all lines of a large file hold nobody: only the others are cut into their cells.
        whole = [line for line in _LINE_END.split(text) if len(line) > _SHOWN]
        engine.register(_LINES, pa.table({"cell": pa.array(whole, pa.string())}))
        lines = _cut(like_persons(engine, f"select cell from {quote(_LINES)}", patterns))
        engine.unregister(_LINES)
        engine.register(_LINES, pa.table({"cell": pa.array(lines, pa.string())}))
        for place in possible(engine, f"select cell from {quote(_LINES)}", patterns):
            before, now = told.get(place, _Told()), _found(engine, patterns[place])
            told[place] = _Told(
                before.shaped + now.shaped,
                before.passed + now.passed,
                (*before.found, *now.found)[:_SHOWN],
            )
        engine.unregister(_LINES)
    for place, one in sorted(told.items()):
        if one.found and not by_chance(patterns[place], one.shaped, one.passed):
            yield patterns[place], one.found


def _cut(lines: Sequence[str]) -> list[str]:
    """Cut lines where cells end, so that what stands beside a number is no part of it."""
    cells = (cell for line in lines for cell in _APART.split(line))
    return [cell for cell in cells if len(cell.strip()) > _SHOWN]


def _found(engine: duckdb.DuckDBPyConnection, pattern: Pattern) -> _Told:
    rows = f"select 0 as line, cell, false as company from {quote(_LINES)}"
    new = (
        f"select found, passes, kept from ({candidates(rows, pattern)})"
        f" where x not in (select x from {quote(HITS)} where x is not null)"
    )
    shaped, passed, found = engine.sql(
        f"select count(*), count(*) filter (passes),"
        f" list(distinct found order by found) filter (passes and not kept) from ({new})"
    ).fetchone() or (0, 0, None)
    return _Told(shaped, passed, tuple(found or ())[:_SHOWN])


def _ends(path: Path) -> Part:
    with path.open("rb") as file:
        first = file.read(_END_BYTES)
        file.seek(-_END_BYTES, io.SEEK_END)
        yield from texts(iter((first, file.read())))


def _all_rows(path: Path, rows: InRows) -> bool:
    """Tell whether a large file holds cells and what stands between them, and nothing else.

    It does when its size is that of its rows and its heading, to some bytes: so a column that a
    mapping leaves out, lines that were passed over, or another encoding make a difference, however
    little they hold. What is unsure is looked through whole.
    """
    size = path.stat().st_size
    if size <= _LARGE_BYTES:
        return False
    if -_LESS_MOST <= size - rows.json <= _PACKAGE_MOST:
        return True
    with path.open("rb") as file:
        # A mark within a cell is counted as part of its text already.
        more = size - _heading_and_marks(file, size) - rows.delimited + rows.marks
    return -_LESS_MOST <= more <= _MORE_MOST


def _heading_and_marks(file: IO[bytes], size: int) -> int:
    """Count the bytes of a file's first line, and the marks of all of it."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = data.find(b"\n", 0, _END_BYTES) + 1
        heading = end - sum(map(data[:end].count, _MARKS))
        return heading + sum(
            data[place : place + PIECE_BYTES].count(mark)
            for place in range(0, size, PIECE_BYTES)
            for mark in _MARKS
        )
