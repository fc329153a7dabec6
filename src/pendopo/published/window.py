"""A part of a long list: so many rows behind a place that the answer before named.

Rows of a version of a table have numbers that never change, in the table's own order. A place is
such a number, and in a list that is sorted the value there, so that the rows behind it are found
without counting those before it: the last page costs what the first one does.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Any

from pendopo.published.errors import QueryError
from pendopo.terms.wording import say

ROWS_MOST = 10_000
_VERSION_LETTERS = 12
_TOKEN_MOST = 4_000

Place = tuple[str | None, int]


@dataclass(frozen=True, slots=True)
class Window:
    """The rows between two places, the first of them left out.

    :param after: None for the beginning
    :param until: None for the end
    :param next: what the answer that goes on is asked with; empty where there is no more
    """

    after: Place | None = None
    until: Place | None = None
    next: str = ""


def token(version: str, order: str, place: Place) -> str:
    """Write a place so that an address can carry it.

    :param order: what the list is sorted by
    """
    said = json.dumps([version[:_VERSION_LETTERS], order, *place], separators=(",", ":"))
    return urlsafe_b64encode(said.encode()).rstrip(b"=").decode()


def place(text: str, version: str, order: str) -> Place:
    """Read a place.

    :raises QueryError: when it is none, or of another table, state or order
    """
    try:
        of, sorted_by, value, row = _said(text)
    except (ValueError, TypeError, Base64Error, RecursionError) as error:
        raise _unknown(text) from error
    fits = of == version[:_VERSION_LETTERS] and sorted_by == order
    if not fits or type(row) is not int or not isinstance(value, str | None):
        raise _unknown(text)
    return value, row


def _said(text: str) -> list[Any]:
    if len(text) > _TOKEN_MOST:
        raise ValueError(text)
    said: list[Any] = json.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
    return said


def _unknown(text: str) -> QueryError:
    return QueryError(
        say(
            "after is {found}, which is no place in this list as it stands now; write what the "
            "answer before gave as the next address, all of it"
        ),
        found=repr(text[:40]),
    )
