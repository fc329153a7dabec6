"""One budget line: its amount in every year and phase, and the row of a file that each is from.

What names a line through years is its direction and its deepest code in each classification.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.charts.bars import columns
from pendopo.portal.charts.chart import Chart, Point, Words
from pendopo.portal.pages.line.facts import facts
from pendopo.portal.pages.line.readings import Readings, phase_of, readings
from pendopo.portal.pages.money.words import directions, phases
from pendopo.portal.visit import Context, MovedError, Visit, page
from pendopo.programme.phases import PHASES, PLANS, SPENT, Amounts, by_phase
from pendopo.published.reads import Filter, Query, Reader
from pendopo.registers.budgets import REGISTER
from pendopo.registers.budgets.levels import CLASSIFICATIONS, LEVELS, code_of, label_of
from pendopo.registers.budgets.tables import LINES
from pendopo.terms.wording import fill

_ROWS_MOST: Final = 500
_BY: Final = ("year", "currency", "phase", "month", "chart")
Row = dict[str, Any]


@page("pages/line/line.html", facts=facts)
def budget_line(visit: Visit, publisher: str, line: str) -> Context:
    """Gather the page.

    :raises Http404: for a line that this state does not have
    """
    try:
        table = visit.programme.table(visit.state, REGISTER.name, LINES.name)
    except KeyError as error:
        raise Http404 from error
    if visit.static:  # a copy has the table whole
        raise MovedError(visit.address("table", register=table.register, name=table.name))
    reader = visit.programme.reader(table)
    of = (Filter("line_id", "eq", line), Filter("publisher", "eq", publisher))
    asked = Query(of, sort="year", descending=True)
    found: list[Row] = reader.page(asked, 0, _ROWS_MOST)
    if not found:
        raise Http404
    found.sort(key=_when)
    newest = found[-1]
    years = _years(
        [{**cells, "amount": total} for cells, total in reader.sums(asked, _BY, "amount")]
    )
    count = reader.count(asked)
    others = readings(visit, publisher, line, newest["direction"])
    return {
        "publisher": publisher,
        "line": line,
        "title": newest["label"] or newest["code"] or _account(newest) or line,
        "direction": directions().get(newest["direction"], newest["direction"]),
        "path": _path(newest),
        "years": [_read(year, others) for year in years],
        "readings": others,
        "phases": [phases()[one] for one in _told(years)],
        "executable": _both(years),
        "breaks": _breaks(years),
        "chart": _chart(years),
        "rows": [_row(visit, reader, row) for row in reversed(found)],
        "rows_most": _ROWS_MOST if count > _ROWS_MOST else 0,
        "count": count,
        "newest": _address(visit, reader, newest),
        "crumbs": [
            {"name": _("Registers"), "address": visit.address("registers")},
            {"name": _("Follow the money"), "address": visit.address("money")},
        ],
    }


def _when(row: Row) -> tuple[int, int, int, int, int]:
    return row["year"], PHASES.index(row["phase"]), row["month"] or 0, row["entry"], row["line"]


def _account(row: Row) -> str:
    """Give what the line's own account is called, of a row that its source calls nothing."""
    codes = [level for level in range(1, LEVELS + 1) if row[code_of("economic", level)]]
    return str(row[label_of("economic", codes[-1])] or "") if codes else ""


def _path(row: Row) -> list[Context]:
    """Give what the line is of in each classification, the widest level first.

    Of levels without a name only the deepest says anything.
    """
    found = []
    for name, said in CLASSIFICATIONS.items():
        levels = [level for level in range(1, LEVELS + 1) if row[code_of(name, level)]]
        for level in levels:
            code, label = row[code_of(name, level)], row[label_of(name, level)] or ""
            if label or level == levels[-1]:
                found.append({"of": name, "title": said.title, "code": code, "label": label})
    return found


def _years(rows: Sequence[Row]) -> list[Context]:
    """Add up each year by phase; amounts of two currencies stand apart.

    :param rows: all that the line has, added up by ``_BY``
    """
    cells = [
        {
            "year.year": row["year"],
            "of": (row["year"], row["currency"]),
            "phase.phase": row["phase"],
            "month.month": row["month"],
            "amount.sum": row["amount"],
        }
        for row in rows
    ]
    sums: dict[tuple[int, str], Amounts] = by_phase(cells, lambda cell: cell["of"])
    told = [phase for phase in PHASES if any(phase in one for one in sums.values())]
    return [
        {
            "year": year,
            "currency": currency,
            "amounts": amounts,
            "cells": [_cell(amounts, phase) for phase in told],
            "told": told,
            "executed": _executed(amounts),
            "charts": sorted({row["chart"] or "" for row in rows if row["year"] == year}),
        }
        for (year, currency), amounts in sorted(sums.items())
    ]


def _read(year: Context, others: Readings) -> Context:
    """Give a year with its amount read otherwise."""
    of = (year["year"], year["currency"])
    return year | {
        "share": others.shares.get(of, ""),
        "real": others.real.get(of),
        "capita": others.capita.get(of),
        "people": others.people.get(year["year"], ""),
    }


def _cell(amounts: Amounts, phase: str) -> Context:
    value = amounts.get(phase)
    return {
        "phase": phases()[phase],
        "text": "" if value is None else writing.number(value),
        "absent": phase not in amounts,
    }


def _told(years: Sequence[Context]) -> list[str]:
    found: list[str] = years[0]["told"]
    return found


def _both(years: Sequence[Context]) -> bool:
    told = _told(years)
    return any(one in told for one in PLANS) and any(one in told for one in SPENT)


def _executed(amounts: Amounts) -> str:
    plan, spent = (next((amounts[one] for one in of if one in amounts), None)
                   for of in (PLANS, SPENT))  # fmt: skip
    if spent is None or not plan or plan < 0:
        return ""
    return f"{writing.rounded(spent * 100 / plan, 1)}\N{NO-BREAK SPACE}%"


def _breaks(years: Sequence[Context]) -> list[str]:
    """Say between which years the chart changes: the same code may be another thing."""
    words = _(
        "A break: from {before} to {after} the chart of accounts changes ({old}, {new}). The same "
        "code may mean another thing."
    )
    return [
        fill(
            words,
            {
                "before": str(one["year"]),
                "after": str(two["year"]),
                "old": ", ".join(name or _("none named") for name in one["charts"]),
                "new": ", ".join(name or _("none named") for name in two["charts"]),
            },
        )
        for one, two in pairwise(years)
        if one["charts"] != two["charts"]
    ]


def _chart(years: Sequence[Context]) -> Chart | None:
    """Draw its plan year by year; not across a change of charts, nor of currencies."""
    apart = len({(year["currency"], *year["charts"]) for year in years}) > 1
    if len(years) <= 1 or apart:
        return None
    points = []
    for year in years:
        amounts = year["amounts"]
        phase = phase_of(amounts)
        points.append(Point(str(year["year"]), amounts.get(phase), "", phases().get(phase, "")))
    words = Words(
        name="years",
        title=_("Year by year"),
        note=fill(_("In {currency}, as written then."), {"currency": years[0]["currency"]}),
        of=_("Year"),
        unit=years[0]["currency"],
        short=writing.compact,
        full=writing.number,
    )
    return columns(words, points)


def _row(visit: Visit, reader: Reader, row: Row) -> Context:
    return {
        "id": reader.row_id(row),
        "address": _address(visit, reader, row),
        "year": row["year"],
        "phase": phases()[row["phase"]],
        "month": row["month"],
        "amount": row["amount"],
        "currency": row["currency"],
        "label": row["label"] or "",
        "entry": row["entry"],
        "line": row["line"],
        "note": row["note"] or "",
    }


def _address(visit: Visit, reader: Reader, row: Row) -> str:
    names = {"register": REGISTER.name, "name": LINES.name}
    return visit.address("row", **names, row=reader.row_id(row))


def line_address(visit: Visit, row: Row) -> str:
    """Give the page of the line that a row is of; empty where it has no name or no address."""
    name = row.get("line_id")
    if not name or "/" in name or visit.static:
        return ""
    return visit.address("budget_line", publisher=row["publisher"], line=name)
