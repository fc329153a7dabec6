"""The first page as JSON."""

from pendopo.portal.facts import of_cards, of_measure
from pendopo.portal.pages.withdrawals.facts import of_count
from pendopo.portal.visit import Context, Visit
from pendopo.portal.witnessing import facts_of_waiting


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "publications": context["publications"],
        "publications_with_file": context["with_file"],
        "current_publications": context["current"],
        "tables": context["tables"],
        "rows": context["rows"],
        "registers": context["registers"],
        "registers_with_rows": context["filled"],
        "with_warnings": context["faulty_count"],
        "withdrawn": of_count(context["withdrawn"]),
        "waiting": facts_of_waiting(context["waiting"]),
        "measured": [of_measure(visit, one) for one in context["measures"]],
        "newest": of_cards(visit, context["newest"]),
        "newest_with_warnings": of_cards(visit, context["faulty"]),
    }
