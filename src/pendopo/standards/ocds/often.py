"""Kinds of faults that very many releases have: the first are told, the others counted."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Final

from pendopo.standards.ocds.fault import SchemaFault

# Releases in which a kind is told: more than any report shows places of.
_TOLD: Final = 40
_KINDS_MOST: Final = 2000


@dataclass(slots=True)
class _Kind:
    fault: SchemaFault
    last: int
    releases: int = 1
    more: int = 0


class Kinds:
    """The kinds of faults of the releases of one profile."""

    def __init__(self) -> None:
        self._kinds: dict[Hashable, _Kind] = {}
        self._number = 0

    def begin(self) -> None:
        """Go on to the next release."""
        self._number += 1

    def tell(self, key: Hashable, make: Callable[[], SchemaFault]) -> SchemaFault | None:
        """Give a fault; None when it is counted instead.

        :param key: what all faults of its kind have, and no others
        """
        kind = self._kinds.get(key)
        if kind is None:
            fault = make()
            if len(self._kinds) < _KINDS_MOST:
                self._kinds[key] = _Kind(fault, self._number)
            return fault
        if kind.last != self._number:
            if kind.releases == _TOLD:
                kind.more += 1
                return None
            kind.last = self._number
            kind.releases += 1
        return make()

    def often(self) -> Iterator[tuple[SchemaFault, int]]:
        """Give the first fault of each kind that was counted, and how many were."""
        return ((kind.fault, kind.more) for kind in self._kinds.values() if kind.more)
