"""A script that sends a form is told where its answer leads: a browser hides that from scripts."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_SENT_BY: Final = "Sent-By"
_SCRIPT: Final = "script"


def lead(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer 204 with the address that comes next, where a browser would be led there by 302.

    Who is led to sign in is led by the guard, which stands before this.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        by_script = request.method == "POST" and request.headers.get(_SENT_BY) == _SCRIPT
        if by_script and response.status_code == HTTPStatus.FOUND:
            response.status_code = HTTPStatus.NO_CONTENT
        return response

    return middleware
