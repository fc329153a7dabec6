"""Other readings of an amount: in the prices of another year, and per head.

Each is a factor for the year and place of a fact. Where the index or the number of people of a year
is not published there is no factor: what it would have made is unknown, never the amount itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import Any, Final

# An amount of 18 digits before and 2 behind the mark, times this, still fits in 38 digits.
FACTOR_DIGITS: Final = 16
_EXACT: Final = Context(prec=60)
_STEP: Final = Decimal(1).scaleb(-FACTOR_DIGITS)

Pair = tuple[int | None, str | None]


@dataclass(frozen=True, slots=True)
class Prices:
    """A published index of prices.

    :param table: where it is published: ``datasets/price-index``
    :param base: what it says of its own base, such as 2018 = 100; empty where it does not
    """

    table: str
    index: Mapping[int, Decimal]
    base: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """How many people live in places, by code and year.

    :param counts: None where sources differ
    :param sources: who counted, by code and year
    """

    table: str
    counts: Mapping[str, Mapping[int, int | None]]
    sources: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)

    def at(self, place: str | None, year: int | None) -> tuple[int, int] | None:
        """Give a year and the people of a place in it: the year itself, or the last before it."""
        found = self._year(place, year)
        people = self.counts[place or ""][found] if found is not None else None
        return (found, people) if found is not None and people else None

    def counted_by(self, place: str | None, year: int | None) -> tuple[str, ...]:
        """Give whose count it is: of those that differ, all."""
        found = self._year(place, year)
        return self.sources.get((place or "", found), ()) if found is not None else ()

    def _year(self, place: str | None, year: int | None) -> int | None:
        known = self.counts.get(place or "", {})
        # None and zero are told apart: where sources differ no earlier year is taken instead.
        years = [one for one in known if year is not None and one <= year and known[one] != 0]
        return max(years, default=None)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an amount is asked as.

    :param real: in the prices of this year; None for those of its own
    :param prices: needed for ``real``
    :param people: to give it per head; None to leave it
    """

    real: int | None = None
    prices: Prices | None = None
    people: People | None = None

    @property
    def plain(self) -> bool:
        """Whether amounts stay as they are."""
        return self.real is None and self.people is None


NOMINAL: Final = Reading()


@dataclass(frozen=True, slots=True)
class Factors:
    """By what amounts are multiplied.

    :param rows: year, place, factor
    :param said: what the answer tells of it: the index and its base, the years of the counts, and
        what is missing
    """

    rows: tuple[tuple[int | None, str | None, Decimal], ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)


def factors(reading: Reading, pairs: Iterable[Pair]) -> Factors:
    """Make the factors for years and places.

    :param pairs: those that the facts have
    """
    rows: list[tuple[int | None, str | None, Decimal]] = []
    unpriced: set[int] = set()
    counted: list[dict[str, Any]] = []
    uncounted: list[dict[str, Any]] = []
    for year, place in sorted(pairs, key=str):
        price = _price(reading, year)
        if price is None and year is not None:
            unpriced.add(year)
        found = reading.people.at(place, year) if reading.people else (year, 1)
        where: dict[str, Any] = {"place": place, "year": year}
        by = reading.people.counted_by(place, year) if reading.people else ()
        if found is None:
            uncounted.append(where | ({"differ": list(by)} if by else {}))
        else:
            of = {"people": found[1], "people_of": found[0]}
            counted.append(where | of | ({"counted_by": list(by)} if by else {}))
        if price is not None and found is not None:
            rows.append((year, place, _EXACT.divide(price, found[1]).quantize(_STEP, None, _EXACT)))
    told: dict[str, Any] = {}
    if reading.prices and reading.real is not None:
        index = {"index": reading.prices.table, "base": reading.prices.base}
        told["real"] = {"year": reading.real, **index, "missing": sorted(unpriced)}
    if reading.people:
        people = {"per": "capita", "people": reading.people.table}
        told["per"] = {**people, "counts": counted, "missing": uncounted}
    return Factors(tuple(rows), told)


def columns_of(said: Mapping[str, Any]) -> dict[str, str]:
    """Write what an answer tells of its reading as columns of a file, each of one text.

    What is missing stands with ``; `` between: years of the index, place and year of counts.
    """
    found = {}
    if real := said.get("real"):
        found = {
            "real.year": str(real["year"]),
            "real.index": real["index"],
            "real.base": real["base"],
            "real.missing": "; ".join(map(str, real["missing"])),
        }
    if per := said.get("per"):
        counts = (
            f"{one['place']} {one['year']}: {one['people']} of {one['people_of']}"
            for one in per["counts"]
        )
        found |= {
            "per": per["per"],
            "per.people": per["people"],
            "per.counts": "; ".join(counts),
            "per.missing": "; ".join(f"{one['place']} {one['year']}" for one in per["missing"]),
        }
    return found


def _price(reading: Reading, year: int | None) -> Decimal | None:
    """Give by what an amount of a year is multiplied; None where it is not known."""
    if reading.real is None or reading.prices is None:
        return Decimal(1)
    of, to = reading.prices.index.get(year or 0), reading.prices.index.get(reading.real)
    return _EXACT.divide(to, of) if of and to else None
