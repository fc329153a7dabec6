"""JSON read value by value through a window that moves over the file, every number as written."""

import codecs
import json
import mmap
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import orjson

# A larger cell than this no engine types in the memory that one file may take.
VALUE_CHARACTERS_MOST = 4 << 20
_BLOCK = 1 << 18
# Between values: JSON's blanks, and the mark before each value of a JSON text sequence (RFC 7464).
_BLANK = re.compile(r"[ \t\r\n\x1e]*+")
_NEAR_CHARACTERS = 24
# An error this near to the end of the window may only mean that the value goes on behind it.
_MAY_GO_ON = 16
_ZEROS_MOST = 40  # that are written out for an exponent


class Number(str):
    """A number, with the digits it was written with."""

    __slots__ = ()


class Scientific(Number):
    """A number written with an exponent, which stands for more digits than it has."""

    __slots__ = ()


class NoNumber(str):
    """NaN or Infinity: words that JSON does not know and some programs write."""

    __slots__ = ()


class JsonFaultError(ValueError):
    """Text that is not JSON.

    :param line: where it breaks, from 1
    :param column: in characters, from 1
    :param near: what stands there; empty where the text ends too early
    """

    def __init__(self, line: int, column: int, near: str) -> None:
        super().__init__(f"line {line}, column {column}: {near!r}")
        self.line, self.column, self.near = line, column, near


class TooLongError(ValueError):
    """A value that does not seem to end."""


class TooDeepError(ValueError):
    """Values within values, more than can be followed."""


class JsonText:
    """A place in a JSON text, which moves on with every value that is taken.

    :param data: the file, UTF-8
    :param start: the byte to begin at
    :param watch: whether to look for names that stand twice in one object
    """

    def __init__(self, data: mmap.mmap, start: int, *, watch: bool = True) -> None:
        self._data = data
        self._next = start
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._window = ""
        self._at = 0
        self._passed_bytes = start
        self._passed_lines = 0
        self._passed_characters = 0  # of the line that is not yet ended
        self._ended = False
        decoder = json.JSONDecoder(
            parse_int=Number,
            parse_float=_number,
            parse_constant=NoNumber,
            object_pairs_hook=self._object if watch else None,
        )
        self._twice = False
        self._decode: Callable[[str, int], tuple[Any, int]] = decoder.scan_once  # type: ignore[attr-defined]

    def place(self) -> int:
        """Give the byte that comes next."""
        return self._passed_bytes + len(self._window[: self._at].encode())

    def saw_twice(self) -> bool:
        """Tell whether a name stood twice in an object since this was last asked."""
        seen, self._twice = self._twice, False
        return seen

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        self._twice = self._twice or len(found) != len(pairs)
        return found

    def peek(self) -> str:
        """Pass over blanks and give the letter that comes next; empty at the end."""
        while True:
            blank = _BLANK.match(self._window, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._more():
                return ""

    def expect(self, marks: str) -> str:
        """Take one of some marks.

        :raises JsonFaultError: when something else comes
        """
        found = self.peek()
        if not found or found not in marks:
            raise self._fault(self._at)
        self._at += 1
        return found

    def value(self) -> Any:  # noqa: ANN401 - JSON holds anything
        """Take the next value.

        :raises JsonFaultError: when there is none
        :raises TooDeepError: when it is nested too deep
        :raises TooLongError: when it does not end
        """
        while True:
            blank = _BLANK.match(self._window, self._at)
            self._at = blank.end() if blank else self._at
            try:
                value, end = self._decode(self._window, self._at)
            except (json.JSONDecodeError, StopIteration) as error:
                self._go_on(error)
                continue
            except RecursionError:
                raise TooDeepError from None
            if end - self._at > VALUE_CHARACTERS_MOST:
                raise TooLongError
            # Digits that end with the window may go on behind it.
            if end < len(self._window) or not self._more():
                self._at = end
                return value

    def _go_on(self, error: json.JSONDecodeError | StopIteration) -> None:
        """Move the window on after an error that may only mean that it ends within a value.

        :raises JsonFaultError: when it means more
        """
        if isinstance(error, StopIteration):  # by which the scanner says that no value begins there
            place, unended = int(error.value), False
        else:
            place, unended = error.pos, "string starting" in error.msg
        near_the_end = place + _MAY_GO_ON >= len(self._window)
        if not (near_the_end or unended) or not self._more():
            raise self._fault(min(place, len(self._window))) from None

    @property
    def taken(self) -> int:
        """Give how many bytes were read, up to the end of the window."""
        return self._next

    def elements(self) -> Iterator[Any]:
        """Take the elements of the list that comes next, one by one."""
        self.expect("[")
        if self.peek() == "]":
            self.expect("]")
            return
        while True:
            yield self.value()
            if self._window[self._at : self._at + 1] == ",":
                self._at += 1
            elif self.expect(",]") == "]":
                return

    def sequence(self) -> Iterator[Any]:
        """Take every value up to the end: JSON Lines, or values one behind the other."""
        while self.peek():
            yield self.value()

    def _more(self) -> bool:
        """Move the window on; what is not yet taken stays in it."""
        if self._ended:
            return False
        passed, kept = self._window[: self._at], self._window[self._at :]
        if len(kept) > VALUE_CHARACTERS_MOST:
            raise TooLongError
        self._passed_bytes += len(passed.encode())
        self._passed_lines += passed.count("\n")
        line_begins = passed.rfind("\n") + 1
        self._passed_characters = (
            len(passed) - line_begins + (0 if line_begins else self._passed_characters)
        )
        block = self._data[self._next : self._next + max(_BLOCK, len(kept))]
        self._next += len(block)
        self._ended = not block
        self._window, self._at = kept + self._utf8.decode(block, final=not block), 0
        return True

    def _fault(self, place: int) -> JsonFaultError:
        before = self._window[:place]
        near = self._window[place : place + _NEAR_CHARACTERS].split("\n")[0].strip()
        line = self._passed_lines + before.count("\n") + 1
        line_begins = before.rfind("\n") + 1
        column = place - line_begins + 1 + (0 if line_begins else self._passed_characters)
        return JsonFaultError(line, column, near)


def _number(text: str) -> Number:
    if "e" not in text and "E" not in text:
        return Number(text)
    exponent = text.lower().rpartition("e")[2]
    if len(exponent) > 3 or abs(int(exponent)) > _ZEROS_MOST:  # noqa: PLR2004 - a sign, two digits
        return Scientific(text)
    plain = format(Decimal(text), "f")
    # 1e-05 is 0.00001 and nothing else; of 5.3E+11 somebody has left digits out, perhaps.
    return Number(plain) if "-" in exponent else Scientific(plain)


def dump(value: Any) -> str:  # noqa: ANN401 - JSON holds anything
    """Write a value as compact JSON, its numbers as they were.

    :raises RecursionError: when it is nested too deep
    """
    if isinstance(value, list):
        return f"[{','.join(map(dump, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{_text(key)}:{dump(one)}' for key, one in value.items())}}}"
    if isinstance(value, Number):
        return str(value)
    return _text(value)


def _text(value: str | bool | None) -> str:  # noqa: FBT001 - a value of the data
    if isinstance(value, NoNumber):
        return "null"
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        # Half of a letter, which UTF-8 cannot hold: it stays as the escape that it was.
        return json.dumps(value)
