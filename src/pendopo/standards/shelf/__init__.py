"""The shelf: which documents a budget's year has, by when each is due, and who says so.

Data of each country, in files beside this one; what was not read at its source says so.
"""

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

PUBLISHED: Final = "published:"
PERIOD_END: Final = "period_end"
QUARTERS: Final = ("q1", "q2", "q3", "q4")
# Whatever else four figures say is a slip, and beyond the calendar's own years there is no day.
FISCAL_YEARS: Final = range(1900, 2200)
_ANY: Final = "obs"
_MONTHS: Final = 12
_QUARTER: Final = 3
_WORKING: Final = 5


@dataclass(frozen=True, slots=True)
class Due:
    """By when: so many months after (or before) a day of the budget's year.

    :param since: a day of the calendar, ``period_end``, or ``published:`` and a document's code
    """

    since: str
    months: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a shelf.

    :param titles: by language
    :param phases: those of the budgets register whose publication is this document, as data
    :param due: None where no day is set, or known
    :param says: the same in words, by language
    :param quarterly: whether there is one for each quarter
    :param verified: whether its list and day were read at their source
    """

    code: str
    titles: Mapping[str, str]
    phases: tuple[str, ...] = ()
    due: Due | None = None
    says: Mapping[str, str] = field(default_factory=dict)
    quarterly: bool = False
    verified: bool = False

    @property
    def periods(self) -> tuple[str, ...]:
        """The parts of a year that have one each; one empty name where it is of the whole year."""
        return QUARTERS if self.quarterly else ("",)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents that somebody asks of a government each year."""

    name: str
    titles: Mapping[str, str]
    source: str
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """In how many working days the law wants an answer.

    :param more: how many more there are where it is said why
    """

    days: int
    more: int
    law: str

    def due(self, asked: date, *, longer: bool = False) -> date:
        """Give the last day for an answer; Monday to Friday are working days, holidays too."""
        day, left = asked, self.days + (self.more if longer else 0)
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < _WORKING
        return day


@dataclass(frozen=True, slots=True)
class Country:
    """The budget's year in one country.

    :param law: where its days come from; empty where they are not known
    :param begins: years after the fiscal year's own, month and day; None where not known
    :param days: name to the same
    :param decides: phase to who decides it by law, by language
    :param verified: whether the clauses were read at their source
    :param answers: the clock of a question; None where it is not known
    """

    shelves: tuple[Shelf, ...]
    law: str = ""
    begins: tuple[int, int, int] | None = None
    days: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    decides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    verified: bool = False
    answers: Clock | None = None

    def day(self, name: str, year: int) -> date | None:
        """Give a named day of a fiscal year; None where this country's is not known."""
        if year not in FISCAL_YEARS:
            return None
        if name in self.days:
            return _dated(self.days[name], year)
        if self.begins is None:
            return None
        begins = _dated(self.begins, year)
        months = {"year_begins": 0, "mid_year": 6, "year_end": _MONTHS}
        months |= {quarter: _QUARTER * number for number, quarter in enumerate(QUARTERS, 1)}
        if name not in months:
            return None
        start = _months_after(begins, months[name])
        return start if name == "year_begins" else start - timedelta(days=1)

    def quarter(self, month: int) -> str:
        """Give the quarter that a month of the calendar ends; empty where it ends none.

        Where it is not known when the year begins, it is taken to begin with the calendar's.
        """
        first = self.begins[1] if self.begins else 1
        number, rest = divmod((month - first) % _MONTHS + 1, _QUARTER)
        return "" if rest else QUARTERS[number - 1]

    def due(
        self, document: Document, year: int, period: str, published: Mapping[str, date]
    ) -> date | None:
        """Give the day by which a document is due; None where that is not set, or not known.

        :param period: a quarter, or empty
        :param published: when other documents of the year were, by their codes
        """
        if document.due is None:
            return None
        since = document.due.since
        if since.startswith(PUBLISHED):
            first = published.get(since.removeprefix(PUBLISHED))
        else:
            first = self.day(period if since == PERIOD_END else since, year)
        return None if first is None else _months_after(first, document.due.months)


def country_of(code: str) -> Country:
    """Give what is known of a country: ISO 3166-1, two capital letters."""
    raw = _read("countries").get(code, {})
    return Country(
        shelves=tuple(shelf(name) for name in raw.get("shelves", (_ANY,))),
        law=raw.get("law", ""),
        begins=tuple(raw["year_begins"]) if "year_begins" in raw else None,
        days={name: tuple(day) for name, day in raw.get("days", {}).items()},
        decides=raw.get("decides", {}),
        verified=raw.get("verified", False),
        answers=Clock(**raw["answers"]) if "answers" in raw else None,
    )


@cache
def shelf(name: str) -> Shelf:
    """Give a shelf by its name."""
    raw = _read(name)
    return Shelf(raw["name"], raw["title"], raw["source"], tuple(map(_document, raw["document"])))


def _document(raw: Mapping[str, Any]) -> Document:
    due = raw.get("due")
    return Document(
        code=raw["code"],
        titles=raw["title"],
        phases=tuple(raw.get("phases", ())),
        due=Due(due["from"], due.get("months", 0)) if due else None,
        says=raw.get("says", {}),
        quarterly=raw.get("each") == "quarter",
        verified=raw["verified"],
    )


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def _dated(day: tuple[int, int, int], year: int) -> date:
    years, month, in_month = day
    return date(year + years, month, in_month)


def _months_after(day: date, months: int) -> date:
    """Give the same day so many months on; the last of a month stays the last."""
    years, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    last = monthrange(years, month + 1)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    return date(years, month + 1, last if ends else min(day.day, last))
