"""The promises that a record holds, with what keeps them when people change."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from pendopo.exports.handover.briefing import Promise
from pendopo.programme.programme import Programme
from pendopo.published.reads import ALL
from pendopo.registers.plans.survival import FACTORS, Facts, facts_of, survival
from pendopo.terms.commitment import Commitment
from pendopo.terms.wording import say

REGISTER: Final = "plans"
_MOST: Final = 2_000

Row = Mapping[str, Any]


def promises_of(
    opened: Programme, on: date, holders: int, word: Callable[..., str]
) -> tuple[Promise, ...]:
    """Give every commitment that is published and stands.

    :param on: the day from which the next milestone is looked for
    :param holders: how many others hold the evidence
    """
    state = opened.state()
    published = [one.time for one in state.current(REGISTER)]
    days = (on - datetime.fromisoformat(max(published)).date()).days if published else None
    steps = _rows(opened, "milestones")
    known = {
        (one.plan.id, each.id): each
        for one in opened.promising.plans(state)
        for each in one.plan.commitments
    }
    return tuple(
        _promise(
            row,
            [one for one in steps if one["commitment"] == row["commitment"]],
            on,
            _survival(known.get((row["plan"], row["commitment"])), holders, days, word),
        )
        for row in _rows(opened, "commitments")
    )


def unread(opened: Programme) -> bool:
    """Whether an action plan was published and stands, and none can be read now."""
    state = opened.state()
    return bool(state.current(REGISTER)) and not opened.tables(state, REGISTER)


def _rows(opened: Programme, table: str) -> list[dict[str, Any]]:
    try:
        found = opened.table(opened.state(), REGISTER, table)
    except KeyError:
        return []
    return opened.reader(found).page(ALL, 0, _MOST)


def _promise(row: Row, steps: Iterable[Row], on: date, lives: str) -> Promise:
    dated = sorted((one for one in steps if one["due_by"]), key=lambda one: one["due_by"])
    coming = [one for one in dated if one["due_by"] >= on]
    ends = row["end_by"] or (dated[-1]["due_by"] if dated else None)
    following = f"{coming[0]['due_by'].isoformat()} {coming[0]['title']}" if coming else ""
    return Promise(
        id=str(row["commitment"]),
        title=str(row["title"] or ""),
        lead=str(row["lead"] or ""),
        due=ends,
        next=following,
        legal_basis=str(row["legal_basis"] or ""),
        budget_lines=str(row["budget_lines"] or ""),
        survival=lives,
    )


def _survival(
    one: Commitment | None, holders: int, days: int | None, word: Callable[..., str]
) -> str:
    passed = None if days is None else max(0, days)
    facts = facts_of(one, holders, passed) if one else Facts(holders=holders, days=passed)
    low, high = survival(facts).rounded()
    if low == high:
        return word(say("{count} of {all}"), count=low, all=FACTORS)
    return word(say("{low} to {high} of {all}"), low=low, high=high, all=FACTORS)
