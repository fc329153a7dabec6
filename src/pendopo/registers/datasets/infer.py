"""Kinds guessed from the first rows, and only where the guess loses nothing.

Leading zeros, more than eighteen digits and scientific notation stay text: they are codes, or
damage that typing would hide.
"""

import re
from collections.abc import Sequence

from pendopo.terms.column import Column, Kind

ROWS_LOOKED_AT = 10_000

_TRUE = ("true", "True", "TRUE")
_FALSE = ("false", "False", "FALSE")
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})"
# From the narrowest on: the first that fits every cell is taken.
_FORMS = (
    (Kind.BOOLEAN, re.compile("|".join(_TRUE + _FALSE))),
    (Kind.INTEGER, re.compile("-?(0|[1-9][0-9]{0,17})")),
    (Kind.DECIMAL, re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,15})?")),
    (Kind.DATE, re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    # A time without a zone is somebody's local time; in UTC it would be another.
    (Kind.DATETIME, re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]" + _TIME)),
)


def infer(name: str, cells: Sequence[str]) -> Column:
    """Guess a column's kind from its first cells; an empty cell says nothing.

    :param cells: text as found, at most ``ROWS_LOOKED_AT`` of them
    """
    distinct = set(cells) - {""}
    kind = next(
        (kind for kind, form in _FORMS if distinct and all(map(form.fullmatch, distinct))),
        Kind.TEXT,
    )
    if kind is Kind.BOOLEAN:
        return Column(name, kind, inferred=True, true_words=_TRUE, false_words=_FALSE)
    return Column(name, kind, inferred=True)
