"""The shelf of a year's documents: what the log holds of each, since when, in how many versions.

A document is a publication of the register ``documents`` with its code, a dataset named by the code
and the year (``citizens-budget-2026``), or the publication of the budget's lines in the phase that
the document is about. Execution is an in-year report on each quarter that had ended when it was
published, and the year-end report from the first publication after the year's end; where it is not
known when the year ends, execution of a whole year is its year-end report.

A dataset has no publisher: it is of the only one that had published when it came, else of the one
that its name ends with (``citizens-budget-2026-35-22`` is of 35.22).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import takewhile
from typing import Final

from pendopo.published.state import Publication
from pendopo.standards.shelf import FISCAL_YEARS, Country, Document, Shelf

DOCUMENTS: Final = "documents"
_BUDGETS, _EXECUTED, _APART = "budgets", "executed", "."
# What a dataset's name cannot hold: its scope is [a-z0-9-].
_NO_NAME: Final = re.compile("[^a-z0-9]")
# A point each: half of it for being there, a quarter for being on time, a quarter for its numbers.
THERE, ON_TIME, READABLE = Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Held:
    """What the log holds of one document of a year, or of a part of it.

    :param due: None where no day is set, or known
    :param versions: all publications, oldest first; empty when there is none
    :param published: the day of the first; None when there is none
    :param readable: whether a program can read one of its files; None when there is none
    :param asked: since which day it counts: that on which it is due, else the end of the year
    :param today: the day of the record
    """

    document: Document
    period: str
    due: date | None
    asked: date
    versions: tuple[Publication, ...]
    published: date | None
    readable: bool | None
    today: date

    @property
    def late(self) -> int | None:
        """How many days late it was published, or is; 0 on time; None where no day is known."""
        if self.due is None:
            return None
        return max(0, ((self.published or self.today) - self.due).days)

    @property
    def counts(self) -> bool:
        """Whether it is in the score: it is there, or its day has passed."""
        return self.published is not None or self.asked < self.today

    @property
    def points(self) -> Fraction:
        """Its part of a point; a document that has no day is on time by being there."""
        if self.published is None:
            return Fraction(0)
        on_time = ON_TIME if not self.late else Fraction(0)
        return THERE + on_time + (READABLE if self.readable else Fraction(0))


@dataclass(frozen=True, slots=True)
class Filled:
    """A shelf with what the log holds of it."""

    shelf: Shelf
    held: tuple[Held, ...]

    @property
    def counted(self) -> tuple[Held, ...]:
        """What is in the score."""
        return tuple(one for one in self.held if one.counts)

    @property
    def missing(self) -> tuple[Held, ...]:
        """What is due and not there."""
        return tuple(one for one in self.counted if one.published is None)

    @property
    def score(self) -> Fraction | None:
        """Points of what counts, 0 to 1; None where nothing counts yet."""
        counted = self.counted
        points = sum((one.points for one in counted), Fraction(0))
        return points / len(counted) if counted else None


@dataclass(frozen=True, slots=True)
class Record:
    """What a shelf is filled from.

    :param publications: those that were not taken away, in the order of the log
    :param today: the day of the record, where the government is
    :param day: gives a publication's day, where the government is
    :param readable: whether a program can read a file of a publication of ``documents``
    """

    publications: Sequence[Publication]
    today: date
    day: Callable[[Publication], date]
    readable: Callable[[Publication], bool]


def publishers(publications: Iterable[Publication]) -> list[str]:
    """Give who publishes budgets and their documents, whoever has published most first."""
    counts: dict[str, int] = {}
    for one in publications:
        if _years_of(one):
            name = one.scope["publisher"]
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))


def years(publications: Iterable[Publication], publisher: str) -> list[int]:
    """Give the fiscal years of which a publisher has published anything."""
    return sorted(
        {
            year
            for one in publications
            for year in _years_of(one)
            if one.scope["publisher"] == publisher
        }
    )


def _years_of(one: Publication) -> list[int]:
    """Give the fiscal years of a budget or its document; none of what is neither."""
    if one.register not in {_BUDGETS, DOCUMENTS}:
        return []
    found = map(int, one.scope["year"].split(_APART))
    return [year for year in found if year in FISCAL_YEARS]


def fill(shelf: Shelf, country: Country, publisher: str, year: int, record: Record) -> Filled:
    """Lay on a shelf what the log holds of a year."""
    there: dict[str, date] = {}
    held: list[Held] = []
    for document in shelf.documents:
        for period in document.periods:
            wanted = _Wanted(document, period, publisher, year, country)
            found = tuple(one for one in record.publications if wanted.is_met_by(one, record))
            first = record.day(found[0]) if found else None
            if first is not None:
                there.setdefault(document.code, first)
            due = country.due(document, year, period, there)
            # What has no day, or comes after something that never came, is asked for all the same.
            ends = country.day(period or "year_end", year) or _calendar_end(year)
            held.append(
                Held(
                    document,
                    period,
                    due,
                    due or ends,
                    found,
                    first,
                    any(_readable(one, record) for one in found) if found else None,
                    record.today,
                )
            )
    return Filled(shelf, tuple(held))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A document of a year and a publisher, as publications name it."""

    document: Document
    period: str
    publisher: str
    year: int
    country: Country

    def is_met_by(self, one: Publication, record: Record) -> bool:
        match one.register:
            case "documents":
                return self._is_paper(one.scope)
            case "datasets":
                return self._is_dataset(one, record)
            case "budgets":
                return self._is_data(one, record)
        return False

    def _is_paper(self, scope: Mapping[str, str]) -> bool:
        return (
            scope["document"] == self.document.code
            and scope["publisher"] == self.publisher
            and scope["year"] == str(self.year)
            and (not self.period or self._quarter(scope.get("period", "")) == self.period)
        )

    def _is_dataset(self, one: Publication, record: Record) -> bool:
        name = f"{self.document.code}-{self.year}"
        if one.scope["dataset"] == f"{name}-{_NO_NAME.sub('-', self.publisher.lower())}":
            return True
        before = takewhile(lambda other: other is not one, record.publications)
        known = publishers(before) or publishers(record.publications)[:1]
        return one.scope["dataset"] == name and known in ([], [self.publisher])

    def _is_data(self, one: Publication, record: Record) -> bool:
        scope = one.scope
        if scope["publisher"] != self.publisher:
            return False
        if str(self.year) not in scope["year"].split(_APART):
            return False
        phases = scope["phase"].split(_APART)
        if _EXECUTED not in self.document.phases:
            return bool(set(phases) & set(self.document.phases))
        return any(self._is_execution(phase, one, record) for phase in phases)

    def _is_execution(self, phase: str, one: Publication, record: Record) -> bool:
        """Hold a file of execution against the part of the year that had ended when it came."""
        name, _, month = phase.partition("-")
        if name != _EXECUTED:
            return False
        ended = self.country.day(self.period or "year_end", self.year)
        if month:
            # What came before its quarter had ended can be no report on it.
            of_it = bool(self.period) and self._quarter(month) == self.period
            return of_it and (ended is None or record.day(one) > ended)
        if ended is None and not self.period:
            return True
        return record.day(one) > (ended or _calendar_end(self.year))

    def _quarter(self, period: str) -> str:
        """Give the quarter that a month ends, or that a period is; empty where it is none."""
        return self.country.quarter(int(period)) if period.isdigit() else period


def _calendar_end(year: int) -> date:
    return date(year, 12, 31)


def _readable(one: Publication, record: Record) -> bool:
    return one.register != DOCUMENTS or record.readable(one)
