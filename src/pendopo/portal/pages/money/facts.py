"""The page of money as JSON: the same amounts, exact."""

from typing import Any

from pendopo.portal.visit import Context, Visit
from pendopo.programme.phases import Amounts


def facts(_visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    budget = context["budget"]
    phases = [one["code"] for one in context["phases"]]
    return {
        "publisher": budget.publisher,
        "year": budget.year,
        "direction": budget.direction,
        "by": budget.ref,
        "under": budget.under.written if budget.under else "",
        "reading": {"name": budget.reading_word, "note": context["reading"]["note"]},
        "currency": budget.currency,
        "other_currencies": budget.other_currencies,
        "executed_months": context["months"],
        "rows": [_row(row, phases) for row in context["rows"]],
        "not_shown": context["more"],
        "total": _row(context["total"], phases),
    }


def _row(row: Context, phases: list[str]) -> dict[str, Any]:
    amounts: Amounts = {
        phase: cell["value"]
        for phase, cell in zip(phases, row["amounts"], strict=True)
        if not cell["absent"]
    }
    found = {"code": row["code"], "name": row["name"], "amounts": amounts, "rows": row["rows"]}
    return found | ({"reasons": row["reasons"]} if row["odd"] else {})
