"""What changed from one phase to the next, and who decided it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.pages.money.asked import Budget
from pendopo.portal.pages.money.words import phases
from pendopo.portal.papers import Papers
from pendopo.portal.visit import Context
from pendopo.programme.phases import Amounts
from pendopo.published.shelf import DOCUMENTS
from pendopo.published.state import Publication
from pendopo.terms.wording import fill

_PUBLICATIONS_MOST: Final = 3
_CHANGES_MOST: Final = 8
_BUDGETS: Final = "budgets"
# The papers that decide a phase, of any shelf.
_PAPERS: Final = {
    "pre-budget": ("pre-budget-statement",),
    "proposal": ("budget-proposal", "raperda-apbd"),
    "approved": ("enacted-budget", "perda-apbd"),
    "revised": ("perda-perubahan",),
    "executed": ("year-end-report",),
    "audited": ("audit-report", "lkpd", "bpk-opinion"),
}


def decided(budget: Budget, told: Sequence[str], total: Amounts) -> list[Context]:
    """Give the phases in their order: the amount, by how much it changed, who decided, and where.

    :param told: the phases that are published
    """
    papers = Papers(budget.visit)
    rows: list[Context] = []
    before: Decimal | None = None
    for phase in told:
        value = total.get(phase)
        published = _published(budget, papers, phase)
        change = value - before if value is not None and before is not None else None
        rows.append(
            {
                "phase": phases()[phase],
                "value": value,
                "change": None if not rows else change,
                "percent": _percent(change, before),
                "first": not rows,
                "by": _by(budget, papers, phase),
                "publications": published[-_PUBLICATIONS_MOST:],
                "more": _more(len(published) - _PUBLICATIONS_MOST),
            }
        )
        before = value
    return rows


def changes(rows: Sequence[Context], told: Sequence[str]) -> list[Context]:
    """Give the members whose plan was changed most, from the first plan to the last.

    One that a plan leaves out was changed by all that the other gives it; whose amount is not known
    is left out.

    :param rows: as the table of phases has them
    """
    plans = [one for one in ("proposal", "approved", "revised") if one in told]
    if len(plans) < 2:  # noqa: PLR2004  a first and a last
        return []
    first, last = told.index(plans[0]), told.index(plans[-1])
    found = []
    for row in rows:
        before, after = row["amounts"][first], row["amounts"][last]
        change = _change(before, after)
        if change:
            found.append(
                {
                    "name": row["name"],
                    "address": row["address"],
                    "before": before["value"],
                    "after": after["value"],
                    "change": change,
                    "percent": _percent(change, before["value"]),
                }
            )
    found.sort(key=lambda one: (-abs(one["change"]), one["name"]))
    return found[:_CHANGES_MOST]


def _change(before: Context, after: Context) -> Decimal | None:
    """Give by how much an amount changed; None where that is not known."""
    if any(one["value"] is None and not one["absent"] for one in (before, after)):
        return None
    return (after["value"] or Decimal(0)) - (before["value"] or Decimal(0))


def _more(count: int) -> str:
    return fill(_("and {count} more"), {"count": writing.number(count)}) if count > 0 else ""


def plans_named(told: Sequence[str]) -> tuple[str, str]:
    """Name the first and the last plan that are compared."""
    plans = [one for one in ("proposal", "approved", "revised") if one in told]
    return (phases()[plans[0]], phases()[plans[-1]]) if plans else ("", "")


def _percent(change: Decimal | None, of: Decimal | None) -> str:
    if change is None or not of or of < 0:
        return ""
    sign = "+" if change > 0 else ""
    return f"{sign}{writing.rounded(change * 100 / of, 1)}\N{NO-BREAK SPACE}%"


def _by(budget: Budget, papers: Papers, phase: str) -> Context:
    """Say who decided: as a published paper names it, else as the law has it."""
    for one in reversed(papers.publications):
        if one.register == DOCUMENTS and _is_of(one, budget, phase):
            files = [file for file in papers.files(one) if file["decided_by"]]
            if files:
                return _as_paper(files[0], one)
    texts: Any = papers.country.decides.get(phase, {})
    law = texts.get(budget.visit.language) or texts.get("en", "")
    return {
        "who": law,
        "law": papers.country.law if law else "",
        "verified": papers.country.verified,
    }


def _as_paper(file: dict[str, Any], one: Publication) -> Context:
    return {
        "who": file["decided_by"],
        "number": file["number"] or "",
        "day": file["decided_on"],
        "paper": one,
        "law": "",
    }


def _is_of(one: Publication, budget: Budget, phase: str) -> bool:
    scope = one.scope
    return (
        scope["document"] in _PAPERS[phase]
        and scope["year"] == budget.year
        and scope["publisher"] == budget.publisher
    )


def _published(budget: Budget, papers: Papers, phase: str) -> list[Context]:
    """Give the publications that hold a phase now, with who handed them in."""
    found = []
    for one in papers.publications:
        if one.register != _BUDGETS or one.replaced_by is not None:
            continue
        scope = one.scope
        named = {part.partition("-")[0] if part.startswith("executed") else part
                 for part in scope["phase"].split(".")}  # fmt: skip
        years = scope["year"].split(".")
        if scope["publisher"] == budget.publisher and budget.year in years and phase in named:
            facts = budget.visit.programme.metadata(one)
            found.append(
                {"id": one.id, "day": one.time, "office": facts.publisher if facts else ""}
            )
    return found
