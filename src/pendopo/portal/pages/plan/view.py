"""One plan on one screen: where its milestones stand, what people say, when each is due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.continuity import amended, lost
from pendopo.portal.pages.plan.facts import facts
from pendopo.portal.promises import Looked, Promise, Step, promise
from pendopo.portal.visit import Context, Visit, page
from pendopo.stages.assess.words import WORDS
from pendopo.terms.commitment import CoverageCheck, each_check
from pendopo.terms.journey import StandingWord

# From what is lost to what is done: the eye meets first what asks for something.
_LANES = (
    StandingWord.REGRESSED,
    StandingWord.OVERDUE,
    StandingWord.NONE,
    StandingWord.SOME,
    StandingWord.LATER,
    StandingWord.ALL,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A milestone on the board or the timeline.

    :param address: where its commitment's page shows it
    """

    step: Step
    promise: Promise
    address: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The milestones that stand alike.

    :param shape: the sign of it; empty for those without a check
    """

    name: str
    shape: str
    placed: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A list that a check counts: n of N, and who is missing."""

    placed: Placed
    check: Looked
    there: int
    of: int


@page("pages/plan/plan.html", facts=facts)
def plan(visit: Visit, plan: str) -> Context:
    """Gather the screen of a plan.

    :raises Http404: when no plan of that id stands and can be read
    """
    for one in visit.programme.promising.plans(visit.state):
        if one.plan.id == plan:
            break
    else:
        raise Http404
    promises = [promise(visit, one, commitment) for commitment in one.plan.commitments]
    placed = [_placed(visit, step, found) for found in promises for step in found.steps]
    checks = [
        check for each in placed for check in each_check(each.step.milestone.checks) if check.id
    ]
    dated = sorted(
        (each for each in placed if each.step.milestone.due), key=lambda each: _due(each.step)
    )
    today = visit.day.isoformat() if visit.day else ""
    kept = {} if visit.size is None else {"size": visit.size}
    disputed = visit.programme.claiming.claims(visit.state).disputed
    return {
        "published": one,
        "plan": one.plan,
        "publication": one.publication,
        "promises": promises,
        "disputed": {commitment for of, commitment in disputed if of == plan},
        "lanes": list(_lanes(placed)),
        "past": [each for each in dated if _due(each.step) <= today],
        "coming": [each for each in dated if _due(each.step) > today],
        "undated": [each for each in placed if not each.step.milestone.due],
        "covered": [found for each in placed for found in _covered(each, each.step.checks)],
        "milestones": len(placed),
        "checked": sum(bool(each.step.milestone.checks) for each in placed),
        "checks": len(checks),
        "agreed": sum(bool(check.agreed_with) for check in checks),
        "met": sum(each.step.standing.word is StandingWord.ALL for each in placed),
        "amended": amended(visit, one),
        "lost": lost(visit, one),
        "today": visit.day,
        "data": {
            form: reverse(f"standings-{form}", kwargs=kept) for form in ("csv", "json", "parquet")
        },
        "card": visit.absolute("plan_card", plan=plan),
        "crumbs": [{"name": _("Promises"), "address": visit.address("plans")}],
    }


def _placed(visit: Visit, step: Step, found: Promise) -> Placed:
    page = visit.address("commitment", plan=found.published.plan.id, commitment=found.commitment.id)
    return Placed(step, found, f"{page}#{step.milestone.id}")


def _due(step: Step) -> str:
    return step.milestone.due.last.isoformat() if step.milestone.due else ""


def _lanes(placed: Sequence[Placed]) -> Iterator[Lane]:
    """Give the lanes that hold something; nothing can show how far it is without a check."""
    checked = [one for one in placed if one.step.milestone.checks]
    for word in _LANES:
        if found := tuple(one for one in checked if one.step.standing.word is word):
            yield Lane(writing.said(WORDS[word]), word.value, found)
    if bare := tuple(one for one in placed if not one.step.milestone.checks):
        yield Lane(_("No check"), "", bare)


def _covered(placed: Placed, checks: Sequence[Looked]) -> Iterator[Covered]:
    for one in checks:
        found = one.result.evidence
        if isinstance(one.check, CoverageCheck) and "covered" in found:
            yield Covered(placed, one, int(found["covered"]), int(found["of"]))
        yield from _covered(placed, one.within)
