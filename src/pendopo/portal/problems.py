"""What a reader is told when an address cannot be answered: in words, with a way on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pendopo.portal.visit import PROGRAMME, enter, languages_of
from pendopo.published.deadline import SlowError
from pendopo.terms.wording import fill

_REFUSED = 400


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: the address asks what the page does not answer."""
    with translation.override(_language(request)):
        title = _("This address asks something the page does not answer")
        return _problem(request, _REFUSED, title, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: there is nothing at this address, or not at this past state.

    An exception may carry what was perhaps meant: ``near``, names with their addresses.
    """
    with translation.override(_language(request)):
        title = _("There is nothing at this address")
        detail = _(
            "What was published stays at its address for good, so it was probably mistyped. "
            "At a past day, what was published later is not there yet."
        )
        near = getattr(exception, "near", ())
        return _problem(request, 404, title, detail, near)


def slow(request: HttpRequest, ended: SlowError) -> HttpResponse:
    """Answer 503: the question took too long, or others were asking; it may be asked again."""
    with translation.override(_language(request)):
        title = _("This was not answered in time")
        detail = fill(_(ended.message), ended.values)
        response = _problem(request, 503, title, detail)
    response.headers["Retry-After"] = str(ended.retry_after)
    return response


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer 500 without the record, which may be what broke: fixed words in both languages."""
    return HttpResponse(render_to_string("pages/problem/broken.html"), status=500)


def _problem(
    request: HttpRequest,
    status: int,
    title: str,
    detail: str,
    near: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    size, route = _place(request) if status == _REFUSED else (None, ("home", {}))
    # The page leads to itself in words and languages that are there: without what was asked.
    visit = replace(enter(request, _language(request), size, route), query=QueryDict())
    context = {"visit": visit, "heading": title, "detail": detail, "status": status, "near": near}
    with timezone.override(visit.government.timezone):
        return HttpResponse(render_to_string("pages/problem/problem.html", context), status=status)


def _place(request: HttpRequest) -> tuple[int | None, tuple[str, dict[str, Any]]]:
    """Give the state and the page that an address names, its question aside."""
    match = request.resolver_match
    if match is None or match.url_name is None:
        return None, ("home", {})
    named = {name: part for name, part in match.kwargs.items() if name not in {"language", "size"}}
    return match.kwargs.get("size"), (match.url_name, named)


def _language(request: HttpRequest) -> str:
    """Give the language that the address names, else the programme's first."""
    spoken = languages_of(request.META[PROGRAMME])
    for part in request.path_info.split("/")[1:4]:
        if part in spoken:
            return part
    return spoken[0]
