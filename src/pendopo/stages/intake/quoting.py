"""Quotation marks of a delimited file, held to RFC 4180: around a cell, or doubled in one."""

import mmap
import re
from collections.abc import Iterator
from itertools import pairwise

from pendopo.stages.intake.encoding import give_back

_PIECE_BYTES = 16 << 20
_END_BYTES = 1 << 16
# A row is refused long before. Marks in pairs without an end would be searched at 3 MB a second.
CELL_BYTES_MOST = 8 << 20
# A cell in quotes and what may stand behind it, or one without, up to the delimiter.
_CELL = rb'"(?:[^"]++|"")*+"[^%b\r\n]*+|[^%b\r\n]*+'


class Marks:
    """A walk over a file's quotation marks, which finds where rows surely end on the way.

    :param inside: how many cells hold a mark without beginning with one
    :param first_inside: the place of the first of them
    :param broken: the place of the first quoted cell that does not end as it should, or -1
    :param near_end: a place some way before the end of the file, outside of quotes
    """

    def __init__(self, delimiter: str) -> None:
        mark = re.escape(delimiter.encode())
        cell = rb'"(?:[^"]++|"")*+"(?=[' + mark + rb"\r\n]|\Z)"
        self._cell = re.compile(cell)
        # Quoted cells that stand close together are walked over in one go, but not for ever: the
        # file is only cut in between.
        close = rb'(?:[^"]{0,256}+(?<=[' + mark + rb"\r\n])" + cell + rb"){0,10000}+"
        self._cells = re.compile(close)
        self._cell_end = re.compile(rb"[" + mark + rb"\r\n]|\Z")
        self._cell_starts = delimiter.encode() + b"\r\n"
        self._cuts = [0]
        self._full = _PIECE_BYTES
        self._end_from = 0
        self._given_back = 0
        self.inside = 0
        self.first_inside = -1
        self.broken = -1
        self.near_end = 0
        self._record = re.compile(
            rb"(?:"
            + _CELL % (mark, mark)
            + rb")(?:"
            + mark
            + rb"(?:"
            + _CELL % (mark, mark)
            + rb"))*+"
            rb"(?:\r\n|\r|\n|\Z)"
        )

    def records(self, data: mmap.mmap, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Go from row to row: the first byte and the one behind the line end.

        :param start: the first byte of a row
        """
        while start < end and (found := self._record.match(data, start)):
            yield start, found.end()
            start = found.end()

    def look_at(self, data: mmap.mmap, start: int, end: int) -> None:
        """Look at the marks of one row, such as the header's, up to the first that is wrong."""
        place = start
        while (mark := data.find(b'"', place, end)) >= 0:
            if mark == start or data[mark - 1] in self._cell_starts:
                cell = self._quoted(data, mark)
                if not cell:
                    self.broken = mark
                    return
                place = cell.end()
            else:
                self._note_inside(mark)
                place = _end(self._cell_end.search(data, mark), data)

    def walk(self, data: mmap.mmap, start: int) -> list[tuple[int, int]]:
        """Go from mark to mark, up to the first that is wrong.

        :param start: the first byte of the first row
        :returns: pieces that end where a row ends: the first byte and the one behind the last
        """
        place, self._cuts, self._full = start, [start], start + _PIECE_BYTES
        self.near_end, self._end_from = start, len(data) - _END_BYTES
        self._given_back = start
        while (mark := data.find(b'"', place)) >= 0:
            self._note_near_end(data, place, mark)
            if mark > self._full:
                self._cut(data, place, mark)
                give_back(data, self._given_back, self._cuts[-1])
                self._given_back = self._cuts[-1]
            if mark == start or data[mark - 1] in self._cell_starts:
                cell = self._quoted(data, mark)
                if not cell:
                    self.broken = mark
                    return []
                place = _end(self._cells.match(data, cell.end()), data)
            else:
                self._note_inside(mark)
                place = _end(self._cell_end.search(data, mark), data)
        self._note_near_end(data, place, len(data))
        self._cut(data, place, len(data))
        if self._cuts[-1] < len(data):
            self._cuts.append(len(data))
        return list(pairwise(self._cuts))

    def _quoted(self, data: mmap.mmap, mark: int) -> re.Match[bytes] | None:
        """Match the quoted cell that begins at a place; None where it does not end as it should."""
        last = mark + CELL_BYTES_MOST
        cell = self._cell.match(data, mark, last)
        return None if cell and cell.end() == last < len(data) else cell

    def _cut(self, data: mmap.mmap, place: int, mark: int) -> None:
        """Cut behind line feeds between two places outside of quotes, where a piece is full."""
        while self._full < mark:
            feed = data.find(b"\n", max(self._full, place), mark)
            if feed < 0:
                return
            self._cuts.append(feed + 1)
            self._full = feed + 1 + _PIECE_BYTES

    def _note_near_end(self, data: mmap.mmap, place: int, mark: int) -> None:
        """Note a place outside of quotes, as far down as the last part of the file begins."""
        if place > self._end_from:
            return
        self.near_end = place
        if mark >= self._end_from:
            feed = max(data.rfind(end, place, self._end_from) for end in (b"\n", b"\r"))
            self.near_end = max(place, feed + 1)

    def _note_inside(self, mark: int) -> None:
        if not self.inside:
            self.first_inside = mark
        self.inside += 1


def _end(found: re.Match[bytes] | None, data: mmap.mmap) -> int:
    return found.end() if found else len(data)
