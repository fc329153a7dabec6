"""Rows on their way to a table whose columns are not all known yet: all in one file, as CSV.

A row that was written before the last column was found is widened when the table is read.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from pendopo.standards.ocds.flat.rows import Table

_END: Final = b"\r\n"  # not "\n": else a CR within a cell is not quoted
_CELL_MOST: Final = 1 << 30


class Spool:
    """The rows of some tables.

    :param file: empty, which can seek
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._parts: dict[Table, list[tuple[int, int, int]]] = {}

    def take(self, table: Table) -> None:
        """Take the rows of a table, which has none then."""
        if table.rows:
            written = _csv(table.rows)
            part = (self._file.seek(0, io.SEEK_END), len(written), len(table.columns))
            self._parts.setdefault(table, []).append(part)
            self._file.write(written)
            table.rows = []

    def write(self, table: Table, into: BinaryIO) -> None:
        """Write a table as CSV, its headings first."""
        into.write(_csv([list(table.columns)]))
        for part, width in self._read(table):
            missing = len(table.columns) - width
            into.write(_widened(part, width, missing) if missing else part)

    def rows(self, table: Table) -> Iterator[list[str]]:
        """Give the rows of a table; an empty text where there is no cell."""
        csv.field_size_limit(_CELL_MOST)
        for part, width in self._read(table):
            missing = len(table.columns) - width
            for row in csv.reader(io.StringIO(part.decode(), newline="")):
                yield row + [""] * missing

    def _read(self, table: Table) -> Iterator[tuple[bytes, int]]:
        """Give what was written of a table, and how many columns it had then."""
        for offset, length, width in self._parts.get(table, ()):
            self._file.seek(offset)
            yield self._file.read(length), width


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    """Write rows; a tuple, which has a text or a number in every cell, mostly needs no marks."""
    width = len(rows[0])
    form, commas = ",".join(["%s"] * width), width - 1
    plain = [form % row for row in rows if type(row) is tuple] if commas else []
    together = "\n".join(plain)
    sure = _needs_no_marks(together, commas * len(plain), len(plain) - 1)
    if sure and len(plain) == len(rows):
        return (together.replace("\n", "\r\n") + "\r\n").encode()
    lines, text = iter(plain), io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        line = next(lines) if commas and type(row) is tuple else None
        if line is not None and (sure or _needs_no_marks(line, commas, 0)):
            text.write(line + "\r\n")
        else:
            writer.writerow(row)
    return text.getvalue().encode()


def _needs_no_marks(text: str, commas: int, ends: int) -> bool:
    """Whether rows with commas between their cells need no quotation marks."""
    if '"' in text or "\r" in text:
        return False
    return text.count("\n") == max(ends, 0) and text.count(",") == commas


def _widened(part: bytes, width: int, missing: int) -> bytes:
    if width and b'"' not in part:  # then every line is a row
        return part.replace(_END, b"," * missing + _END)
    csv.field_size_limit(_CELL_MOST)
    rows = csv.reader(io.StringIO(part.decode(), newline=""))
    return _csv([[*row, *[None] * missing] for row in rows])
