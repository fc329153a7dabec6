"""What the pages of a form show: rows with what is wrong in each, sums, and the fields of one."""

from typing import Any, Final

from pendopo.desk.form_cells import LONG
from pendopo.desk.forms import (
    GIVEN,
    OUT,
    ROW,
    SCOPE,
    Form,
    Row,
    Step,
    faults_in,
    fields_of,
    rows_in,
    sums_of,
)
from pendopo.desk.models import Draft
from pendopo.desk.page import word
from pendopo.exports.sample import sample
from pendopo.registers.villages.charts import names
from pendopo.terms.column import Column, Kind

_LISTED_MOST = 100
_CELLS_SHOWN = 4
_TYPES: Final = {Kind.DATE: "date"}
_MODES: Final = {
    Kind.MONEY: "decimal",
    Kind.DECIMAL: "decimal",
    Kind.INTEGER: "numeric",
    Kind.YEAR: "numeric",
}


def shown(found: Draft, form: Form, at: Step) -> dict[str, Any]:
    """Give a step as the pages list it."""
    rows = [
        {
            "key": row[ROW],
            "out": OUT in row,
            "wrong": faults_in(at, row),
            "cells": _cells(at, row),
        }
        for row in found.content.get(at.name, [])
    ]
    left = rows_in(found.content, at.name)
    return {
        "name": at.name,
        "title": at.table.title,
        "alone": at.alone,
        "rows": rows,
        "count": len(left),
        "wrong": any(row["wrong"] for row in rows if not row["out"]),
        "sums": [{"title": title, "total": total} for title, total in sums_of(form, at, left)],
    }


def fields(form: Form, at: Step, row: Row, *, told: bool) -> list[dict[str, Any]]:
    """Give the fields of a row as the page writes them.

    :param told: whether it is said what is wrong; not of a row that nobody filled in yet
    """
    return [
        {
            "id": f"f-{one.column.name}",
            "column": one.column,
            "text": one.text,
            "told": word(one.told.message, **one.told.values) if one.told else "",
            "choices": one.choices,
            "type": _TYPES.get(one.column.kind, "text"),
            "long": (2 if one.column.name == "note" else 6) if one.column.name in LONG else 0,
            "mode": _MODES.get(one.column.kind, ""),
            "listed": _listed(form, one.column.name),
            "example": _example(one.column),
        }
        for one in fields_of(form, at, row, told=told)
    ]


def as_before(found: Draft, form: Form, at: Step) -> Row:
    """Begin with what the link said, or the codes of places that the office's last draft had."""
    if GIVEN in found.content:
        return dict(found.content[GIVEN])
    kept = {one.name for one in at.table.columns if one.place or at.name == SCOPE}
    if not at.alone or not kept:
        return {}
    others = Draft.objects.filter(office=found.office, form=form.name).exclude(pk=found.pk)
    row = next((row for one in others[:1] for row in rows_in(one.content, at.name)), {})
    return {name: row[name] for name in kept if row.get(name)}


def _cells(at: Step, row: Row) -> list[str]:
    filled = [row[one.name] for one in at.table.columns if row.get(one.name)]
    return filled[:_CELLS_SHOWN]


def _listed(form: Form, name: str) -> list[tuple[str, str]]:
    """Give the codes of a short chart, which the field offers; a long one is searched by words."""
    chart = (form.charts or {}).get(name)
    known = names(chart) if chart else {}
    return list(known.items()) if len(known) <= _LISTED_MOST else []


def _example(column: Column) -> str:
    """Give what stands in a column without a meaning of its own, where it has a form."""
    return sample(column).text if column.pattern and not column.meaning else ""
