"""Where the releases of each process stand in a stream: it is read again, none is kept.

A release costs 20 bytes and a process its name, so that a stream of any length can be gone through
process by process.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, BinaryIO

import orjson

from pendopo.standards.ocds.exact import JsonError, parse
from pendopo.standards.ocds.reading import Read

Seen = Callable[[int, bytes, Any], None]


class Places:
    """Where the releases of a stream stand, by their number from 0."""

    def __init__(self) -> None:
        self._offset = array("q")
        self._length = array("q")
        self._inner: dict[int, str] = {}

    def add(self, read: Read) -> None:
        """Note a release."""
        if read.inner:
            self._inner[len(self._offset)] = read.inner
        self._offset.append(read.offset)
        self._length.append(read.length)

    def releases(
        self, stream: BinaryIO, numbers: Iterable[int], *, exact: bool = False
    ) -> Iterator[tuple[int, Any]]:
        """Read releases again, each with its number.

        :raises JsonError: when one cannot be held exactly, where that is asked
        """
        seeking = _Seeking(stream, exact=exact)
        return ((number, self.release(seeking, number)) for number in numbers)

    def release(self, seeking: "_Seeking", number: int, seen: "Seen | None" = None) -> Any:  # noqa: ANN401 - JSON holds anything
        """Read a release again.

        :param seen: is shown its number, and the bytes and the value in which it stands
        """
        value = seeking.value(self._offset[number], self._length[number])
        if seen:
            seen(number, seeking.raw, value)
        return at(value, self._inner.get(number, ""))


class Index:
    """Processes in the order in which each first appeared, with the places of their releases."""

    def __init__(self) -> None:
        self._processes: dict[str, int] = {}
        self._process = array("i")
        self._stand = Places()

    def __len__(self) -> int:
        """How many processes there are."""
        return len(self._processes)

    def add(self, ocid: str, read: Read) -> None:
        """Note a release."""
        self._process.append(self._processes.setdefault(ocid, len(self._processes)))
        self._stand.add(read)

    def processes(
        self,
        stream: BinaryIO,
        *,
        exact: bool = False,
        broken: Callable[[str, JsonError], None] | None = None,
        seen: Seen | None = None,
    ) -> Iterator[tuple[str, list[tuple[int, dict[str, Any]]]]]:
        """Give each process with its releases in the stream's order, and the number of each.

        :param stream: the same, which can seek
        :param exact: whether numbers keep every digit
        :param broken: is told of each process with a release that cannot be held exactly, which
            is left out
        :param seen: is shown each release's number, and the bytes and the value in which it stands
        :raises JsonError: the same when nobody is told
        """
        seeking = _Seeking(stream, exact=exact)
        for ocid, places in self._places():
            try:
                releases = [(place, self._stand.release(seeking, place, seen)) for place in places]
            except JsonError as error:
                if broken is None:
                    raise
                broken(ocid, error)
            else:
                yield ocid, releases

    def _places(self) -> Iterator[tuple[str, list[int]]]:
        order = sorted(range(len(self._process)), key=self._process.__getitem__)
        names = iter(self._processes)
        for _, places in groupby(order, key=self._process.__getitem__):
            yield next(names), list(places)


class _Seeking:
    """Reads values again; one that holds several releases only once for those after each other."""

    def __init__(self, stream: BinaryIO, *, exact: bool) -> None:
        self._stream = stream
        self._exact = exact
        self._offset = -1
        self._value: Any = None
        self.raw = b""

    def value(self, offset: int, length: int) -> Any:  # noqa: ANN401 - JSON holds anything
        if offset != self._offset:
            self._stream.seek(offset)
            self.raw = self._stream.read(length)
            self._value = parse(self.raw) if self._exact else orjson.loads(self.raw)
            self._offset = offset
        return self._value


def at(value: Any, pointer: str) -> Any:  # noqa: ANN401 - JSON holds anything
    """Give what stands at a pointer."""
    for step in pointer.split("/")[1:]:
        value = value[int(step) if isinstance(value, list) else step]
    return value
