"""What my tax pays: an amount that a reader writes, shared as the year's spending is."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.charts.bars import bars
from pendopo.portal.charts.chart import Chart, Point, Words
from pendopo.portal.pages.money.asked import CURRENCY, PUBLISHER, YEAR, Budget
from pendopo.portal.pages.money.view import cube_of
from pendopo.portal.pages.money.words import phases
from pendopo.portal.visit import Context, Visit, page
from pendopo.programme.phases import PLANS, SPENT, by_phase
from pendopo.terms.wording import fill

PAID: Final = "paid"
PARAMETERS: Final = frozenset({YEAR, PUBLISHER, CURRENCY, PAID})
_SPENDING, _BY = "expenditure", "functional"
# Plain or in groups of three by one mark; cents by another one. 0,125 is no group of thousands, and
# 1250.500 may be two amounts.
_AMOUNT: Final = re.compile(
    r"(?P<whole>[0-9]{1,15}"
    r"|[1-9][0-9]{0,2}(?P<mark>[ .,\u00a0])[0-9]{3}(?:(?P=mark)[0-9]{3}){0,3})"
    r"(?:(?!(?P=mark))[.,][0-9]{2})?"
)
_USUAL: Final = Decimal(100)
_BARS_MOST: Final = 12


@page("pages/tax/tax.html", PARAMETERS)
def tax(visit: Visit) -> Context:
    """Gather the page.

    :raises BadRequest: for a choice that there is not
    :raises Http404: where no spending is published
    """
    cube = cube_of(visit)
    budget = Budget(visit, cube) if cube else None
    if budget is None or _SPENDING not in budget.directions:
        raise Http404
    asked = visit.query.get(PAID, "")
    paid = _amount(asked)
    shown, parts = _parts(budget)
    mixed = any(value is None or value < 0 for _name, value in parts)
    shares = [] if mixed else _shares(parts, paid or _USUAL)
    return {
        "budget": budget,
        "asked": asked,
        "refused": bool(asked) and paid is None,
        "paid": paid,
        "phase": phases().get(shown, ""),
        "mixed": mixed,
        "chart": _chart(budget, shares, paid) if shares else None,
        "shares": shares,
        "crumbs": [
            {"name": _("Registers"), "address": visit.address("registers")},
            {"name": _("Follow the money"), "address": visit.address("money")},
        ],
    }


def _amount(text: str) -> Decimal | None:
    """Read an amount as people write it: 1.250.000,00 or 1,250,000; cents are left out."""
    found = _AMOUNT.fullmatch(text.strip())
    return Decimal(re.sub("[^0-9]", "", found["whole"])) or None if found else None


def _parts(budget: Budget) -> tuple[str, list[tuple[str, Decimal | None]]]:
    """Give the phase, and what each function takes in it: what was planned, or else spent."""
    ref = budget.widest(_BY, _SPENDING)
    cells = budget.whole(ref, _SPENDING)
    labels: dict[str, str] = {}
    for cell in cells:
        code = str(cell.get(f"{ref}.code") or "")
        labels.setdefault(code, str(cell.get(f"{ref}.label") or code or _("without a code")))
    sums = by_phase(cells, lambda cell: str(cell.get(f"{ref}.code") or ""))
    there = {phase for amounts in sums.values() for phase in amounts}
    # Of a year that runs the plan is whole, and what was spent is not.
    shown = next((phase for phase in (*PLANS, *SPENT) if phase in there), "")
    return shown, [(labels[code], of[shown]) for code, of in sums.items() if shown in of]


def _shares(parts: Sequence[tuple[str, Decimal | None]], paid: Decimal) -> list[Context]:
    known = [(name, value) for name, value in parts if value]
    whole = sum((value for _name, value in known), Decimal(0))
    found = [
        {
            "name": name,
            "amount": paid * value / whole,
            "percent": f"{writing.rounded(value * 100 / whole, 1)}\N{NO-BREAK SPACE}%",
        }
        for name, value in known
    ]
    return sorted(found, key=lambda one: -Decimal(str(one["amount"])))


def _chart(budget: Budget, shares: Sequence[Context], paid: Decimal | None) -> Chart:
    said = {
        "amount": writing.number(paid or _USUAL),
        "currency": budget.currency,
        "year": budget.year,
    }
    words = Words(
        name="tax",
        title=fill(_("Of {currency} {amount} in {year}"), said),
        note=_("Shared as the whole year's spending is, largest first."),
        of=_("What for"),
        unit=budget.currency,
        short=_whole,
        full=_whole,
    )
    points = [Point(one["name"], one["amount"]) for one in shares[:_BARS_MOST]]
    rest = [one["amount"] for one in shares[_BARS_MOST:]]
    if rest:
        points.append(Point(_("all others together"), sum(rest)))
    return bars(words, points)


def _whole(value: Decimal) -> str:
    return writing.rounded(value, 0 if value >= _USUAL else 2)
