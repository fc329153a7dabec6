"""A difference as JSON; the whole of it is at the addresses under ``downloads``."""

from typing import Any

from pendopo.portal.compared import Compared
from pendopo.portal.facts import of_pager
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    before, after = context["before"], context["after"]
    chosen: Compared | None = context["chosen"]
    offset, most = context["pager"].offset, context["pager"].last - context["pager"].offset
    listed = chosen.changes.page(context["what"], offset, most) if chosen else []
    return {
        "title": context["title"],
        "before": {"id": before.id, "entry": before.index, "time": before.time},
        "after": {"id": after.id, "entry": after.index, "time": after.time},
        "tables": [_counts(visit, one["one"]) for one in context["tables"]],
        "table": chosen.name if chosen else None,
        "show": context["what"],
        "changes": [
            {
                "change": change.what,
                "row": list(change.row),
                "line": change.line,
                "column": change.column or None,
                "before": change.before,
                "after": change.after,
            }
            for change in listed
        ],
        "list": of_pager(visit, context["pager"]),
    }


def _counts(visit: Visit, one: Compared) -> dict[str, Any]:
    names = {"since": one.before.id, "id": one.after.id, "name": one.name}
    return {
        "table": one.name,
        "matched_by": list(one.changes.by) or None,
        "cells_changed": one.changes.cells,
        "rows_changed": one.changes.rows,
        "rows_new": one.changes.added,
        "rows_gone": one.changes.gone,
        "columns_new": list(one.changes.columns_added),
        "columns_gone": list(one.changes.columns_gone),
        "downloads": {form: visit.absolute(f"changes-{form}", **names) for form in ("csv", "json")},
    }
