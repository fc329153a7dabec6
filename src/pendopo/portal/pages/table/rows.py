"""The rows of a page of a table, as the template shows them: all that is the same, said once.

A page has hundreds of cells; what a template does for each of them is most of what the page costs.
"""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.published.reads import Reader
from pendopo.terms.column import Column

# Source: RFC 3986, 3.3 (pchar), as Django writes addresses.
_LETTERS_AS_THEY_ARE = "!$&'()*+,;=/~:@"
_STYLES = {"number": "table__n", "day": "table__day"}


def shown(
    visit: Visit,
    reader: Reader,
    columns: tuple[Column, ...],
    rows: list[dict[str, Any]],
    *,
    releases: bool,
) -> list[dict[str, Any]]:
    """Write the rows of a page.

    :param releases: whether the files that were submitted hold releases, and no rows
    """
    decimals = writing.decimals(columns, rows)
    sources = {entry: _source(visit, entry) for entry in {row["entry"] for row in rows}}
    here, for_good = _beginning(visit, reader), _beginning(_fixed(visit), reader)
    labels = {column.name: escape(writing.said(column.title) or column.name) for column in columns}
    empty = f'<span class="soft">{escape(_("empty"))}</span>'
    place = (
        _("entry %(entry)s, release %(line)s") if releases else _("entry %(entry)s, row %(line)s")
    )
    found = []
    for row in rows:
        head, *cells = writing.row(columns, row, decimals)
        row_id = reader.row_id(row)
        name, named = _quoted(row_id), anchor(row_id) if visit.static else ""
        found.append(
            {
                "anchor": named,
                "address": f"#{named}" if visit.static else f"{here}{name}/",
                "fixed": f"{for_good}{name}/",
                "head": writing.short(head.text) if head.text is not None else None,
                "cells": mark_safe("".join(_cell(cell, labels, empty) for cell in cells)),  # noqa: S308  each part is escaped
                "place": place
                % {"entry": writing.number(row["entry"]), "line": writing.number(row["line"])},
                **sources[row["entry"]],
            }
        )
    return found


def anchor(name: str) -> str:
    """Give the name that a row of a copy has in its page."""
    return f"row-{_quoted(name)}"


def _cell(cell: writing.Cell, labels: Mapping[str, str], empty: str) -> str:
    """Write a cell's element here: in the template, all cells of a page cost as much as all else.

    :param labels: the columns' titles, escaped
    """
    style = _STYLES["number"] if cell.number else _STYLES["day"] if cell.day else ""
    text = empty if cell.text is None else escape(writing.short(cell.text))
    if cell.in_currency and cell.text is not None:
        # One element, so that on a card the currency stands behind the amount and not below.
        text = f'<span>{text} <span class="soft">{escape(cell.unit)}</span></span>'
    style = f' class="{style}"' if style else ""
    return f'<td role="cell"{style} data-label="{labels[cell.column.name]}">{text}</td>'


def _source(visit: Visit, entry: int) -> dict[str, str]:
    """Say of an entry what its rows say of it: address, title and file."""
    publication = visit.state.publication(entry)
    said = visit.programme.metadata(publication)
    return {
        "source": visit.address("publication", id=publication.id),
        "title": writing.own(said.title) if said else str(entry),
        "file": said.filename if said else "",
    }


def _fixed(visit: Visit) -> Visit:
    return replace(visit, size=visit.state.size)


def _beginning(visit: Visit, reader: Reader) -> str:
    """Give what the addresses of all rows begin with."""
    return visit.address("table", register=reader.table.register, name=reader.table.name)


def _quoted(name: str) -> str:
    """Write a row's name as Django writes the parts of an address."""
    return quote(name, safe=_LETTERS_AS_THEY_ARE)
