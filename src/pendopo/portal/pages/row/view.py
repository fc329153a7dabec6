"""One row: every column with its meaning, where it comes from, and what it said before."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.listed import title_of
from pendopo.portal.pages.table.view import find
from pendopo.portal.visit import Context, Visit, page
from pendopo.published.reads import Filter, Query, Reader
from pendopo.published.state import Publication
from pendopo.published.tables import PublishedTable

Row = dict[str, Any]


@page("pages/row/row.html")
def row(visit: Visit, register: str, name: str, row: str) -> Context:
    """Gather the page of a row.

    :raises Http404: when the table has no such row at this state
    """
    table = find(visit, register, name)
    found: Row | None = visit.programme.reader(table).row(row)
    if found is None:
        raise Http404
    publication = visit.state.publication(int(found["entry"]))
    return {
        "register": visit.programme.registers[register],
        "table": table,
        "title": _title(table, found),
        # A row of a past day may be gone today, and a past page may not depend on today.
        "today": replace(visit, size=None).address("table", register=register, name=name),
        "table_title": title_of(visit, table),
        "cells": writing.row(table.table.columns, found, {}),
        "line": found["line"],
        "publication": publication,
        "facts": visit.programme.metadata(publication),
        "versions": [] if table.folded else _versions(visit, table, publication, found),
        "by_key": bool(table.table.key),
        "crumbs": [
            {"name": _("Registers"), "address": visit.address("registers")},
            {
                "name": writing.said(visit.programme.registers[register].title),
                "address": visit.address("register", register=register),
            },
            {
                "name": title_of(visit, table),
                "address": visit.address("table", register=register, name=name),
            },
        ],
    }


def _title(table: PublishedTable, row: Row) -> str:
    """Name a row: by its key, else by its place in the file."""
    named = [str(row[name]) for name in table.table.key if row.get(name) is not None]
    return ", ".join(named) or _("Row {line}").replace("{line}", writing.number(row["line"]))


def _versions(
    visit: Visit, table: PublishedTable, publication: Publication, now: Row
) -> list[Context]:
    """Give the same row in the earlier versions of its publication, newest first."""
    return [
        _version(visit, table, earlier, now)
        for earlier in reversed(visit.state.versions(publication))
        if earlier.index < publication.index
    ]


def _version(visit: Visit, table: PublishedTable, earlier: Publication, now: Row) -> Context:
    """One earlier version: absent, the same, or the cells that it said otherwise."""
    then = None
    for one in visit.programme.tables_of(visit.state, earlier):
        if one.table.name == table.table.name:
            then = _same_row(visit.programme.reader(one), now)
    return {
        "publication": earlier,
        "there": then is not None,
        "cells": [] if then is None else _differing(table, then, now),
    }


def _same_row(reader: Reader, now: Row) -> Row | None:
    columns = {column.name for column in reader.table.table.columns}
    key = reader.table.table.key
    names = key if key and columns >= set(key) and all(now.get(k) is not None for k in key) else ()
    filters = tuple(Filter(name, "eq", str(now[name])) for name in names or ("line",))
    rows = reader.page(Query(filters), 0, 1)
    return rows[0] if rows else None


def _differing(table: PublishedTable, then: Row, now: Row) -> list[Context]:
    return [
        {
            "column": column,
            "before": writing.cell(column, then[column.name]).text,
            "after": writing.cell(column, now[column.name]).text,
        }
        for column in table.table.columns
        if column.name in then and then[column.name] != now[column.name]
    ]
