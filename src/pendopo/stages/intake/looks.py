"""What a cell looks like, as a person sees it at a glance: a number, a date, a code, words.

Nothing is typed here: a look only helps to tell a header from the rows below it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

_YEARS = range(1900, 2101)
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
    if len(text) > _FIGURE_MOST:
        return Look.WORDS
    if not text or _NOTHING.fullmatch(text):
        return Look.NOTHING
    forms = (_FIGURE, _EXPONENT, _DAY, _TIMED)
    return Look.FIGURE if any(form.fullmatch(text) for form in forms) else Look.WORDS


def shape(cell: str) -> str:
    """Give a cell's form: ``AB-012`` and ``XY-345`` have one, runs of letters and of digits."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", cell.strip()))


def column_look(cells: Sequence[str]) -> Look:
    """Tell what nine of ten cells of a column look like that say anything at all."""
    seen = Counter(map(look, cells))
    told = seen[Look.FIGURE] + seen[Look.WORDS]
    if not told:
        return Look.NOTHING
    return Look.FIGURE if seen[Look.FIGURE] >= _TYPICAL * told else Look.WORDS


def is_year(cell: str) -> bool:
    """Tell whether a cell is a year as headers have them: 2024, or 2023/2024."""
    parts = cell.strip().split("/")
    return all(
        len(part) == len("2024") and part.isdecimal() and int(part) in _YEARS for part in parts
    )


def number_of(cell: str) -> float | None:
    """Read a plain number, for a glance at sums; None where it is not plain."""
    return float(cell) if re.fullmatch(r"\s*-?\d{1,15}(?:\.\d{1,6})?\s*", cell) else None
