"""The papers of a work, set: a board is one page, whatever stands on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pendopo.exports.printed.paper import PaperError, Press
from pendopo.exports.works.told import BOARD, VISIT

# What the template says when something would be cut off.
_TOO_LONG: Final = "too long"
_SIZES: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


def print_board(facts: Mapping[str, Any], at: datetime) -> bytes:
    """Give the board as PDF/UA-1, as large as its page holds.

    :raises PaperError: when it fits its page at no size that can be read
    """
    press = Press(BOARD)
    for size in _SIZES:
        try:
            return press.pdf({**facts, "size": size}, at)
        except PaperError as error:
            if _TOO_LONG not in str(error) or size == _SIZES[-1]:
                raise
    raise AssertionError  # pragma: no cover  the last attempt returns or raises


def print_visit(facts: Mapping[str, Any], at: datetime) -> bytes:
    """Give the sheet of a visit as PDF/UA-1."""
    return Press(VISIT).pdf(facts, at)
