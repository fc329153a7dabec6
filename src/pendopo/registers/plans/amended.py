"""What is different between two wordings of a running plan, and the reason that it gives.

Differences are found, not told: a change that the plan says nothing of shows as one without a
reason. A reason is of one thing: of all that changed in a plan it excuses nothing else. One that is
taken out again is a change too.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from pendopo.registers.plans.amended_checks import check_changes
from pendopo.registers.plans.said import said
from pendopo.registers.plans.written import ADDED, ORDER, REMOVED
from pendopo.terms.commitment import Amendment, Commitment, Milestone, Plan

_Whole = Plan | Commitment | Milestone
_Listed = Commitment | Milestone


class What(StrEnum):
    """What is different."""

    ADDED = "added"
    REMOVED = "removed"
    TITLE = "title"
    LEAD = "lead"
    DATES = "dates"
    CHECKS = "checks"
    TEXT = "text"
    ORDER = "order"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    :param of: the commitment, or ``commitment/milestone``; empty for the plan itself
    :param title: what that is called, by the wording that has it last
    :param name: what an amendment calls it: the field, ``added``, ``removed`` or ``order``
    :param before: what stood there, in words; empty where it needs none
    :param why: the reason that the later wording gives; None for none
    """

    of: str
    title: str
    what: What
    name: str
    before: str = ""
    after: str = ""
    why: Amendment | None = None

    @property
    def commitment(self) -> str:
        """The id of the commitment; empty for the plan itself."""
        return self.of.partition("/")[0]


def changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Give what is different, in the order of the plan, each with its reason."""
    given = [one for one in after.amendments if one not in before.amendments]
    found = list(_changes(before, after))
    # Several checks of a milestone are one thing that changed: its checks.
    named = {(one.of, one.name) for one in found if one.what is not What.REASON}
    many = Counter(of for of, _name in named)
    return tuple(replace(one, why=_why(one, given, many[one.of])) for one in found)


def _why(change: Change, given: Sequence[Amendment], many: int) -> Amendment | None:
    """Find the reason that is said of just this.

    :param many: how many things of the same commitment or milestone changed; a reason that does not
        say of which is one of them only where they are one
    """
    mine = [one for one in given if one.of == change.of]
    named = [one for one in mine if one.what == change.name]
    # A reason that takes the place of another is of what changed, not of that: it says so, or none.
    alone = many == 1 and change.what is not What.REASON
    open_ = [one for one in mine if not one.what] if alone else []
    return next(iter((*named, *open_)), None)


def _changes(before: Plan, after: Plan) -> Iterator[Change]:
    yield from _of_fields("", after.title, before, after)
    yield from _taken_out(before, after)
    old, new = ({one.id: one for one in plan.commitments} for plan in (before, after))
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield Change(name, old[name].title, What.REMOVED, REMOVED)
        elif name not in old:
            yield Change(name, new[name].title, What.ADDED, ADDED)
        else:
            yield from _of_commitment(old[name], new[name])
    yield from _of_order("", after.title, before.commitments, after.commitments)


def _of_commitment(before: Commitment, after: Commitment) -> Iterator[Change]:
    name = after.id
    yield from _of_fields(name, after.title, before, after)
    for text in dict.fromkeys((*before.texts, *after.texts)):
        old_text, new_text = before.texts.get(text, ""), after.texts.get(text, "")
        if old_text != new_text:
            yield Change(name, after.title, What.TEXT, text, old_text, new_text)
    old, new = ({one.id: one for one in it.milestones} for it in (before, after))
    for step in dict.fromkeys((*old, *new)):
        of = f"{name}/{step}"
        if step not in new:
            yield Change(of, old[step].title, What.REMOVED, REMOVED)
        elif step not in old:
            yield Change(of, new[step].title, What.ADDED, ADDED)
        else:
            yield from _of_fields(of, new[step].title, old[step], new[step])
            yield from _of_checks(of, old[step], new[step])
    yield from _of_order(name, after.title, before.milestones, after.milestones)


def _of_order(
    of: str, title: str, before: Sequence[_Listed], after: Sequence[_Listed]
) -> Iterator[Change]:
    """Tell that what stands in both stands in another order: what comes first is read as first."""
    kept = {one.id for one in before} & {one.id for one in after}
    old, new = ([one for one in found if one.id in kept] for found in (before, after))
    if [one.id for one in old] != [one.id for one in new]:
        yield Change(of, title, What.ORDER, ORDER, _listed(old), _listed(new))


def _listed(found: Sequence[_Listed]) -> str:
    return "; ".join(one.title for one in found)


def _of_fields(of: str, title: str, before: _Whole, after: _Whole) -> Iterator[Change]:
    """Compare field by field; what has parts of its own is compared elsewhere."""
    for one in fields(after):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if one.name not in _PARTS and old != new:
            what = _WHAT.get(one.name, What.TEXT)
            yield Change(of, title, what, one.name, said(old), said(new))


def _of_checks(of: str, before: Milestone, after: Milestone) -> Iterator[Change]:
    for one in check_changes(before.checks, after.checks):
        what = What.CHECKS if one.asks else What.TEXT
        yield Change(of, after.title, what, "checks", one.before, one.after)


def _taken_out(before: Plan, after: Plan) -> Iterator[Change]:
    """Find the reasons that were given and are given no longer."""
    titles = _titles(before) | _titles(after)
    for one in before.amendments:
        if one not in after.amendments:
            gone = f"{one.on}: {one.reason}"
            yield Change(one.of, titles.get(one.of, one.of), What.REASON, "amendments", gone)


def _titles(plan: Plan) -> dict[str, str]:
    found = {"": plan.title}
    for one in plan.commitments:
        found[one.id] = one.title
        found |= {f"{one.id}/{step.id}": step.title for step in one.milestones}
    return found


_PARTS = frozenset({"id", "commitments", "milestones", "checks", "texts", "amendments"})
_WHAT: Mapping[str, What] = {
    "title": What.TITLE,
    "lead": What.LEAD,
    "start": What.DATES,
    "end": What.DATES,
    "due": What.DATES,
}
