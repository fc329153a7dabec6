"""An address that lacks its last slash leads to the page that has it."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from pendopo.portal.visit import PROGRAMME
from pendopo.programme.programme import Programme

_QUESTIONS = frozenset({"reader", "compare", "questions", "search"})


def complete(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Redirect where nothing is at an address but something is at the same with a slash."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        if response.status_code != 404 or request.path.endswith("/"):  # noqa: PLR2004
            return response
        if not _is_there(request):
            return response
        query = request.META.get("QUERY_STRING", "")
        address = request.path + "/" + (f"?{query}" if query else "")
        return HttpResponsePermanentRedirect(address)

    return middleware


class _AskedError(Exception):
    """A view found what it is about, and went on to ask for its rows."""


class _Unasked:
    """A programme that says what there is and answers no question, so that looking costs none."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever the programme has)
        if name in _QUESTIONS:
            raise _AskedError
        return getattr(self._programme, name)


def _is_there(request: HttpRequest) -> bool:
    looking = copy(request)
    if PROGRAMME in request.META:  # the pages of a hub itself ask no record
        looking.META = request.META | {PROGRAMME: _Unasked(request.META[PROGRAMME])}
    try:
        view, positional, named = resolve(request.path_info + "/")
        answer: HttpResponseBase = view(looking, *positional, **named)
    except _AskedError:
        return True
    except (Resolver404, Http404, BadRequest):
        return False
    answer.close()
    return answer.status_code < 400  # noqa: PLR2004
