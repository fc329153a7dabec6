"""The standings that a log holds: an evaluation is an entry, and the newest of a milestone counts.

Which milestone an entry is about stands in its scope, so that finding the newest opens no object.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from pendopo.published.state import State
from pendopo.terms.commitment import Milestone
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import CheckResult, Entry, Standing, StandingWord
from pendopo.terms.standing import Evaluation, Input, MilestoneKey

ROLE: Final = "standing"
_VERSION: Final = 1
_KEPT: Final = 4096


def is_standing(entry: Entry) -> bool:
    """Whether an entry is an evaluation of a milestone, and no measurement of an indicator."""
    leaf = entry.leaf
    return (
        leaf.type is EntryType.MEASUREMENT and bool(leaf.objects) and leaf.objects[0].role == ROLE
    )


def key_of(entry: Entry) -> MilestoneKey:
    """Give the milestone that an evaluation is about."""
    scope = entry.leaf.scope or {}
    return MilestoneKey(*(scope.get(name, "") for name in MilestoneKey._fields))


def newest(entries: Sequence[Entry]) -> dict[MilestoneKey, Entry]:
    """Give the last evaluation of each milestone."""
    return {key_of(entry): entry for entry in entries if is_standing(entry)}


def that_counts(
    milestone: Milestone, known: tuple[Entry, Evaluation] | None
) -> tuple[Entry, Evaluation] | None:
    """Leave out an evaluation that rests on checks which an amendment took away from a milestone.

    :param known: the newest evaluation of it, with its entry; None for none
    """
    if known is None or known[1].checks.keys() - {one.id for one in milestone.checks}:
        return None
    return known


def history(entries: Sequence[Entry], plan: str, commitment: str) -> list[Entry]:
    """Give all evaluations of a commitment's milestones, oldest first."""
    return [
        entry for entry in entries if is_standing(entry) and key_of(entry)[:2] == (plan, commitment)
    ]


def as_json(one: Evaluation) -> dict[str, Any]:
    """Write an evaluation as its object holds it."""
    return asdict(one) | {"v": _VERSION, "key": one.key.scope}


def parse_evaluation(data: bytes) -> Evaluation:
    """Read an evaluation's object back."""
    raw = json.loads(data)
    del raw["v"]
    standing = raw["standing"]
    results = tuple(CheckResult(**result) for result in standing["results"])
    word = StandingWord(standing["word"])
    inputs = (Input(**one | {"entries": tuple(one["entries"])}) for one in raw["inputs"])
    return Evaluation(
        **raw
        | {
            "key": MilestoneKey(**raw["key"]),
            "standing": Standing(**standing | {"results": results, "word": word}),
            "inputs": tuple(inputs),
            "by": tuple(raw.get("by", ())),
        }
    )


class Standings:
    """Reads evaluations out of a record, each object once.

    :param object_path: gives the place of the object with a commitment
    """

    def __init__(self, object_path: Callable[[str], Path]) -> None:
        self._object_path = object_path
        self._known: OrderedDict[str, Evaluation] = OrderedDict()

    def read(self, entry: Entry, state: State) -> Evaluation | None:
        """Give what an entry says; None where it is held or taken away."""
        one = entry.leaf.objects[0]
        if state.gone(one) is not None:
            return None
        known = self._known.get(one.c)
        if known is None:
            path = self._object_path(one.c)
            if not path.exists():
                return None
            known = self._known[one.c] = parse_evaluation(path.read_bytes())
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return known

    def newest(self, state: State) -> Mapping[MilestoneKey, tuple[Entry, Evaluation]]:
        """Give the standing of every milestone in a state: a function of its entries alone."""
        return {
            key: (entry, one)
            for key, entry in newest(state.entries).items()
            if (one := self.read(entry, state))
        }

    def forget(self) -> None:
        """Keep nothing in memory of what was read."""
        self._known.clear()
