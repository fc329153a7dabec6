"""What changed between two versions: cells old to new, rows that are new, rows that are gone."""

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.portal import touched, writing
from pendopo.portal.compared import Compared, cells, compared, rows, shown
from pendopo.portal.pager import pager
from pendopo.portal.pages.changes.facts import facts
from pendopo.portal.visit import Context, Visit, page
from pendopo.published.changes import CHANGED, GONE, NEW, WHATS
from pendopo.published.state import Publication
from pendopo.terms.wording import fill

_EACH = 50
_EACH_COPIED = 500  # as tables have it in a copy


@page(
    "pages/changes/changes.html",
    frozenset({"table", "show", "page"}),
    facts=facts,
    reads=touched.publication,
)
def changes(visit: Visit, id: str, since: str) -> Context:  # noqa: A002 (the address calls it so)
    """Gather the page of a difference.

    :raises Http404: when the two are no versions of one thing, the first the older
    """
    try:
        before, after = visit.state.two_versions(since, id)
    except KeyError as error:
        raise Http404 from error
    tables = list(compared(visit, before, after))
    chosen = _chosen(visit, tables)
    what = _what(visit, chosen)
    each = _EACH_COPIED if visit.static else _EACH
    shelf = pager(visit, chosen.changes.count(what) if chosen else 0, each)
    said = visit.programme.metadata(after)
    title = writing.own(said.title) if said else _("A publication that was taken away")
    return {
        "before": before,
        "after": after,
        "title": title,
        "tables": [{"one": one, "address": _address(visit, one, "")} for one in tables],
        "chosen": chosen,
        "what": what,
        "views": [_view(visit, chosen, one) for one in WHATS] if chosen else [],
        "cells": cells(chosen, shelf.offset, each) if chosen and what == CHANGED else [],
        "columns": shown(chosen) if chosen else (),
        "rows": _rows(chosen, what, shelf.offset, each),
        "pager": shelf,
        "versions": _others(visit, before, after),
        "crumbs": [
            {"name": _("Registers"), "address": visit.address("registers")},
            {
                "name": title,
                "address": visit.address("publication", id=after.id),
            },
        ],
    }


def _chosen(visit: Visit, tables: list[Compared]) -> Compared | None:
    """Give the table that is asked for, else the first that differs, else the first."""
    name = visit.query.get("table", "")
    if not name:
        differing = [one for one in tables if not one.changes.nothing]
        return next(iter(differing or tables), None)
    for one in tables:
        if one.name == name:
            return one
    words = _("table is {found}. Write one of: {names}.")
    raise BadRequest(fill(words, {"found": name, "names": ", ".join(one.name for one in tables)}))


def _what(visit: Visit, chosen: Compared | None) -> str:
    """Give the kind of change that is asked for, else the first there are any of."""
    asked = visit.query.get("show", "")
    if asked and asked not in WHATS:
        words = _("show is {found}. Write one of: {names}.")
        raise BadRequest(fill(words, {"found": asked, "names": ", ".join(WHATS)}))
    if asked or chosen is None:
        return asked or CHANGED
    return next((what for what in WHATS if chosen.changes.count(what)), CHANGED)


def _rows(chosen: Compared | None, what: str, offset: int, each: int) -> list[Context]:
    if chosen is None or what == CHANGED:
        return []
    return rows(chosen, chosen.changes.page(what, offset, each))


def _view(visit: Visit, chosen: Compared, what: str) -> Context:
    count = chosen.changes.count(what)
    titles = {
        CHANGED: ngettext("cell changed", "cells changed", count),
        NEW: ngettext("row new", "rows new", count),
        GONE: ngettext("row gone", "rows gone", count),
    }
    return {
        "what": what,
        "title": titles[what],
        "count": count,
        "address": _address(visit, chosen, what),
    }


def _address(visit: Visit, one: Compared, what: str) -> str:
    asked = {"table": one.name} | ({"show": what} if what else {})
    return f"{visit.plain}?{urlencode(asked)}"


def _others(visit: Visit, before: Publication, after: Publication) -> list[Context]:
    """List the earlier versions that the newer can be compared with, newest first."""
    earlier = [one for one in visit.state.versions(after) if one.index < after.index]
    return [
        {
            "publication": one,
            "current": one.id == before.id,
            "address": visit.address("changes", id=after.id, since=one.id),
        }
        for one in reversed(earlier)
    ]
