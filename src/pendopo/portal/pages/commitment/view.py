"""One promise: what was promised, what the record shows, and how anyone computes the same."""

from collections.abc import Iterator
from datetime import date

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.continuity import amended, kept, kin
from pendopo.portal.linked import PROJECT, bought
from pendopo.portal.pages.commitment.facts import facts
from pendopo.portal.promises import Looked, Promise, promise
from pendopo.portal.visit import Context, Visit, answer, page
from pendopo.portal.voices import voices_of
from pendopo.published.standings import history, key_of
from pendopo.registers.plans.questions import OGP_VALUES, QUESTIONS
from pendopo.stages.assess.words import WORDS
from pendopo.terms.commitment import Commitment
from pendopo.terms.journey import Entry


@page("pages/commitment/commitment.html", facts=facts)
def commitment(visit: Visit, plan: str, commitment: str) -> Context:
    """Gather the page of a commitment.

    :raises Http404: when no plan of this state has it
    """
    found = _promise(visit, plan, commitment)
    back, forth = kin(visit, found.published, found.commitment)
    factors, survival = kept(visit, found.published, found.commitment)
    return {
        "promise": found,
        "promised": list(_promised(found.commitment)),
        "earlier": back,
        "later": forth,
        "amended": amended(visit, found.published, commitment),
        "factors": factors,
        "survival": survival,
        "voices": voices_of(visit, plan, commitment),
        "plan": found.published.plan,
        "commitment": found.commitment,
        "publication": found.published.publication,
        "wordings": len(visit.state.versions(found.published.publication)),
        "problem": found.commitment.texts.get("problem", ""),
        "recipes": [
            {"milestone": step.milestone, "check": one}
            for step in found.steps
            for one in _computed(step.checks)
        ],
        "months": list(_months(visit, history(visit.state.entries, plan, commitment))),
        "bought": bought(visit, PROJECT, f"{plan}/{commitment}"),
        "card": visit.absolute("commitment_card", plan=plan, commitment=commitment),
        "crumbs": [
            {"name": _("Promises"), "address": visit.address("plans")},
            {"name": found.published.plan.title, "address": visit.address("plan", plan=plan)},
        ],
    }


@answer()
def check_sql(visit: Visit, plan: str, commitment: str, milestone: str, check: str) -> HttpResponse:
    """Give what computes a check as a file for DuckDB.

    :raises Http404: when there is no such check, or it computes nothing
    """
    found = _promise(visit, plan, commitment)
    for step in found.steps:
        for one in _computed(step.checks) if step.milestone.id == milestone else ():
            if one.name == check and one.recipe and step.evaluation:
                text = one.recipe.script(date.fromisoformat(step.standing.as_of))
                return HttpResponse(text, content_type="text/plain; charset=utf-8")
    raise Http404


def _promise(visit: Visit, plan: str, name: str) -> Promise:
    for one in visit.programme.promising.plans(visit.state):
        if one.plan.id == plan and (found := one.commitment(name)):
            return promise(visit, one, found)
    raise Http404


def _promised(one: Commitment) -> Iterator[Context]:
    """Give what the plan says in words, but the problem, which stands above."""
    for name, text in one.texts.items():
        if name != "problem":
            yield {"title": writing.said(QUESTIONS[name].title), "text": text}
    values = [writing.said(OGP_VALUES[value]) for value in one.ogp_values]
    for title, texts in (
        (_("Theme"), [one.theme]),
        (_("Supporting"), [*one.supporting, *one.others]),
        (_("Civil society"), one.civil_society),
        (_("Policy areas"), one.policy_areas),
        (_("OGP values"), values),
        (_("Development goals"), one.sdg_targets),
        (_("Legal basis"), [basis.title for basis in one.legal_basis]),
        (_("Budget lines"), one.budget_lines),
        (_("Used by"), one.used_by),
    ):
        if any(texts):
            yield {"title": title, "text": "; ".join(texts)}


def _computed(checks: tuple[Looked, ...]) -> Iterator[Looked]:
    """Give the checks that compute something, those within others too."""
    for one in checks:
        if one.recipe:
            yield one
        yield from _computed(one.within)


def _months(visit: Visit, entries: list[Entry]) -> Iterator[Context]:
    """Give what was found month by month, newest first: each month leads to the page as of then."""
    by_month: dict[str, list[Entry]] = {}
    for entry in entries:
        by_month.setdefault(writing.local_day(entry.leaf.time).isoformat()[:7], []).append(entry)
    for month in sorted(by_month, reverse=True):
        last = by_month[month][-1]
        yield {
            "month": writing.month(writing.local_day(last.leaf.time)),
            "address": visit.here(size=last.index + 1),
            "evaluations": list(_evaluations(visit, reversed(by_month[month]))),
        }


def _evaluations(visit: Visit, entries: Iterator[Entry]) -> Iterator[Context]:
    for entry in entries:
        found = visit.programme.promising.evaluation(entry, visit.state)
        yield {
            "entry": entry,
            "id": key_of(entry).milestone,
            "word": writing.said(WORDS[found.standing.word]) if found else _("Held or taken away"),
            "shape": found.standing.word.value if found else "later",
            "address": visit.log_address(entry.index),
        }
