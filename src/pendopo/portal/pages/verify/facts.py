"""What is needed to check the record, as JSON."""

from pendopo.portal.visit import Context, Visit
from pendopo.portal.witnessing import facts_of_signings


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    example = context["example"]
    return {
        "command": f"pendopo verify {visit.base}/",
        "checkpoint": visit.note or None,
        "policy": context["policy"] or None,
        "witnesses_needed": context["needed"],
        "witnesses": facts_of_signings(context["signings"]),
        "example": visit.absolute("publication", id=example.id) if example else None,
    }
