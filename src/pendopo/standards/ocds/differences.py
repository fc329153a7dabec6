"""Where a process merged by the specification and merged like the reference library part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pendopo.standards.ocds.fold import Clause, MergeError, Release

# What is written for a field that one of the two does not have; no JSON value is the same.
ABSENT: Final = object()
_ORDERS: Final = (Clause.ORDER, Clause.UNDATED)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the two merge differently.

    :param pointer: the JSON pointer of the field in the merged release; empty for all of it
    :param clause: the clause of the specification that the reference library leaves
    :param specified: the value by the specification; ABSENT without one, a MergeError for none
    :param reference: the value that the reference library gives, likewise
    """

    pointer: str
    clause: Clause
    specified: Any
    reference: Any


def differences(
    specified: Release | MergeError,
    reference: Release | MergeError,
    clauses: Mapping[Clause, Mapping[str, None]],
) -> Iterator[Difference]:
    """Give every difference, each under the clause that made it.

    :param clauses: for each clause that was met, the pointers where
    """
    if isinstance(specified, MergeError) and isinstance(reference, MergeError):
        return
    for at, ours, theirs in _apart(specified, reference, ""):
        yield Difference(at, _clause(at, clauses), ours, theirs)


def _apart(ours: Any, theirs: Any, at: str) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in dict.fromkeys([*ours, *theirs]):
            below = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from _apart(ours.get(name, ABSENT), theirs.get(name, ABSENT), below)
    elif isinstance(ours, list) and isinstance(theirs, list):
        for number in range(max(len(ours), len(theirs))):
            yield from _apart(_item(ours, number), _item(theirs, number), f"{at}/{number}")
    elif isinstance(ours, bool) is not isinstance(theirs, bool) or ours != theirs:
        yield at, ours, theirs


def _item(items: list[Any], number: int) -> Any:  # noqa: ANN401 - JSON holds anything
    return items[number] if number < len(items) else ABSENT


def _clause(at: str, clauses: Mapping[Clause, Mapping[str, None]]) -> Clause:
    """Give the clause met nearest to a pointer; the order of releases can reach anywhere."""
    near = {
        clause: max((len(place) for place in places if _related(at, place)), default=-1)
        for clause, places in clauses.items()
        if clause not in _ORDERS
    }
    best = max(near, key=lambda clause: near[clause], default=None)
    if best is not None and near[best] >= 0:
        return best
    for clause in (*_ORDERS, *clauses):
        if clause in clauses:
            return clause
    return Clause.SHAPE


def _related(at: str, place: str) -> bool:
    return f"{at}/".startswith(f"{place}/") or f"{place}/".startswith(f"{at}/")
