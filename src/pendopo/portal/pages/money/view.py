"""Where money comes from and where it goes: by classification, phase and year, in any reading."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.charts.bars import bars
from pendopo.portal.charts.chart import Chart, Point, Words
from pendopo.portal.pages.money.asked import (
    CUBE,
    PARAMETERS,
    Budget,
    Under,
)
from pendopo.portal.pages.money.choices import choices, titles
from pendopo.portal.pages.money.decided import changes, decided, plans_named
from pendopo.portal.pages.money.facts import facts
from pendopo.portal.pages.money.flows import flows
from pendopo.portal.pages.money.words import directions, phases, told_reading, unavailable
from pendopo.portal.pages.money.years import years
from pendopo.portal.visit import Context, Visit, page
from pendopo.programme.phases import PHASES, PLANS, SPENT, Amounts, by_phase, months
from pendopo.published.cubes.reader import CubeReader
from pendopo.terms.wording import fill

_ROWS_MOST: Final = 40
_BARS_MOST: Final = 12
_REASONS_MOST: Final = 3
_GOES_OUT: Final = ("expenditure", "financing-out")


@page("pages/money/money.html", PARAMETERS, facts=facts)
def money(visit: Visit) -> Context:
    """Gather the page.

    :raises BadRequest: for a choice that there is not
    :raises Http404: where the record holds no budget
    """
    cube = cube_of(visit)
    if cube is None:
        raise Http404
    budget = Budget(visit, cube)
    cells = budget.cells([budget.ref] if budget.ref else [])
    found = _by_member(budget, cells)
    told = [phase for phase in PHASES if any(phase in amounts for _, _, amounts in found)]
    shown = next((phase for phase in (*PLANS, *SPENT) if phase in told), "")
    rows = _rows(budget, found, told, shown) if budget.ref else []
    total = _sums([amounts for _, _, amounts in found], told)
    by_year, breaks = years(budget)
    return {
        "budget": budget,
        "rows": _with_reasons(budget, rows[:_ROWS_MOST]),
        "more": len(rows) - len(rows[:_ROWS_MOST]),
        "total": _row(budget, None, _("In all"), total, (total, told, shown)),
        "phases": [{"code": one, "name": phases()[one]} for one in told],
        "executable": any(one in told for one in PLANS) and any(one in told for one in SPENT),
        "months": months(cells),
        "shown": phases().get(shown, ""),
        "by": titles(budget).get(budget.by, ""),
        "chart": _chart(budget, rows, shown),
        "years": by_year,
        "breaks": breaks,
        "flows": flows(budget, shown) if shown else None,
        "decided": decided(budget, told, total),
        "changes": changes(rows, told),
        "plans": plans_named(told),
        "taxed": "expenditure" in budget.directions,
        "choices": choices(budget),
        "path": budget.path(),
        "top": budget.address(under="", by=budget.by),
        "unavailable": unavailable(budget),
        "reading": told_reading(budget),
        "crumbs": [{"name": _("Registers"), "address": visit.address("registers")}],
        "all_rows": budget.rows_address(None),
        "other_currencies": ", ".join(budget.other_currencies),
        "paper": _paper(visit, budget),
    }


def _paper(visit: Visit, budget: Budget) -> str:
    """Give where the citizens' budget of the chosen year is printed; empty where there is none."""
    if not budget.publisher or not budget.year:
        return ""
    return visit.address("citizens_budget", publisher=budget.publisher, year=int(budget.year))


def cube_of(visit: Visit) -> CubeReader | None:
    """Open the cube of budgets; None where nothing is in it."""
    try:
        cube = visit.programme.cubes.open(visit.state, CUBE)
    except KeyError:
        return None
    return cube if cube.places() else None


def _by_member(budget: Budget, cells: Sequence[dict[str, Any]]) -> list[tuple[str, str, Amounts]]:
    """Give code, label and amounts of each member; a code that has two labels has its first."""
    code, label = f"{budget.ref}.code", f"{budget.ref}.label"
    labels: dict[str, str] = {}
    for cell in cells:
        known = str(cell.get(code) or "")
        labels.setdefault(known, str(cell.get(label) or known or _("without a code")))
    sums = by_phase(cells, lambda cell: str(cell.get(code) or ""))
    return [(known, labels[known], amounts) for known, amounts in sums.items()]


def _sums(found: Sequence[Amounts], told: Sequence[str]) -> Amounts:
    """Add up; what one member has no known amount of is not known of all."""
    total: Amounts = {}
    for phase in told:
        known = [one[phase] for one in found if phase in one]
        total[phase] = None if None in known else sum((one for one in known if one), Decimal(0))
    return total


def _rows(
    budget: Budget, found: Sequence[tuple[str, str, Amounts]], told: Sequence[str], shown: str
) -> list[Context]:
    total = _sums([amounts for _, _, amounts in found], told)
    rows = [
        _row(budget, code, label, amounts, (total, told, shown)) for code, label, amounts in found
    ]
    if any(row["value"] is not None and row["value"] < 0 for row in rows):
        # Of a total that something was taken from no member is a share.
        rows = [{**row, "share": ""} for row in rows]
    return sorted(rows, key=lambda row: (row["value"] is None, -(row["value"] or 0), row["name"]))


def _row(
    budget: Budget,
    code: str | None,
    name: str,
    amounts: Amounts,
    of: tuple[Amounts, Sequence[str], str],
) -> Context:
    total, told, shown = of
    value, whole = amounts.get(shown), total.get(shown)
    spent, plan = _of_all(amounts, told, SPENT), _of_all(amounts, told, PLANS)
    drill = Under(budget.by, budget.level, code).written if code and budget.level else ""
    return {
        "code": code or "",
        "name": name,
        "value": value,
        "absent": shown not in amounts,
        "amounts": [_amount(amounts, phase) for phase in told],
        "share": _percent(value, whole),
        "executed": _percent(spent, plan),
        "odd": code is not None and _is_odd(budget, spent, plan),
        "address": budget.address(under=drill, by=budget.by) if drill else "",
        "rows": budget.rows_address(code),
    }


def _is_odd(budget: Budget, spent: Decimal | None, plan: Decimal | None) -> bool:
    """Whether more went out than was planned, or less than nothing was carried out."""
    if spent is None or not plan or plan < 0:
        return False
    return spent < 0 or (spent > plan and budget.direction in _GOES_OUT)


def _with_reasons(budget: Budget, rows: Sequence[Context]) -> list[Context]:
    """Give to what was carried out oddly the reasons that its rows tell."""
    if not any(row["odd"] for row in rows):
        return [row | {"reasons": []} for row in rows]
    told: dict[str, list[str]] = {}
    for cell in budget.cells([budget.ref, "note"]):
        if cell["phase.phase"] in SPENT and cell["note.note"]:
            told.setdefault(str(cell.get(f"{budget.ref}.code") or ""), []).append(cell["note.note"])
    return [
        row | {"reasons": sorted(set(told.get(row["code"], [])))[:_REASONS_MOST]}
        if row["odd"]
        else row | {"reasons": []}
        for row in rows
    ]


def _amount(amounts: Amounts, phase: str) -> Context:
    """Write an amount; a phase that says nothing of a member is told from one not known."""
    value = amounts.get(phase)
    return {
        "phase": phases()[phase],
        "value": value,
        "text": "" if value is None else writing.number(value),
        "absent": phase not in amounts,
    }


def _of_all(amounts: Amounts, told: Sequence[str], phases_of: Sequence[str]) -> Decimal | None:
    """Give the amount of the phase that the total is of: a member that is not in it has none."""
    return amounts.get(next((one for one in phases_of if one in told), ""))


def _percent(part: Decimal | None, whole: Decimal | None) -> str:
    """Write a share; empty where it is not known, or of a whole below zero."""
    if part is None or not whole or whole < 0:
        return ""
    return f"{writing.rounded(part * 100 / whole, 1)}\N{NO-BREAK SPACE}%"


def _chart(budget: Budget, rows: Sequence[Context], shown: str) -> Chart | None:
    """Draw the largest; negative ones to the other side, and none that is not in the phase."""
    drawn = [row for row in rows if not row["absent"]]
    if not shown or not drawn or not budget.ref:
        return None
    said = {"direction": directions()[budget.direction], "phase": phases()[shown]}
    said |= {"year": budget.year}
    words = Words(
        name="members",
        title=fill(_("{direction}, {year}: {phase}"), said),
        note=told_reading(budget)["note"],
        of=_("Member"),
        unit=budget.currency,
        short=writing.compact,
        full=writing.number,
    )
    points = [Point(row["name"], row["value"], row["address"]) for row in drawn[:_BARS_MOST]]
    rest = drawn[_BARS_MOST:]
    if rest:
        values = [row["value"] for row in rest]
        points.append(Point(_("all others together"), None if None in values else sum(values)))
    return bars(words, points)
