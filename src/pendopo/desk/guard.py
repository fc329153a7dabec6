"""Who comes in: every page asks for a sign-in and a right, unless it says that it asks for none."""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from pendopo.desk.hall import TOO_LARGE
from pendopo.desk.models import Person, SignIn
from pendopo.desk.problems import forbidden, refused, too_large
from pendopo.desk.rights import Right, may, needs_second_step
from pendopo.desk.signing_in import end, has_second_step, sign_in_of

_V = TypeVar("_V", bound=Callable[..., Any])
_RIGHT: Final = "right"
_FREE: Final = "free"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def needs(right: Right) -> Callable[[_V], _V]:
    """Say which right a page asks for."""

    def marked(view: _V) -> _V:
        setattr(view, _RIGHT, right)
        return view

    return marked


def free(view: _V) -> _V:
    """Say that a page asks for no sign-in."""
    setattr(view, _FREE, True)
    return view


def right_of(view: Callable[..., Any]) -> Right | None:
    """Give the right that a page asks for; None for one that is free to all."""
    return None if getattr(view, _FREE, False) else getattr(view, _RIGHT, Right.OWN)


def signed_in(request: HttpRequest) -> Person:
    """Give who is signed in."""
    return cast("Person", request.user)


def sign_in(request: HttpRequest) -> SignIn:
    """Give the sign-in of a request that was let in."""
    return cast("SignIn", request.META["pendopo.sign_in"])


def guard(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let in who may, and send others to where they can."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        turned_away = _refused(request) or _unread(request) or _unreadable(request)
        response: HttpResponseBase = turned_away or respond(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if response.headers.get("Access-Control-Allow-Origin"):
            del response.headers["Access-Control-Allow-Origin"]
        return response

    return middleware


def _refused(request: HttpRequest) -> HttpResponse | None:
    try:
        request.resolver_match = resolve(request.path_info, request.urlconf)
    except Resolver404:
        return None
    right = right_of(request.resolver_match.func)
    if right is None:
        return None
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    found = sign_in_of(request)
    if found is None:
        end(request)
        return _to_sign_in(request)
    request.META["pendopo.sign_in"] = found
    person = signed_in(request)
    own = request.path_info.startswith(reverse("account"))
    if needs_second_step(person) and not has_second_step(person) and not own:
        return HttpResponseRedirect(reverse("account"))
    return None if may(person, right) or right is Right.OWN else forbidden(request, right)


def _unread(request: HttpRequest) -> HttpResponse | None:
    """Refuse a file that is larger than the desk takes, of which nothing was read."""
    return too_large(request) if request.META.get(TOO_LARGE) else None


def _unreadable(request: HttpRequest) -> HttpResponse | None:
    """Refuse a text with a NUL in it: no field has one, and PostgreSQL keeps none."""
    texts = (text for sent in (request.GET, request.POST) for text in _each(sent))
    return refused(request, ValueError()) if any("\0" in text for text in texts) else None


def _each(sent: QueryDict) -> Iterator[str]:
    for name, values in sent.lists():
        yield name
        yield from map(str, values)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    wanted = request.get_full_path() if request.method == "GET" and request.path_info != "/" else ""
    asked = f"?{urlencode({'next': wanted})}" if wanted else ""
    return HttpResponseRedirect(reverse("sign_in") + asked)
