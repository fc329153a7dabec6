"""The places of a level, by name: on a map and in a list, all or those of one parent."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pendopo.portal import touched
from pendopo.portal.gazetteer import Gazetteer, Level, Place
from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.places.facts import facts
from pendopo.portal.placed import INLINE_MOST, map_of, without_border
from pendopo.portal.visit import Context, Visit, answer, page
from pendopo.terms.wording import fill

LEVEL, WITHIN, LINKS = "level", "in", "links"
_EACH = 500
_LETTERS_LEAST = 60


@page(
    "pages/places/places.html", frozenset({LEVEL, WITHIN, PAGE}), facts=facts, reads=touched.places
)
def places(visit: Visit) -> Context:
    """Gather the list of places.

    :raises BadRequest: for a level that there is not, or a parent that no list has
    """
    gazetteer = Gazetteer(visit)
    level = _level(visit, gazetteer)
    if level is None:
        return {"levels": (), "level": None, "found": [], "pager": pager(visit, 0, _EACH)}
    every = gazetteer.of_level(level.level, level.scheme)
    parents = gazetteer.named(level.scheme, [one.parent for one in every if one.parent])
    within = _within(visit, parents)
    found = [one for one in every if within is None or one.parent == within.code]
    shown = pager(visit, len(found), _EACH)
    listed = found[shown.offset : shown.offset + _EACH]
    people = gazetteer.people_of(level.scheme, [one.code for one in listed])
    inline = len(found) <= INLINE_MOST
    drawn = map_of(visit, gazetteer, found) if inline else None
    missing = drawn.missing if drawn else without_border(gazetteer, found)
    return {
        "levels": [_choice(visit, one) for one in gazetteer.levels],
        "level": level,
        "within": within,
        "parents": sorted(parents.values(), key=lambda one: one.name),
        "found": found,
        "rows": _rows(listed, parents, people, letters=len(listed) > _LETTERS_LEAST),
        "kinds": len(level.kinds) > 1,
        "people": people,
        "map": drawn,
        "picture": not inline and len(missing) < len(found),
        "missing": missing if len(missing) < len(found) else (),
        "pager": shown,
        "asked": {LEVEL: _code(level), WITHIN: within.code if within else ""},
    }


@answer(frozenset({LEVEL, LINKS}), touched.places)
def places_map(visit: Visit) -> HttpResponse:
    """Draw all places of a level as a picture of its own; within a page, without its links.

    :raises BadRequest: when links is something else than no
    :raises Http404: when none of them has a border
    """
    gazetteer = Gazetteer(visit)
    level = _level(visit, gazetteer)
    drawn = level and map_of(visit, gazetteer, gazetteer.of_level(level.level, level.scheme))
    if not drawn:
        raise Http404
    links = visit.query.get(LINKS, "")
    if links not in ("", "no"):
        words = _("links is {found}. Write no, or leave it out.")
        raise BadRequest(fill(words, {"found": links}))
    context = {"map": drawn, "level": level, "visit": visit, "bare": bool(links)}
    text = render_to_string("pages/places/map.svg", context)
    return HttpResponse(text, content_type="image/svg+xml; charset=utf-8")


def _code(level: Level) -> str:
    """Name a level in an address: ``4``, and of several code systems ``4-bps``."""
    return f"{level.level}-{level.scheme}"


def _choice(visit: Visit, level: Level) -> Context:
    return {"level": level, "address": f"{visit.plain}?{LEVEL}={_code(level)}"}


def _level(visit: Visit, gazetteer: Gazetteer) -> Level | None:
    """Choose the level that is asked for, else the first with more than one place."""
    levels = gazetteer.levels
    asked = visit.query.get(LEVEL, "")
    if not asked:
        return next((one for one in levels if one.count > 1), next(iter(levels), None))
    found = next((one for one in levels if asked in (_code(one), str(one.level))), None)
    if found is None:
        words = _("level is {found}. Write one of: {names}.")
        raise BadRequest(fill(words, {"found": asked, "names": ", ".join(map(_code, levels))}))
    return found


def _within(visit: Visit, parents: dict[str, Place]) -> Place | None:
    asked = visit.query.get(WITHIN, "")
    if asked and asked not in parents:
        words = _("in is {found}. Write the code of a place that has places of this level.")
        raise BadRequest(fill(words, {"found": asked}))
    return parents[asked] if asked else None


def _rows(
    listed: list[Place], parents: dict[str, Place], people: Context, *, letters: bool
) -> list[Context]:
    """Give the list's rows; the first of each letter is named by it where the list is long."""
    rows: list[Context] = []
    before = ""
    for place in listed:
        letter = place.name[:1].upper() if letters else ""
        rows.append(
            {
                "place": place,
                "parent": parents.get(place.parent),
                "people": people.get(place.code),
                "letter": letter if letter != before else "",
            }
        )
        before = letter
    return rows
