"""XML that is copied byte for byte, except where something else is to stand.

So what nobody thought of (another program's own elements, its order of attributes) stays as it was.
"""

import re
from collections.abc import Iterable, Iterator
from typing import IO

from pendopo.stages.intake.workbook.refusal import damaged
from pendopo.stages.intake.workbook.xml import Follower

_TAG = re.compile(rb"<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>")
_ATTRIBUTE = re.compile(rb"\s+([^\s=<>/\"']+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_NAME = re.compile(rb"<[^\s/>]+")
_UTF_8_MARK = b"\xef\xbb\xbf"
# What may be held of one part, until it is known what is to stand there.
HELD_MOST = 64 << 20


class Copied(Follower):
    """A document that is written once more as it is followed.

    A subclass says what stands instead by ``replace``, in the order of the document. Places are
    bytes from the document's beginning.

    :param out: takes the copy
    """

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__()
        self._out = out
        self._held = bytearray()
        self._from = 0
        self._keep = -1  # the place from which on nothing is to be copied yet; -1 for none

    def follow(self, blocks: Iterable[bytes], name: str) -> None:
        """Copy a document to its end.

        :raises RefusedError: when it is broken, declares too much, or is not written in UTF-8
        """
        super().follow(self._holding(blocks, name), name)
        if not self._plain:
            raise damaged(f"{name}: UTF-8")
        self.copy(self._from + len(self._held))

    def _holding(self, blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
        for block in blocks:
            if not self._from and not self._held:
                _hold_to_utf_8(block, name)
            self._held += block
            yield block
            read = max(self._parser.CurrentByteIndex, self._from)
            self.copy(read if self._keep < 0 else self._keep)
            if self._keep >= 0 and len(self._held) > HELD_MOST:
                raise damaged(f"{name}: {HELD_MOST}")

    def _marked(self) -> None:
        """Let marked sections be: they are copied as they are."""

    def place(self) -> int:
        """Give the place of what was just told of."""
        return self._parser.CurrentByteIndex

    def tag(self) -> bytes:
        """Give the tag that just began an element, as it is written."""
        found = _TAG.match(self._held, self.place() - self._from)
        if found is None:  # only where it is written as no program does
            raise damaged("<")
        return found[0]

    def behind_end(self, *, empty: bool) -> int:
        """Give the place behind the element that just ended.

        :param empty: whether its tag began and ended it
        """
        here = self.place()
        return here if empty else self._from + self._held.index(b">", here - self._from) + 1

    def bytes_of(self, start: int, end: int) -> bytes:
        """Give what is held between two places."""
        return bytes(self._held[start - self._from : end - self._from])

    def copy(self, until: int) -> None:
        """Copy what is held before a place."""
        if until > self._from:
            self._out.write(self._held[: until - self._from])
            self._skip(until)

    def replace(self, start: int, end: int, new: bytes = b"") -> None:
        """Write something else for what stands between two places."""
        self.copy(start)
        self._out.write(new)
        self._skip(end)

    def _skip(self, until: int) -> None:
        del self._held[: until - self._from]
        self._from = until


def _hold_to_utf_8(block: bytes, name: str) -> None:
    head = block.removeprefix(_UTF_8_MARK)[:2]
    if not head.startswith(b"<") or b"\0" in head:
        raise damaged(f"{name}: UTF-8")


def is_empty(tag: bytes) -> bool:
    """Tell whether a tag both begins and ends an element."""
    return tag.endswith(b"/>")


def opened(tag: bytes) -> bytes:
    """Give a tag that only begins its element."""
    return tag[:-2].rstrip() + b">" if is_empty(tag) else tag


def closing(tag: bytes) -> bytes:
    """Give the tag that ends the element which a tag began."""
    return b"</" + name_of(tag) + b">"


def name_of(tag: bytes) -> bytes:
    """Give the name of a tag's element, with its prefix."""
    found = _NAME.match(tag)
    return found[0][1:] if found else b""


def attribute(tag: bytes, local: bytes) -> bytes | None:
    """Give an attribute's value as it is written, by its name without the prefix."""
    return next((one[2][1:-1] for one in _attributes(tag) if _local(one[1]) == local), None)


def with_attribute(tag: bytes, local: bytes, value: bytes | None) -> bytes:
    """Give a tag with another value of an attribute, added under its element's own prefix.

    :param value: as XML writes it between quotation marks; None takes the attribute away
    """
    new = b"" if value is None else b'="' + value + b'"'
    for one in _attributes(tag):
        if _local(one[1]) == local:
            stands = b" " + one[1] + new if new else b""
            return tag[: one.start()] + stands + tag[one.end() :]
    if not new:
        return tag
    name = name_of(tag)
    prefix, mark, _ = name.rpartition(b":")
    at = 1 + len(name)
    return tag[:at] + b" " + prefix + mark + local + new + tag[at:]


def _attributes(tag: bytes) -> Iterator[re.Match[bytes]]:
    at = 1 + len(name_of(tag))
    while found := _ATTRIBUTE.match(tag, at):
        yield found
        at = found.end()


def _local(name: bytes) -> bytes:
    return name.rpartition(b":")[2]
