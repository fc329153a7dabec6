"""Cards: one figure with its source, small enough for the frame of another site."""

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string

from pendopo.portal.listed import rows_of, title_of
from pendopo.portal.measures import latest
from pendopo.portal.pages.table.view import find
from pendopo.portal.visit import Context, Visit, answer

# As every page, but another site may frame it, and it sends no form.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors *"
)


@answer()
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
    return _card(visit, "pages/cards/table.html", context)


@answer()
def measure_card(visit: Visit, indicator: str) -> HttpResponse:
    """Show the newest answer to a question as a card.

    :raises Http404: when it was not measured yet
    """
    for measure in latest(visit):
        if measure.measurement.indicator == indicator:
            return _card(visit, "pages/cards/measure.html", {"measure": measure})
    raise Http404


def _card(visit: Visit, template: str, context: Context) -> HttpResponse:
    response = HttpResponse(render_to_string(template, {"visit": visit, **context}))
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
