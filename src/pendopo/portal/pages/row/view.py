"""One row: every column with its meaning, where it comes from, and what it said before."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.about_place import places_of
from pendopo.portal.bulk import packages
from pendopo.portal.linked import bought_by_line, same_code
from pendopo.portal.listed import title_of
from pendopo.portal.pager import PAGE
from pendopo.portal.pages.line.view import line_address
from pendopo.portal.pages.row.facts import facts
from pendopo.portal.pages.table.rows import anchor
from pendopo.portal.pages.table.view import EACH_COPIED, find, of_releases
from pendopo.portal.visit import Context, MovedError, Visit, page, root
from pendopo.programme.questioning import HAND_IN
from pendopo.published.reads import NTH, Filter, Query, Reader, rows_of
from pendopo.published.state import Publication
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Column, Kind

Row = dict[str, Any]
_MERGED_MOST = 200
# Of larger tables a copy's maker asks for each row that is led to, and does not hold all places.
_PLACED_MOST = 50_000
_MERGED_COLUMNS = 3


@page("pages/row/row.html", facts=facts)
def row(visit: Visit, register: str, name: str, row: str) -> Context:
    """Gather the page of a row.

    :raises Http404: when the table has no such row at this state
    """
    table = find(visit, register, name)
    if visit.static:
        raise MovedError(_in_list(visit, table, row))
    found: Row | None = visit.programme.reader(table).row(row)
    if found is None:
        raise Http404
    publication = visit.state.publication(int(found["entry"]))
    paid = bought_by_line(visit, register, name, found)
    return {
        "register": visit.programme.registers[register],
        "table": table,
        "of_releases": of_releases(visit, register),
        "title": _title(table, found),
        # A row of a past day may be gone today, and a past page may not depend on today.
        "today": replace(visit, size=None).address("table", register=register, name=name),
        "table_title": title_of(visit, table),
        "cells": writing.row(table.table.columns, found, {}),
        "line": found["line"],
        "found": found,
        "bought": paid,
        "same_code": same_code(visit, register, name, found, paid),
        "places": places_of(visit, table, found),
        "packages": packages(visit, table, found),
        "publication": publication,
        "facts": visit.programme.metadata(publication),
        "versions": [] if table.folded else _versions(visit, table, publication, found),
        "merged": _merged(visit, table, found) if table.folded else None,
        "merged_most": _MERGED_MOST,
        "by_key": bool(table.table.key),
        "ask": _ask(visit, table),
        "through_years": line_address(visit, found) if _of_budget(table) else "",
        "row_id": row,
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


def _in_list(visit: Visit, table: PublishedTable, row: str) -> str:
    """Give the place of a row in its table's pages: a copy has every column there.

    :raises Http404: when the table has no such row at this state
    """
    reader = visit.programme.reader(table)
    what = ("positions", table.register, table.name)
    positions = visit.once(what, reader.positions) if reader.count() <= _PLACED_MOST else None
    position = reader.position(row) if positions is None else positions.get(row)
    if position is None:
        raise Http404
    number = position // EACH_COPIED + 1
    address = visit.address("table", register=table.register, name=table.name)
    asked = f"?{PAGE}={number}" if number > 1 else ""
    return f"{address}{asked}#{anchor(row)}"


def _ask(visit: Visit, table: PublishedTable) -> str:
    """Give where a question about a budget line is handed in; empty for rows of anything else."""
    return f"{root()}/{HAND_IN}" if _of_budget(table) and not visit.past else ""


def _of_budget(table: PublishedTable) -> bool:
    return (table.register, table.name) == ("budgets", "lines")


def _title(table: PublishedTable, row: Row) -> str:
    """Name a row: by its key, else by its place in the file."""
    named = [str(row[name]) for name in table.table.key if row.get(name) is not None]
    return ", ".join(named) or _("Row {line}").replace("{line}", writing.number(row["line"]))


def _merged(visit: Visit, table: PublishedTable, row: Row) -> Context | None:
    """Find what a folded row was put together from: the records with the same first key column.

    :returns: None where no record table has that column
    """
    key = table.table.key[0] if table.table.key else ""
    for record in visit.programme.registers[table.register].tables:
        if key not in {column.name for column in record.columns}:
            continue
        rest = [c for c in record.columns if c.name != key and c.kind is not Kind.JSON]
        columns = tuple(rest[:_MERGED_COLUMNS])
        parts = [part for part in table.parts if part.name == record.name]
        names = [column.name for column in columns]
        rows = rows_of(parts, names, (key, row[key]), _MERGED_MOST)
        return {"columns": columns, "rows": [_one(visit, columns, one) for one in rows]}
    return None


def _one(visit: Visit, columns: tuple[Column, ...], row: Row) -> Context:
    return {
        "publication": visit.state.publication(row["entry"]),
        "line": row["line"],
        "cells": writing.row(columns, row, {}),
    }


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
    # Of the rows of one line the one that stands where this does.
    rows = reader.page(Query(filters), 0 if names else now.get(NTH, 1) - 1, 1)
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
