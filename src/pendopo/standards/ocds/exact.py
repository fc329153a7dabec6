"""JSON read and written without losing a digit: money is never a float."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec
import orjson

# With every digit written as 0 and E as e, the shapes of numbers that a double might not hold: a
# fraction, an exponent, sixteen digits. Text of such a shape costs time, never a digit.
_SHAPE = bytes.maketrans(b"123456789E", b"000000000e")
_MAY_LOSE_DIGITS = (b"0.", b"0e", b"0" * 16)
# The same where a number can begin: ids and dates in texts are full of such shapes.
_NUMBER = re.compile(rb"(?:^|[:,\[])[ \t\r\n]*-?0(?:0{15}|0*[.e])")
_LONGEST_INTEGER = 18  # digits that a 64-bit integer always holds
_NEAR_CHARACTERS = 24
_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
_LONG: Final = b"0" * (_LONGEST_INTEGER + 1)
UNSURE: Final = object()


@dataclass(eq=False)
class JsonError(ValueError):
    """Text is not JSON, or JSON that cannot be held.

    :param line: where it breaks, from 1
    :param column: in characters, from 1
    :param near: the characters found there; empty where the text ends too early
    """

    line: int
    column: int
    near: str

    def __str__(self) -> str:
        """Say where it breaks and what stands there."""
        found = repr(self.near) if self.near else "the end of the text"
        return f"line {self.line}, column {self.column}: {found}"


class UnheldError(JsonError):
    """A value is JSON and has a number that is larger than can be held.

    :ivar length: of the value in bytes
    """

    length = 0


class DeepError(UnheldError):
    """A value is nested deeper than can be held."""

    def __str__(self) -> str:
        """Say where it stands."""
        return f"line {self.line}, column {self.column}: nested too deep"


def parse(data: bytes) -> Any:  # noqa: ANN401 - JSON holds anything
    """Read one JSON value; numbers become int, or Decimal with a fraction or an exponent.

    :param data: UTF-8 without a byte order mark
    :raises JsonError: for anything else, numbers and nesting beyond what can be held included
    """
    value = parse_plain(data)
    if value is not UNSURE:
        return value
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _error(data, error) from error
    if not may_lose_digits(data):
        return value
    try:
        return json.loads(data.decode(), parse_float=Decimal, parse_int=_integer)
    except (InvalidOperation, RecursionError) as error:
        raise JsonError(1, 1, data[:_NEAR_CHARACTERS].decode(errors="replace")) from error


def parse_plain(data: bytes) -> Any:  # noqa: ANN401 - JSON holds anything
    """Read what nearly all JSON is, as ``parse`` does, at the speed of doubles.

    :returns: ``UNSURE`` for what is no JSON, or has a number with an exponent or nineteen digits
    """
    if _LONG in data.translate(_DIGITS):
        return UNSURE
    try:
        return _PLAIN.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return UNSURE


def dump(value: Any) -> str:  # noqa: ANN401 - JSON holds anything
    """Write a value that ``parse`` gave: keys in their order, no spaces, every digit.

    :raises ValueError: when it is nested deeper than 250 levels
    """
    try:
        return orjson.dumps(value, default=_number).decode()
    except orjson.JSONEncodeError as error:
        raise ValueError(str(error)) from error


def may_lose_digits(data: bytes) -> bool:
    """Whether a number in the text may not be held by a double exactly; True costs time only."""
    shape = data.translate(_SHAPE)
    return any(one in shape for one in _MAY_LOSE_DIGITS) and bool(_NUMBER.search(shape))


def _fraction(text: str) -> Decimal:
    """Read a number with a fraction.

    :raises ValueError: when it has an exponent, which may be beyond all counting
    """
    if "e" in text or "E" in text:
        raise ValueError(text)
    return Decimal(text)


_PLAIN: Final = msgspec.json.Decoder(float_hook=_fraction)


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= _LONGEST_INTEGER else Decimal(text)


def _number(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value))
    raise TypeError(type(value).__name__)


def _error(data: bytes, error: orjson.JSONDecodeError) -> JsonError:
    try:
        text = data.decode()
    except UnicodeDecodeError as broken:
        read = data[: broken.start].decode()
        byte = f"0x{data[broken.start]:02x}"
        return JsonError(read.count("\n") + 1, len(read) - read.rfind("\n"), byte)
    near = text[error.pos : error.pos + _NEAR_CHARACTERS].split("\n")[0].strip()
    return JsonError(error.lineno, error.colno, near or text[error.pos : error.pos + 1].strip())
