"""What a cell looks like, as a person sees it at a glance: a number, a date, a code, words.

Nothing is typed here: a look only helps to tell a header from the rows below it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

_YEARS = range(1900, 2101)
# Parts of time and classes as headers have them: 2023-01, 2023/24, 31/01/2023, 0-4, 75+, 2023*.
_PART = re.compile(
    r"\d{4}\s*[/\u2013-]\s*\d{1,4}|\d{1,4}([/.-])\d{1,2}\1\d{1,4}|\d{1,3}\s*[\u2013-]\s*\d{1,3}"
    r"|\d{1,3}\s*\+|\d{4}\s*(?:\*{1,3}|\(\d\))"
)
_MONTHS = (
    "jan|feb|mar|apr|may|mei|jun|jul|aug|agu|ags|sep|oct|okt|nov|dec|des|ene|abr|ago|dic|fev|mai"
)
# Digits with what stands around and between them in amounts, dates, times, codes and phones.
_FIGURE = re.compile(
    r"(?:rp\.?|idr|usd|eur|[$€£¥#])?[\s\d.,:;/()+\-\u2212\u2013%^*'\u2032\u2033°]*\d[^a-z]*",
    re.IGNORECASE,
)
_EXPONENT = re.compile(r"[-+]?\d+(?:[.,]\d+)?e[-+]?\d+", re.IGNORECASE)
_DAY = re.compile(rf"\d{{1,4}}[\s./-]+(?:{_MONTHS})[a-z]*\.?[\s./,-]+\d{{1,4}}.*", re.IGNORECASE)
_TIMED = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d.*", re.IGNORECASE)
# What people write for an empty cell; it says nothing of its column.
_NOTHING = re.compile(
    r"[-\u2013\u2014.…?]*|n\.?/?a\.?|nan|null|none|nil|\\n|#n/a|tidak ada|tdk ada|belum ada"
    r"|kosong",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"^\s*(?:rp\.?|idr)(?=[\s\d])|\s*,-\s*$", re.IGNORECASE)
# The form of an amount, the mark between its thousands and the one before its decimals.
_AMOUNTS = tuple(
    (
        re.compile(rf"-?(?:\d{{1,3}}(?:\{group}\d{{3}})+|\d{{1,25}})(?:\{mark}\d{{1,15}})?"),
        group,
        mark,
    )
    for group, mark in ((",", "."), (".", ","))
)
_TYPICAL = 0.9
_FIGURE_MOST = 60


class Look(StrEnum):
    """What a cell looks like."""

    NOTHING = "nothing"
    FIGURE = "figure"  # a number, an amount, a date, a time, a code of digits
    WORDS = "words"


def look(cell: str) -> Look:
    """Tell what a cell looks like.

    A cell that says it is empty (``-``, ``n/a``) looks like nothing.
    """
    text = cell.strip()
    if text.isascii() and text.isdecimal() and len(text) <= _FIGURE_MOST:
        return Look.FIGURE
    if len(text) > _FIGURE_MOST:
        return Look.WORDS
    if not text or _NOTHING.fullmatch(text):
        return Look.NOTHING
    return _look_of_some(text)


# Headers are told from rows by looking at the same cells again and again.
@lru_cache(maxsize=1 << 16)
def _look_of_some(text: str) -> Look:
    forms = (_FIGURE, _EXPONENT, _DAY, _TIMED)
    return Look.FIGURE if any(form.fullmatch(text) for form in forms) else Look.WORDS


def shape(cell: str) -> str:
    """Give a cell's form: ``AB-012`` and ``XY-345`` have one, runs of letters and of digits."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", cell.strip()))


def column_look(cells: Sequence[str]) -> Look:
    """Tell what nine of ten cells of a column look like that say anything at all."""
    seen = Counter(map(look, cells))
    return most_look(seen[Look.FIGURE], seen[Look.WORDS])


def most_look(figures: int, words: int) -> Look:
    """Tell what nine of ten cells look like, by how many look so."""
    if not figures + words:
        return Look.NOTHING
    return Look.FIGURE if figures >= _TYPICAL * (figures + words) else Look.WORDS


def is_year(cell: str) -> bool:
    """Tell whether a cell is a year as headers have them: 2024, or 2023/2024."""
    parts = cell.strip().split("/")
    return all(
        len(part) == len("2024") and part.isdecimal() and int(part) in _YEARS for part in parts
    )


def is_part(cell: str) -> bool:
    """Tell whether a cell is a month, a day, a school year, an age or a year with a mark.

    Headers have them, and dates below one do: what stands in its column tells which.
    """
    return _PART.fullmatch(cell.strip()) is not None


def number_of(cell: str) -> float | None:
    """Read a plain number, for a glance at sums; None where it is not plain."""
    return float(cell) if re.fullmatch(r"\s*-?\d{1,15}(?:\.\d{1,6})?\s*", cell) else None


def amounts_of(cells: Sequence[str]) -> Iterator[list[Decimal]]:
    """Read cells as amounts, in each way in which all of them are some: 1,250.50 and 1.250,50."""
    bare = [_CURRENCY.sub("", cell).strip() for cell in cells]
    for form, group, mark in _AMOUNTS:
        if all(map(form.fullmatch, bare)):
            yield [Decimal(cell.replace(group, "").replace(mark, ".")) for cell in bare]
