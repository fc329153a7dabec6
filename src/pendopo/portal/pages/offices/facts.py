"""The offices as JSON."""

from pendopo.portal.offices import Office
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {"offices": [of_office(visit, one) for one in context["offices"]]}


def of_office(visit: Visit, office: Office) -> Context:
    """Say what an office published."""
    return {
        "name": office.name,
        "publications": len(office.cards),
        "current_publications": len(office.current),
        "rows": office.rows,
        "with_warnings": office.faulty,
        "newest": office.cards[0].publication.time,
        "page": visit.absolute("office", office=office.slug),
    }
