"""What a submission changes of what stands: how many rows, and the first of them as they are.

The counts stand beside the version; the rows lie in its preview and go with it, since they hold
cells of an earlier publication, which may be withdrawn.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from pendopo.programme.programme import Programme
from pendopo.published.changes import CHANGED, GONE, NEW, Change, Comparison
from pendopo.published.state import Publication, State
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Column, Kind
from pendopo.terms.journey import Report

_ROWS = Path("private", "changes.json")
_EACH_MOST = 10  # of each kind; the preview has the rest
_LETTERS_MOST = 300  # of a cell
_COLUMNS_MOST: Final = 8  # of a whole row that is new or gone


def difference(copy: Programme, state: State, made: Publication) -> dict[str, Any]:
    """Say how a publication differs from the one whose place it takes; keep the first rows."""
    new = {table.table.name: table for table in copy.tables_of(state, made)}
    shown: dict[str, Any] = {"publication": made.id, "tables": []}
    old = {}
    if made.prev is not None:
        before = state.publication(made.prev)
        shown["replaces"] = before.id
        old = {table.table.name: table for table in copy.tables_of(state, before)}
    rows = {}
    for name, table in new.items():
        facts: dict[str, Any] = {"name": name, "rows": _count(table)}
        found = copy.compare(old[name], table) if name in old else None
        if found:
            facts |= {"added": found.added, "gone": found.gone, "changed": found.rows}
            facts |= {"cells": found.cells, "by": found.by}
            facts |= {"columns_added": found.columns_added, "columns_gone": found.columns_gone}
            rows[name] = _first_of_each(found)
        shown["tables"].append(facts)
    for name in sorted(old.keys() - new.keys()):
        left = {"rows": 0, "added": 0, "gone": _count(old[name]), "changed": 0}
        shown["tables"].append({"name": name, **left})
    (copy.root / _ROWS).write_text(json.dumps(rows), "utf-8")
    return shown


def changes_of(preview: Path, tables: Sequence[Mapping[str, Any]], report: Report) -> list[Any]:
    """Give each table that both versions have, with the first of its changes.

    :param preview: the folder of the preview; one that an earlier release made has no rows
    :param tables: what ``difference`` said of them
    """
    try:
        kept = json.loads((preview / _ROWS).read_bytes())
    except FileNotFoundError:
        return []
    columns = {typed.table.name: typed.table.columns for typed in report.tables}
    return [
        {
            **table,
            "all_columns": columns.get(table["name"], ()),
            "changes": [Change(**one) for one in kept[table["name"]][CHANGED]],
            "wholes": [
                {"what": what, "rows": rows, "columns": _some(columns.get(table["name"], ()), rows)}
                for what in (NEW, GONE)
                if (rows := kept[table["name"]][what])
            ],
            "most": _EACH_MOST,
        }
        for table in tables
        if table["name"] in kept
    ]


def _some(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    """Choose the columns that whole rows are shown with: those in which they say something."""
    said = [c for c in columns if any(row["cells"].get(c.name) is not None for row in rows)]
    return [one for one in said if one.kind is not Kind.JSON][:_COLUMNS_MOST]


def _count(table: PublishedTable) -> int:
    return sum(part.rows for part in table.parts)


def _first_of_each(found: Comparison) -> dict[str, list[dict[str, Any]]]:
    changed = [asdict(one) for one in found.page(CHANGED, 0, _EACH_MOST)]
    for one in changed:
        one |= {"before": _cut(one["before"]), "after": _cut(one["after"])}
    return {
        CHANGED: changed,
        NEW: [_whole(one.line, one.after) for one in found.page(NEW, 0, _EACH_MOST)],
        GONE: [_whole(one.line, one.before) for one in found.page(GONE, 0, _EACH_MOST)],
    }


def _whole(line: int, text: str | None) -> dict[str, Any]:
    """Keep a whole row: its cells as the text of a database, each cut."""
    cells = json.loads(text or "{}", parse_float=str)
    return {"line": line, "cells": {name: _cut(_text(value)) for name, value in cells.items()}}


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LETTERS_MOST else f"{text[:_LETTERS_MOST]}…"
