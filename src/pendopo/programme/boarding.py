"""What is published of villages, gathered for their boards."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from pendopo.exports.boards.board import (
    FINISHED,
    Activity,
    Area,
    Board,
    Item,
    Money,
    Origin,
    Sheet,
)
from pendopo.programme.expecting import named
from pendopo.programme.programme import Programme
from pendopo.published.reads import ALL, Cell, Filter, Query
from pendopo.published.state import State
from pendopo.published.tables import PublishedTable
from pendopo.standards.geo.outline import OutlineError, outlines

_REGISTER: Final = "villages"
_PLANS: Final = ("revised", "approved", "proposal")
_EXECUTED: Final = "executed"
_ROWS_MOST: Final = 5_000_000
_RUNNERS_MOST: Final = 3
_NOTHING: Final = Decimal(0)

Row = Mapping[str, Cell]
Addresses = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Books:
    """The rows of one village and year."""

    lines: Sequence[Row]
    books: Mapping[str, Row]
    activities: Sequence[Row]


class Boards:
    """The boards of a state.

    :param address: gives the page of a publication by its id; empty where the site's is not known
    """

    def __init__(self, opened: Programme, state: State, address: Addresses) -> None:
        self._opened, self._state, self._address = opened, state, address

    @cached_property
    def _places(self) -> "_Places":
        return _Places(self._opened, self._state)

    def years(self) -> list[int]:
        """Give the years of which a village's budget is published, the newest first."""
        found: set[int] = set()
        for name in ("books", "lines"):
            table = _table(self._opened, self._state, _REGISTER, name)
            if table is not None:
                found |= {int(year) for year in self._opened.reader(table).values("year")}
        return sorted(found, reverse=True)

    def gather(self, year: int, villages: Set[str]) -> Iterator[Board]:
        """Gather the boards of a year, by the villages' codes.

        :param villages: none for all that have anything published of that year
        """
        # Few are asked for by name, and read alone; many are read with all the others.
        alone = (Filter("village", "eq", next(iter(villages))),) if len(villages) == 1 else ()
        of_year = Query((Filter("year", "eq", str(year)), *alone))
        lines = _by_village(self._rows("lines", of_year))
        books = _by_village(self._rows("books", of_year))
        activities = _by_village(self._rows("activities", of_year))
        for code in sorted(lines.keys() | books.keys()):
            if villages and code not in villages:
                continue
            told = {str(row["phase"]): row for row in books.get(code, ())}
            own = _Books(lines.get(code, ()), told, activities.get(code, ()))
            yield self._board(code, year, own)

    def silent(self, boards: Iterable[Board]) -> list[tuple[str, str]]:
        """Give the code and name of each village beside these of which nothing is published."""
        return self._places.beside({one.code for one in boards})

    def _board(self, code: str, year: int, own: _Books) -> Board:
        told = _told(own)
        used = {str(row["phase"]) for row in own.lines} & {told["plan"], _EXECUTED}
        government = self._opened.config.government
        observed = government.observes if government.role == "observer" else ""
        place = self._places.named(code)
        planned, done = own.books.get(told["plan"], {}), own.books.get(_EXECUTED, {})
        entries = {int(str(row["entry"])) for row in own.lines if row["phase"] in used}
        entries |= {int(str(row["entry"])) for row in (planned, done, *own.activities) if row}
        return Board(
            village=place.name,
            code=code,
            district=self._places.named(place.parent).name if place.parent else "",
            government=observed or government.name,
            year=year,
            currency=next((str(row["currency"]) for row in own.lines), ""),
            origins=self._origins(entries),
            sheet=self._places.sheet(code),
            hue=government.accent_hue,
            invented=government.invented,
            keeper=government.name if observed else "",
            **told,
        )

    def _origins(self, entries: Set[int]) -> list[Origin]:
        """Give the publications, the newest first: it is what a reader checks."""
        zone = ZoneInfo(self._opened.config.government.timezone)
        found = []
        for entry in sorted(entries, reverse=True):
            publication = self._state.publication(entry)
            on = datetime.fromisoformat(publication.time).astimezone(zone).date()
            found.append(Origin(publication.id, entry, on, self._address(publication.id)))
        return found

    def _rows(self, name: str, query: Query) -> list[dict[str, Cell]]:
        return _rows(self._opened, self._state, _REGISTER, name, query)


def lacking(
    lines: Sequence[Row], books: Mapping[str, Row], activities: Sequence[Row]
) -> list[Item]:
    """Give what the law wants on a board and these rows of a village's year do not hold.

    :param books: by phase
    """
    said = _told(_Books(lines, books, activities))
    unnamed: dict[str, Any] = dict.fromkeys(
        ("village", "code", "district", "government", "currency"), ""
    )
    return Board(**unnamed, year=0, **said).lacking()


def _told(own: _Books) -> dict[str, Any]:
    """Give what a board says of the money and the work, by the names of its fields."""
    phases = {str(row["phase"]) for row in own.lines}
    plan = next((one for one in _PLANS if one in phases), "")
    asked = _Asked(own.lines, plan, executed=_EXECUTED in phases)
    planned, done = own.books.get(plan, {}), own.books.get(_EXECUTED, {})
    stated = done.get("stated_balance")
    until = done.get("carried_out_until")
    return {
        "plan": plan,
        "executed": _EXECUTED in phases,
        "incoming": asked.money("revenue", "account_type"),
        "outgoing": asked.money("expenditure", "field"),
        "funds_in": asked.money("financing-in", "account_type"),
        "funds_out": asked.money("financing-out", "account_type"),
        "activities": _activities(asked, own.activities),
        "regulation": _text(planned, "regulation") or _text(done, "regulation"),
        "until": until if isinstance(until, date) else None,
        "stated": stated if isinstance(stated, Decimal) else None,
        "run_by": _run_by(done, planned, own.activities),
        "complaints_to": _text(done, "complaints_to") or _text(planned, "complaints_to"),
    }


class _Asked:
    """One village's lines, added up in the plan and in what was carried out.

    A book is whole, since what it adds up to is held to its balance: an account that is not in a
    published book has nothing in it. Where no book is published, nothing is known.
    """

    def __init__(self, lines: Sequence[Row], plan: str, *, executed: bool) -> None:
        self._lines, self._plan, self._executed = lines, plan, executed

    def money(self, direction: str, by: str) -> list[Money]:
        """Add up one way of money, by the names of a column's codes."""
        return list(self.by_code(direction, by).values())

    def by_code(self, direction: str, by: str) -> dict[str, Money]:
        """Add up likewise, each by its code."""
        names: dict[str, str] = {}
        sums: dict[tuple[str, str], Decimal] = {}
        for row in self._lines:
            phase = str(row["phase"])
            if row["direction"] != direction or phase not in {self._plan, _EXECUTED}:
                continue
            code = str(row[f"{by}_code"] or "")
            names[code] = names.get(code, "") or str(row[by] or "")
            amount = row["amount"]
            if isinstance(amount, Decimal):
                sums[code, phase] = sums.get((code, phase), _NOTHING) + amount
        return {
            code: Money(
                name or code,
                sums.get((code, self._plan), _NOTHING) if self._plan else None,
                sums.get((code, _EXECUTED), _NOTHING) if self._executed else None,
            )
            for code, name in sorted(names.items())
        }


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    parent: str = ""
    level: int | None = None


class _Places:
    """What villages and districts are called, and where their borders run."""

    def __init__(self, opened: Programme, state: State) -> None:
        self._opened, self._state = opened, state
        self._named: dict[str, _Named] = {}
        self._within: dict[str, list[str]] = {}
        day = state.day
        for row in _rows(opened, state, "places", "places", ALL):
            until = row["until"]
            if isinstance(until, date) and day is not None and until <= day:
                continue
            code, parent = str(row["code"]), str(row["parent"] or "")
            level = int(str(row["level"]))
            self._named[code] = _Named(named(row), parent, level)
            self._within.setdefault(parent, []).append(code)
        self._sheets: dict[str, tuple[int, int, Mapping[str, str], int] | None] = {}

    def named(self, code: str) -> _Named:
        """Give what a place is called; its code where no list names it."""
        return self._named.get(code, _Named(code))

    def beside(self, codes: Set[str]) -> list[tuple[str, str]]:
        """Give code and name of the places of these places' levels that are not among them."""
        levels = {self.named(code).level for code in codes} - {None}
        return [
            (code, one.name)
            for code, one in sorted(self._named.items())
            if one.level in levels and code not in codes
        ]

    def sheet(self, code: str) -> Sheet | None:
        """Draw the district of a village; None where the village has no published border."""
        district = self.named(code).parent
        if district not in self._sheets:
            self._sheets[district] = self._drawn(self._within.get(district, [code]))
        drawn = self._sheets[district]
        if drawn is None or code not in drawn[2]:
            return None
        width, height, paths, missing = drawn
        return Sheet(
            width, height, [Area(path, one == code) for one, path in paths.items()], missing
        )

    def _drawn(self, codes: Sequence[str]) -> tuple[int, int, Mapping[str, str], int] | None:
        features = []
        table = _table(self._opened, self._state, "places", "borders")
        rows = self._opened.reader(table).among("code", codes, _ROWS_MOST) if table else []
        for row in rows:
            geometry = json.loads(str(row["geometry"]))
            features.append({"properties": {"code": row["code"]}, "geometry": geometry})
        try:
            found = outlines({"features": features})
        except OutlineError:
            return None
        return found.width, found.height, found.paths, len(set(codes) - found.paths.keys())


def _activities(asked: _Asked, told: Sequence[Row]) -> list[Activity]:
    """Give the activities that have money or that something is reported of."""
    money = asked.by_code("expenditure", "activity")
    reported: dict[str, list[Row]] = {}
    for row in told:
        reported.setdefault(str(row["activity_code"]), []).append(row)
    found = []
    for code in sorted((money.keys() | reported.keys()) - {""}):
        rows = reported.get(code, [])
        own = money.get(code) or Money("")
        name = own.name if own.name not in {"", code} else _first(rows, "activity") or code
        found.append(_activity(name, own, rows))
    return found


def _activity(name: str, money: Money, rows: Sequence[Row]) -> Activity:
    """Give an activity; one told of by its packages is finished when all of them are."""
    whole = [row for row in rows if not row["package"]] or rows
    states = {str(row["state"] or "") for row in whole}
    state = states.pop() if len(states) == 1 else ("running" if states - {""} else "")
    progress = whole[0]["progress"] if len(whole) == 1 else None
    if progress is None and state == FINISHED:
        progress = Decimal(100)
    volume, unit = (whole[0]["volume"], whole[0]["unit"]) if len(whole) == 1 else (None, None)
    return Activity(
        name=name,
        money=Money(name, money.planned, money.done),
        place=_first(rows, "place"),
        volume=f"{_plain(volume)} {unit or ''}".strip() if volume is not None else "",
        progress=progress if isinstance(progress, Decimal) else None,
        state=state,
    )


def _run_by(done: Row, planned: Row, activities: Sequence[Row]) -> str:
    """Say who carries it out: as the book says it, else as its activities do."""
    said = _text(done, "run_by") or _text(planned, "run_by")
    if said:
        return said
    offices = list(dict.fromkeys(str(row["run_by"]) for row in activities if row["run_by"]))
    return "; ".join(offices[:_RUNNERS_MOST])


def _plain(value: Cell) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _text(row: Row, column: str) -> str:
    return str(row.get(column) or "")


def _first(rows: Iterable[Row], column: str) -> str:
    return next((str(row[column]) for row in rows if row[column]), "")


def _by_village(rows: Iterable[dict[str, Cell]]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["village"]), []).append(row)
    return found


def _table(opened: Programme, state: State, register: str, name: str) -> PublishedTable | None:
    try:
        return opened.table(state, register, name)
    except KeyError:
        return None


def _rows(
    opened: Programme, state: State, register: str, name: str, query: Query
) -> list[dict[str, Any]]:
    table = _table(opened, state, register, name)
    return opened.reader(table).page(query, 0, _ROWS_MOST) if table else []
