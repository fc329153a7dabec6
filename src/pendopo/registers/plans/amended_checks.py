"""What is different between the checks of two wordings: a target that was loosened shows as that.

Checks of one id are held against each other field by field, by the names that a plan's file has.
One of another id that asks the same is the same check, called otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pendopo.registers.plans.document import digest_of, facts_of_check
from pendopo.registers.plans.said import said
from pendopo.terms.commitment import Aim, Check, CombinedCheck


@dataclass(frozen=True, slots=True)
class CheckChange:
    """One difference.

    :param before: ``bids: at_most = 0.20``; empty for what was not there
    :param asks: in what must be shown, or by when; else in what is said of it
    """

    before: str
    after: str
    asks: bool = True


# Said of a check, and asked of nobody.
_BESIDES = frozenset({"title", "written_by", "agreed_with", "agreed_on", "agreed_source"})


def check_changes(
    before: Sequence[Check], after: Sequence[Check], within: str = ""
) -> Iterator[CheckChange]:
    """Give what is different, in the order of the earlier wording, then of the later one.

    :param within: the check that these are parts of, with a slash; empty for those of a milestone
    """
    old, new = ({one.id: one for one in checks} for checks in (before, after))
    names = _renamed(old, new)
    for name in old:
        yield from _of_one(within, old[name], new.get(names.get(name, name)))
    for name in new:
        if name not in old and name not in names.values():
            yield CheckChange("", within + _whole(new[name]))
    kept = [one for one in old if one in new], [one for one in new if one in old]
    if kept[0] != kept[1]:
        first, then = ("; ".join(within + one for one in side) for side in kept)
        yield CheckChange(first, then, asks=False)


def _renamed(old: Mapping[str, Check], new: Mapping[str, Check]) -> dict[str, str]:
    """Find the checks that go by another id and ask the same: the earlier id to the later one."""
    came = {digest_of(one): name for name, one in new.items() if name not in old}
    gone = {name: digest_of(one) for name, one in old.items() if name not in new}
    found = {digest: name for name, digest in gone.items() if digest in came}
    return {name: came[digest] for digest, name in found.items()}


def _of_one(within: str, before: Check, after: Check | None) -> Iterator[CheckChange]:
    if after is None or type(after) is not type(before):
        yield CheckChange(within + _whole(before), within + _whole(after) if after else "")
        return
    if before.id != after.id:
        yield CheckChange(within + before.id, within + after.id, asks=False)
    place, old, new = within + after.id, _fields(before), _fields(after)
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            first, then = (f"{place}: {one[name]}" if name in one else "" for one in (old, new))
            yield CheckChange(first, then, asks=name not in _BESIDES)
    if isinstance(before, CombinedCheck) and isinstance(after, CombinedCheck):
        yield from check_changes(before.checks, after.checks, f"{place}/")


def _fields(check: Check) -> dict[str, str]:
    """Give each field as ``name = value``; a target with its aim is one, and checks within none."""
    names: dict[str, str] = dict.fromkeys(Aim, "target")
    facts = facts_of_check(check)
    return {names.get(name, name): text for name, text in _written(facts) if name != "checks"}


def _whole(check: Check) -> str:
    return f"{check.id}: {', '.join(text for _name, text in _written(facts_of_check(check)))}"


def _written(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        if name != "id":
            yield name, f"{name} = {said(value)}"
