"""Years beside each other; where the chart of accounts changes the line breaks, and it is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.charts.bars import columns
from pendopo.portal.charts.chart import Chart, Point, Words
from pendopo.portal.pages.money.asked import CAPITA_WORD, Budget
from pendopo.portal.pages.money.words import people, phases, told_reading
from pendopo.programme.crosswalks import crosswalk
from pendopo.programme.phases import PLANS, SPENT, Amounts, by_phase
from pendopo.published.outline import Path as CodePath
from pendopo.published.outline import outline_of
from pendopo.terms.wording import fill

Cells = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Year:
    """One year of what is chosen.

    :param charts: of which editions of charts its codes are
    :param phase: which amount it is; empty where there is none
    :param note: why there is none, or by what it was carried over
    """

    year: int
    charts: tuple[str, ...]
    value: Decimal | None
    phase: str
    note: str = ""


def years(budget: Budget) -> tuple[Chart | None, list[str]]:
    """Draw what is chosen year by year; and say where the charts of accounts part.

    A year without this phase has none, which is said. What is drilled into is a code of the chosen
    year's chart: a year of another chart stands beside it only by a published crosswalk.
    """
    if len(budget.years) <= 1:
        return None, []
    found = _years(budget)
    points = [
        Point(str(one.year), one.value, budget.address(year=str(one.year)), _told(budget, one))
        for one in found
    ]
    words = Words(
        name="years",
        title=_("Year by year"),
        note=_note(budget),
        of=_("Year"),
        unit=budget.currency,
        short=writing.compact,
        full=writing.number,
    )
    parted = [i for i, pair in enumerate(pairwise(found), 1) if _parts(*pair)]
    return columns(words, points, parted), _breaks(budget, found)


def _note(budget: Budget) -> str:
    """Say what the amounts are; how many people there were differs from year to year."""
    if budget.reading_word != CAPITA_WORD:
        return told_reading(budget)["note"]
    return fill(_("In {currency} for each person of its year."), {"currency": budget.currency})


def _told(budget: Budget, one: _Year) -> str:
    return " ".join(filter(None, (phases().get(one.phase, ""), one.note, people(budget, one.year))))


def _years(budget: Budget) -> list[_Year]:
    charts = _charts(budget)
    sums = by_phase(budget.cells(["year"], of_year=False), lambda cell: cell["year.year"])
    here = charts.get(int(budget.year), ())
    found = []
    for year in budget.years:
        phase = next((one for one in (*PLANS, *SPENT) if one in sums.get(year, {})), "")
        value = sums[year][phase] if phase else None
        of = charts.get(year, ())
        if budget.under is None or of == here:
            found.append(_Year(year, of, value, phase))
        else:
            found.append(_carried(budget, year, of, here))
    return found


def _charts(budget: Budget) -> dict[int, tuple[str, ...]]:
    """Give the charts of each year of the whole, whatever is drilled into."""
    found: dict[int, set[str]] = {}
    for cell in budget.across(["year", "chart"]):
        found.setdefault(cell["year.year"], set()).add(cell["chart.chart"] or "")
    return {year: tuple(sorted(names)) for year, names in found.items()}


def _carried(budget: Budget, year: int, of: tuple[str, ...], here: tuple[str, ...]) -> _Year:
    """Carry a year over by its crosswalk; unknown where there is none, or it covers too little."""
    under, visit = budget.under, budget.visit
    apart = _Year(year, of, None, "", _("Of another chart of accounts: not joined."))
    if under is None or len(of) != 1 or len(here) != 1:
        return apart
    walk = crosswalk(visit.programme, visit.state, (of[0], here[0]), under.classification)
    if walk is None:
        return apart
    refs = [f"{under.classification}_{level}" for level in range(1, 9)]
    every = budget.across(["year", *refs])
    cells = [cell for cell in every if cell["year.year"] == year]
    outline = outline_of(_path(one, refs) for one in every if one["year.year"] == int(budget.year))
    codes: dict[CodePath, Amounts] = by_phase(cells, lambda cell: _path(cell, refs))
    there = {phase for amounts in codes.values() for phase in amounts}
    phase = next((one for one in (*PLANS, *SPENT) if one in there), "")
    pairs = [(path, amounts[phase]) for path, amounts in codes.items() if phase in amounts]
    carried = walk.carry(pairs, under.code, outline)
    said = {
        "entry": writing.number(walk.entry),
        "percent": f"{writing.rounded(carried.covered * 100, 1)}\N{NO-BREAK SPACE}%",
    }
    if not carried.holds:
        words = _("Not joined: the crosswalk of entry {entry} covers only {percent} of value.")
        return _Year(year, of, None, phase, fill(words, said))
    words = _("By the crosswalk of entry {entry}, which covers {percent} of value.")
    return _Year(year, of, carried.value, phase, fill(words, said))


def _path(cell: dict[str, Any], refs: Sequence[str]) -> CodePath:
    codes = (cell.get(f"{ref}.code") for ref in refs)
    return tuple(str(code) for code in codes if code)


def _breaks(budget: Budget, found: Sequence[_Year]) -> list[str]:
    """Say between which years the chart changes, and what that means here."""
    said = []
    for before, after in pairwise(found):
        if not _parts(before, after):
            continue
        named = {
            "before": str(before.year),
            "after": str(after.year),
            "old": _named(before.charts),
            "new": _named(after.charts),
        }
        words = _("A break: from {before} to {after} the chart of accounts changes ({old}, {new}).")
        more = next((one.note for one in (before, after) if one.note), "")
        if not budget.under:
            more = _("Totals can be compared; a code of one is not a code of the other.")
        said.append(f"{fill(words, named)} {more}".rstrip())
    return said


def _parts(before: _Year, after: _Year) -> bool:
    """Whether the chart of accounts changes from one year to the next."""
    return before.charts != after.charts and bool(before.charts and after.charts)


def _named(charts: tuple[str, ...]) -> str:
    return ", ".join(one or _("none named") for one in charts)
