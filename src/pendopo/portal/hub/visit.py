"""One reader of a hub's own pages: which language, which day, which of the members."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pendopo.portal import look
from pendopo.portal.visit import root
from pendopo.programme.hub.board import Board
from pendopo.programme.hub.settings import Hub
from pendopo.programme.hub.table import Row
from pendopo.terms.wording import fill

# The WSGI application puts these here: what the hub knows, and that a member's record is broken.
BOARD = "pendopo.board"
BROKEN = "pendopo.broken"
_ASKED_MOST = 500

Context = dict[str, Any]
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class HubVisit:
    """What every page of a hub knows.

    :param day: by which ages are counted
    :param base: scheme and host as the reader typed them, without a slash at the end
    :param route: the name of the page and the names in its address
    """

    hub: Hub
    rows: tuple[Row, ...]
    day: date
    language: str
    base: str
    query: Mapping[str, str]
    route: tuple[str, Mapping[str, str]]
    broken: bool = False

    @property
    def site(self) -> str:
        """Where the hub stands: scheme, host and what all its addresses begin with."""
        return self.base + root()

    @property
    def accent(self) -> str:
        """The accent's file name."""
        return look.accent_name(self.hub.accent_hue)

    @property
    def languages(self) -> list[Context]:
        """The languages of the hub, each with this page's address in it."""
        names, (name, named) = dict(settings.LANGUAGES), self.route
        asked = f"?{urlencode(self.query)}" if self.query else ""
        return [
            {
                "code": code,
                "name": names[code],
                "address": reverse(name, kwargs={"language": code, **named}) + asked,
            }
            for code in languages_of(self.hub)
        ]

    @property
    def printed(self) -> str:
        """Where paper leads back to: this page, with scheme, host and what was asked.

        What is longer than a square can hold is left out: only a mistake asks so much.
        """
        asked = f"?{urlencode(self.query)}" if self.query else ""
        return self.base + self.here + (asked if len(asked) <= _ASKED_MOST else "")

    @property
    def here(self) -> str:
        """This page without a question."""
        name, named = self.route
        return self.address(name, **named)

    def address(self, name: str, /, **named: str) -> str:
        """Give the address of a page in this language."""
        return reverse(name, kwargs={"language": self.language, **named})

    def record(self, row: Row) -> str:
        """Give where a member's own record stands; empty where it has none."""
        return f"{root()}/{row.member.code}/" if row.member.folder else ""

    def publication(self, row: Row, id_: str) -> str:
        """Give the address of a publication's page, in the reader's language where it has one."""
        spoken = row.facts.languages
        known = self.language in spoken or not spoken
        return f"{self.record(row)}{self.language if known else spoken[0]}/publications/{id_}/"


def languages_of(hub: Hub) -> tuple[str, ...]:
    """Give the hub's languages that have a catalogue, its first one first."""
    known = dict(settings.LANGUAGES)
    return tuple(code for code in hub.languages if code in known) or ("en",)


def page(
    template: str, parameters: frozenset[str] = frozenset()
) -> Callable[[Callable[..., Context]], View]:
    """Make a view of a function that gathers the context of a template.

    :param parameters: the query parameters its address may carry
    """

    def make(gather: Callable[..., Context]) -> View:
        def respond(visit: HubVisit, **named: str) -> HttpResponse:
            context = {"visit": visit, **gather(visit, **named)}
            return HttpResponse(render_to_string(template, context))

        return answer(parameters)(wraps(gather)(respond))

    return make


def answer(parameters: frozenset[str] = frozenset()) -> Callable[[View], View]:
    """Make a view of a function that answers a visit, and refuse what its address may not ask."""

    def make(respond: View) -> View:
        name = respond.__name__

        @wraps(respond)
        def view(request: HttpRequest, language: str = "", **named: str) -> HttpResponseBase:
            visit = enter(request, language, (name, named))
            with (
                translation.override(visit.language),
                timezone.override(visit.hub.timezone),
            ):
                for asked in sorted(set(visit.query) - parameters):
                    words = _("This page does not know the parameter {name}.")
                    raise BadRequest(fill(words, {"name": asked}))
                return respond(visit, **named)

        return view

    return make


def enter(request: HttpRequest, language: str, route: tuple[str, Mapping[str, str]]) -> HubVisit:
    """Open the hub as it is known now.

    :param language: of the address; empty for the hub's first
    :raises Http404: for a language that the hub does not speak
    """
    board: Board = request.META[BOARD]
    spoken = languages_of(board.hub)
    if language and language not in spoken:
        raise Http404
    return HubVisit(
        hub=board.hub,
        rows=board.rows(),
        day=board.day,
        language=language or spoken[0],
        base=f"{request.scheme}://{request.get_host()}",
        query={name: str(text) for name, text in request.GET.items()},
        route=route,
        broken=bool(request.META.get(BROKEN)),
    )
