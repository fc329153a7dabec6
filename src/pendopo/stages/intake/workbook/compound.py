"""The compound file that an old Excel workbook is: streams in chains of sectors, each bounded.

Source: [MS-CFB], 2.2 (header), 2.3 to 2.6 (tables and directory).
"""

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pendopo.stages.intake.workbook.refusal import damaged, too_large

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BYTES_MOST = 256 << 20
_HEADER = struct.Struct("<8s16x5H6x9I")
_LAST_SECTOR = 0xFFFFFFFA  # numbers above it end a chain or mark a sector as free
_IN_HEADER = 109
_ENTRY = 128
_ENTRIES_MOST = 10_000
_SMALL_BELOW = 4096
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True)
class _Entry:
    kind: int
    start: int
    size: int


class Compound:
    """A compound file, its directory read."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        fields = _HEADER.unpack_from(data)
        self._size = 1 << fields[4] if fields[4] in {9, 12} else 0
        if fields[0] != MAGIC or not self._size or fields[5] != 6:  # noqa: PLR2004 - 64 bytes
            raise damaged("header")
        self._count = len(data) // self._size
        self._table = self._read_table(fields)
        self._entries = self._read_directory(fields[8])
        self._small_table = self._numbers(self._chain(fields[11]))
        root = next((e for e in self._entries.values() if e.kind == _ROOT), None)
        self._small = self._chain(root.start) if root else b""

    def has(self, name: str) -> bool:
        """Tell whether there is a stream or a folder of that name."""
        return name.casefold() in self._entries

    def stream(self, name: str) -> bytes:
        """Give a stream's bytes.

        :raises RefusedError: when it is missing, or its chain of sectors is broken or goes round
        """
        entry = self._entries.get(name.casefold())
        if entry is None or entry.kind != _STREAM:
            raise damaged(name)
        if entry.size > _BYTES_MOST:
            raise too_large(_BYTES_MOST >> 20)
        whole = self._small_chain(entry) if entry.size < _SMALL_BELOW else self._chain(entry.start)
        if len(whole) < entry.size:
            raise damaged(f"{name}: {len(whole)} < {entry.size}")
        return whole[: entry.size]

    def _read_table(self, fields: tuple[int, ...]) -> list[int]:
        """Read which sector follows which."""
        numbers = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76))
        following, seen = fields[13], 0
        while following < _LAST_SECTOR and seen <= self._count:
            *more, following = self._numbers(self._sector(following))
            numbers += more
            seen += 1
        table: list[int] = []
        for number in numbers[: self._count + 1]:
            if number < _LAST_SECTOR:
                table += self._numbers(self._sector(number))
        return table

    def _read_directory(self, start: int) -> dict[str, _Entry]:
        entries: dict[str, _Entry] = {}
        data = self._chain(start)
        for at in range(0, min(len(data), _ENTRIES_MOST * _ENTRY), _ENTRY):
            raw = data[at : at + _ENTRY]
            length = int.from_bytes(raw[64:66], "little")
            name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").casefold()
            # The upper half of the size is garbage in files of small sectors.
            size = int.from_bytes(raw[120 : 124 if self._size == 512 else 128], "little")  # noqa: PLR2004
            entry = _Entry(raw[66], int.from_bytes(raw[116:120], "little"), size)
            if entry.kind:
                entries.setdefault(name, entry)
        return entries

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if number > self._count:
            raise damaged(f"sector {number}")
        return self._data[start : start + self._size].ljust(self._size, b"\0")

    def _numbers(self, data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data))

    def _chain(self, start: int) -> bytes:
        parts = []
        for number in _followed(self._table, start, self._count):
            parts.append(self._sector(number))
            if len(parts) * self._size > _BYTES_MOST:
                raise too_large(_BYTES_MOST >> 20)
        return b"".join(parts)

    def _small_chain(self, entry: _Entry) -> bytes:
        most = len(self._small) // 64
        numbers = _followed(self._small_table, entry.start, most)
        return b"".join(self._small[number * 64 : number * 64 + 64] for number in numbers)


def _followed(table: list[int], start: int, most: int) -> Iterator[int]:
    """Follow a chain of sectors to its end.

    :raises RefusedError: when it goes round, or leaves the table
    """
    number, seen = start, 0
    while number < _LAST_SECTOR:
        if seen > most or number >= len(table):
            raise damaged(f"sector {number}")
        yield number
        number = table[number]
        seen += 1


@contextmanager
def opened(path: Path) -> Iterator[Compound]:
    """Open a compound file.

    :raises RefusedError: for one that is broken
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield Compound(data)
    except (struct.error, IndexError) as error:
        raise damaged(error) from error
