"""Cards: one figure with its source, small enough for the frame of another site."""

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string

from pendopo.portal import touched
from pendopo.portal.listed import rows_of, title_of
from pendopo.portal.measures import latest
from pendopo.portal.pages.table.view import find
from pendopo.portal.promises import promise
from pendopo.portal.visit import Context, Visit, answer
from pendopo.terms.journey import StandingWord

# As every page, but another site may frame it, and it sends no form.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors *"
)


@answer(reads=touched.table)
def table_card(visit: Visit, register: str, name: str) -> HttpResponse:
    """Show a table as a card: how many rows, and what one is.

    :raises Http404: when this state has no such table
    """
    table = find(visit, register, name)
    newest = visit.state.publication(table.publications[-1])
    context = {
        "title": title_of(visit, table),
        "rows": rows_of(visit, table),
        "row": table.table.row,
        "publication": newest,
        "facts": visit.programme.metadata(newest),
        "address": visit.address("table", register=register, name=name),
    }
    return card(visit, "pages/cards/table.html", context)


@answer()
def measure_card(visit: Visit, indicator: str) -> HttpResponse:
    """Show the newest answer to a question as a card.

    :raises Http404: when it was not measured yet
    """
    for measure in latest(visit):
        if measure.measurement.indicator == indicator:
            return card(visit, "pages/cards/measure.html", {"measure": measure})
    raise Http404


@answer()
def plan_card(visit: Visit, plan: str) -> HttpResponse:
    """Show a plan as a card: how many of its milestones have all their checks passed.

    :raises Http404: when none of that id stands
    """
    for one in visit.programme.promising.plans(visit.state):
        if one.plan.id == plan:
            found = [promise(visit, one, commitment) for commitment in one.plan.commitments]
            steps = [step for each in found for step in each.steps]
            context = {
                "title": one.plan.title,
                "steps": steps,
                "met": sum(step.standing.word is StandingWord.ALL for step in steps),
                "publication": one.publication,
                "address": visit.address("plan", plan=plan),
            }
            return card(visit, "pages/cards/plan.html", context)
    raise Http404


@answer()
def commitment_card(visit: Visit, plan: str, commitment: str) -> HttpResponse:
    """Show a promise as a card: where it stands, and whether people differ on it.

    :raises Http404: when no plan of this state has it
    """
    for one in visit.programme.promising.plans(visit.state):
        if one.plan.id == plan and (found := one.commitment(commitment)):
            claims = visit.programme.claiming.claims(visit.state)
            context = {
                "title": found.title,
                "promise": promise(visit, one, found),
                "disputed": (plan, commitment) in claims.disputed,
                "publication": one.publication,
                "address": visit.address("commitment", plan=plan, commitment=commitment),
            }
            return card(visit, "pages/cards/commitment.html", context)
    raise Http404


def card(visit: Visit, template: str, context: Context) -> HttpResponse:
    """Answer with a card: a page that another site may frame."""
    response = HttpResponse(render_to_string(template, {"visit": visit, **context}))
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
