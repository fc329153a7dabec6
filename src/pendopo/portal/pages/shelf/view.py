"""A budget's documents on their shelves: those of one year and publisher."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.portal import writing
from pendopo.portal.pages.shelf.facts import facts
from pendopo.portal.papers import Papers
from pendopo.portal.visit import Context, Visit, page
from pendopo.published.shelf import Filled, Held, fill, publishers, years
from pendopo.terms.wording import fill as filled

YEAR, PUBLISHER = "year", "publisher"
_HUNDRED: Final = 100


@page("pages/shelf/shelf.html", frozenset({YEAR, PUBLISHER}), facts=facts)
def shelf(visit: Visit) -> Context:
    """Gather the page.

    :raises BadRequest: for a year or publisher that has nothing
    :raises Http404: where no budget and none of its documents is published
    """
    papers = Papers(visit)
    known = publishers(papers.publications)
    if not known:
        raise Http404
    publisher = _choice(visit, PUBLISHER, known, known[0])
    all_years = [str(one) for one in years(papers.publications, publisher)]
    year = _choice(visit, YEAR, all_years, all_years[-1])
    shelves = [
        fill(one, papers.country, publisher, int(year), papers.record)
        for one in papers.country.shelves
    ]
    return {
        "year": year,
        "publisher": publisher,
        "country": papers.country,
        "shelves": [_shelf(visit, papers, one) for one in shelves],
        "filled": shelves,
        "choices": [
            (_("Publisher"), _options(visit, PUBLISHER, known, publisher, {})),
            (_("Year"), _options(visit, YEAR, all_years, year, {PUBLISHER: publisher})),
        ],
        "crumbs": [
            {"name": _("Registers"), "address": visit.address("registers")},
            *_money(visit),
        ],
    }


def _money(visit: Visit) -> list[dict[str, str]]:
    """Lead back to the page of money, where there is one."""
    published = any(one.register == "budgets" for one in visit.state.current())
    money = {"name": _("Follow the money"), "address": visit.address("money")}
    return [money] if published else []


def _choice(visit: Visit, name: str, known: Sequence[str], usual: str) -> str:
    found = visit.query.get(name, "") or usual
    if found not in known:
        words = _("{name} is {found}. Write one of: {names}.")
        raise BadRequest(filled(words, {"name": name, "found": found, "names": ", ".join(known)}))
    return found


def _options(
    visit: Visit, name: str, known: Sequence[str], chosen: str, kept: dict[str, str]
) -> list[dict[str, object]]:
    asked = "&".join(f"{key}={text}" for key, text in kept.items())
    return [
        {
            "name": one,
            "address": f"{visit.plain}?{asked}{'&' if asked else ''}{name}={one}",
            "current": one == chosen,
        }
        for one in known
    ]


def _shelf(visit: Visit, papers: Papers, one: Filled) -> Context:
    score = one.score
    return {
        "title": _in(visit, one.shelf.titles),
        "source": one.shelf.source,
        "score": None if score is None else _percent(score),
        "count": len(one.counted),
        "there": sum(held.published is not None for held in one.counted),
        "missing": ", ".join(_name(visit, held) for held in one.missing),
        "unverified": not all(held.document.verified for held in one.held),
        "rows": [_row(visit, papers, held) for held in one.held],
    }


def _row(visit: Visit, papers: Papers, held: Held) -> Context:
    newest = held.versions[-1] if held.versions else None
    files = papers.files(newest) if newest else ()
    return {
        "name": _name(visit, held),
        "due": held.due,
        "says": _in(visit, held.document.says),
        "waits": not held.counts,
        "published": held.published,
        "late": _late(held),
        "readable": held.readable,
        "versions": len(held.versions),
        "newest": newest,
        "files": [{"address": file["address"], "form": file["form"]} for file in files],
        "told": min((file["published_on"] for file in files if file["published_on"]), default=None),
    }


def _name(visit: Visit, held: Held) -> str:
    name = _in(visit, held.document.titles)
    if not held.period:
        return name
    return filled(_("{document}, quarter {number}"), {"document": name, "number": held.period[1:]})


def _late(held: Held) -> str:
    """Say how late; empty where no day is known, or the day has not come."""
    if held.late is None or not held.counts:
        return ""
    if not held.late:
        return _("on time")
    words = ngettext("{days} day", "{days} days", held.late)
    return filled(words, {"days": writing.number(held.late)})


def _in(visit: Visit, texts: Any) -> str:  # noqa: ANN401  by language
    return str(texts.get(visit.language) or texts.get("en", ""))


def _percent(score: Fraction) -> str:
    return writing.number(round(score * _HUNDRED))
