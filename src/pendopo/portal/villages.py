"""The villages of a state: which there are, what each handed in and when, and what it holds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from pendopo.portal.gazetteer import Gazetteer, Place
from pendopo.portal.visit import Visit
from pendopo.published.reads import ALL, Filter, Query
from pendopo.published.tables import PublishedTable

REGISTER: Final = "villages"
LEVEL: Final = 4  # of a village, as OCHA counts
ROWS_AT_ONCE: Final = 20_000
IN_TIME, LATE, MISSING = "in-time", "late", "missing"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Handed:
    """One village and its budget of a year.

    :param first: the day its first file came in; None while there is none
    """

    place: Place
    year: int
    first: date | None

    @property
    def state(self) -> str:
        """In time, late or missing: a budget is decided before its year begins."""
        if self.first is None:
            return MISSING
        return IN_TIME if self.first.year < self.year else LATE


class Villages:
    """What the record holds of villages, as a visit sees it."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self.gazetteer = Gazetteer(visit)

    @cached_property
    def tables(self) -> Mapping[str, PublishedTable]:
        """The register's tables by name; none where nothing was published in it."""
        if not self._visit.state.current(REGISTER):
            return {}
        found = self._visit.programme.tables(self._visit.state, REGISTER)
        return {one.name: one for one in found}

    def rows(self, table: str, **equal: str) -> list[Row]:
        """Give all rows of a table in which columns hold just this."""
        if table not in self.tables:
            return []
        filters = tuple(Filter(name, "eq", value) for name, value in equal.items())
        query = Query(filters) if filters else ALL
        reader = self._visit.programme.reader(self.tables[table])
        found: list[Row] = []
        while True:
            some = reader.page(query, len(found), ROWS_AT_ONCE)
            found += some
            if len(some) < ROWS_AT_ONCE:
                return found

    @cached_property
    def books(self) -> list[Row]:
        """The budgets of all years and phases; a report of what was carried out is one too."""
        return self._visit.once("books", lambda: self.rows("books"))

    @cached_property
    def approved(self) -> list[Row]:
        """The approved budgets of all years."""
        return [row for row in self.books if row["phase"] == "approved"]

    @cached_property
    def years(self) -> list[int]:
        """The years of which anything is published of a budget, the newest first."""
        return _years(self.books)

    @cached_property
    def year(self) -> int:
        """The year to begin with: the newest with an approved budget that has begun.

        One village that hands in next year's budget in November makes no other one late. Where
        nothing was approved, it is the newest with a report.
        """
        day = self._visit.day
        every = [*_years(self.approved), *self.years]
        begun = [one for one in every if day is None or one <= day.year]
        return begun[0] if begun else self.years[-1]

    @cached_property
    def places(self) -> list[Place]:
        """All villages on the published list, by name: the denominator.

        Where lists of several code systems are published: of the one that budgets use.
        """
        return self._visit.once("villages", self._places)

    def _places(self) -> list[Place]:
        every = self.gazetteer.of_level(LEVEL)
        told = {row["village"] for row in self.books}
        used = Counter(one.scheme for one in every if one.code in told)
        scheme = used.most_common(1)[0][0] if used else ""
        return [one for one in every if one.scheme == scheme]

    def handed(self, year: int) -> list[Handed]:
        """Give every village with the day its budget of a year came in."""
        first = {
            row["village"]: row["first_received_on"]
            for row in self.approved
            if int(row["year"]) == year
        }
        return [Handed(one, year, first.get(one.code)) for one in self.places]

    def find(self, code: str) -> Place | None:
        """Give a village by its code."""
        return next((one for one in self.places if one.code == code), None)

    def like(self, village: Place, year: int, most: int) -> list[tuple[Place, Decimal]]:
        """Give the villages most like one: of its status, and nearest in village fund per head.

        Each with the fund per head, itself among them; none where its own is not known.
        """
        per_head = self._visit.once(("per head", year), lambda: self._fund_per_head(year))
        own = per_head.get(village.code)
        if own is None:
            return []
        status = self._status
        near = sorted(
            (
                one
                for one in self.places
                if one.code in per_head and status.get(one.code) == status.get(village.code)
            ),
            key=lambda one: (abs(per_head[one.code] - own), one.code),
        )
        return [(one, per_head[one.code]) for one in near[: most + 1]]

    @cached_property
    def _status(self) -> dict[str, str]:
        """The class of each village's newest index; of two methods the later one's."""
        return self._visit.once("status", self._statuses)

    def _statuses(self) -> dict[str, str]:
        rows = sorted(self.rows("indices", part="whole"), key=lambda row: row["year"])
        return {row["village"]: row["status"] or "" for row in rows}

    def _fund_per_head(self, year: int) -> dict[str, Decimal]:
        rows = self.rows("lines", year=str(year), phase="approved", account_type_code="4.2.1")
        fund: Counter[str] = Counter()
        for row in rows:
            fund[row["village"]] += row["amount"]
        scheme = self.places[0].scheme if self.places else ""
        people = self.gazetteer.people_of(scheme, [*fund])
        return {
            code: Decimal(amount) / people[code].people
            for code, amount in fund.items()
            if code in people and people[code].people
        }


def _years(books: Sequence[Row]) -> list[int]:
    return sorted({int(row["year"]) for row in books}, reverse=True)


def by_district(found: Sequence[Handed]) -> list[tuple[str, list[Handed]]]:
    """Put villages under the codes of their districts, in the order of the codes."""
    groups: dict[str, list[Handed]] = {}
    for one in found:
        groups.setdefault(one.place.parent, []).append(one)
    return sorted(groups.items())
