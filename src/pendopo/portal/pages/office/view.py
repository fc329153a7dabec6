"""One office: its publications, its tables, and how many of them carry a warning."""

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import touched
from pendopo.portal.listed import listed
from pendopo.portal.offices import office_of
from pendopo.portal.pager import pager
from pendopo.portal.pages.office.facts import facts
from pendopo.portal.visit import Context, Visit, page

_EACH = 24


@page("pages/office/office.html", frozenset({"page"}), facts=facts, reads=touched.publications)
def office(visit: Visit, office: str) -> Context:
    """Gather the page of an office.

    :raises Http404: when none of that name has published anything
    """
    found = office_of(visit, office)
    if found is None:
        raise Http404
    entries = {card.publication.index for card in found.current}
    shown = pager(visit, len(found.cards), _EACH)
    return {
        "office": found,
        "tables": [one for one in listed(visit) if entries & set(one.table.publications)],
        "cards": found.cards[shown.offset : shown.offset + _EACH],
        "pager": shown,
        "crumbs": [{"name": _("Offices"), "address": visit.address("offices")}],
    }
