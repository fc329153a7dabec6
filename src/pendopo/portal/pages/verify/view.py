"""How to check the record without trusting this site."""

from pendopo.portal.pages.verify.facts import facts
from pendopo.portal.visit import Context, Visit, page
from pendopo.portal.witnessing import signings


@page("pages/verify/verify.html", facts=facts)
def verify(visit: Visit) -> Context:
    """Gather the page; its commands name the newest publication, so that they work as printed."""
    publications = visit.state.publications
    return {
        "example": publications[-1] if publications else None,
        "policy": _text(visit, "policy.txt"),
        "signings": signings(visit),
        "needed": visit.programme.witnesses.policy(visit.state.size).needed(),
    }


def _text(visit: Visit, name: str) -> str:
    path = visit.programme.public / name
    return path.read_text("utf-8") if path.exists() else ""
