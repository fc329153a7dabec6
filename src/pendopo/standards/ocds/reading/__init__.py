"""Releases out of a stream of JSON, whatever form it has, one at a time.

A release package, a record package, a record, a release, a list of any of these, one of these a
line (JSON Lines), or several after each other with or without anything between them. A package may
be as long as it likes: its releases are read one by one.

Source: OCDS 1.1, packaging releases and records, serialization; RFC 8259; RFC 7464.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, BinaryIO, Final

import orjson

from pendopo.standards.ocds.exact import JsonError, may_lose_digits, parse
from pendopo.standards.ocds.package import PARTS, is_package, parts_of
from pendopo.standards.ocds.reading.window import Window

__all__ = ["Package", "Read", "read_releases"]

_LINES: Final = (".jsonl", ".ndjson", ".jsonlines")
_MARK: Final = b"\xef\xbb\xbf"
_LINE_MOST: Final = 1 << 20
_TAIL: Final = 1 << 16
# Where one release ends and the next begins looks alike throughout a file: }, spaces and a name.
_JOINT_MOST: Final = 200
_AHEAD: Final = 1 << 16
_BEHIND: Final = re.compile(
    rb"\]\s*,\s*(?=\"(?:version|extensions|publisher|publishedDate|uri|license)\")"
)
_TRIES: Final = 3
_WHOLE_MOST: Final = 1 << 18


@dataclass(slots=True)
class Package:
    """What stands beside the releases or records of a package.

    :param kind: ``releases`` or ``records``; empty for what is in no package
    :param meta: its other fields, as far as they were read; what stands behind the list is looked
        up at the end of the file, and is certain when the whole package was read
    """

    kind: str = ""
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The minor version that it names; empty where it names none."""
        named = self.meta.get("version")
        return named if isinstance(named, str) else ""


_NONE: Final = Package()


@dataclass(slots=True)
class Read:
    """What stands where a release belongs; not always an object.

    :param value: parsed; numbers exact when that was asked for
    :param raw: the bytes of the value that it was found in
    :param offset: of that value in the stream
    :param length: of it there, in bytes
    :param line: of the stream, from 1
    :param pointer: where it stands in its document: ``/releases/3``; empty for a document
    :param inner: where it stands in those bytes; empty when it is all of them
    :param package: what it is packed in
    """

    value: Any
    raw: bytes
    offset: int
    length: int
    line: int
    pointer: str
    inner: str
    package: Package


def read_releases(
    stream: BinaryIO,
    name: str = "",
    *,
    exact: bool = False,
    whole: bool = False,
    broken: Callable[[JsonError], None] | None = None,
) -> Iterator[Read]:
    """Give what stands where a release belongs, in the stream's order.

    A record gives the releases embedded in it; one without any, and a release that is only linked,
    are given as they stand.

    :param stream: UTF-8; a stream that can seek is read ahead at its end, for the package's fields
    :param name: the file's; one that ends in ``.jsonl`` or ``.ndjson`` has a value a line
    :param exact: whether numbers keep every digit, which takes longer
    :param whole: whether records, and documents that are not long, are given whole
    :param broken: is told of each line that is no JSON, and where the stream stops being any
    :raises JsonError: the same when nobody is told
    """
    reading = _Reading(stream, name, exact=exact, whole=whole)
    while True:
        try:
            yield from reading.documents()
        except JsonError as error:
            if broken is None:
                raise
            broken(error)
            if not reading.goes_on(error):
                return
        else:
            return


@dataclass(slots=True)
class _Place:
    """Where the value that is at hand stands: in the stream, its line, in its document."""

    offset: int
    line: int
    pointer: str = ""


class _Reading:
    def __init__(self, stream: BinaryIO, name: str, *, exact: bool, whole: bool) -> None:
        self._window = Window(stream)
        self._tail = _tail_of(stream)
        self._exact = exact
        self._whole_parts = whole
        self._named_lines = self._lines = name.lower().endswith(_LINES)
        self._document = _Place(0, 1)
        self._given = False
        self._nothing = True

    def documents(self) -> Iterator[Read]:
        window = self._window
        if not window.peek() and self._nothing:
            raise window.error()
        self._nothing = False
        while window.peek():
            if window.data.startswith(_MARK, window.at):
                window.at += len(_MARK)
                continue
            self._document = _Place(window.place, window.line())
            self._given = False
            yield from self._document_at(self._document)
            if self._lines:
                yield from self._plain_lines()

    def _plain_lines(self) -> Iterator[Read]:
        """Give lines as long as each holds one release: what most large files are."""
        window = self._window
        line = window.line()
        while (end := window.data.find(b"\n", window.at)) >= 0 or window.more():
            if end < 0:
                continue
            raw = window.data[window.at : end]
            if not raw:
                window.at, line = end + 1, line + 1
                continue
            try:
                value = orjson.loads(raw)
            except orjson.JSONDecodeError:
                return  # it is looked at again, and told
            if type(value) is not dict or "ocid" not in value or not value.keys().isdisjoint(PARTS):
                return
            if self._exact and may_lose_digits(raw):
                value = _exactly(raw, line)
            offset = window.base + window.at
            window.at = end + 1
            yield Read(value, raw, offset, len(raw), line, "", "", _NONE)
            line += 1

    def goes_on(self, error: JsonError) -> bool:
        """Pass a broken line, where a line is a document; False where nothing can follow.

        A line that ended too early breaks where the next begins.
        """
        near = not self._given and error.line <= self._document.line + 1
        if not (self._named_lines or (self._lines and near)):
            return False
        self._window.at = max(self._document.offset - self._window.base, 0)
        self._window.pass_line()
        return True

    def _document_at(self, place: _Place) -> Iterator[Read]:
        window = self._window
        end = window.line_end(_LINE_MOST)
        found = window.until(end) if end >= 0 else None
        if found:
            self._lines = self._lines or window.data[end : end + 1] == b"\n"
        elif self._named_lines and end >= 0:
            raise _told(window, end)
        elif window.peek() == b"[":
            yield from self._elements("", _NONE)
            return
        else:
            found = self._whole()
        if found:
            yield from self._in_document(found, place)
        else:
            yield from self._fields(place)

    def _whole(self) -> tuple[Any, bytes] | None:
        """Parse a value that is not long; None for an object that is, or that breaks."""
        if self._window.peek() != b"{":
            return self._window.value()
        try:
            return self._window.value_within(_WHOLE_MOST)
        except JsonError:
            return None  # what comes before the break is given before it is told

    def _fields(self, place: _Place) -> Iterator[Read]:
        """Go through the fields of an object; lists of releases and records one by one."""
        window, package, raws = self._window, Package(), []
        window.take(b"{")
        while True:
            window.peek()
            name, name_raw = window.value()
            if not isinstance(name, str):
                raise window.error()
            window.take(b":")
            if name in PARTS and window.peek() == b"[":
                package.kind = package.kind or name
                package.meta = self._tail | package.meta
                yield from self._elements(f"/{name}", package)
            else:
                package.meta[name], raw = window.value()
                raws.append(name_raw + b":" + raw)
            if window.peek() != b",":
                break
            window.take(b",")
        window.take(b"}")
        if not package.kind:
            yield from self._in_document((package.meta, b"{" + b",".join(raws) + b"}"), place)

    def _elements(self, at: str, package: Package) -> Iterator[Read]:
        """Give the values of a list one by one."""
        window, joint = self._window, _Joint(self._window)
        window.take(b"[")
        if window.peek() == b"]":
            window.take(b"]")
            return
        for number in count():
            window.peek()
            place = _Place(window.place, window.line(), f"{at}/{number}")
            value, raw = found = self._as_asked(joint.value(), place.line)
            self._given = True
            if is_package(value) and not self._whole_parts:
                yield from self._in_list(found, place, package)
            else:
                length = window.place - place.offset
                where = (place.offset, length, place.line, place.pointer)
                yield Read(value, raw, *where, "", package)
            ended = window.place
            if window.peek() != b",":
                break
            window.take(b",")
            window.peek()
            joint.learn(ended)
        window.take(b"]")

    def _in_document(self, found: tuple[Any, bytes], place: _Place) -> Iterator[Read]:
        value, raw = self._as_asked(found, place.line)
        length = self._window.place - place.offset
        if self._whole_parts:
            yield Read(value, raw, place.offset, length, place.line, "", "", _NONE)
            return
        for pointer, part in parts_of(value):
            package = _package_at(value, pointer)
            yield Read(part, raw, place.offset, length, place.line, pointer, pointer, package)

    def _in_list(self, found: tuple[Any, bytes], place: _Place, package: Package) -> Iterator[Read]:
        """Give the releases of a record, or of a package in a list."""
        value, raw = found
        length = self._window.place - place.offset
        kept = package if package.kind else _package_at(value, "")
        for inner, part in parts_of(value):
            pointer = place.pointer + inner
            yield Read(part, raw, place.offset, length, place.line, pointer, inner, kept)

    def _as_asked(self, found: tuple[Any, bytes], line: int) -> tuple[Any, bytes]:
        value, raw = found
        return (_exactly(raw, line) if self._exact and may_lose_digits(raw) else value), raw


class _Joint:
    """Finds where a value of a list ends by what stood between the two before it.

    What is found so is parsed, which proves it: no value of JSON is the beginning of another.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._sign = b""
        self._usual = 0

    def value(self) -> tuple[Any, bytes]:
        found = (self._guessed() if self._sign else None) or self._window.value()
        self._usual = len(found[1])
        return found

    def learn(self, ended: int) -> None:
        """Look at what stands between two values.

        :param ended: where in the stream the one before ended
        """
        window = self._window
        before = ended - window.base
        if self._sign and before and window.data.startswith(self._sign, before - 1):
            return
        colon = window.data.find(b":", window.at, window.at + _JOINT_MOST)
        near = 0 < before <= window.at < before + _JOINT_MOST
        known = near and colon > 0 and window.data[window.at : window.at + 1] == b"{"
        self._sign = window.data[before - 1 : colon] if known else b""

    def _guessed(self) -> tuple[Any, bytes] | None:
        window = self._window
        if len(window.data) - window.at < self._usual + _AHEAD:
            window.more()
        most = min(len(window.data), window.at + _AHEAD + 4 * self._usual)
        place = window.at
        for _ in range(_TRIES):
            place = window.data.find(self._sign, place + 1, most)
            if place < 0:
                return None
            found = window.until(place + 1)
            if found:
                return found
        return None


def _exactly(raw: bytes, line: int) -> Any:  # noqa: ANN401 - JSON holds anything
    try:
        return parse(raw)
    except JsonError as error:  # a number beyond all counting
        raise JsonError(line + error.line - 1, error.column, error.near) from error


def _told(window: Window, end: int) -> JsonError:
    """Say where a line stops being JSON."""
    try:
        parse(window.data[window.at : end].rstrip())
    except JsonError as error:
        return JsonError(window.line() + error.line - 1, error.column, error.near)
    return window.error()


def _package_at(document: Any, pointer: str) -> Package:  # noqa: ANN401 - JSON holds anything
    """Give the package of a document, or of its place in a list of packages."""
    if isinstance(document, list):
        document = document[int(pointer.split("/")[1])]
    if not is_package(document):
        return _NONE
    kind = next(name for name in PARTS if isinstance(document.get(name), list))
    return Package(kind, {name: one for name, one in document.items() if name not in PARTS})


def _tail_of(stream: BinaryIO) -> dict[str, Any]:
    """Read the fields that stand behind the last list of a stream that can seek."""
    if not stream.seekable():
        return {}
    here = stream.tell()
    end = stream.seek(0, 2)
    stream.seek(max(here, end - _TAIL))
    tail = stream.read().rstrip()
    stream.seek(here)
    for found in reversed(list(_BEHIND.finditer(tail))):
        try:
            fields = orjson.loads(b"{" + tail[found.end() :])
        except orjson.JSONDecodeError:
            continue
        if isinstance(fields, dict) and not fields.keys() & set(PARTS):
            return fields
    return {}
