"""One reader at one address: which record, which day, which language.

A view is a function from a visit and the names in its address to the context of its template;
``page`` makes it a Django view, refuses what its address may not ask, and renders.
"""

import hashlib
import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, wraps
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from pendopo.exports.archive.copy import Copy, copy_of
from pendopo.exports.archive.places import Places, pretty
from pendopo.portal import writing
from pendopo.portal.memento import announced, linking
from pendopo.programme.config import NOTICE, Government
from pendopo.programme.mirroring import Mirror
from pendopo.programme.programme import Programme
from pendopo.published.state import State, UnknownStateError
from pendopo.terms.wording import fill

# The WSGI application puts the programme here; there is no global to reach for.
PROGRAMME = "pendopo.programme"
# And the desk puts here that what it shows is not public yet.
PREVIEWED = "pendopo.previewed"
AS_OF = "as-of"
LOG_PAGE = 50  # entries on a page of the log
ANY: frozenset[str] = frozenset({"*"})  # the view itself refuses what it does not know

PASSING = "passing"  # in a context: the page will be another soon, so nobody may keep it

Context = dict[str, Any]


_BESIDE, _JSON = "beside", "application/json"
INSTEAD = "instead"  # in a context: the template that shows it, where it is not the page's own


class MovedError(Exception):
    """What was asked for stands at another address.

    :param address: where, with its fragment
    """

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


T = TypeVar("T")
View = Callable[..., HttpResponseBase]
Reads = Callable[..., Hashable]
Facts = Callable[["Visit", Context], Context]


@dataclass(frozen=True)
class Visit:
    """What every page knows.

    :param size: the past state that the address names; None for the present
    :param base: scheme and host as the reader typed them, without a slash at the end
    :param route: the name of the page and the names in its address, to say it in another language
    :param static: the copy that the page is made for, with no program behind it; None for a reader
    :param previewed: whether the desk shows it to who works there, and it is not public yet
    """

    programme: Programme
    state: State
    language: str
    size: int | None
    base: str
    path: str
    query: QueryDict
    route: tuple[str, Mapping[str, object]]
    static: Copy | None = None
    previewed: bool = False

    @property
    def government(self) -> Government:
        """Whose record it is."""
        return self.programme.config.government

    @property
    def subject(self) -> str:
        """Whose figures it holds: the government's own, or those that an observer keeps of it."""
        return self.government.subject

    @property
    def notice(self) -> str:
        """That the government does not publish this; empty where it does."""
        government = self.government
        return fill(_(NOTICE), government.notice) if government.observed else ""

    @cached_property
    def mirror(self) -> Mirror | None:
        """What is known of the origin, where this is a mirror."""
        return self.programme.peering.mirror

    @cached_property
    def halted(self) -> Context | None:
        """Why nothing is published now; None on pages of the past, and without a reason."""
        halt = None if self.past or self.static else self.programme.peering.halt
        if halt is None:
            return None
        return {"text": fill(_(halt.message), halt.values), "evidence": halt.evidence}

    @property
    def desk(self) -> str:
        """Where officers reach the desk; empty where the government has not said."""
        return self.programme.config.desk.address.rstrip("/")

    @property
    def past(self) -> bool:
        """Whether the address names a state, present or past, for good."""
        return self.size is not None

    @property
    def site(self) -> str:
        """Where this record stands: scheme, host and what all its addresses begin with."""
        return self.base + root()

    def address(self, name: str, /, **named: object) -> str:
        """Give the address of a page in this language and at this state."""
        return self._reverse(name, named, self.language, self.size)

    def absolute(self, name: str, /, **named: object) -> str:
        """Give the same with scheme and host, as commands to copy need it."""
        return self.base + self.address(name, **named)

    def here(self, language: str = "", size: int | None = -1) -> str:
        """Give this page in another language or at another state (None: today), query kept."""
        name, named = self.route
        kept = self.size if size == -1 else size
        asked = [(key, text) for key, text in self._asked() if key != AS_OF]
        address = self._reverse(name, named, language or self.language, kept)
        return f"{address}?{urlencode(asked)}" if asked else address

    def in_language(self, language: str) -> "Visit":
        """Give the same reader in another language."""
        return replace(self, language=language)

    @property
    def today(self) -> str:
        """This page at the present state."""
        return self.here(size=None)

    @property
    def fixed(self) -> str:
        """This page at this state for good: the address to cite."""
        return self.here(size=self.state.size)

    @property
    def printed(self) -> str:
        """Where paper leads back to: this page at this state for good, with scheme and host.

        A copy leads to the running site, or to where it stands itself; empty where neither is
        known.
        """
        if self.static is None:
            return self.base + self.fixed
        if self.static.live:
            return self.static.live + self.fixed
        place = Places(self.state.size).of(self.fixed)
        return f"{self.static.base}/{pretty(place)}" if self.static.base and place else ""

    @property
    def running(self) -> str:
        """This page on the running site, today, as a copy of it leads there; empty if unknown."""
        return self.static.live + self.today if self.static and self.static.live else ""

    def once(self, what: Hashable, gather: Callable[[], T]) -> T:
        """Gather something of this state: once for a copy, which has many pages, and anew else."""
        if self.static is None:
            return gather()
        key = self.state.size, what
        if key not in self.static.kept:
            self.static.kept[key] = gather()
        found: T = self.static.kept[key]
        return found

    @property
    def plain(self) -> str:
        """This page without a question."""
        name, named = self.route
        return self.address(name, **named)

    @property
    def as_json(self) -> str:
        """The same facts as this page as JSON; empty where there are none."""
        return self._beside("_json", [])

    @property
    def feed(self) -> str:
        """What is new on this page, as Atom; empty where the page has no feed."""
        return self._beside("_feed", ["sort", "page"])

    @property
    def timemap(self) -> str:
        """Where the versions of what this page shows are listed (RFC 7089); empty where none is."""
        name, named = self.route
        kept: dict[str, object] = {} if self.size is None else {"size": self.size}
        if name == "publication" and self._published(str(named["id"])):
            first = self.language == languages_of(self.programme)[0]
            spoken = {} if first else {"language": self.language}
            return reverse("timemap", kwargs={"id": named["id"], **spoken, **kept})
        if name == "table":
            return reverse("timemap_table", kwargs={"language": self.language, **named, **kept})
        return ""

    @property
    def original(self) -> str:
        """Where the newest state of what this page shows stands, at an address that stays."""
        name, named = self.route
        if name != "publication" or not self._published(str(named["id"])):
            return self.today
        first = self.state.versions(self.state.publication_of(str(named["id"])))[0]
        return self._reverse("publication_latest", {"id": first.id}, self.language, None)

    def _published(self, name: str) -> bool:
        """Whether this state has a publication; one that waits for witnesses has a page too."""
        try:
            return bool(self.state.publication_of(name))
        except KeyError:
            return False

    @property
    def in_time(self) -> dict[str, str]:
        """The headers that say which state of which resource this is; none where it is only one."""
        if not (self.past or self.timemap):
            return {}
        timemap = self.base + self.timemap if self.timemap else ""
        return announced(self.base + self.original, timemap, self.state.time if self.past else "")

    @property
    def page_of_feed(self) -> str:
        """The page that a feed tells the news of."""
        name, named = self.route
        page = replace(self, route=(name.removesuffix("_feed"), named))
        return page.here()

    def _beside(self, ending: str, left_out: list[str]) -> str:
        """Give another form of this page that answers the same question."""
        name, named = self.route
        try:
            address = self.address(name + ending, **named)
        except NoReverseMatch:
            return ""
        asked = [(key, text) for key, text in self._asked() if key not in left_out and text]
        return f"{address}?{urlencode(asked)}" if asked else address

    @property
    def report(self) -> str:
        """Where a reader reports an error on this page: a letter begun, or the contact's address.

        Empty where the government names no contact.
        """
        contact = self.government.contact
        if not contact or "@" not in contact or "//" in contact:
            return contact if contact.startswith(("https://", "http://")) else ""
        subject = fill(_("An error on a page of {name}"), {"name": self.government.name})
        body = _("The page: {address}\n\nWhat is wrong:\n\nWhat it should say, and how you know:\n")
        asked = {"subject": subject, "body": fill(body, {"address": self.base + self.fixed})}
        # RFC 6068: spaces as %20, lines end with %0D%0A.
        letter = urlencode(
            {key: text.replace("\n", "\r\n") for key, text in asked.items()}, quote_via=quote
        )
        return f"mailto:{quote(contact, safe='@')}?{letter}"

    @property
    def origin(self) -> str:
        """The log's permanent name."""
        return self.programme.config.log.origin

    @property
    def licence(self) -> str:
        """What is published under when a publication says nothing else."""
        return self.programme.config.publishing.licence

    @property
    def publisher(self) -> str:
        """Who publishes when a publication says nothing else."""
        return self.programme.config.publishing.publisher or self.government.name

    @property
    def last_entry(self) -> int:
        """The index of the last entry that this state counts."""
        return self.state.size - 1

    @property
    def last_day(self) -> str:
        """The last day that a reader may ask for; none on a past page, which stays as it is."""
        return "" if self.past or self.day is None else str(self.day)

    @property
    def day(self) -> date | None:
        """The day of the last entry, where the government is."""
        return writing.local_day(self.state.time) if self.state.time else None

    @cached_property
    def note(self) -> str:
        """The signed checkpoint of this state; empty where none was signed at just that size."""
        path = self.programme.public / "log" / "history" / f"{self.state.size}.checkpoint"
        return path.read_text("utf-8") if path.exists() else ""

    @property
    def root(self) -> str:
        """The root hash as a checkpoint writes it; empty where a past root is not at hand."""
        lines = self.note.splitlines()
        return lines[2] if lines else ""

    def log_address(self, index: int) -> str:
        """Give the address of an entry: the log's pages count from its start, so it stays put."""
        return f"{self.address('log')}?page={index // LOG_PAGE + 1}#entry-{index}"

    @property
    def languages(self) -> list[Context]:
        """The languages of this programme, each with this page's address in it."""
        names = dict(settings.LANGUAGES)
        return [
            {"code": code, "name": names[code], "address": self.here(language=code)}
            for code in languages_of(self.programme)
        ]

    @property
    def furnished(self) -> frozenset[str]:
        """The rooms that may be empty and are not: an empty one has no door."""
        found = {name for name in ("plans", "villages") if self.state.current(name)}
        if self.programme.flagging.has(self.state):
            found.add("processes")
        return frozenset(found)

    @property
    def rooms(self) -> list[Context]:
        """The main rooms, as the masthead lists them."""
        here, furnished = self.route[0], self.furnished
        rooms = (
            ("registers", _("Registers"), ("registers", "register", "table", "row", *_PUBLICATION)),
            ("plans", _("Promises"), ("plans", "plan", "commitment")),
            ("villages", _("Villages"), ("villages", "village")),
            ("processes", _("Purchases"), _PURCHASES),
            ("places", _("Places"), ("places", "place")),
            ("offices", _("Offices"), ("offices", "office")),
            ("search", _("Search"), ("search",)),
            ("log", _("Log"), ("log",)),
            ("downloads", _("Downloads"), ("downloads", "developers", "sql")),
            ("verify", _("How to check"), ("verify",)),
            ("about", _("About"), ("about",)),
        )
        return [
            {"name": title, "address": self.address(name), "current": here in inside}
            for name, title, inside in rooms
            if name not in _MAY_BE_EMPTY or name in furnished
        ]

    def _asked(self) -> list[tuple[str, str]]:
        return [(key, text) for key, texts in self.query.lists() for text in texts]

    def _reverse(
        self, name: str, named: Mapping[str, object], language: str, size: int | None
    ) -> str:
        kept = dict(named) if name in API_ROUTES else {"language": language, **named}
        if size is not None:
            kept.setdefault("size", size)
        return reverse(name, kwargs=kept)


_PUBLICATION = ("publication", "changes")
_MAY_BE_EMPTY = frozenset({"plans", "villages", "processes"})
_PURCHASES = (
    *("processes", "process", "buyer", "supplier", "flags", "flag"),
    *("missing", "prices", "ceilings", "network"),
)
# Addresses for programs carry no language.
API_ROUTES = frozenset(
    {
        "table-csv",
        "table-json",
        "table-parquet",
        "table-about",
        "changes-csv",
        "changes-json",
        "catalog",
        "cubes",
        "fiscal-package",
        "table-xlsx",
        "sql_answer",
        "sql_answer_csv",
        "ocds",
        "ocds-bulk",
        "ocds-bulk-file",
        "ocds-record",
        "ocds-release",
        "ocds-timeline",
        "openapi",
    }
)


def root() -> str:
    """Give what all addresses of this site begin with: nothing, or the path that it stands below.

    Source: PEP 3333, SCRIPT_NAME; Django keeps it for each request.
    """
    return get_script_prefix().removesuffix("/")


def languages_of(programme: Programme) -> tuple[str, ...]:
    """Give the programme's languages that have a catalogue, its first language first."""
    known = dict(settings.LANGUAGES)
    return tuple(code for code in programme.config.government.languages if code in known) or ("en",)


def answer(
    parameters: frozenset[str] = frozenset(), reads: Reads | None = None
) -> Callable[[View], View]:
    """Make a view of a function that answers a visit, and refuse what its address may not ask.

    :param parameters: the query parameters its address may carry, ``ANY`` when it checks them
    :param reads: names what the answer is made from, for a copy that is brought up to date; without
        it the answer is made for every state
    """

    def make(respond: View) -> View:
        name = respond.__name__

        @wraps(respond)
        def view(
            request: HttpRequest, language: str, size: int | None = None, **named: object
        ) -> HttpResponseBase:
            visit = enter(request, language, size, (name, named))
            with translation.override(language), timezone.override(visit.government.timezone):
                if AS_OF in request.GET:
                    return HttpResponseRedirect(visit.here(size=_size_on(visit)))
                _refuse_unknown(request.GET, parameters)
                tag = _tag(visit, reads)
                if tag and request.headers.get("If-None-Match") == tag:
                    return HttpResponseNotModified()
                try:
                    response = respond(visit, **named)
                except MovedError as moved:
                    return HttpResponseRedirect(moved.address)
                if tag:
                    response.headers["ETag"] = tag
                return response

        return view

    return make


def page(
    template: str,
    parameters: frozenset[str] = frozenset(),
    facts: Facts | None = None,
    reads: Reads | None = None,
) -> Callable[[Callable[..., Context]], View]:
    """Make a view of a function that gathers the context of a template.

    :param facts: gives the same facts as JSON, for the address ``index.json`` beside the page
    :param reads: as for ``answer``
    """

    def make(gather: Callable[..., Context]) -> View:
        def respond(visit: Visit, **named: object) -> HttpResponseBase:
            context = gather(visit, **named)
            shown = context.get(INSTEAD, template)
            text = render_to_string(shown, {"visit": visit, **context})
            headers = visit.in_time
            if visit.static and facts:
                # Whoever copies asks for the JSON next, and all that it says is gathered here.
                visit.static.kept[_BESIDE] = (_asking(visit), context)
                headers = linking(headers, visit.as_json, _JSON)
            response = HttpResponse(text, headers=headers)
            return _lasting(response, context)

        def respond_json(visit: Visit, **named: object) -> HttpResponseBase:
            # The page's own addresses are told, its pager's too: those of JSON follow from them.
            of_page = replace(visit, route=(gather.__name__, named))
            known, context = visit.static.kept.get(_BESIDE, ("", {})) if visit.static else ("", {})
            if known != _asking(of_page):
                context = gather(of_page, **named)
            response = beside(of_page, facts(of_page, context) if facts else {})
            return _lasting(response, context)

        view = answer(parameters, reads)(wraps(gather)(respond))
        respond_json.__name__ = f"{gather.__name__}_json"
        respond_json.__doc__ = "Give the facts of the page beside it as JSON."
        view.json = answer(parameters, reads)(respond_json) if facts else None  # type: ignore[attr-defined]
        return view

    return make


def _asking(visit: Visit) -> str:
    """Name a page and all that its address asks."""
    return repr((visit.route, visit.language, visit.size, visit.query.urlencode()))


def _tag(visit: Visit, reads: Reads | None) -> str:
    """Name what the answer to a visit is made from; empty for a reader, and where it is all."""
    if visit.static is None or reads is None:
        return ""
    name, named = visit.route
    found = reads(visit, **named)
    if found is None:
        return ""
    asked = (name, sorted(named.items()), visit.language, sorted(visit.query.lists()), found)
    # Weak (RFC 9110, 8.8.1): what the page shows is the same, though not of which state it is.
    return f'W/"{hashlib.sha256(repr(asked).encode()).hexdigest()[:32]}"'


def _lasting(response: HttpResponse, context: Context) -> HttpResponse:
    if context.get(PASSING):
        response.headers["Cache-Control"] = "no-store"
    return response


def beside(visit: Visit, facts: Context) -> HttpResponse:
    """Answer with the facts of a page as JSON: whose they are and of which state comes first."""
    whole = {
        "page": visit.base + visit.here(),
        "permanent": visit.base + visit.fixed,
        "about": visit.subject,
        "kept_by": visit.government.name,
        "invented": visit.government.invented,
        "language": visit.language,
        "state": {
            "log": visit.origin,
            "size": visit.state.size,
            "time": visit.state.time or None,
            "root": visit.root or None,
        },
        **facts,
    }
    text = json.dumps(whole, ensure_ascii=False, indent=1, default=str) + "\n"
    return HttpResponse(text, content_type="application/json")


def enter(
    request: HttpRequest,
    language: str,
    size: int | None,
    route: tuple[str, Mapping[str, object]],
) -> Visit:
    """Open the record at the state that the address names.

    :raises Http404: for a language that this programme does not speak, or a state not yet reached
    """
    programme: Programme = request.META[PROGRAMME]
    if language not in languages_of(programme):
        raise Http404
    try:
        state = programme.state(size)
    except UnknownStateError as error:
        raise Http404 from error
    return Visit(
        programme=programme,
        state=state,
        language=language,
        size=size,
        base=f"{request.scheme}://{request.get_host()}",
        path=request.path,
        query=request.GET,
        route=route,
        static=copy_of(request.META),
        previewed=bool(request.META.get(PREVIEWED)),
    )


def _size_on(visit: Visit) -> int:
    """Read ``?as-of=2026-11-20``.

    :raises BadRequest: when it is no day
    """
    found = str(visit.query[AS_OF])
    try:
        return visit.programme.size_on(date.fromisoformat(found))
    except ValueError as error:
        words = _("as-of is {found}. Write a day as 2026-11-20.")
        raise BadRequest(fill(words, {"found": found})) from error


def _refuse_unknown(query: QueryDict, parameters: frozenset[str]) -> None:
    """Refuse a question that the page does not answer, rather than answer another one."""
    unknown = sorted(set(query) - parameters)
    if unknown and parameters is not ANY:
        words = _("This page does not know the parameter {name}.")
        raise BadRequest(fill(words, {"name": unknown[0]}))


def first_address(programme: Programme, accepted: str) -> str:
    """Give the address of the first page in the language that the reader's browser asks for.

    :param accepted: the Accept-Language header
    """
    spoken = languages_of(programme)
    for code, _weight in parse_accept_lang_header(accepted):
        if code.split("-")[0] in spoken:
            return reverse("home", kwargs={"language": code.split("-")[0]})
    return reverse("home", kwargs={"language": spoken[0]})
