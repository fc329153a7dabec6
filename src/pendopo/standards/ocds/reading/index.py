"""Where the releases of each process stand in a stream: it is read again, none is kept.

A release costs 20 bytes and a process its name, so that a stream of any length can be gone through
process by process.
"""

from array import array
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from pendopo.standards.ocds.exact import may_lose_digits, parse
from pendopo.standards.ocds.reading import Read


class Index:
    """Processes in the order in which each first appeared, with the places of their releases."""

    def __init__(self) -> None:
        self._processes: dict[str, int] = {}
        self._process = array("i")
        self._offset = array("q")
        self._length = array("q")
        self._inner: dict[int, str] = {}

    def __len__(self) -> int:
        """How many processes there are."""
        return len(self._processes)

    def add(self, ocid: str, read: Read) -> None:
        """Note a release."""
        self._process.append(self._processes.setdefault(ocid, len(self._processes)))
        if read.inner:
            self._inner[len(self._offset)] = read.inner
        self._offset.append(read.offset)
        self._length.append(read.length)

    def processes(
        self, stream: BinaryIO, *, exact: bool = False
    ) -> Iterator[tuple[str, list[tuple[int, dict[str, Any]]]]]:
        """Give each process with its releases in the stream's order, and the number of each.

        :param stream: the same, which can seek
        :param exact: whether numbers keep every digit
        """
        order = sorted(range(len(self._process)), key=self._process.__getitem__)
        names = iter(self._processes)
        releases: list[tuple[int, dict[str, Any]]] = []
        process = 0
        seeking = _Seeking(stream, exact=exact)
        for place in order:
            if self._process[place] != process:
                yield next(names), releases
                releases, process = [], self._process[place]
            value = seeking.value(self._offset[place], self._length[place])
            releases.append((place, _at(value, self._inner.get(place, ""))))
        if releases:
            yield next(names), releases


class _Seeking:
    """Reads values again; one that holds several releases only once for those after each other."""

    def __init__(self, stream: BinaryIO, *, exact: bool) -> None:
        self._stream = stream
        self._exact = exact
        self._offset = -1
        self._value: Any = None

    def value(self, offset: int, length: int) -> Any:  # noqa: ANN401 - JSON holds anything
        if offset != self._offset:
            self._stream.seek(offset)
            raw = self._stream.read(length)
            exact = self._exact and may_lose_digits(raw)
            self._value = parse(raw) if exact else orjson.loads(raw)
            self._offset = offset
        return self._value


def _at(value: Any, pointer: str) -> Any:  # noqa: ANN401 - JSON holds anything
    for step in pointer.split("/")[1:]:
        value = value[int(step) if isinstance(value, list) else step]
    return value
