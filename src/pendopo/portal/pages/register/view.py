"""One register: what it holds, by which standard, its tables, its publications newest first."""

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import touched
from pendopo.portal.bulk import bulk
from pendopo.portal.cards import cards
from pendopo.portal.charted import published_by_month
from pendopo.portal.listed import listed
from pendopo.portal.pager import pager
from pendopo.portal.pages.register.facts import facts
from pendopo.portal.visit import Context, Visit, page

_EACH = 24


@page("pages/register/register.html", frozenset({"page"}), facts=facts, reads=touched.register)
def register(visit: Visit, register: str) -> Context:
    """Gather the page of a register.

    :raises Http404: when this programme does not run it
    """
    if register not in visit.programme.registers:
        raise Http404
    newest = [p for p in reversed(visit.state.publications) if p.register == register]
    shown = pager(visit, len(newest), _EACH)
    tables = listed(visit, register)
    # A fold has all its tables from the first publication on, most of them for what comes later.
    told = [one for one in tables if one.rows or not one.table.folded] or tables
    return {
        "register": visit.programme.registers[register],
        "tables": told,
        "empty": [one for one in tables if one not in told],
        "cards": cards(visit, newest[shown.offset : shown.offset + _EACH]),
        "pager": shown,
        "by_month": published_by_month(newest),
        "bulk": bulk(visit, register),
        "money": any(one.table.table.cube for one in told),
        "crumbs": [{"name": _("Registers"), "address": visit.address("registers")}],
    }
