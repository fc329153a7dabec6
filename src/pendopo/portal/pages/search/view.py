"""Search over everything published now: words, what can be narrowed by, and what may be meant."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.portal import touched, writing
from pendopo.portal.offices import slug
from pendopo.portal.pager import PAGE, page_number, pager
from pendopo.portal.pages.search.copied import index_of
from pendopo.portal.pages.search.direct import direct
from pendopo.portal.pages.search.facts import facts
from pendopo.portal.visit import PASSING, Context, Visit, page
from pendopo.published.search import ROWS_MOST, Apart, Asked, Found, Hit, Kind, Page
from pendopo.terms.wording import fill

_EACH = 20
_EACH_COPIED = 500
SHOW = "show"  # of a copy: the letter
_NARROWS = ("kind", "register", "publisher", "year")
_YEAR_DIGITS = 4
_KINDS = {
    Kind.OFFICE: gettext_lazy("Office"),
    Kind.PLACE: gettext_lazy("Place"),
    Kind.TABLE: gettext_lazy("Table"),
    Kind.PUBLICATION: gettext_lazy("Publication"),
    Kind.MEASURE: gettext_lazy("Measured number"),
    Kind.ROW: gettext_lazy("Row"),
}


@page(
    "pages/search/search.html",
    frozenset({"q", *_NARROWS, PAGE, SHOW}),
    facts=facts,
    reads=touched.publications,
)
def search(visit: Visit) -> Context:
    """Gather what is found today; a past page says that it searches nothing, and leads to today.

    :raises BadRequest: for a kind or year that there is not
    """
    asked = _asked(visit)
    offset = (page_number(visit, 1) - 1) * _EACH
    words = "" if visit.past else asked.words
    found = visit.programme.search.find(
        replace(asked, words=words), Page(offset, _EACH, writing.said)
    )
    return {
        "words": asked.words,
        "found": found,
        PASSING: bool(words and found.behind),
        "pager": pager(visit, found.count, _EACH),
        "hits": [_hit(visit, hit) for hit in found.hits],
        "facets": _facets(visit, found),
        "narrowed": _narrowed(visit),
        "all": _address(visit, q=asked.words),
        "meant": _address(visit, q=found.meant) if found.meant else "",
        "direct": direct(visit, words) if words else "",
        "apart": [_apart(visit, one, words) for one in found.apart],
        "rows_most": ROWS_MOST,
        **(_lists(visit) if visit.static else {}),
    }


def _lists(visit: Visit) -> Context:
    """Gather what a copy has in place of a question: everything by its first letter."""
    index = index_of(visit)
    chosen = visit.query.get(SHOW, "") or next(iter(index.letters), "")
    if chosen and chosen not in index.letters:
        raise Http404
    ones = index.letters.get(chosen, [])
    shelf = pager(visit, len(ones), _EACH_COPIED)
    return {
        "letters": [
            {
                "text": letter.upper() if letter.isalpha() else _("other signs"),
                "count": len(of),
                "chosen": letter == chosen,
                "address": f"{visit.plain}?{urlencode({SHOW: letter})}",
            }
            for letter, of in index.letters.items()
        ],
        "list": [
            {"one": one, "kind": _KINDS[one.kind]}
            for one in ones[shelf.offset : shelf.offset + _EACH_COPIED]
        ],
        "pager": shelf,
        "left_out": index.left_out,
        "kinds": [(kind.value, text) for kind, text in _KINDS.items()],
    }


def _asked(visit: Visit) -> Asked:
    kind, year = visit.query.get("kind", ""), visit.query.get("year", "")
    if kind and kind not in set(Kind):
        words = _("kind is {found}. Write one of: {names}.")
        raise BadRequest(fill(words, {"found": kind, "names": ", ".join(Kind)}))
    if year and not (year.isascii() and year.isdigit() and len(year) == _YEAR_DIGITS):
        words = _("year is {found}. Write a year as 2026.")
        raise BadRequest(fill(words, {"found": year}))
    return Asked(
        visit.query.get("q", "").strip(),
        kind=Kind(kind) if kind else None,
        register=visit.query.get("register", ""),
        publisher=visit.query.get("publisher", ""),
        year=int(year or 0),
    )


def _hit(visit: Visit, hit: Hit) -> Context:
    return {
        "hit": hit,
        "language": "" if hit.language == visit.language else hit.language,
        "kind": _KINDS[hit.kind],
        "address": _page_of(visit, hit),
        "register": _register(visit, hit.register),
    }


def _page_of(visit: Visit, hit: Hit) -> str:
    if hit.kind is Kind.OFFICE:
        return visit.address("office", office=slug(hit.route["office"]))
    if hit.kind is Kind.MEASURE:
        return visit.log_address(int(hit.route["entry"]))
    return visit.address(hit.kind.value, **hit.route)


def _apart(visit: Visit, one: Apart, words: str) -> Context:
    """Name a table that only its own page searches."""
    address = f"{visit.address('table', **one.route)}?{urlencode({'q': words})}"
    return {"title": one.title, "rows": one.rows, "address": address}


def _register(visit: Visit, name: str) -> str:
    known = visit.programme.registers.get(name)
    return writing.said(known.title) if known else name


def _facets(visit: Visit, found: Found) -> list[Context]:
    """Give what the matches can be narrowed by, each value with how many would be left."""
    titles = {
        "kind": _("Kind"),
        "register": _("Register"),
        "publisher": _("Published by"),
        "year": _("Year of publication"),
    }
    said: dict[str, Callable[[str], str]] = {
        "kind": lambda value: str(_KINDS[Kind(value)]),
        "register": lambda value: _register(visit, value),
    }
    return [
        {
            "title": title,
            "chosen": bool(visit.query.get(name)),
            "choices": [
                {
                    "text": said.get(name, str)(value),
                    "count": count,
                    "chosen": value == visit.query.get(name, ""),
                    "address": _chosen(visit, name, value),
                }
                for value, count in found.facets[name]
            ],
        }
        for name, title in titles.items()
        if found.facets.get(name)
    ]


def _chosen(visit: Visit, name: str, value: str) -> str:
    """Give the address with a value chosen, or without it where it is chosen already."""
    asked = {"q": visit.query.get("q", ""), **dict(_narrowed(visit))}
    return _address(visit, **{**asked, name: "" if asked.get(name) == value else value})


def _narrowed(visit: Visit) -> list[tuple[str, str]]:
    return [(name, str(visit.query[name])) for name in _NARROWS if visit.query.get(name)]


def _address(visit: Visit, **asked: str) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{visit.plain}?{urlencode(kept)}" if kept else visit.plain
