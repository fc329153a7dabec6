"""A buyer as JSON."""

from pendopo.portal.facts import of_pager
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "id": context["id"],
        "name": context["name"],
        "purchases": context["purchases"],
        "figures": [
            {
                "name": one["flag"].name,
                "value": one["value"],
                "unit": one["flag"].unit,
                "not_computable": one["without"] or None,
            }
            for one in context["figures"]
        ],
        "questions": [
            {"flag": one.flag.name, "subject": one.subject, "value": one.value}
            for one in context["raised"]
        ],
        "questions_of_purchases": [
            {"flag": one["flag"].name, "purchases": one["count"]} for one in context["counts"]
        ],
        "suppliers": [
            {"name": one["name"], "awards": one["awards"], "amount": one["amount"] or None}
            for one in context["suppliers"]
        ],
        "list": of_pager(visit, context["pager"]),
    }
