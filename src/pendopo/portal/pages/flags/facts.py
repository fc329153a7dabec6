"""The list of flags as JSON."""

from pendopo.portal.visit import Context, Visit


def facts(_visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    ones = [one for group in context["groups"] for one in group["flags"]] + context["figures"]
    return {
        "as_of": context["day"],
        "flags": [
            {
                "name": one["flag"].name,
                "code": one["flag"].code,
                "version": one["flag"].version,
                "question": one["flag"].question,
                "figure": one["flag"].figure,
                "looked_at": one["looked"].looked,
                "raised": one["looked"].raised,
                "not_computable": one["looked"].unknown,
                "lacking": [
                    {"field": field, "subjects": count} for field, count in one["looked"].lacking
                ],
                "threshold_changed": one["changed"],
            }
            for one in ones
        ],
    }
