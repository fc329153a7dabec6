"""One place: what it is, where it lies, how many live there, and everything published about it."""

from decimal import Decimal

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from pendopo.portal import touched, writing
from pendopo.portal.about_place import about, publications
from pendopo.portal.charts.bars import columns
from pendopo.portal.charts.chart import Chart, Point, Words
from pendopo.portal.gazetteer import Change, Gazetteer, People, Place
from pendopo.portal.linked import PLACE, bought
from pendopo.portal.pages.place.described import described
from pendopo.portal.pages.place.facts import facts
from pendopo.portal.placed import INLINE_MOST, Map, map_of
from pendopo.portal.visit import Context, MovedError, Visit, answer, page
from pendopo.terms.wording import fill

_YEARS_LEAST = 2
_AREA_DIGITS = 2


class UnknownPlaceError(Http404):
    """A code that no list has, with the places that were perhaps meant."""

    def __init__(self, code: str, near: list[tuple[str, str]]) -> None:
        super().__init__(code)
        self.code = code
        self.near = near


@page("pages/place/place.html", facts=facts, reads=touched.places)
def place(visit: Visit, scheme: str, code: str) -> Context:
    """Gather the page of a place.

    :raises Http404: when no list of this state has that code
    """
    gazetteer = Gazetteer(visit)
    times = gazetteer.times(scheme, code)
    if not times:
        raise unknown(visit, gazetteer, code)
    found = gazetteer.now(times)
    above = gazetteer.above(found)
    inside = gazetteer.within(found)
    deeper = [one for child in inside for one in gazetteer.within(child)]
    beside = gazetteer.within(above[-1]) if above else []
    border = gazetteer.borders(scheme, [code]).get(code)
    people = gazetteer.people(found)
    # What lies within is the map of a large place; of the smallest, where it lies among others.
    drawn = map_of(visit, gazetteer, inside) if 0 < len(inside) <= INLINE_MOST else None
    if drawn is None and len(beside) <= INLINE_MOST:
        among = beside if found in beside else [*beside, found]
        drawn = map_of(visit, gazetteer, among, here=code)
    return {
        "place": found,
        "stands": found.stands(gazetteer.day),
        "times": times if len(times) > 1 else [],
        "above": above,
        "inside": inside,
        "earlier": gazetteer.earlier_within(found),
        "beside": [one for one in beside if one.code != code],
        "outer": above[-1] if above else None,
        "inside_rows": _rows(gazetteer, inside),
        "border": border,
        "map": drawn,
        "map_title": _map_title(found, above, drawn),
        "above_words": ", ".join(one.name for one in reversed(above)),
        "area": writing.rounded(Decimal(border.area_km2), _AREA_DIGITS) if border else "",
        "people": people,
        "people_now": people[-1] if people else None,
        "chart": _chart(people),
        "other_codes": gazetteer.other_codes(found),
        **_changes(gazetteer, found),
        "about": about(visit, found, above, [*inside, *deeper]),
        "cards": publications(visit, found),
        "bought": bought(visit, PLACE, f"{scheme}/{code}"),
        "described": described(visit, found, above, border, gazetteer.other_codes(found)),
        "crumbs": [
            {"name": _("Places"), "address": visit.address("places")},
            *({"name": one.name, "address": _address(visit, one)} for one in above),
        ],
    }


@answer()
def place_named(visit: Visit, code: str) -> HttpResponse:
    """Lead to the place that a code names, in whichever code system.

    :raises Http404: when no list of this state has that code
    """
    gazetteer = Gazetteer(visit)
    found = gazetteer.schemes_of(code)
    if not found:
        raise unknown(visit, gazetteer, code)
    scheme, own = found[0]
    raise MovedError(visit.address("place", scheme=scheme, code=own))


def unknown(visit: Visit, gazetteer: Gazetteer, code: str) -> UnknownPlaceError:
    """Say that there is no such place, and which were perhaps meant."""
    near = [(f"{one.name} ({one.code})", _address(visit, one)) for one in gazetteer.near(code)]
    return UnknownPlaceError(code, near)


def _rows(gazetteer: Gazetteer, inside: list[Place]) -> list[Context]:
    people = gazetteer.people_of(inside[0].scheme, [o.code for o in inside]) if inside else {}
    return [{"place": one, "people": people.get(one.code)} for one in inside]


def _map_title(found: Place, above: list[Place], drawn: Map | None) -> str:
    """Say what the map shows: what lies in the place, or the place among its neighbours."""
    areas = drawn.areas if drawn else ()
    outer = above[-1].name if above else found.name
    if any(area.here for area in areas):
        return fill(_("{name} in {outer}"), {"name": found.name, "outer": outer})
    own = any(area.place.parent == found.code for area in areas)
    return fill(_("What lies in {name}"), {"name": found.name if own else outer})


def _address(visit: Visit, place: Place) -> str:
    return visit.address("place", scheme=place.scheme, code=place.code)


def _changes(gazetteer: Gazetteer, found: Place) -> Context:
    """Give what a place came from and what came of it, each change with the places it names.

    A part that kept the code of the whole came from itself: it is said of the other parts.
    """
    changes = [one for one in gazetteer.changes(found) if one.code != one.came_from]
    named = gazetteer.named(
        found.scheme, [code for one in changes for code in (one.code, one.came_from)]
    )

    def told(change: Change, code: str) -> Context:
        return {"change": change, "code": code, "place": named.get(code)}

    return {
        "came_from": [told(one, one.came_from) for one in changes if one.code == found.code],
        "became": [told(one, one.code) for one in changes if one.came_from == found.code],
    }


def _chart(people: list[People]) -> Chart | None:
    """Draw people by year, of the source that counted in most years."""
    by_source: dict[str, list[People]] = {}
    for one in people:
        by_source.setdefault(one.counted_by, []).append(one)
    longest = max(by_source.values(), key=len, default=[])
    if len(longest) < _YEARS_LEAST:
        return None
    words = Words(
        name="people",
        title=_("People by year"),
        note=longest[0].counted_by,
        of=_("Year"),
        unit=_("People"),
        short=writing.number,
        full=writing.number,
    )
    return columns(words, [Point(str(one.year), Decimal(one.people)) for one in longest])
