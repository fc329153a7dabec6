"""Estimates around ceilings, as JSON."""

from pendopo.portal.visit import Context, Visit


def facts(_visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "country": context["country"],
        "ceilings": [
            {
                "id": one["ceiling"].id,
                "title": one["title"],
                "amount": str(one["ceiling"].amount),
                "currency": one["ceiling"].currency,
                "categories": list(one["ceiling"].categories),
                "method": one["ceiling"].method,
                "since": one["ceiling"].since,
                "until": one["ceiling"].until,
                "law": one["ceiling"].law,
                "clause": one["ceiling"].clause,
                "verified": one["ceiling"].verified,
                "source": one["ceiling"].source or None,
                "purchases": one["number"],
                "in_the_last_tenth_below": one["below"],
                "in_the_first_tenth_above": one["above"],
                "steps": one["steps"],
            }
            for one in context["ceilings"]
        ],
        "set_by_the_government": [
            {"flag": one["flag"].name, "amount": one["amount"]} for one in context["own"]
        ],
        "not_computable": context["unknown"],
    }
