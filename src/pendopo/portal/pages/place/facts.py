"""A place as JSON."""

from pendopo.portal import writing
from pendopo.portal.about_place import About
from pendopo.portal.facts import of_cards, plain
from pendopo.portal.gazetteer import Border
from pendopo.portal.pages.places.facts import of_people, of_place
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "place": of_place(visit, context["place"]),
        "stands": context["stands"],
        "other_codes": [
            {"scheme": scheme, "code": code} for scheme, code in context["other_codes"]
        ],
        "earlier_times": [of_place(visit, one) for one in context["times"][1:]],
        "lies_in": [of_place(visit, one) for one in context["above"]],
        "within": [of_place(visit, one) for one in context["inside"]],
        "no_longer_within": [of_place(visit, one) for one in context["earlier"]],
        "people": [of_people(one) for one in context["people"]],
        "came_from": [_change(one) for one in context["came_from"]],
        "became": [_change(one) for one in context["became"]],
        "border": _border(context["border"]),
        "tables": [_about(visit, one) for one in context["about"]],
        "publications": of_cards(visit, context["cards"]),
    }


def _change(one: Context) -> Context:
    change = one["change"]
    return {
        "change": change.change,
        "code": one["code"],
        "name": one["place"].name if one["place"] else None,
        "on": change.happened,
        "by": change.law or None,
        "entry": change.entry,
    }


def _border(border: Border | None) -> Context | None:
    if border is None:
        return None
    return {
        "since": border.since,
        "area_km2": plain(border.area_km2),
        "longitude": plain(border.longitude),
        "latitude": plain(border.latitude),
        "geometry": border.geometry,
        "entry": border.entry,
    }


def _about(visit: Visit, one: About) -> Context:
    return {
        "register": one.register.name,
        "table": one.table.name,
        "title": one.title,
        "column": one.column,
        "column_title": writing.said(one.table.table.column(one.column).title) or one.column,
        "rows": one.count,
        "rows_about_places_within": one.inside,
        "page": visit.base + one.address,
    }
