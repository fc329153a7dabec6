"""All that people say of promises, the newest first, and where they differ."""

from django.urls import reverse

from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.claims.facts import facts
from pendopo.portal.visit import Context, Visit, page
from pendopo.portal.voices import EACH, Hearing, differ, notes, said


@page("pages/claims/claims.html", frozenset({PAGE}), facts=facts)
def claims(visit: Visit) -> Context:
    """Gather a page of the claims."""
    hearing = Hearing.of(visit)
    shown = pager(visit, len(hearing.claims.recorded), EACH)
    newest = hearing.claims.recorded[::-1][shown.offset : shown.offset + EACH]
    kept = {} if visit.size is None else {"size": visit.size}
    return {
        "pager": shown,
        "claims": [said(hearing, one) for one in newest],
        "conflicts": [differ(one, hearing.plans) for one in hearing.claims.conflicts],
        "notes": list(notes(hearing, hearing.claims)),
        "plans": hearing.plans,
        "hearing": hearing,
        "newest": newest,
        "data_json": reverse("claims-json", kwargs=kept),
        "data_csv": reverse("claims-csv", kwargs=kept),
    }
