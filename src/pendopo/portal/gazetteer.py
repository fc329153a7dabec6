"""The places of a state: each by its code, what it lies in, what lies in it, what became of it.

Only those stand that the lists say hold on the state's last day. Where two lists tell of one place,
the one published last counts.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from pendopo.portal.visit import Visit
from pendopo.published.reads import ALL, Cell, Filter, Query, Reader
from pendopo.terms.column import PLACES

_REGISTER = PLACES.partition("/")[0]
PLACES_MOST = 20_000  # of one level or parent; a country has more, a page has not
_COPIED_MOST = 1_000_000  # of all together, which a copy's maker holds
_ROWS_MOST = 500  # of people, changes and codes of one place
_LEVELS_MOST = 10
_NEAR_MOST = 6
_NEAR_LEAST = 0.75

Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Place:
    """One place at one time.

    :param level: 0 a country, 4 an Indonesian village
    :param kind: the law's word for it: ``desa``; may be empty
    :param entry, line: the row that says so
    """

    scheme: str
    code: str
    level: int
    kind: str
    parent: str
    name: str
    other_names: tuple[str, ...]
    since: date | None
    until: date | None
    entry: int
    line: int

    @property
    def key(self) -> tuple[str, str]:
        """What names it at any time."""
        return self.scheme, self.code

    def stands(self, day: date | None) -> bool:
        """Say whether it is there on a day."""
        begun = self.since is None or day is None or self.since <= day
        return begun and (self.until is None or (day is not None and day < self.until))


@dataclass(frozen=True, slots=True)
class Level:
    """How many places of a level stand, and what they are called: ``desa, kelurahan``."""

    level: int
    scheme: str
    count: int
    kinds: tuple[str, ...]

    @property
    def title(self) -> str:
        """Name the level by its kinds."""
        return ", ".join(self.kinds)


@dataclass(frozen=True, slots=True)
class People:
    """How many lived in a place."""

    year: int
    people: int
    counted_by: str
    method: str
    entry: int


@dataclass(frozen=True, slots=True)
class Change:
    """A place that came of another."""

    code: str
    came_from: str
    change: str
    happened: date | None
    law: str
    entry: int


@dataclass(frozen=True, slots=True)
class Border:
    """A place's border.

    :param geometry: GeoJSON
    """

    code: str
    since: date | None
    area_km2: Any
    longitude: Any
    latitude: Any
    geometry: Mapping[str, Any]
    entry: int


class Gazetteer:
    """The places of a visit's state."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        tables = visit.programme.tables(visit.state, _REGISTER)
        self._readers = {table.name: visit.programme.reader(table) for table in tables}
        self.day = visit.day

    @property
    def empty(self) -> bool:
        """Whether no place was ever listed."""
        return "places" not in self._readers

    def _page(self, table: str, *filters: Filter, most: int = _ROWS_MOST) -> list[dict[str, Any]]:
        reader = self._readers.get(table)
        return reader.page(Query(filters), 0, most) if reader else []

    def _places(self, *filters: Filter) -> list[Place]:
        """Give the matching rows, of those that tell of one place and time the newest."""
        names = tuple(one.column for one in filters)
        if self._visit.static and names and {one.op for one in filters} == {"eq"}:
            found = self._visit.once(("places by", names), lambda: self._by(names))
            return [*found.get(tuple(one.value for one in filters), ())]
        return self._matching(*filters, most=PLACES_MOST)

    def _by(self, names: tuple[str, ...]) -> dict[tuple[str, ...], list[Place]]:
        """Put all places under what columns say of them: a copy has a page of each."""
        every = self._visit.once("places", lambda: self._matching(most=_COPIED_MOST))
        found: dict[tuple[str, ...], list[Place]] = {}
        for one in every:
            found.setdefault(tuple(str(getattr(one, name)) for name in names), []).append(one)
        return found

    def _matching(self, *filters: Filter, most: int) -> list[Place]:
        rows = self._page("places", *filters, most=most)
        newest = {(r["scheme"], r["code"], r["since"]): r for r in rows}
        return [_place(row) for row in newest.values()]

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Give the levels that have places, the largest places first."""
        reader = self._readers.get("places")
        if reader is None:
            return ()
        found = reader.facets(ALL, ["level"], _LEVELS_MOST)["level"]
        numbers = sorted(int(str(value)) for value, _count in found if value is not None)
        return tuple(one for number in numbers for one in self._levels_of(number))

    def _levels_of(self, number: int) -> Iterable[Level]:
        standing = self.of_level(number)
        for scheme in dict.fromkeys(place.scheme for place in standing):
            own = [place for place in standing if place.scheme == scheme]
            kinds = tuple(sorted({place.kind for place in own if place.kind}))
            yield Level(number, scheme, len(own), kinds)

    def every(self) -> list[Place]:
        """Give all places that stand, by name."""
        return self._standing(self._places())

    def of_level(self, level: int, scheme: str = "") -> list[Place]:
        """Give the places of a level that stand, by name."""
        filters = [Filter("level", "eq", str(level))]
        filters += [Filter("scheme", "eq", scheme)] if scheme else []
        return self._standing(self._places(*filters))

    def within(self, place: Place) -> list[Place]:
        """Give the places that lie in one, one level down, by name."""
        return self._standing(
            self._places(Filter("scheme", "eq", place.scheme), Filter("parent", "eq", place.code))
        )

    def earlier_within(self, place: Place) -> list[Place]:
        """Give the places that lay in one and stand no more, by name."""
        filters = Filter("scheme", "eq", place.scheme), Filter("parent", "eq", place.code)
        found = self._places(*filters)
        there = {one.code for one in found if one.stands(self.day)}
        ended = {one.code: one for one in found if one.until and one.code not in there}
        return sorted(ended.values(), key=_by_name)

    def _standing(self, found: Sequence[Place]) -> list[Place]:
        newest = {one.key: one for one in found if one.stands(self.day)}
        return sorted(newest.values(), key=_by_name)

    def times(self, scheme: str, code: str) -> list[Place]:
        """Give what a place was called and lay in at each time, the present or last time first."""
        found = self._places(Filter("scheme", "eq", scheme), Filter("code", "eq", code))
        return sorted(found, key=lambda one: one.since or date.min, reverse=True)

    def now(self, times: Sequence[Place]) -> Place:
        """Give the time that is shown: the one that stands, else the last one."""
        return next((one for one in times if one.stands(self.day)), times[0])

    def find(self, scheme: str, code: str) -> Place | None:
        """Give a place by its code, or None."""
        times = self.times(scheme, code) if code else []
        return self.now(times) if times else None

    def named(self, scheme: str, codes: Iterable[str]) -> dict[str, Place]:
        """Give several places by their codes; those that no list has are left out."""
        reader = self._readers.get("places")
        if reader is None:
            return {}
        rows = reader.among("code", list(dict.fromkeys(codes)), PLACES_MOST)
        found: dict[str, list[Place]] = {}
        for row in rows:
            place = _place(row)
            if place.scheme == scheme:
                found.setdefault(place.code, []).insert(0, place)
        return {code: self.now(times) for code, times in found.items()}

    def above(self, place: Place) -> list[Place]:
        """Give what a place lies in, the largest first."""
        found: list[Place] = []
        inner = place
        while inner.parent and len(found) < _LEVELS_MOST:
            outer = self.find(inner.scheme, inner.parent)
            if outer is None or outer in found:
                break
            found.insert(0, outer)
            inner = outer
        return found

    def schemes_of(self, code: str) -> list[tuple[str, str]]:
        """Give the places that a code names, in whichever code system: its own or another's."""
        own = [one.key for one in self._places(Filter("code", "eq", code))]
        rows = self._page("other_codes", Filter("other_code", "eq", code))
        other = [(str(row["scheme"]), str(row["code"])) for row in rows]
        return list(dict.fromkeys([*own, *other]))

    def other_codes(self, place: Place) -> list[tuple[str, str]]:
        """Give a place's codes in other systems."""
        rows = self._page("other_codes", *_of(place))
        pairs = [(str(row["other_scheme"]), str(row["other_code"])) for row in rows]
        return list(dict.fromkeys(pairs))

    def people(self, place: Place) -> list[People]:
        """Give how many lived there, the earliest year first; of one source the newest word."""
        newest = {
            (row["year"], row["counted_by"]): _people(row)
            for row in self._page("people", *_of(place))
        }
        return sorted(newest.values(), key=lambda one: (one.year, one.counted_by))

    def people_of(self, scheme: str, codes: Sequence[str]) -> dict[str, People]:
        """Give the newest count of each place that has one."""
        reader = self._readers.get("people")
        rows = reader.among("code", codes, PLACES_MOST) if reader else []
        found: dict[str, People] = {}
        for row in rows:
            one, code = _people(row), str(row["code"])
            if row["scheme"] == scheme and (code not in found or one.year >= found[code].year):
                found[code] = one
        return found

    def changes(self, place: Place) -> list[Change]:
        """Give what a place came from and what came of it, the latest first."""
        scheme = Filter("scheme", "eq", place.scheme)
        rows = self._page("changes", scheme, Filter("code", "eq", place.code))
        rows += self._page("changes", scheme, Filter("came_from", "eq", place.code))
        newest = {(row["code"], row["came_from"], row["change"]): _change(row) for row in rows}
        return sorted(newest.values(), key=lambda one: one.happened or date.min, reverse=True)

    def borders(self, scheme: str, codes: Sequence[str]) -> dict[str, Border]:
        """Give the border of each place as it runs on the day, for those that have one."""
        reader = self._readers.get("borders")
        rows = reader.among("code", codes, PLACES_MOST) if reader else []
        found: dict[str, Border] = {}
        for row in rows:
            since, code = row["since"], str(row["code"])
            if row["scheme"] != scheme or (since and self.day and since > self.day):  # type: ignore[operator]
                continue
            border = _border(row)
            if code not in found or (border.since or date.min) >= (found[code].since or date.min):
                found[code] = border
        return found

    def near(self, words: str) -> list[Place]:
        """Give the places whose name or code is nearly this: what was meant, perhaps."""
        reader = self._readers.get("places")
        if reader is None:
            return []
        by_word: dict[str, Place] = {}
        for one in self.every():
            by_word.setdefault(one.code, one)
            by_word.setdefault(one.name.casefold(), one)
        given = words.casefold()
        close = get_close_matches(given, by_word, _NEAR_MOST, _NEAR_LEAST)
        return list(dict.fromkeys(by_word[word] for word in close))

    def reader(self, table: str) -> Reader | None:
        """Open one of the register's tables, where anything stands in it."""
        return self._readers.get(table)


def _of(place: Place) -> tuple[Filter, Filter]:
    return Filter("scheme", "eq", place.scheme), Filter("code", "eq", place.code)


def _by_name(place: Place) -> tuple[str, str]:
    return place.name.casefold(), place.code


def _place(row: Mapping[str, Any]) -> Place:
    other = str(row["other_names"] or "").split(";")
    return Place(
        scheme=row["scheme"],
        code=row["code"],
        level=int(row["level"]),
        kind=row["kind"] or "",
        parent=row["parent"] or "",
        name=row["name"],
        other_names=tuple(name.strip() for name in other if name.strip()),
        since=row["since"],
        until=row["until"],
        entry=row["entry"],
        line=row["line"],
    )


def _people(row: Mapping[str, Any]) -> People:
    return People(
        row["year"], row["people"], row["counted_by"] or "", row["method"] or "", row["entry"]
    )


def _change(row: Mapping[str, Any]) -> Change:
    return Change(
        row["code"], row["came_from"], row["change"], row["happened"], row["law"] or "",
        row["entry"],
    )  # fmt: skip


def _border(row: Mapping[str, Any]) -> Border:
    return Border(
        code=row["code"],
        since=row["since"],
        area_km2=row["area_km2"],
        longitude=row["longitude"],
        latitude=row["latitude"],
        geometry=json.loads(row["geometry"]),
        entry=row["entry"],
    )
