"""Kinds guessed from the first rows, and only where the guess loses nothing.

Leading zeros, more than eighteen digits and scientific notation stay text: they are codes, or
damage that typing would hide.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

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


# What a person writes of a kind in another notation: 13,5 and 31/12/2026.
_OTHERWISE = {
    Kind.DECIMAL: re.compile(r"-?[0-9]{1,3}(\.?[0-9]{3})*,[0-9]+|-?[0-9]+,[0-9]+"),
    Kind.DATE: re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}"),
}
# Digits that are no number here are a code, or damage; text is right for them.
_CODE = re.compile("-?[0-9]+([.]?[0-9]*[eE][+-]?[0-9]+)?")
_MOST = 0.8
_FITTING_LEAST = 2


@dataclass(frozen=True, slots=True)
class Mixed:
    """A column of text whose cells are nearly all of one kind.

    :param example: the first cell that is
    :param odd: the distinct cells that are not, in the order of the file
    """

    kind: Kind
    example: str
    odd: tuple[str, ...]


def mixed(cells: Sequence[str]) -> Mixed | None:
    """Tell whether four of five cells that are filled, and two at least, are of one kind.

    Fewer will do where all the others are of that kind in another notation.
    """
    many = Counter(cell for cell in cells if cell)
    for kind, form in _FORMS:
        fitting = [text for text in many if form.fullmatch(text)]
        odd = tuple(text for text in many if not form.fullmatch(text))
        if fitting and odd and not any(map(_CODE.fullmatch, odd)):
            fit = sum(many[text] for text in fitting)
            nearly = fit >= _FITTING_LEAST and fit >= _MOST * many.total()
            other = _OTHERWISE.get(kind)
            if nearly or (other and all(map(other.fullmatch, odd))):
                return Mixed(kind, fitting[0], odd)
    return None


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
