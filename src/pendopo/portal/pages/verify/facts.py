"""What is needed to check the record, as JSON."""

from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    example = context["example"]
    return {
        "command": f"pendopo verify {visit.base}/",
        "checkpoint": visit.note or None,
        "policy": context["policy"] or None,
        "example": visit.absolute("publication", id=example.id) if example else None,
    }
