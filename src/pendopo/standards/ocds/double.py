"""JSON read at its quickest where doubles hold every digit of it, and digit by digit elsewhere."""

from typing import Any, Final

import jsonschema_rs
import orjson

from pendopo.standards.ocds.exact import parse


def _without(pattern: str) -> jsonschema_rs.Draft4Validator:
    """Give what tells whether a text lacks a pattern, by a search that steps over many bytes."""
    return jsonschema_rs.Draft4Validator({"not": {"pattern": pattern}})


# The shapes of numbers that a double might not give back as they were written: sixteen digits, an
# exponent. Fifteen significant digits survive (IEEE 754, binary64). Text of such a shape costs
# time, never a digit.
_PLAIN: Final = _without(r"[0-9](?:[eE]|\.*[0-9](?:\.*[0-9]){14})")
# The same where a number can begin: the ids of firms and persons are full of such shapes.
_NO_SUCH_NUMBER: Final = _without(r"(?:^|[\[,:\s])-?[0-9](?:[0-9.]*[eE]|(?:\.?[0-9]){15})")
# What is written with spaces has one behind its first name.
_SPACED: Final = b'": '
_FIRST_NAME: Final = 64


def parse_double(data: bytes | str) -> Any:  # noqa: ANN401 - JSON holds anything
    """Read one JSON value; a number with a fraction is a float that is written as it was.

    Where a float would lose digits, all numbers with a fraction or an exponent are Decimals.

    :param data: without a byte order mark; bytes are UTF-8
    :raises JsonError: for anything else
    """
    if survives(data):
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            pass  # told as of all others
    return parse(data.encode() if isinstance(data, str) else data)


def parse_written(data: bytes) -> Any:  # noqa: ANN401 - JSON holds anything
    """Read a JSON value of which writing it anew, without spaces, gives the very same bytes.

    Most of what programs write is so, and then it is known without looking at each number or name
    that none is lost; a number with a fraction is a float, as above.

    :returns: None for all else, which ``parse`` reads or refuses
    """
    if _SPACED in data[:_FIRST_NAME]:
        return None
    if not survives(data):
        return None
    try:
        value = orjson.loads(data)
        return value if orjson.dumps(value) == data else None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None


def survives(data: bytes | str) -> bool:
    """Whether every number in a text is written again as it was, once it is a double."""
    try:
        text = data if isinstance(data, str) else data.decode()
    except UnicodeDecodeError:
        return False
    return _PLAIN.is_valid(text) or _NO_SUCH_NUMBER.is_valid(text)
