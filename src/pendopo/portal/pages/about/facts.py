"""Who runs this, as JSON."""

from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    government = visit.government
    return {
        "role": government.role,
        "contact": government.contact or None,
        "publisher": context["publisher"] or None,
        "country": government.country,
        "currency": government.currency,
        "timezone": government.timezone,
        "languages": list(government.languages),
        "licence": visit.licence or None,
        "program": f"pendopo {context['version']}",
    }
