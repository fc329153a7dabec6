"""A flag as JSON: with its method, so that anyone computes the same."""

from datetime import date

from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    flag, looked = context["flag"], context["looked"]
    return {
        "name": flag.name,
        "code": flag.code,
        "version": flag.version,
        "history": flag.history,
        "changes": flag.changes,
        "question": flag.question,
        "subject": flag.subject,
        "unit": flag.unit,
        "as_of": context["day"],
        "thresholds": [
            {
                "name": one["name"],
                "used": one["one"].value,
                "default": one["one"].parameter.default,
                "set": [
                    {"since": None if since == date.min else since, "used": value}
                    for since, value in one["one"].history
                ],
            }
            for one in context["thresholds"]
        ],
        "looked_at": looked.looked,
        "raised": looked.raised,
        "not_computable": looked.unknown,
        "lacking": [{"field": field, "subjects": count} for field, count in looked.lacking],
        "subjects": [
            {
                "subject": one.subject,
                "page": visit.base + one.address if one.address else None,
                "value": one.value,
                "threshold": one.threshold,
                "made_from": dict(one.inputs),
            }
            for one in context["raised"]
        ],
        "sql": context["sql"],
    }
