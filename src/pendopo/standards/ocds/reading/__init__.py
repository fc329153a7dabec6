"""Releases out of a stream of JSON, whatever form it has, one at a time.

A release package, a record package, a record, a release, a list of any of these, one of these a
line (JSON Lines), or several after each other with or without anything between them. A package may
be as long as it likes: its releases are read one by one.

Source: OCDS 1.1, packaging releases and records, serialization; RFC 8259; RFC 7464.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import Any, BinaryIO, Final

import orjson

from pendopo.standards.ocds.double import parse_written
from pendopo.standards.ocds.exact import JsonError, UnheldError, may_lose_digits, parse
from pendopo.standards.ocds.package import MERGED, PARTS, is_package, parts_of, records_in
from pendopo.standards.ocds.reading.window import Window

__all__ = ["LongLineError", "Package", "Read", "exact_value", "read_releases"]

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
# Where one document ends and another begins; within a list or an object a comma stands there.
_NEXT: Final = re.compile(rb"[}\]](?=[ \t\r\n\x1e]*[{\[])")
_NEXT_BARE: Final = (b"}{", b"}[", b"]{", b"][")
_BLOCK: Final = 1 << 20
_TRIES: Final = 3
_WHOLE_MOST: Final = 1 << 18


class LongLineError(ValueError):
    """A line is too long to be looked at as one, so that what it holds may go on behind it."""


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
Glance = Callable[[bytes, Package], dict[str, Any] | None]


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
    :param written: whether its bytes are what writing the value anew gives, so that they hold
        nothing else; a number with a fraction is a float then
    """

    value: Any
    raw: bytes
    offset: int
    length: int
    line: int
    pointer: str
    inner: str
    package: Package
    written: bool = False


def read_releases(  # noqa: PLR0913 - each says how, by name
    stream: BinaryIO,
    name: str = "",
    *,
    exact: bool = False,
    doubles: bool = False,
    whole: bool = False,
    broken: Callable[[JsonError], None] | None = None,
    glance: Glance | None = None,
    as_written: Glance | None = None,
    merged: Callable[[Read], None] | None = None,
    lines: bool = False,
) -> Iterator[Read]:
    """Give what stands where a release belongs, in the stream's order.

    A record gives the releases embedded in it; one without any, and a release that is only linked,
    are given as they stand.

    :param stream: UTF-8; a stream that can seek is read ahead at its end, for the package's fields
    :param name: the file's; one that ends in ``.jsonl`` or ``.ndjson`` has a value a line
    :param exact: whether numbers keep every digit, which takes longer
    :param doubles: whether a release on a line may have its fractions as floats nevertheless, where
        writing it anew gives the same bytes: it is ``written`` then
    :param whole: whether records, and documents that are not long, are given whole
    :param broken: is told of each line that is no JSON, where the stream stops being any, and of
        each value with a number or a nesting that cannot be held exactly, which is left out
    :param glance: is shown the bytes of releases, and what stands beside them; those of which it
        gives anything are not parsed, and what it gives is their value
    :param as_written: is shown the bytes of a release on a line first; what it gives is the value
        of one that is ``written``
    :param merged: is told of each ``compiledRelease`` and ``versionedRelease`` that stands in a
        record beside releases, behind these; its bytes are not given, its place is the record's,
        and its pointer says which of both it is
    :param lines: whether each line must be a value, so that the stream may begin or end at any line
    :raises JsonError: the same when nobody is told
    :raises LongLineError: when a line must be a value and is too long to be looked at as one
    """
    reading = _Reading(Window(stream), name, exact=exact, whole=whole)
    reading.only_lines = lines
    reading.told, reading.stream, reading.tail = broken, stream, _tail_of(stream)
    reading.glance, reading.merged, reading.doubles = glance, merged, doubles
    reading.as_written = as_written
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


def exact_value(read: Read) -> Any:  # noqa: ANN401 - JSON holds anything
    """Give what was read with every digit.

    :raises JsonError: when it has a number that cannot be held
    """
    value = _exactly(read.raw, read.line)
    for step in read.inner.split("/")[1:]:
        value = value[int(step) if isinstance(value, list) else step]
    return value


@dataclass(slots=True)
class _Place:
    """Where the value that is at hand stands: in the stream, its line, in its document."""

    offset: int
    line: int
    pointer: str = ""


class _Reading:
    def __init__(self, window: Window, name: str, *, exact: bool, whole: bool) -> None:
        self._window = window
        self.told: Callable[[JsonError], None] | None = None
        self.glance: Glance | None = None
        self.as_written: Glance | None = None
        self.merged: Callable[[Read], None] | None = None
        self.stream: BinaryIO | None = None
        self.tail: dict[str, Any] = {}
        self.doubles = self.only_lines = False
        self._last: int | None = None
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
            try:
                yield from self._document_at(self._document)
            except RecursionError as error:  # packages within packages, beyond reason
                raise JsonError(self._document.line, 1, "") from error
            if self._lines:
                yield from self._plain_lines()

    def _plain_lines(self) -> Iterator[Read]:
        """Give lines as long as each holds one release: what most large files are."""
        window, glance, as_written = self._window, self.glance, self.as_written
        line = window.line()
        while (end := window.data.find(b"\n", window.at)) >= 0 or window.more():
            if end < 0:
                continue
            raw = window.data[window.at : end]
            if raw:
                written = as_written(raw, _NONE) if as_written else None
                if written is None and self.doubles:
                    written = _release_of(parse_written(raw))
                value = written or (glance(raw, _NONE) if glance else None)
                value = value or _of_line(raw, self._exact)
                if value is None:
                    return  # it is looked at again, and told
                offset = window.base + window.at
                window.at = end + 1
                yield Read(value, raw, offset, len(raw), line, "", "", _NONE, bool(written))
            else:
                window.at = end + 1
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
        if self.only_lines and (end < 0 or not self._named_lines):
            raise LongLineError
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

    def _fields(self, place: _Place, known: Package | None = None) -> Iterator[Read]:
        """Go through the fields of an object; lists of releases and records one by one.

        :param known: the package that it is, or is in, where that was read before
        """
        window, package, raws = self._window, Package(), []
        window.take(b"{")
        while True:
            window.peek()
            name, name_raw = window.value()
            if not isinstance(name, str):
                raise window.error()
            window.take(b":")
            if name in PARTS and window.peek() == b"[":
                if not package.kind and not known:
                    package.meta = self._tail_from(place.offset) | package.meta
                package.kind = package.kind or name
                yield from self._elements(f"{place.pointer}/{name}", known or package)
            else:
                package.meta[name], raw = window.value()
                raws.append(name_raw + b":" + raw)
            if window.peek() != b",":
                break
            window.take(b",")
        window.take(b"}")
        if package.kind == "releases":
            self._tell_merged(package.meta, place, known or package)
        if not package.kind:
            yield from self._in_document((package.meta, b"{" + b",".join(raws) + b"}"), place)

    def _elements(self, at: str, package: Package) -> Iterator[Read]:
        """Give the values of a list one by one."""
        window, joint = self._window, _Joint(self._window, self.glance, package)
        window.take(b"[")
        if window.peek() == b"]":
            window.take(b"]")
            return
        for number in count():
            window.peek()
            place = _Place(window.place, window.line(), f"{at}/{number}")
            found = self._held(joint)
            self._given = True
            if found:
                yield from self._one(found, place, package)
            ended = window.place
            if window.peek() != b",":
                break
            window.take(b",")
            window.peek()
            joint.learn(ended)
        window.take(b"]")

    def _held(self, joint: "_Joint") -> tuple[Any, bytes] | None:
        """Give the next value of a list; None when it cannot be held, was told and passed.

        :raises JsonError: when nobody is told, or no value stands there
        """
        try:
            return joint.value()
        except UnheldError as error:
            if self.told is None:
                raise
            self.told(error)
            self._window.at += error.length
            return None

    def _one(self, found: tuple[Any, bytes], place: _Place, package: Package) -> Iterator[Read]:
        """Give a value of a list: the releases of a record, or of a package, one by one."""
        if is_package(found[0]) and not self._whole_parts:
            kept = package if package.kind else self._package(found, place.line)
            yield from self._apart(found, place, kept)
        elif asked := self._as_asked(found, place.line):
            value, raw = asked
            length = self._window.place - place.offset
            yield Read(value, raw, place.offset, length, place.line, place.pointer, "", package)

    def _in_document(self, found: tuple[Any, bytes], place: _Place) -> Iterator[Read]:
        if not self._whole_parts and (isinstance(found[0], list) or is_package(found[0])):
            yield from self._apart(found, place, self._package(found, place.line))
        elif self._whole_parts or any(True for _ in parts_of(found[0])):
            asked = self._as_asked(found, place.line)
            length = self._window.place - place.offset
            where = (place.offset, length, place.line, "")
            yield from [Read(asked[0], asked[1], *where, "", _NONE)] if asked else []

    def _apart(self, found: tuple[Any, bytes], place: _Place, package: Package) -> Iterator[Read]:
        """Go through a value that holds releases, so that each has a place of its own."""
        value, raw = found
        alone = isinstance(value, dict) and len(list(islice(parts_of(value), 2))) == 1
        if alone and b"\n" not in raw:  # what a line mostly holds: it need not be sought
            length = self._window.place - place.offset
            asked = self._as_asked(found, place.line)
            for inner, part in parts_of(asked[0]) if asked else ():
                where = (place.offset, length, place.line, place.pointer + inner)
                yield Read(part, raw, *where, inner, package)
            for inner, record in records_in(value):
                self._tell_merged(record, replace(place, pointer=place.pointer + inner), package)
            return
        window = Window(io.BytesIO(raw), (place.offset, place.line - 1))
        inside = _Reading(window, "", exact=self._exact, whole=False)
        inside.told, inside.glance, inside.merged = self.told, self.glance, self.merged
        if isinstance(value, list):
            yield from inside._elements(place.pointer, _NONE)
        else:
            yield from inside._fields(place, package)

    def _tell_merged(self, record: dict[str, Any], place: _Place, package: Package) -> None:
        for name in MERGED:
            if self.merged and name in record:
                where = (place.offset, 0, place.line, f"{place.pointer}/{name}")
                self.merged(Read(record[name], b"", *where, "", package))

    def _package(self, found: tuple[Any, bytes], line: int) -> Package:
        package = _package_at(found[0])
        if self._exact and package.meta and may_lose_digits(orjson.dumps(package.meta)):
            asked = self._as_asked(found, line)
            return _package_at(asked[0]) if asked else package
        return package

    def _as_asked(self, found: tuple[Any, bytes], line: int) -> tuple[Any, bytes] | None:
        """Give a value with every digit, where that is asked; None when it cannot be and is told.

        :raises JsonError: when it cannot be and nobody is told
        """
        raw = found[1]
        if not self._exact:
            return found
        try:
            return _exactly(raw, line), raw
        except JsonError as error:
            if self.told is None:
                raise
            self.told(error)
            return None

    def _tail_from(self, offset: int) -> dict[str, Any]:
        """Give the fields at the end of the stream; none when it is another document's end."""
        if not self.tail or self.stream is None:
            return {}
        if self._last is None:
            self._last = _last_end(self.stream)
        return self.tail if offset > self._last else {}


def _of_line(raw: bytes, exact: bool) -> dict[str, Any] | None:  # noqa: FBT001 - as it is read
    """Give the one release that a line holds."""
    try:
        return _release_of(parse(raw) if exact else orjson.loads(raw))
    except ValueError:
        return None


def _release_of(value: Any) -> dict[str, Any] | None:  # noqa: ANN401 - JSON holds anything
    """Give what was read when it is one release."""
    if type(value) is not dict or "ocid" not in value or not value.keys().isdisjoint(PARTS):
        return None
    return value


class _Joint:
    """Finds where a value of a list ends by what stood between the two before it.

    What is found so is parsed, which proves it: no value of JSON is the beginning of another.
    """

    def __init__(self, window: Window, glance: Glance | None, package: Package) -> None:
        self._window = window
        self._glance = glance
        self._package = package
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
            found = self._glanced(place + 1) or window.until(place + 1)
            if found:
                return found
        return None

    def _glanced(self, end: int) -> tuple[Any, bytes] | None:
        if self._glance is None:
            return None
        window = self._window
        raw = window.data[window.at : end]
        value = self._glance(raw, self._package)
        if value is None:
            return None
        window.at = end
        return value, raw


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


def _package_at(document: Any) -> Package:  # noqa: ANN401 - JSON holds anything
    """Give the package that a document is."""
    if not is_package(document):
        return _NONE
    kind = next(name for name in PARTS if isinstance(document.get(name), list))
    return Package(kind, {name: one for name, one in document.items() if name not in PARTS})


def _last_end(stream: BinaryIO) -> int:
    """Say where the last document but one ends in a stream that can seek; -1 where it has one.

    A text may hold what looks so; then the fields behind a list are known when they are reached.
    """
    here = stream.tell()
    start, last, before = stream.seek(0), -1, b""
    while block := stream.read(_BLOCK):
        bare = before + block.translate(None, b" \t\r\n\x1e")
        if any(one in bare for one in _NEXT_BARE):
            last = max([start, *(start + one.start() for one in _NEXT.finditer(block))])
        before, start = bare[-1:], start + len(block)
    stream.seek(here)
    return last


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
