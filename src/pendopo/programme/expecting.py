"""Which villages are to publish their budgets: those of the published list of places."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from pendopo.programme.programme import Programme
from pendopo.published.reads import ALL, Filter, Query
from pendopo.published.state import State
from pendopo.published.tables import PublishedTable

# OCHA COD-AB: ADM3 a district, ADM4 a village.
_DISTRICT, _VILLAGE = 3, 4
_ROWS_MOST: Final = 1_000_000
# Each tells of a village's year in a row, with a column that can be added up.
_TOLD: Final = (("books", "revenue"), ("lines", "amount"))


@dataclass(frozen=True, slots=True)
class Village:
    """A village of the list.

    :param name: with what it is: Desa Sumbermisal
    :param district: named as a village is; empty where the list names none
    :param last: the day on which something of its budget was published last; None before that
    """

    code: str
    name: str
    district: str
    last: date | None
    district_code: str = ""


def villages(opened: Programme, state: State) -> list[Village]:
    """Give the villages that there are on the state's day, by code; none without a list.

    Of lists by several code systems one counts, or each village would be there twice: the one
    by whose codes most budgets are published, else the longest.
    """
    table = _table(opened, state, "places", "places")
    if table is None:
        return []
    reader, last = opened.reader(table), _last(opened, state)
    levels = (
        reader.page(Query((Filter("level", "eq", str(level)),)), 0, _ROWS_MOST)
        for level in (_DISTRICT, _VILLAGE)
    )
    districts, own = ([row for row in rows if _is(row, state.day)] for rows in levels)
    told = Counter(str(row["scheme"]) for row in own if str(row["code"]) in last)
    listed = Counter(str(row["scheme"]) for row in own)
    scheme = max(sorted(listed), key=lambda one: (told[one], listed[one]), default="")
    names = {str(row["code"]): named(row) for row in districts if row["scheme"] == scheme}
    found = {
        code: Village(code, named(row), names.get(above, ""), last.get(code), above)
        for row in own
        if row["scheme"] == scheme
        for code, above in [(str(row["code"]), str(row["parent"] or ""))]
    }
    return [found[code] for code in sorted(found)]


def named(row: Mapping[str, Any]) -> str:
    """Name a place with what it is: Desa Sumbermisal."""
    kind, name = str(row["kind"] or ""), str(row["name"])
    return name if not kind or name.lower().startswith(kind.lower()) else f"{kind.title()} {name}"


def _is(row: Mapping[str, Any], day: date | None) -> bool:
    """Whether a row of the list holds on a day."""
    since, until = row["since"], row["until"]
    return day is None or ((since is None or since <= day) and (until is None or until > day))


def _last(opened: Programme, state: State) -> dict[str, date]:
    """Give the day, where the government is, of the last publication that tells of each village."""
    zone = ZoneInfo(opened.config.government.timezone)
    found: dict[str, date] = {}
    for code, entry in _tellers(opened, state):
        on = datetime.fromisoformat(state.publication(entry).time).astimezone(zone).date()
        found[code] = max(on, found.get(code, on))
    return found


def _tellers(opened: Programme, state: State) -> Iterable[tuple[str, int]]:
    for name, column in _TOLD:
        table = _table(opened, state, "villages", name)
        for group, _ in (
            opened.reader(table).sums(ALL, ("village", "entry"), column) if table else ()
        ):
            yield str(group["village"]), int(str(group["entry"]))


def _table(opened: Programme, state: State, register: str, name: str) -> PublishedTable | None:
    try:
        return opened.table(state, register, name)
    except KeyError:
        return None
