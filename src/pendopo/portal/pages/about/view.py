"""Who runs this, whom to ask, under which licence, and what is invented."""

from pendopo import __version__
from pendopo.portal.pages.about.facts import facts
from pendopo.portal.visit import Context, Visit, page


@page("pages/about/about.html", facts=facts)
def about(visit: Visit) -> Context:
    """Gather the page about this programme."""
    return {
        "publisher": visit.programme.config.publishing.publisher,
        "contact": _address(visit.government.contact),
        "version": __version__,
    }


def _address(contact: str) -> str:
    return f"mailto:{contact}" if "@" in contact and "//" not in contact else contact
