"""How a page of the desk is made: its template, and what each one shows of who is signed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pendopo.desk.hall import hall
from pendopo.desk.language import spoken
from pendopo.desk.look import name_of
from pendopo.desk.models import Person
from pendopo.desk.rights import Right, may, needs_second_step
from pendopo.desk.signing_in import has_second_step
from pendopo.programme.config import Government
from pendopo.terms.wording import fill, say

_TOLD: Final = "told"
_ROOMS: Final = (
    ("home", say("My desk"), Right.OWN),
    ("hand_in", say("Hand in a file"), Right.HAND_IN),
    ("forms", say("Fill in a form"), Right.HAND_IN),
    ("overview", say("Who has published"), Right.OVERVIEW),
    ("people", say("Who works here"), Right.PEOPLE),
    ("audit", say("What was done"), Right.AUDIT),
    ("account", say("My account"), Right.OWN),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What the parts that are shared with the public pages ask of a visit."""

    government: Government
    language: str


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page."""
    language = get_language() or "en"
    person = request.user if isinstance(request.user, Person) else None
    whole = {
        **context,
        "person": person,
        "visit": Visit(hall(request).config.government, language),
        "languages": [
            {"code": code, "name": dict(settings.LANGUAGES)[code]} for code in spoken(request)
        ],
        "rooms": _rooms(request, person) if person else [],
        "told": _told(request),
        "style": name_of("css"),
        "script": name_of("js"),
        "here": request.get_full_path(),
    }
    return render(request, template, whole, status=status)


def _told(request: HttpRequest) -> str:
    """Give what was said for the next page, once; a session that says nothing is not written."""
    session = getattr(request, "session", {})
    return str(session.pop(_TOLD)) if _TOLD in session else ""


def tell(request: HttpRequest, text: str, **values: object) -> None:
    """Say on the next page what was done.

    :param text: marked with ``say``
    """
    request.session[_TOLD] = fill(_(text), {name: str(value) for name, value in values.items()})


def word(text: str, **values: object) -> str:
    """Give a marked text with its values in the language in use."""
    return fill(_(text) if text else "", {name: str(value) for name, value in values.items()})


def posted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer only to what a form sends."""

    def only(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        return view(request, *given, **named)

    only.__name__, only.__doc__ = view.__name__, view.__doc__
    only.__dict__ |= vars(view)
    return only


def _rooms(request: HttpRequest, person: Person) -> list[dict[str, Any]]:
    if needs_second_step(person) and not has_second_step(person):
        return []
    found = []
    for name, title, right in _ROOMS:
        if right is Right.OWN or may(person, right):
            address = reverse(name)
            current = request.path_info == address
            found.append({"address": address, "name": _(title), "current": current})
    return found
