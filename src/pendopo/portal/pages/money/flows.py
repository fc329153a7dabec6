"""From where to where: revenue and loans into the budget, and out of it by function."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.charts.bars import bars
from pendopo.portal.charts.chart import Chart, Point, Words
from pendopo.portal.charts.sankey import Flow, sankey
from pendopo.portal.pages.money.asked import Budget
from pendopo.portal.pages.money.words import directions, phases, told_reading
from pendopo.programme.phases import by_phase
from pendopo.terms.wording import fill

_SIDE_MOST: Final = 6
_INTO: Final = {"revenue": "economic", "financing-in": ""}
_OUT_OF: Final = {"expenditure": "functional", "financing-out": ""}


def flows(budget: Budget, shown: str) -> Chart | None:
    """Draw the whole of a year and phase; bars to two sides where an amount is below zero.

    :param shown: the phase; both sides must have it, or half of the picture would be missing
    :returns: None where one side is not published
    """
    comes = _side(budget, _INTO, shown)
    goes = _side(budget, _OUT_OF, shown)
    if budget.under or not comes or not goes:
        return None
    words = Words(
        name="flows",
        title=fill(_("From where to where, {year}: {phase}"), _said(budget, shown)),
        note=told_reading(budget)["note"],
        of=_("From"),
        unit=budget.currency,
        short=writing.compact,
        full=writing.number,
    )
    if any(one.value is not None and one.value < 0 for one in (*comes, *goes)):
        # A band below zero has no width: what comes lies to the right, what goes to the left.
        signed = [Point(one.label, None if one.value is None else -one.value) for one in goes]
        return bars(words, [*comes, *signed])
    budget_itself = _("The budget")
    found = [Flow(_apart(one.label, goes), budget_itself, one.value) for one in comes]
    found += [Flow(budget_itself, one.label, one.value) for one in goes]
    return sankey(words, found, _("To"))


def _said(budget: Budget, shown: str) -> dict[str, str]:
    return {"year": budget.year, "phase": phases()[shown]}


def _apart(label: str, others: Sequence[Point]) -> str:
    """Tell a source from a use of the same name: one node of both would be a circle."""
    return f"{label} " if any(one.label == label for one in others) else label


def _side(budget: Budget, ways: dict[str, str], shown: str) -> list[Point]:
    """Give what comes, or what goes, the largest first and the rest together."""
    found: list[Point] = []
    for direction, classification in ways.items():
        if direction in budget.directions:
            found += _members(budget, direction, classification, shown)
    found.sort(key=lambda one: (one.value is None, -(one.value or Decimal(0)), one.label))
    rest = [one.value for one in found[_SIDE_MOST:]]
    if len(rest) > 1:
        known = [value for value in rest if value is not None]
        together = sum(known, Decimal(0)) if len(known) == len(rest) else None
        found = [*found[:_SIDE_MOST], Point(_("all others together"), together)]
    return found


def _members(budget: Budget, direction: str, classification: str, shown: str) -> list[Point]:
    ref = budget.widest(classification, direction) if classification else ""
    cells = budget.whole(ref, direction)
    labels: dict[str, str] = {}
    for cell in cells:
        code = str(cell.get(f"{ref}.code") or "")
        named = str(cell.get(f"{ref}.label") or code or directions()[direction])
        labels.setdefault(code, named)
    sums = by_phase(cells, lambda cell: str(cell.get(f"{ref}.code") or ""))
    points = [Point(labels[code], of[shown]) for code, of in sums.items() if shown in of]
    return [one for one in points if one.value is None or one.value]
