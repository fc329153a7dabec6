"""The registers as JSON."""

from pendopo.portal.facts import of_register, of_table
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "registers": [
            of_register(visit, shelf["register"])
            | {
                "rows": shelf["rows"],
                "publications": shelf["publications"],
                "tables": [of_table(visit, table) for table in shelf["tables"]],
            }
            for shelf in context["shelves"]
        ]
    }
