"""One table: search, filters with counts, order by a header, pages of fifty, downloads."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import touched, writing
from pendopo.portal.asked import Asked
from pendopo.portal.charted import Choices, amounts
from pendopo.portal.charts.chart import Chart
from pendopo.portal.listed import forms, rows_of, title_of
from pendopo.portal.pager import pager
from pendopo.portal.pages.table import facets
from pendopo.portal.pages.table.facts import facts
from pendopo.portal.pages.table.rows import shown as shown_rows
from pendopo.portal.visit import ANY, Context, Visit, page
from pendopo.published.asking import SEARCH, SORT, ask
from pendopo.published.errors import QueryError
from pendopo.published.reads import Query, Reader
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Column, Kind
from pendopo.terms.wording import fill

_EACH = 50
# A copy cannot filter: fewer pages to look through, each of which a browser can search.
EACH_COPIED = 500
_COLUMNS_MOST = 7


@page("pages/table/table.html", ANY, facts=facts, reads=touched.table)
def table(visit: Visit, register: str, name: str) -> Context:
    """Gather a page of a table.

    :raises BadRequest: for a question that the table does not answer
    :raises Http404: when this state has no such table
    """
    found = find(visit, register, name)
    reader = visit.programme.reader(found)
    asked = Asked(visit)
    try:
        query = ask(found, asked.of_table())
        # First: on the way it counts the rows, which the pages are counted by.
        narrowed = facets.facets(reader, query, asked)
        count = reader.count(query)
        each = EACH_COPIED if visit.static else _EACH
        shown = pager(visit, count, each)
        rows = reader.page(query, shown.offset, each)
    except QueryError as error:
        raise BadRequest(fill(_(error.message), error.values)) from error
    if visit.static and shown.before:
        narrowed = []  # said on the first page, and not for each that follows
    columns = _in_copy(found) if visit.static else shown_columns(found)
    rows_in_all = rows_of(visit, found)
    return {
        "register": visit.programme.registers[register],
        "table": found,
        "of_releases": of_releases(visit, register),
        "title": title_of(visit, found),
        "count": count,
        "rows_in_all": rows_in_all,
        "empty_yet": found.folded and not rows_in_all,
        "pager": shown,
        "columns": [_header(asked, column) for column in columns],
        "left_out": len(found.table.columns) - len(columns),
        "found": rows,
        "rows": shown_rows(visit, reader, columns, rows, releases=of_releases(visit, register)),
        "asked": asked,
        "forms": forms(visit, found, count, asked.query_string),
        "forms_of_all": forms(visit, found, rows_in_all) if asked.query_string else (),
        "search": query.search,
        "facets": narrowed,
        "amounts": _amounts(reader, query, narrowed),
        **_forms(facets.ranges(found, asked), asked),
        "chosen": _chosen(found, asked),
        "newest": _newest(visit, found),
        "crumbs": [
            {"name": _("Registers"), "address": visit.address("registers")},
            {
                "name": writing.said(visit.programme.registers[register].title),
                "address": visit.address("register", register=register),
            },
        ],
    }


def _amounts(reader: Reader, query: Query, narrowed: list[facets.Facet]) -> Chart | None:
    """Draw the first amount by the first facet that is not chosen."""
    groups = [
        Choices(facet.column, {choice.text: choice.address for choice in facet.choices})
        for facet in narrowed
        if not facet.chosen
    ]
    return amounts(reader, query, groups)


def find(visit: Visit, register: str, name: str) -> PublishedTable:
    """Give a table of this state.

    :raises Http404: when there is none of that name
    """
    try:
        return visit.programme.table(visit.state, register, name)
    except KeyError as error:
        raise Http404 from error


def of_releases(visit: Visit, register: str) -> bool:
    """Say whether a register's files hold releases, of which tables are one form, and no rows."""
    return "json" in visit.programme.registers[register].forms


def shown_columns(table: PublishedTable) -> tuple[Column, ...]:
    """Choose the columns a list has room for: the key, then as declared, with an amount of money.

    Raw JSON is never in a list.
    """
    declared = [column for column in table.table.columns if column.kind is not Kind.JSON]
    key = [column for column in declared if column.name in table.table.key]
    rest = [column for column in declared if column not in key]
    chosen = (key + rest)[:_COLUMNS_MOST]
    money = next((column for column in rest if column.kind is Kind.MONEY), None)
    if money is not None and money not in chosen and len(key) < _COLUMNS_MOST:
        chosen[-1] = money
    return tuple(chosen)


def _in_copy(table: PublishedTable) -> tuple[Column, ...]:
    """Give all columns but raw JSON: in a copy no row has a page of its own."""
    return tuple(column for column in table.table.columns if column.kind is not Kind.JSON)


def _header(asked: Asked, column: Column) -> dict[str, Any]:
    """One header: a link that sorts by the column, or turns the order round."""
    ascending = asked.sort == column.name
    return {
        "column": column,
        "unit": "" if writing.in_currency_beside(column) else writing.said(column.unit),
        "number": column.kind in {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY},
        "address": asked.sorted_by(f"-{column.name}" if ascending else column.name),
        "order": {column.name: "ascending", f"-{column.name}": "descending"}.get(asked.sort, ""),
    }


def _forms(ranges: list[facets.Range], asked: Asked) -> Context:
    """Fill the two forms beside the table, each carrying along what the other asks."""
    bounds = {name for one in ranges for name in (one.from_name, one.to_name)}
    return {
        "ranges": ranges,
        "range_asked": any(one.least or one.most for one in ranges),
        "kept_by_ranges": asked.kept_beside(bounds),
        "kept_by_search": asked.kept_beside({SEARCH}),
        "kept_by_sort": asked.kept_beside({SORT}),
    }


def _chosen(table: PublishedTable, asked: Asked) -> list[dict[str, str]]:
    """List the filters in force, in words, each with the address that drops it."""
    titles = {column.name: writing.said(column.title) or column.name for column in table.columns}
    return [
        {"words": _words(titles, name, text), "address": asked.without(name)}
        for name, text in asked.filters
    ]


def _words(titles: dict[str, str], name: str, text: str) -> str:
    if name in titles:
        return f"{titles[name]}: {text}"
    column, _dots, operator = name.rpartition("__")
    words = {
        "eq": "{column}: {text}",
        "ne": _("{column} other than {text}"),
        "gte": _("{column} from {text}"),
        "lte": _("{column} up to {text}"),
        "contains": _("{column} with “{text}”"),
        "empty": _("{column} empty") if text == "yes" else _("{column} not empty"),
    }[operator]
    return fill(words, {"column": titles[column], "text": text})


def _newest(visit: Visit, table: PublishedTable) -> object:
    """Give the newest publication that a table is made from."""
    return visit.state.publication(table.publications[-1]) if table.publications else None
