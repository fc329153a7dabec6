"""A village's year as JSON."""

from pendopo.portal.facts import plain
from pendopo.portal.visit import Context, Visit

_OF_A_YEAR = ("year", "first", "planned", "done", "until", "left")
_BOOK = (
    "phase", "regulation", "decided_on", "carried_out_until", "received_on", "first_received_on",
    "revenue", "expenditure", "financing_in", "financing_out", "balance", "run_by",
    "complaints_to",
)  # fmt: skip


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    place, district = context["place"], context["district"]
    return {
        "village": place.code,
        "scheme": place.scheme,
        "name": place.name,
        "district": district.code if district else None,
        "year": context["year"],
        "plan": _book(context["plan"]),
        "carried_out": _book(context["done"]),
        "years": [{name: plain(one[name]) for name in _OF_A_YEAR} for one in context["history"]],
        "income": [_sum(one) for one in context["income"]],
        "activities": [
            {**_sum(one), "progress": plain(one["progress"])} for one in context["activities"]
        ],
        "scorecard": [
            {"part": one.part, "item": one.item, "met": one.met, "seen": one.seen or None}
            for part in context["parts"]
            for one in (entry["item"] for entry in part["items"])
        ],
        "boards": [visit.base + one["address"] for one in context["boards"]],
        "like_it": [
            {
                "village": one["place"].code,
                "page": visit.absolute("village", code=one["place"].code),
            }
            for one in context["like"]
        ],
    }


def _book(row: Context | None) -> Context | None:
    return {name: plain(row[name]) for name in _BOOK} if row else None


def _sum(one: Context) -> Context:
    return {
        "code": one["code"],
        "name": one["name"],
        "planned": plain(one["planned"]),
        "carried_out": plain(one["done"]),
    }
