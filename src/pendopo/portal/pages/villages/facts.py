"""The coverage of villages as JSON."""

from pendopo.portal.villages import Handed
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    within = context["within"]
    return {
        "year": context["year"],
        "due": context["due"],
        "in": within.code if within else None,
        "villages": context["count"],
        "in_time": context["in_time"],
        "handed_in": context["now"],
        "missing": _each(visit, context["missing"]),
        "late": _each(visit, context["late"]),
        "years": [
            {name: one[name] for name in ("year", "villages", "in_time", "handed_in")}
            for one in (
                {**year, "villages": year["count"], "handed_in": year["now"]}
                for year in context["history"]
            )
        ],
    }


def _each(visit: Visit, found: list[Context]) -> list[Context]:
    return [_one(visit, one) for group in found for one in group["villages"]]


def _one(visit: Visit, one: Handed) -> Context:
    return {
        "village": one.place.code,
        "name": one.place.name,
        "district": one.place.parent,
        "first_received_on": one.first,
        "page": visit.absolute("village", code=one.place.code),
    }
