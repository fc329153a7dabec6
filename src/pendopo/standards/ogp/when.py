"""Dates as action plans write them, with the precision that they have and no more.

Plans promise things "By fall 2028", in "Quarter 1 2014", on a spreadsheet's day 43525, "Ongoing".
A date here is the span of days that its words can mean: a deadline is missed once the last of them
has passed. Words that name no span are refused with the reason; none becomes a day by guess.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_MOST_LETTERS = 60
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
# Day 0 of a spreadsheet, and the numbers that stand for days of those years.
_SHEET_EPOCH = date(1899, 12, 30)
_MONTHS_OF_A_YEAR = 12
_CENTURY = 100

_MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan januari",
            "february feb februari",
            "march mar maret",
            "april apr",
            "may mei",
            "june jun juni",
            "july jul juli",
            "august aug agustus agu",
            "september sep sept",
            "october oct oktober okt",
            "november nov",
            "december dec desember des",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMERALS: Mapping[str, int] = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_SEASONS: Mapping[str, tuple[int, int]] = {
    # First and last month, north of the equator; winter ends in the year after.
    "spring": (3, 5),
    "summer": (6, 8),
    "fall": (9, 11),
    "autumn": (9, 11),
    "winter": (12, 14),
}
_PARTS: Mapping[str, tuple[int, int]] = {
    "early": (1, 4),
    "beginning of": (1, 4),
    "start of": (1, 4),
    "awal": (1, 4),
    "mid": (5, 8),
    "middle of": (5, 8),
    "pertengahan": (5, 8),
    "late": (9, 12),
    "end of": (9, 12),
    "akhir": (9, 12),
}


class Precision(StrEnum):
    """What a date is told to."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    PART = "part of a year"
    YEAR = "year"
    SPAN = "span"


class Why(StrEnum):
    """Why words are no date."""

    MISSING = "missing"
    ONGOING = "ongoing"
    CYCLE = "cycle"
    TWO_READINGS = "two readings"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class When:
    """The days that words can mean.

    :param first: the earliest
    :param last: the latest; a deadline has passed on the day after it
    :param text: the words, as written
    """

    first: date
    last: date
    precision: Precision
    text: str

    def __str__(self) -> str:
        """Write it in ISO 8601, as far as it is known: a day, a month, a year, or an interval."""
        if self.precision is Precision.DAY:
            return self.first.isoformat()
        if self.precision is Precision.MONTH:
            return f"{self.first:%Y-%m}"
        if self.precision is Precision.YEAR:
            return f"{self.first:%Y}"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


class WhenError(ValueError):
    """Words that are no date: why, and what to write.

    :param why: what kind of words they are
    :param text: the words, as written
    """

    def __init__(self, why: Why, text: str) -> None:
        super().__init__(_WRITE[why].format(text=_short(text)))
        self.why = why
        self.text = text


_WRITE: Mapping[Why, str] = {
    Why.MISSING: "no date is given; write one, like 2026-09-30 or 2026-09",
    Why.ONGOING: (
        "{text!r} has no end; write how often it is done and until when, as dates of their own"
    ),
    Why.CYCLE: "{text!r} is a cycle; write the next day it is due, and how often after it",
    Why.TWO_READINGS: "{text!r} can be two days; write the year first, like 2014-12-01",
    Why.UNREAD: "{text!r} is no date; write one, like 2026-09-30, 2026-09 or Quarter 3 2026",
}
_MISSING = frozenset({"", "na", "n/a", "nd", "nr", "-", "--", "tbd", "tba", "none", "unclear"})
_ONGOING = re.compile(
    r"\b(on-?going|under ?way|in progress|permanent(?: activity)?|continuous(?:ly)?|"
    r"berkelanjutan|terus[- ]menerus|berjalan)\b"
)
_CYCLE = re.compile(
    r"\b(annual(?:ly)?|bi-?annual(?:ly)?|monthly|quarterly|yearly|weekly|every|each|"
    r"tiap|setiap|tahunan|bulanan)\b"
)


def read_when(text: str, *, day_first: bool | None = None, southern: bool = False) -> When:
    """Read a date of an action plan, in English or Indonesian.

    :param text: ``2026-09-30``, ``9/30/2026``, ``September 2026``, ``Quarter 3 2026``, ``By fall
        2026``, ``2026``, ``2025 to 2028``, a spreadsheet's day ``43525`` or year ``7/15/1905``
    :param day_first: whether ``1/12/2014`` is the first of December; None when nobody has said, and
        then only ``13/12/2014``, ``12/13/2014`` and ``5/5/2014`` are days
    :param southern: whether the seasons are those south of the equator
    :raises WhenError: for words that name no span of days, and for those that name two
    """
    words = " ".join(text.lower().split()).rstrip(".")
    if words in _MISSING:
        raise WhenError(Why.MISSING, text)
    bare = re.sub(r"^(?:by|until|in|from|sampai|hingga|pada)\s+", "", words)
    if len(bare) <= _MOST_LETTERS:
        for form, read in _FORMS:
            match = form.fullmatch(bare)
            if match:
                return _held(read, match, _Customs(day_first, southern), text)
    if _CYCLE.search(words):
        raise WhenError(Why.CYCLE, text)
    raise WhenError(Why.ONGOING if _ONGOING.search(words) else Why.UNREAD, text)


@dataclass(frozen=True, slots=True)
class _Customs:
    """What a country's dates take for granted."""

    day_first: bool | None
    southern: bool


class _NoDateError(Exception):
    """A form that fits, and names no day or two: 2014-02-30, 1/12/2014."""

    def __init__(self, why: Why = Why.UNREAD) -> None:
        super().__init__(why)
        self.why = why


_Span = tuple[date, date, Precision]
_Match = re.Match[str]
_Read = Callable[[_Match, _Customs], _Span]


def _held(read: _Read, match: _Match, customs: _Customs, text: str) -> When:
    try:
        first, last, precision = read(match, customs)
    except _NoDateError as error:
        raise WhenError(error.why, text) from error
    if not _FIRST_YEAR <= first.year <= last.year <= _LAST_YEAR:
        raise WhenError(Why.UNREAD, text)
    return When(first, last, precision, text)


def _iso_day(match: _Match, _: _Customs) -> _Span:
    return _day(int(match["year"]), int(match["month"]), int(match["day"]))


def _slashed_day(match: _Match, customs: _Customs) -> _Span:
    one, two = int(match["one"]), int(match["two"])
    year = _year(match["year"])
    month_first = customs.day_first is False or two > _MONTHS_OF_A_YEAR
    day_first = customs.day_first is True or one > _MONTHS_OF_A_YEAR
    if one != two and not month_first and not day_first:
        raise _NoDateError(Why.TWO_READINGS)
    # What cannot be read by the country's custom is read by the other: 28/5/2014 is one day only.
    swapped = one > _MONTHS_OF_A_YEAR or (day_first and two <= _MONTHS_OF_A_YEAR)
    found = _day(year, two if swapped else one, one if swapped else two)
    number = (found[0] - _SHEET_EPOCH).days
    if _FIRST_YEAR <= number <= _LAST_YEAR:
        # A spreadsheet that takes the year 2023 for a day's number shows 7/15/1905.
        return *_months(number, 1, _MONTHS_OF_A_YEAR), Precision.YEAR
    return found


def _named_day(match: _Match, _: _Customs) -> _Span:
    return _day(int(match["year"]), _MONTHS[match["month"]], int(match["day"]))


def _sheet_day(match: _Match, _: _Customs) -> _Span:
    day = _SHEET_EPOCH + timedelta(days=int(match[0]))
    return _day(day.year, day.month, day.day)


def _named_month(match: _Match, _: _Customs) -> _Span:
    return *_months(int(match["year"]), _MONTHS[match["month"]]), Precision.MONTH


def _iso_month(match: _Match, _: _Customs) -> _Span:
    return *_months(int(match["year"]), int(match["month"])), Precision.MONTH


def _quarter(match: _Match, _: _Customs) -> _Span:
    number = _NUMERALS.get(match["number"])
    if number is None:
        raise _NoDateError
    last = 3 * number
    return *_months(int(match["year"]), last - 2, last), Precision.QUARTER


def _half(match: _Match, _: _Customs) -> _Span:
    number = _NUMERALS.get(match["number"])
    if number not in {1, 2}:
        raise _NoDateError
    last = 6 * number
    return *_months(int(match["year"]), last - 5, last), Precision.PART


def _season(match: _Match, customs: _Customs) -> _Span:
    first, last = _SEASONS[match["season"]]
    year = int(match["year"])
    if match["season"] == "winter" and not customs.southern:
        # "Winter 2028" is said of its first months and of the winter that begins in December: both.
        return date(year, 1, 1), _months(year + 1, 2)[1], Precision.SEASON
    if match["season"] == "summer" and customs.southern:
        return date(year, 1, 1), _months(year + 1, 2)[1], Precision.SEASON
    if customs.southern:
        first, last = ((first + 5) % 12 + 1, (last + 5) % 12 + 1)
    return *_months(year, first, last), Precision.SEASON


def _part(match: _Match, _: _Customs) -> _Span:
    return *_months(int(match["year"]), *_PARTS[match["part"]]), Precision.PART


def _whole_year(match: _Match, _: _Customs) -> _Span:
    return *_months(int(match[0]), 1, 12), Precision.YEAR


def _years(match: _Match, _: _Customs) -> _Span:
    first = int(match["first"])
    last = int(match["last"])
    if last < _CENTURY:
        last += first - first % _CENTURY
    if last < first:
        raise _NoDateError
    return date(first, 1, 1), date(last, 12, 31), Precision.SPAN


def _day(year: int, month: int, day: int) -> _Span:
    try:
        found = date(year, month, day)
    except ValueError:
        raise _NoDateError from None
    return found, found, Precision.DAY


def _year(digits: str) -> int:
    return int(digits) + 2000 if len(digits) == len("18") else int(digits)


def _months(year: int, first: int, last: int = 0) -> tuple[date, date]:
    """Give the first day of a month and the last of another, of one year."""
    last = last or first
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


_YEAR = r"(?P<year>\d{4})"
_WORD = rf"(?P<month>{'|'.join(_MONTHS)})\.?"
_FORMS: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(form), read)
    for form, read in (
        (_YEAR + r"-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[t ]00:00(?::00(?:\.0+)?)?z?)?", _iso_day),
        (r"(?P<one>\d\d?)[/.-](?P<two>\d\d?)[/.-](?P<year>\d{4}|\d\d)", _slashed_day),
        (r"(?P<day>\d\d?)(?:st|nd|rd|th)? " + _WORD + r",? " + _YEAR, _named_day),
        (_WORD + r" (?P<day>\d\d?)(?:st|nd|rd|th)?,? " + _YEAR, _named_day),
        (r"\d{5}", _sheet_day),
        (_YEAR + r"-(?P<month>0[1-9]|1[0-2])", _iso_month),
        (r"(?:quarter|q|triwulan|tw|kuartal) ?(?P<number>[ivx\d]+)(?: of)?,? " + _YEAR, _quarter),
        (r"(?P<number>[iv]+) (?:quarter|triwulan)(?: of)?,? " + _YEAR, _quarter),
        (
            r"(?P<number>[1-4])(?:st|nd|rd|th) quarter(?: of)?,? " + _YEAR,
            _quarter,
        ),
        (_YEAR + r"[- ]?q(?P<number>[1-4])", _quarter),
        (r"(?:semester|half) (?P<number>[iv\d]+)(?: of)?,? " + _YEAR, _half),
        (r"(?:the )?(?P<season>spring|summer|fall|autumn|winter)(?: of)?,? " + _YEAR, _season),
        (
            r"(?:the )?(?P<part>" + "|".join(_PARTS) + r")[- ](?:the year |tahun )?" + _YEAR,
            _part,
        ),
        (_WORD + r",? (?:of )?" + _YEAR, _named_month),
        (r"\d{4}", _whole_year),
        (
            r"(?P<first>\d{4}) ?(?:to|and|-|\u2013|/|sampai|hingga) ?(?P<last>\d{4}|\d\d)",
            _years,
        ),
    )
)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"
