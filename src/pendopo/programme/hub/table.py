"""The one table of all members: a pure function of what is known of them and the day.

Unknown is told as unknown: a member without a plan has no overdue milestone that anyone could
name, which is not the same as none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from pendopo.programme.hub.facts import Event, Facts, PlanFacts, Signing, Step
from pendopo.programme.hub.settings import Hub, Kind, Member

# A log gives a sign of life each day; by days alone, two without one are silence.
SILENT_DAYS: Final = 2
_DAYS_A_MONTH: Final = 30.4375


class Cycle(StrEnum):
    """Where a member stands in its plan."""

    UNKNOWN = "unknown"
    LATER = "later"
    RUNNING = "running"
    ENDED = "ended"


class Condition(StrEnum):
    """What is said of a member's log, gravest first."""

    BROKEN = "broken"
    ALARM = "alarm"
    HALTED = "halted"
    SILENT = "silent"
    WAITING = "waiting"
    NONE = "none"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Row:
    """One member on a day.

    :param published: the day of its last publication; None where there is none
    :param alive: the day of its last sign of life
    :param month: which month of its plan this is, and of how many; None where nobody knows
    :param overdue: milestones whose last day has passed and that the record does not show as met;
        None where no record has milestones
    :param undated: milestones without a date, which can never be overdue
    :param disputed: commitments whose claims conflict; None where no claims are recorded
    """

    member: Member
    facts: Facts
    day: date
    published: date | None
    alive: date | None
    cycle: Cycle
    month: tuple[int, int] | None
    overdue: tuple[Step, ...] | None
    undated: int
    disputed: int | None
    condition: Condition

    @property
    def name(self) -> str:
        """The government."""
        return self.facts.about or self.member.name or self.member.code

    @property
    def letter(self) -> str:
        """The first letter of its name, by which the table is filtered."""
        return next((one.upper() for one in self.name if one.isalnum()), "#")

    @property
    def plan(self) -> PlanFacts | None:
        """Its newest plan."""
        return self.facts.plan

    @property
    def witnesses(self) -> Signing | None:
        """Who has signed its newest checkpoint; None where it has no log, or nothing in it."""
        return self.facts.witnesses

    @property
    def alarms(self) -> Sequence[Event]:
        """The alarms that last, where it is followed."""
        return self.facts.following.alarms if self.facts.following else ()

    @property
    def published_ago(self) -> int | None:
        """How many days ago it published last."""
        return None if self.published is None else (self.day - self.published).days

    @property
    def alive_ago(self) -> int | None:
        """How many days ago it gave its last sign of life."""
        return None if self.alive is None else (self.day - self.alive).days


def table(hub: Hub, known: Mapping[str, Facts], day: date) -> tuple[Row, ...]:
    """Give a row for each member, in the order of their names.

    :param known: by the member's code; one that nobody has looked at yet is unknown
    :param day: the day by which ages and what is overdue are counted, in the hub's time zone
    """
    zone = ZoneInfo(hub.timezone)
    rows = [_row(one, known.get(one.code) or _unseen(one), day, zone) for one in hub.members]
    return tuple(sorted(rows, key=_by_name))


def _unseen(member: Member) -> Facts:
    return Facts(code=member.code, stamp="", about=member.name or member.locality or member.code)


def _row(member: Member, facts: Facts, day: date, zone: ZoneInfo) -> Row:
    plan, followed = facts.plan, facts.following
    alive = _day(followed.alive_at if followed else facts.last_entry, zone)
    steps = plan.steps if plan else None
    return Row(
        member=member,
        facts=facts,
        day=day,
        published=_day(facts.last_publication, zone),
        alive=alive,
        cycle=_cycle(plan, day),
        month=_month(plan, day),
        overdue=None if steps is None else tuple(one for one in steps if _late(one, day)),
        undated=sum(not one.due_by for one in steps or ()),
        disputed=facts.disputed,
        condition=_condition(facts, alive, day),
    )


def _day(time: str, zone: ZoneInfo) -> date | None:
    if not time:
        return None
    return datetime.fromisoformat(time).astimezone(zone).date()


def _late(step: Step, day: date) -> bool:
    return bool(step.due_by) and date.fromisoformat(step.due_by) < day and step.met is not True


def _cycle(plan: PlanFacts | None, day: date) -> Cycle:
    if plan is None or not plan.end:
        return Cycle.UNKNOWN
    if day > date.fromisoformat(plan.end):
        return Cycle.ENDED
    if plan.start and day < date.fromisoformat(plan.start):
        return Cycle.LATER
    return Cycle.RUNNING


def _month(plan: PlanFacts | None, day: date) -> tuple[int, int] | None:
    if plan is None or not plan.start or not plan.end or _cycle(plan, day) is not Cycle.RUNNING:
        return None
    first, last = date.fromisoformat(plan.start), date.fromisoformat(plan.end)
    whole = max(1, round((last - first).days / _DAYS_A_MONTH))
    return min(whole, int((day - first).days / _DAYS_A_MONTH) + 1), whole


def _condition(facts: Facts, alive: date | None, day: date) -> Condition:
    if facts.broken:
        return Condition.BROKEN
    if facts.following and facts.following.alarms:
        return Condition.ALARM
    if facts.halted:
        return Condition.HALTED
    if facts.size is None:
        return Condition.NONE
    if alive is None or (day - alive).days >= SILENT_DAYS:
        return Condition.SILENT
    return Condition.WAITING if facts.witnesses and facts.witnesses.waiting else Condition.GOOD


def _by_name(row: Row) -> tuple[str, str]:
    return row.name.casefold(), row.member.code


_KINDS = list(Kind)
_CONDITIONS = list(Condition)
# What the table is sorted by; None comes last, whichever way.
_Key = Callable[[Row], Any]
SORTS: Final[Mapping[str, _Key]] = {
    "name": _by_name,
    "kind": lambda row: _KINDS.index(row.member.kind),
    "plan": lambda row: row.plan.end if row.plan and row.plan.end else None,
    "published": lambda row: row.published_ago,
    "witnesses": lambda row: -row.witnesses.signed if row.witnesses else None,
    "overdue": lambda row: -len(row.overdue) if row.overdue is not None else None,
    "disputed": lambda row: -row.disputed if row.disputed is not None else None,
    "state": lambda row: _CONDITIONS.index(row.condition),
}


def sorted_by(rows: Iterable[Row], name: str, *, backwards: bool = False) -> tuple[Row, ...]:
    """Sort rows by a column, equal ones by name; what is unknown comes last, whichever way.

    :param name: one of ``SORTS``
    """
    key = SORTS[name]
    in_order = sorted(rows, key=_by_name)
    there = [row for row in in_order if key(row) is not None]
    gone = [row for row in in_order if key(row) is None]
    # Stable in both ways: equal ones stay in the order of their names.
    there.sort(key=key, reverse=backwards)
    return (*there, *gone)


def events(rows: Iterable[Row], most: int) -> tuple[tuple[Row, Event], ...]:
    """Give what happened at the members, the newest first."""
    found = [(row, event) for row in rows for event in row.facts.events]
    found.sort(key=lambda one: (one[1].time, one[0].member.code, one[1].id), reverse=True)
    return tuple(found[:most])
