"""Looking whether the objects that were copied once are still where they came from.

Nobody is told when a file is taken away without a word; so each round asks after a share of them,
and in a day after all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pendopo.peers.follow import HttpShelf
from pendopo.terms.entry import Leaf

# All within a day, so that what is gone is told within 26 hours.
DAY_S = 86_400
_ROUNDS_LEAST = 24


@dataclass(frozen=True, slots=True)
class Share:
    """Which entries are looked at in a round.

    :param first: the first
    :param count: how many; the round goes on from the beginning behind the last entry
    """

    first: int
    count: int

    def indexes(self, size: int) -> Iterator[int]:
        """Give the entries."""
        for step in range(min(self.count, size)):
            yield (self.first + step) % size


def share_of(size: int, at: int, since_s: float) -> Share:
    """Give the share that is due.

    :param at: where the last round ended
    :param since_s: how long ago that was
    """
    due = size if since_s >= DAY_S else int(size * since_s / DAY_S) + -(-size // _ROUNDS_LEAST)
    return Share(at % size if size else 0, min(size, due))


def gone_of(shelf: HttpShelf, leaf: Leaf, redacted: Sequence[str]) -> list[str]:
    """Give the files of an entry that are no longer there, and that the log does not explain."""
    if not leaf.own:
        return []
    paths = [f"pub/{leaf.id}/salts.json"]
    paths += [f"objects/{one.c[:2]}/{one.c}" for one in leaf.own if one.c not in redacted]
    return [path for path in paths if not shelf.there(path)]
