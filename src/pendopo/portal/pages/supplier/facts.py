"""A supplier as JSON."""

from pendopo.portal.facts import of_pager
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "id": context["id"],
        "name": context["name"],
        "purchases": context["purchases"],
        "questions": [
            {"flag": one.flag.name, "subject": one.subject, "value": one.value}
            for one in context["raised"]
        ],
        "debarred": None
        if context["debarred"] is None
        else [
            {
                "since": one.since,
                "until": one.until,
                "authority": one.authority,
                "reason": one.reason or None,
                "law": one.law or None,
                "source": one.source or None,
                "page": visit.base + one.address,
                "awards": [
                    {"page": visit.base + won.address if won.address else None, "day": won.day}
                    for won in one.awards
                ],
            }
            for one in context["debarred"]
        ],
        "buyers": [
            {
                "name": one["name"],
                "awards": one["awards"],
                "of_all_its_awards": one["all_awards"],
                "amount": one["amount"] or None,
                "share": one["share"] or None,
            }
            for one in context["buyers"]
        ],
        "met": [
            {"name": one["name"], "tenders": one["met"], "won_of_these": one["won"]}
            for one in context["met"]
        ],
        "won": [
            {
                "page": visit.base + one["address"] if one["address"] else None,
                "day": one["day"],
                "questions": one["questions"],
            }
            for one in context["won"]
        ],
        "list": of_pager(visit, context["pager"]),
    }
