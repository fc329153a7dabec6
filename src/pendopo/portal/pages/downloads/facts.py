"""The downloads as JSON."""

from pendopo.portal.facts import of_table
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {"tables": [of_table(visit, one) for one in context["tables"]]}
