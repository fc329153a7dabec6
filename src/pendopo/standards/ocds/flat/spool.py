"""Rows on their way to a table whose columns are not all known yet: all in one file, as CSV.

A row that was written before the last column was found is widened when the table is read.
"""

import csv
import io
from collections.abc import Iterator
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


def _csv(rows: list[list[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _widened(part: bytes, width: int, missing: int) -> bytes:
    if width and b'"' not in part:  # then every line is a row
        return part.replace(_END, b"," * missing + _END)
    csv.field_size_limit(_CELL_MOST)
    rows = csv.reader(io.StringIO(part.decode(), newline=""))
    return _csv([[*row, *[None] * missing] for row in rows])
