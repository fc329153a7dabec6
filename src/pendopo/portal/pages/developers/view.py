"""How to use the data from programs: addresses, forms, feeds, past days, and how to check."""

from pendopo.portal.listed import listed
from pendopo.portal.pages.developers.facts import facts
from pendopo.portal.visit import Context, Visit, page


@page("pages/developers/developers.html", facts=facts)
def developers(visit: Visit) -> Context:
    """Gather the page; its examples read the first table that has rows."""
    return {
        "example": next((one for one in listed(visit) if one.rows), None),
        "newest": visit.state.publications[-1] if visit.state.publications else None,
    }
