"""JSON read at its quickest where doubles hold every digit of it, and digit by digit elsewhere."""

from typing import Any, Final

import orjson

from pendopo.standards.ocds.exact import parse

# With every digit written as 0, E as e and the marks left out, the shapes of numbers that a double
# might not give back as they were written: sixteen digits, an exponent. Fifteen significant digits
# survive (IEEE 754, binary64). Text of such a shape costs time, never a digit.
_SHAPE: Final = bytes.maketrans(b"123456789E", b"000000000e")
_MANY: Final = b"0" * 16
_EXPONENT: Final = b"0e"
# What is written with spaces has one behind its first name.
_SPACED: Final = b'": '
_FIRST_NAME: Final = 64


def parse_double(data: bytes) -> Any:  # noqa: ANN401 - JSON holds anything
    """Read one JSON value; a number with a fraction is a float that is written as it was.

    Where a float would lose digits, all numbers with a fraction or an exponent are Decimals.

    :param data: UTF-8 without a byte order mark
    :raises JsonError: for anything else
    """
    shape = _shape(data)
    if _MANY in shape or _EXPONENT in shape:
        return parse(data)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return parse(data)


def parse_written(data: bytes) -> Any:  # noqa: ANN401 - JSON holds anything
    """Read a JSON value of which writing it anew, without spaces, gives the very same bytes.

    Most of what programs write is so, and then it is known without looking at each number or name
    that none is lost; a number with a fraction is a float, as above.

    :returns: None for all else, which ``parse`` reads or refuses
    """
    if _SPACED in data[:_FIRST_NAME]:
        return None
    shape = _shape(data)
    if _MANY in shape or _EXPONENT in shape:
        return None
    try:
        value = orjson.loads(data)
        return value if orjson.dumps(value) == data else None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None


def _shape(data: bytes) -> bytes:
    return data.replace(b".", b"").translate(_SHAPE)
