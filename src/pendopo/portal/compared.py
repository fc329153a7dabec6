"""Two versions of what a publication covers, table by table, as pages show the difference."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pendopo.portal import writing
from pendopo.portal.listed import title_of
from pendopo.portal.visit import Visit
from pendopo.published.changes import Change, Comparison
from pendopo.published.state import Publication
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Column, Kind

_COLUMNS_MOST = 6


@dataclass(frozen=True, slots=True)
class Compared:
    """One table in two versions."""

    table: PublishedTable
    title: str
    before: Publication
    after: Publication
    changes: Comparison

    @property
    def name(self) -> str:
        """The table's name in its publication."""
        return self.table.table.name


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One cell that differs, its values as a page writes them; None for an empty one."""

    row: str
    line: int
    column: str
    before: str | None
    after: str | None


def compared(visit: Visit, before: Publication, after: Publication) -> Iterator[Compared]:
    """Compare each table that both versions have and whose rows are there."""
    old = {one.table.name: one for one in visit.programme.tables_of(visit.state, before)}
    for new in visit.programme.tables_of(visit.state, after):
        if new.table.name not in old:
            continue
        changed = visit.programme.compare(old[new.table.name], new)
        if changed is not None:
            yield Compared(new, title_of(visit, new), before, after, changed)


def cells(one: Compared, offset: int, limit: int) -> list[ChangedCell]:
    """Give some of the cells that differ."""
    return written_cells(one.table.columns, one.changes.page("changed", offset, limit))


def written_cells(columns: Sequence[Column], changes: Sequence[Change]) -> list[ChangedCell]:
    """Write cells that differ, as pages show them.

    :param columns: those of the newer version
    """
    named = {column.name: column for column in columns}
    return [_written(named[change.column], change) for change in changes if change.column in named]


def _written(column: Column, change: Change) -> ChangedCell:
    return ChangedCell(
        row=", ".join(change.row),
        line=change.line,
        column=writing.said(column.title) or column.name,
        before=writing.read(column, change.before).text,
        after=writing.read(column, change.after).text,
    )


def shown(one: Compared) -> tuple[Column, ...]:
    """Choose the columns that a list of whole rows has room for."""
    gone = {*one.changes.columns_added}
    kept = [c for c in one.table.table.columns if c.kind is not Kind.JSON and c.name not in gone]
    first = [column for column in kept if column.name in one.table.table.key]
    rest = [column for column in kept if column not in first]
    return tuple((first + rest)[:_COLUMNS_MOST])


def rows(one: Compared, changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Write whole rows that are new or gone."""
    columns = shown(one)
    return [
        {
            "line": change.line,
            "cells": writing.row(columns, _values(columns, change.after or change.before), {}),
        }
        for change in changes
    ]


def _values(columns: Sequence[Column], text: str | None) -> dict[str, writing.Value]:
    """Read a row's JSON back into the values of its columns."""
    raw = json.loads(text or "{}", parse_float=Decimal)
    return {column.name: _value(column, raw.get(column.name)) for column in columns}


def _value(column: Column, found: Any) -> writing.Value:  # noqa: ANN401 (JSON)
    if column.kind is Kind.DATE and isinstance(found, str):
        return date.fromisoformat(found)
    return found if isinstance(found, str | int | bool | Decimal | None) else str(found)
