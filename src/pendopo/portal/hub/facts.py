"""A member's row as data: what is unknown is null, and every number has its list beside it."""

from collections.abc import Mapping
from typing import Any, Final

from pendopo.portal.hub.visit import HubVisit
from pendopo.programme.hub.facts import Promise, Step
from pendopo.programme.hub.table import Row

# The columns of the CSV file, in order, with what each means; the how-to explains them.
COLUMNS: Final = (
    "code",
    "name",
    "kept_by",
    "kind",
    "region",
    "level",
    "country",
    "plan",
    "plan_source",
    "plan_start",
    "plan_end",
    "cycle",
    "last_publication",
    "last_sign_of_life",
    "entries",
    "witnesses_signed",
    "witnesses_of",
    "overdue",
    "milestones_without_date",
    "disputed",
    "state",
    "alarms",
    "page",
    "record",
)


def of_row(visit: HubVisit, row: Row) -> dict[str, Any]:
    """Give all that is known of a member."""
    found, plan, signing = row.facts, row.plan, row.witnesses
    record = visit.record(row)
    return {
        "code": row.member.code,
        "name": row.name,
        "kept_by": found.kept_by or None,
        "kind": str(row.member.kind),
        "region": row.member.region or None,
        "level": found.level or None,
        "country": found.country or None,
        "plan": plan.title if plan else None,
        "plan_source": plan.source if plan else None,
        "plan_start": (plan.start or None) if plan else None,
        "plan_end": (plan.end or None) if plan else None,
        "cycle": str(row.cycle),
        "last_publication": row.published.isoformat() if row.published else None,
        "last_sign_of_life": row.alive.isoformat() if row.alive else None,
        "entries": found.size,
        "witnesses_signed": signing.signed if signing else None,
        "witnesses_of": signing.of if signing else None,
        "overdue": None if row.overdue is None else [_step(one) for one in row.overdue],
        "milestones_without_date": None if row.overdue is None else row.undated,
        "disputed": row.disputed,
        "state": str(row.condition),
        "alarms": [{"since": one.time, "id": one.id} for one in row.alarms]
        if found.following
        else None,
        "commitments": [_promise(one) for one in plan.promises] if plan else None,
        "page": visit.base + visit.address("member", code=row.member.code),
        "record": visit.base + record if record else None,
    }


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Write a row for CSV: lists are counted."""
    return {key: len(value) if isinstance(value, list) else value for key, value in row.items()}


def _step(step: Step) -> dict[str, str]:
    return {"commitment": step.commitment, "milestone": step.title, "due": step.due_by}


def _promise(one: Promise) -> dict[str, str | None]:
    names = ("id", "title", "lead", "start", "end", "completion", "address")
    return {name: getattr(one, name) or None for name in names}
