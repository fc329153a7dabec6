"""The places of a level as JSON."""

from pendopo.portal.facts import of_pager
from pendopo.portal.gazetteer import Level, People, Place
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    within = context.get("within")
    return {
        "levels": [of_level(one["level"]) for one in context["levels"]],
        "level": of_level(context["level"]) if context["level"] else None,
        "in": of_place(visit, within) if within else None,
        "places": [
            of_place(visit, row["place"]) | {"people": of_people(row["people"])}
            for row in context.get("rows", ())
        ],
        "without_a_border": [one.code for one in context.get("missing", ())],
        "list": of_pager(visit, context["pager"]),
    }


def of_level(level: Level) -> Context:
    """Say what a level is."""
    return {
        "level": level.level,
        "scheme": level.scheme,
        "kinds": list(level.kinds),
        "places": level.count,
    }


def of_place(visit: Visit, place: Place) -> Context:
    """Say what a place is and where its page is."""
    return {
        "scheme": place.scheme,
        "code": place.code,
        "level": place.level,
        "kind": place.kind or None,
        "name": place.name,
        "other_names": list(place.other_names),
        "parent": place.parent or None,
        "since": place.since,
        "until": place.until,
        "page": visit.absolute("place", scheme=place.scheme, code=place.code),
    }


def of_people(people: People | None) -> Context | None:
    """Say how many live there, and whose count it is; null where nobody has said."""
    if people is None:
        return None
    return {
        "year": people.year,
        "people": people.people,
        "counted_by": people.counted_by or None,
        "method": people.method or None,
        "entry": people.entry,
    }
