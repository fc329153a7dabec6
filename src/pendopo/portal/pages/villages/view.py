"""Which villages have handed in their budget of a year, by when, and who is missing: n of N."""

from datetime import date
from typing import Final

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pendopo.portal import touched
from pendopo.portal.gazetteer import Place
from pendopo.portal.pages.villages.facts import facts
from pendopo.portal.placed import map_of
from pendopo.portal.villages import IN_TIME, LATE, MISSING, Handed, Villages, by_district
from pendopo.portal.visit import Context, Visit, answer, page
from pendopo.terms.wording import fill

YEAR: Final = "of"
WITHIN: Final = "within"
_NAMED_MOST: Final = 60  # of late ones on a page of all


@page(
    "pages/villages/villages.html", frozenset({YEAR, WITHIN}), facts=facts, reads=touched.villages
)
def villages(visit: Visit) -> Context:
    """Gather the coverage of a year.

    :raises BadRequest: for a year or district that there is not
    :raises Http404: where no village's budget is published
    """
    found = Villages(visit)
    year = _year(visit, found)
    every = found.handed(year)
    within = _within(visit, found, every)
    shown = [one for one in every if within is None or one.place.parent == within.code]
    missing = [one for one in shown if one.state == MISSING]
    late = [one for one in shown if one.state == LATE]
    districts = found.gazetteer.named(
        every[0].place.scheme if every else "", {one.place.parent for one in every}
    )
    return {
        "year": year,
        "years": [{"year": one, "address": f"{visit.plain}?{YEAR}={one}"} for one in found.years],
        "within": within,
        "due": date(year - 1, 12, 31),
        "count": len(shown),
        "in_time": sum(one.state == IN_TIME for one in shown),
        "now": len(shown) - len(missing),
        "missing": _listed(missing, districts),
        "late": _listed(late, districts),
        "many_late": len(late) if len(late) > _NAMED_MOST and within is None else 0,
        "own": shown if within else [],
        # A copy holds the districts of the year to begin with alone.
        "districts": _districts(
            visit, every, districts, linked=not visit.static or year == found.year
        ),
        "history": [_counted(visit, one, found.handed(one)) for one in found.years],
        "scheme": every[0].place.scheme if every else "",
    }


@answer(frozenset({YEAR}), touched.villages)
def villages_map(visit: Visit) -> HttpResponse:
    """Draw all villages: in time, late, missing, each in its own hatching.

    :raises Http404: when none of them has a border
    """
    found = Villages(visit)
    year = _year(visit, found)
    states = {one.place.code: one.state for one in found.handed(year)}
    drawn = map_of(visit, found.gazetteer, found.places)
    if not drawn:
        raise Http404
    areas = [{"path": one.path, "state": states[one.place.code]} for one in drawn.areas]
    groups = [(state, [one for one in areas if one["state"] == state])
              for state in (IN_TIME, LATE, MISSING)]  # fmt: skip
    context = {"map": drawn, "groups": groups, "visit": visit, "year": year}
    text = render_to_string("pages/villages/map.svg", context)
    return HttpResponse(text, content_type="image/svg+xml; charset=utf-8")


def _year(visit: Visit, found: Villages) -> int:
    if not found.years:
        raise Http404
    asked = visit.query.get(YEAR, "")
    if not asked:
        return found.year
    if asked not in map(str, found.years):
        words = _("of is {found}. Write one of: {names}.")
        names = ", ".join(map(str, found.years))
        raise BadRequest(fill(words, {"found": asked, "names": names}))
    return int(asked)


def _within(visit: Visit, found: Villages, every: list[Handed]) -> Place | None:
    asked = visit.query.get(WITHIN, "")
    if not asked:
        return None
    known = {one.place.parent for one in every}
    if asked not in known:
        words = _("within is {found}. Write the code of a district.")
        raise BadRequest(fill(words, {"found": asked}))
    return found.gazetteer.named(every[0].place.scheme, [asked]).get(asked)


def _listed(found: list[Handed], districts: Context) -> list[Context]:
    return [
        {"code": code, "district": districts.get(code), "villages": some}
        for code, some in by_district(found)
    ]


def _districts(visit: Visit, every: list[Handed], named: Context, *, linked: bool) -> list[Context]:
    year = every[0].year if every else 0
    return [
        {
            "code": code,
            "name": named[code].name if code in named else code,
            "count": len(some),
            "in_time": sum(one.state == IN_TIME for one in some),
            "now": sum(one.state != MISSING for one in some),
            "address": f"{visit.plain}?{YEAR}={year}&{WITHIN}={code}" if linked else "",
        }
        for code, some in by_district(every)
    ]


def _counted(visit: Visit, year: int, every: list[Handed]) -> Context:
    return {
        "year": year,
        "address": f"{visit.plain}?{YEAR}={year}",
        "in_time": sum(one.state == IN_TIME for one in every),
        "now": sum(one.state != MISSING for one in every),
        "count": len(every),
    }
