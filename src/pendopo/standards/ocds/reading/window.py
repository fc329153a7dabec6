"""A stream of JSON seen through a window: values are found and parsed without holding the rest."""

import codecs
import json
import re
from typing import Any, BinaryIO, Final

import orjson

from pendopo.standards.ocds.exact import DeepError, JsonError, UnheldError

_BLOCK: Final = 1 << 18  # what a core holds near itself while it is gone through
# A value that is longer than this is refused: no release is, and a window has to hold it.
VALUE_MOST: Final = 256 << 20
_DECODED_FIRST: Final = 4096
_NEAR: Final = 24
# An error as near as this to the end of the text may be only that the text was cut.
_CUT: Final = 64
_SPACES: Final = b" \t\n\r\x1e"  # 0x1E begins each text of a sequence: RFC 7464, section 2.2
_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*("|\Z|\\\Z)|[{}\[\]]', re.DOTALL)
_DECODER: Final = json.JSONDecoder()


class Window:
    """What is known of a stream so far: the bytes from ``base`` on, read up to ``at``.

    :param stream: UTF-8
    :param before: how many bytes and lines of another stream stand before it
    """

    def __init__(self, stream: BinaryIO, before: tuple[int, int] = (0, 0)) -> None:
        self._stream = stream
        self.data = b""
        # A stream may be handed over behind its mark; it is sought from its first byte.
        self.base = before[0] + (stream.tell() if stream.seekable() else 0)
        self.at = 0
        self.ended = False
        self._line = before[1] + 1
        self._counted = 0
        self._usual = _DECODED_FIRST

    @property
    def place(self) -> int:
        """The offset of the next byte in the stream."""
        return self.base + self.at

    def more(self) -> bool:
        """Read a block more, and let go of what was passed; False at the end of the stream."""
        if self.ended:
            return False
        block = self._stream.read(max(_BLOCK, len(self.data) - self.at))
        if not block:
            self.ended = True
            return False
        if self.at:
            self._count(self.at)
            self.data = self.data[self.at :]
            self.base += self.at
            self.at = self._counted = 0
        self.data = self.data + block if self.data else block
        return True

    def line(self) -> int:
        """Give the line of the next byte, from 1."""
        self._count(self.at)
        return self._line

    def peek(self) -> bytes:
        """Pass spaces and give the next byte; empty at the end."""
        while True:
            data, at, size = self.data, self.at, len(self.data)
            while at < size and data[at] in _SPACES:
                at += 1
            self.at = at
            if at < size:
                return data[at : at + 1]
            if not self.more():
                return b""

    def take(self, wanted: bytes) -> None:
        """Pass one byte.

        :raises JsonError: when another stands there
        """
        if self.peek() != wanted:
            raise self.error()
        self.at += 1

    def line_end(self, most: int) -> int:
        """Give where the line ends, the end of the stream included; -1 when it is longer.

        :param most: bytes that are looked at
        """
        looked = self.at
        while True:
            found = self.data.find(b"\n", looked)
            if found >= 0:
                return found
            if len(self.data) - self.at > most:
                return -1
            done = len(self.data) - self.at
            if not self.more():
                return len(self.data)
            looked = self.at + done

    def pass_line(self) -> None:
        """Go to the line that follows."""
        while (end := self.data.find(b"\n", self.at)) < 0:
            self.at = len(self.data)
            if not self.more():
                return
        self.at = end + 1

    def value(self) -> tuple[Any, bytes]:
        """Parse the next value and pass it.

        :returns: it, and its bytes
        :raises JsonError: when there is none, or none that can be held
        """
        found = self.value_within(VALUE_MOST)
        if found is None:
            raise self.error()
        return found

    def value_within(self, most: int) -> tuple[Any, bytes] | None:
        """Parse the next value and pass it; None when it is longer than so many bytes.

        :raises JsonError: when there is none
        """
        self.peek()
        wanted = min(self._usual, most)
        while (end := self._end_of_value(wanted)) < 0:
            if wanted >= most:
                return None
            wanted = min(4 * wanted, most)
        self._usual = max(_DECODED_FIRST, 2 * (end - self.at))
        return self._parsed(end)

    def until(self, end: int) -> tuple[Any, bytes] | None:
        """Parse the bytes up to a place as one value and pass them; None when they are none."""
        raw = self.data[self.at : end]
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError:
            return None
        self.at = end
        return value, raw

    def error(self, ahead: int = 0) -> JsonError:
        """Say where the stream stops being JSON.

        :param ahead: bytes from here
        """
        place = min(self.at + ahead, len(self.data))
        line = self.line() + self.data.count(b"\n", self.at, place)
        first = self.data.rfind(b"\n", 0, place) + 1
        column = len(self.data[first:place].decode("utf-8", "replace")) + 1
        near = self.data[place : place + 4 * _NEAR].decode("utf-8", "replace")[:_NEAR]
        return JsonError(line, column, near.split("\n")[0].strip() or near[:1].strip())

    def _count(self, place: int) -> None:
        if place > self._counted:
            self._line += self.data.count(b"\n", self._counted, place)
            self._counted = place

    def _hold(self, wanted: int) -> None:
        while len(self.data) - self.at < wanted and self.more():
            pass

    def _end_of_value(self, wanted: int) -> int:
        """Find where the next value ends within so many bytes; -1 when it may go on behind them.

        :raises JsonError: when it can be none
        """
        self._hold(wanted)
        chunk = self.data[self.at : self.at + wanted]
        whole = self.ended and self.at + wanted >= len(self.data)
        try:
            text, _ = codecs.utf_8_decode(chunk, "strict", whole)
        except UnicodeDecodeError as error:
            raise self.error(error.start) from error
        try:
            _, length = _DECODER.raw_decode(text)
        except json.JSONDecodeError as error:
            cut = error.pos > len(text) - _CUT or error.msg.startswith("Unterminated")
            if whole or not cut:
                raise self.error(len(text[: error.pos].encode())) from error
            return -1
        except RecursionError as error:
            raise self._deep() from error
        if length == len(text) and not whole:
            return -1  # a number may go on
        return self.at + (length if len(text) == len(chunk) else len(text[:length].encode()))

    def _deep(self) -> JsonError:
        """Say that the next value is nested too deep, and how long it is."""
        told = self.error()
        end = self._end_of_deep()
        if end < 0:
            return told
        error = DeepError(told.line, told.column, told.near)
        error.length = end - self.at
        return error

    def _end_of_deep(self) -> int:
        """Find where an object or a list ends by its brackets alone; -1 when it does not."""
        looked, levels = 0, 0
        while True:
            for token in _TOKEN.finditer(self.data, self.at + looked):
                found = token[0]
                if found[:1] == b'"' and token[1] != b'"':
                    break  # a text that goes on
                looked = token.end() - self.at
                levels += (found in b"{[") - (found in b"}]")
                if levels == 0:
                    return token.end()
            if looked > VALUE_MOST or not self.more():
                return -1

    def _parsed(self, end: int) -> tuple[Any, bytes]:
        found = self.until(end)
        if found is None:  # what only Python takes for JSON: NaN, half a surrogate pair
            raise self._refused(end)
        return found

    def _refused(self, end: int) -> JsonError:
        try:
            orjson.loads(self.data[self.at : end])
        except orjson.JSONDecodeError as error:
            text = self.data[self.at : end].decode("utf-8", "replace")
            told = self.error(len(text[: error.pos].encode()))
            if "infinity" not in error.msg:
                return told
            unheld = UnheldError(told.line, told.column, told.near)
            unheld.length = end - self.at
            return unheld
        return self.error()
