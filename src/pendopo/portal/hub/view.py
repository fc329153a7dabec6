"""The table of all members, and one page about each; the same as CSV, JSON and Atom."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from pendopo.portal.hub import facts, feed, words
from pendopo.portal.hub.visit import BOARD, Context, HubVisit, answer, enter, languages_of, page
from pendopo.portal.sitemap import listing
from pendopo.programme.hub.settings import Kind
from pendopo.programme.hub.table import SORTS, Row, sorted_by
from pendopo.terms.wording import fill

SORT = "sort"
_FILTERS = ("letter", "region", "kind")
_ASKED = frozenset({SORT, *_FILTERS})
_SHOWN = 5
_BROKEN, _NOT_FOUND = 503, 404


@page("hub/members.html", _ASKED)
def members(visit: HubVisit) -> Context:
    """Show the table of all members, sorted and filtered as the address asks."""
    sort = visit.query.get(SORT, "name")
    name, backwards = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS:
        said = _("sort is {found}; write one of {names}, with a - before it for the other way.")
        raise BadRequest(fill(said, {"found": sort, "names": ", ".join(SORTS)}))
    rows = sorted_by(_matching(visit), name, backwards=backwards)
    counts = Counter(row.member.kind for row in visit.rows)
    return {
        "rows": [_shown(visit, row) for row in rows],
        "heads": [_head(visit, key, title, name, backwards) for key, title in _columns()],
        "facets": _facets(visit),
        "chosen": list(_chosen(visit)),
        "numbers": [(counts[kind], words.kind_alone(kind)) for kind in Kind if counts[kind]],
        "feed": reverse("hub_feed", kwargs={"language": visit.language}),
    }


@page("hub/member.html")
def member(visit: HubVisit, code: str) -> Context:
    """Show what is known of one member.

    :raises Http404: when there is none of that code
    """
    row = next((one for one in visit.rows if one.member.code == code), None)
    if row is None:
        raise Http404
    plan = row.plan
    overdue = set(row.overdue or ())
    return {
        **_shown(visit, row),
        "plan": plan,
        "steps": [(step, step in overdue) for step in (plan.steps or ())] if plan else [],
        "alarms": [(event, fill(_(event.text), event.values)) for event in row.alarms],
        "events": [
            (one, visit.publication(row, one.id))
            for one in row.facts.events
            if one.what == "publication"
        ][:_SHOWN],
        "completed": any(one.completion for one in plan.promises) if plan else False,
    }


def about_member(request: HttpRequest, language: str, code: str) -> HttpResponseBase:
    """Show the page about a member; 503 where its own record was asked for and is broken."""
    response = member(request, language, code=code)
    if enter(request, language, ("member", {"code": code})).broken:
        response.status_code = _BROKEN
        response.headers["Retry-After"] = "60"
        response.headers["Cache-Control"] = "no-store"
    return response


@answer(_ASKED - {SORT})
def members_csv(visit: HubVisit) -> HttpResponse:
    """Give the table as CSV, one row a member by name; what is unknown is empty."""
    out = io.StringIO()
    rows = [facts.of_row(visit, row) for row in _matching(visit)]
    writer = csv.DictWriter(out, list(facts.COLUMNS), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(facts.flat(row) for row in rows)
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")


@answer(_ASKED - {SORT})
def members_json(visit: HubVisit) -> HttpResponse:
    """Give the table as JSON, with what stands behind each number; what is unknown is null."""
    whole = {
        "hub": visit.hub.name,
        "day": visit.day.isoformat(),
        "page": visit.base + visit.address("members"),
        "members": [facts.of_row(visit, row) for row in _matching(visit)],
    }
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type="application/json")


@answer(_ASKED - {SORT})
def hub_feed(visit: HubVisit) -> HttpResponse:
    """Give what happened at the members, as Atom."""
    return feed.of(visit, _matching(visit))


def front(request: HttpRequest) -> HttpResponse:
    """Send a reader to the table in a language of theirs."""
    spoken = languages_of(request.META[BOARD].hub)
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    codes = [code.split("-")[0] for code, _weight in accepted]
    language = next((code for code in codes if code in spoken), spoken[0])
    address = reverse("members", kwargs={"language": language})
    return HttpResponseRedirect(address, headers={"Vary": "Accept-Language"})


def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers that they may read everything, and where each record lists its pages."""
    visit = enter(request, "", ("members", {}))
    records = [visit.base + visit.record(row) for row in visit.rows if row.member.folder]
    maps = [f"{visit.site}/sitemap.xml", *(f"{one}sitemap.xml" for one in records)]
    lines = ["User-agent: *", "Allow: /", *(f"Sitemap: {one}" for one in maps)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@answer()
def sitemap(visit: HubVisit) -> HttpResponse:
    """List the hub's own pages; each record lists its own."""
    named = [("members", {}), *(("member", {"code": row.member.code}) for row in visit.rows)]
    addresses = [
        visit.base + reverse(name, kwargs={"language": code, **names})
        for name, names in named
        for code in languages_of(visit.hub)
    ]
    return listing(addresses)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 404: there is nothing at this address."""
    return _problem(request, _NOT_FOUND, "")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: the address asks what the page does not answer."""
    return _problem(request, 400, str(exception))


def _problem(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    spoken = languages_of(request.META[BOARD].hub)
    asked = [one for one in request.path_info.split("/")[1:2] if one in spoken]
    visit = enter(request, asked[0] if asked else "", ("members", {}))
    with translation.override(visit.language):
        heading = _("There is nothing at this address")
        if status != _NOT_FOUND:
            heading = _("This address asks something the page does not answer")
        context = {"visit": visit, "heading": heading, "detail": detail, "status": status}
        return HttpResponse(render_to_string("hub/problem.html", context), status=status)


def _matching(visit: HubVisit) -> tuple[Row, ...]:
    return tuple(
        row
        for row in visit.rows
        if all(visit.query.get(name, _of(row, name)) == _of(row, name) for name in _FILTERS)
    )


def _of(row: Row, name: str) -> str:
    return {"letter": row.letter, "region": row.member.region, "kind": str(row.member.kind)}[name]


def _shown(visit: HubVisit, row: Row) -> Context:
    return {
        "row": row,
        "address": visit.address("member", code=row.member.code),
        "record": visit.record(row),
        "kind": words.kind(row),
        "cycle": words.cycle(row),
        "published_ago": "" if row.published_ago is None else words.ago(row.published_ago),
        "alive_ago": "" if row.alive_ago is None else words.ago(row.alive_ago),
        "condition": words.condition(row),
        "not_its_own": words.not_its_own(row),
    }


def _columns() -> Sequence[tuple[str, str]]:
    return (
        ("name", _("Government")),
        ("plan", _("Plan")),
        ("published", _("Last publication")),
        ("witnesses", _("Witnesses")),
        ("overdue", _("Overdue")),
        ("disputed", _("Disputed")),
        ("state", _("Log")),
    )


def _head(visit: HubVisit, key: str, title: str, name: str, backwards: bool) -> Context:  # noqa: FBT001
    """Give a column's head: a link that sorts by it, the other way where it is sorted so."""
    again = key == name and not backwards
    asked = {**visit.query, SORT: f"-{key}" if again else key}
    way = ("descending" if backwards else "ascending") if key == name else ""
    return {"title": title, "address": f"{visit.here}?{urlencode(asked)}", "way": way, "key": key}


def _facets(visit: HubVisit) -> list[Context]:
    """Give the filters, each choice with how many members it leaves."""
    said = {"letter": _("First letter"), "region": _("Region"), "kind": _("Kind")}
    found = []
    for name, title in said.items():
        counts = Counter(_of(row, name) for row in visit.rows)
        choices = [
            {
                "text": words.kind_alone(Kind(text)) if name == "kind" else text,
                "count": count,
                "chosen": visit.query.get(name) == text,
                "address": f"{visit.here}?{urlencode({**visit.query, name: text})}",
            }
            for text, count in sorted(counts.items())
            if text
        ]
        if len(choices) > 1:
            chosen = name in visit.query
            found.append({"title": title, "choices": choices, "chosen": chosen, "name": name})
    return found


def _chosen(visit: HubVisit) -> Iterable[Context]:
    """Give the filters that are set, each with the address without it."""
    for name in _FILTERS:
        if name in visit.query:
            left = {key: text for key, text in visit.query.items() if key != name}
            text = visit.query[name]
            known = name == "kind" and text in list(Kind)
            yield {
                "text": words.kind_alone(Kind(text)) if known else text,
                "address": f"{visit.here}?{urlencode(left)}" if left else visit.here,
            }
