"""The offices that publish, one line each."""

from pendopo.portal import touched
from pendopo.portal.offices import offices as offices_of
from pendopo.portal.pages.offices.facts import facts
from pendopo.portal.visit import Context, Visit, page


@page("pages/offices/offices.html", facts=facts, reads=touched.publications)
def offices(visit: Visit) -> Context:
    """Gather the list of offices."""
    return {"offices": offices_of(visit)}
