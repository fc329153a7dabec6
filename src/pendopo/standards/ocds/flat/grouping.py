"""Rows in any order put together to releases, some hundred at a time: the rest waits in a file.

Each release is put into a group by when it first appeared, and its rows wait with those of its
group; so neither the rows nor the releases of all tables are held at once.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

import orjson

from pendopo.standards.ocds.flat.kinds import Drawn, Kinds
from pendopo.standards.ocds.flat.reading import Key, Releases

_RELEASES: Final = 200  # of a group
_WAITING_MOST: Final = 8 << 20  # bytes that wait to be written


class Grouping:
    """Releases in the order in which each first appeared, in the making.

    :param kinds: of the columns, by path
    :param file: empty, which can seek
    :ivar conflicts: cells that say else than an earlier one did; complete when all releases were
        given
    """

    def __init__(self, kinds: Kinds, file: BinaryIO) -> None:
        self.conflicts: list[tuple[Key, str]] = []
        self._kinds = kinds
        self._file = file
        self._keys = Releases(kinds)
        self._numbers: dict[int, int] = {}
        self._count = 0
        self._waiting: dict[int, bytearray] = {}
        self._size = 0
        self._headings: dict[str, int] = {}
        self._named: list[str] = []
        self._parts: dict[int, list[tuple[int, int]]] = {}

    def add(self, cells: Iterable[tuple[str, str]]) -> None:
        """Add a row.

        :param cells: the heading and the text of each; empty ones say nothing
        """
        told = [cell for cell in cells if cell[1] != ""]
        if not told:
            return
        key = self._keys.key(told)
        number = self._numbers.get(hash(key)) if key != ("", "") else None
        if number is None:
            number = self._numbers[hash(key)] = self._count
            self._count += 1
        row = orjson.dumps([self._written(*cell) for cell in told])
        waiting = self._waiting.setdefault(number // _RELEASES, bytearray())
        waiting += row
        waiting += b"\n"
        self._size += len(row)
        if self._size > _WAITING_MOST:
            self._write()

    def __iter__(self) -> Iterator[tuple[Key, dict[str, Any]]]:
        """Give each release with its ocid and id as texts."""
        self._write()
        self._named = list(self._headings)
        for group in sorted(self._parts):
            reading = Releases(self._kinds)
            for offset, length in self._parts[group]:
                self._file.seek(offset)
                for row in self._file.read(length).splitlines():
                    reading.add([self._cell(*cell) for cell in orjson.loads(row)])
            yield from reading
            self.conflicts += reading.conflicts

    def _write(self) -> None:
        for group, written in self._waiting.items():
            place = self._file.seek(0, io.SEEK_END)
            self._parts.setdefault(group, []).append((place, len(written)))
            self._file.write(written)
        self._waiting, self._size = {}, 0

    def _written(self, heading: str, text: str) -> tuple[int, str] | tuple[int, str, bool]:
        number = self._headings.setdefault(heading, len(self._headings))
        return (number, text, True) if type(text) is Drawn else (number, text)

    def _cell(self, number: int, text: str, drawn: bool = False) -> tuple[str, str]:  # noqa: FBT001, FBT002
        return self._named[number], Drawn(text) if drawn else text
