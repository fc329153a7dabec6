"""An address that lacks its last slash leads to the page that has it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve


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


def _is_there(request: HttpRequest) -> bool:
    try:
        view, positional, named = resolve(request.path_info + "/")
        answer: HttpResponseBase = view(request, *positional, **named)
    except (Resolver404, Http404, BadRequest):
        return False
    answer.close()
    return answer.status_code < 400  # noqa: PLR2004
