"""A register as JSON."""

from pendopo.portal.facts import of_cards, of_pager, of_register, of_table
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "register": of_register(visit, context["register"]),
        "tables": [of_table(visit, table) for table in (*context["tables"], *context["empty"])],
        "publications": of_cards(visit, context["cards"]),
        "list": of_pager(visit, context["pager"]),
    }
