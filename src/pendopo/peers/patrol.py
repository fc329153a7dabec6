"""Looking whether the objects that were copied once are still where they came from.

Nobody is told when a file is taken away without a word; so each round asks after a share of them,
and in a day after all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pendopo.peers.follow import HttpShelf
from pendopo.published.verify import ShelfError
from pendopo.terms.entry import Leaf

# All within a day, so that what is gone is told within 26 hours.
DAY_S = 86_400
_ROUNDS_LEAST = 24
# A file that is not answered for so long counts as gone: a log may not be silent for longer.
UNSURE_S = 26 * 3600
_MISSED_MOST = 8


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


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking after the files of one entry.

    :param gone: those that are no longer there, and that the log does not explain
    :param unsure: those of which the server says that it cannot answer now, to what it said
    """

    index: int
    gone: Sequence[str]
    unsure: Mapping[str, str]
    asked: int


def look_after(shelf: HttpShelf, index: int, leaf: Leaf, redacted: Sequence[str]) -> Look:
    """Look whether the files of an entry are there; one that is not answered hides no other."""
    gone: list[str] = []
    unsure: dict[str, str] = {}
    paths = _paths(leaf, redacted) if leaf.own else []
    for path in paths:
        try:
            if not shelf.there(path):
                gone.append(path)
        except ShelfError as error:
            unsure[path] = str(error)
    return Look(index, gone, unsure, len(paths))


def _paths(leaf: Leaf, redacted: Sequence[str]) -> list[str]:
    objects = [f"objects/{one.c[:2]}/{one.c}" for one in leaf.own if one.c not in redacted]
    return [f"pub/{leaf.id}/salts.json", *objects]


class Tally:
    """What a round of looking has found so far.

    A server that answers nothing is not asked for the rest. One that answers for other files and
    not for some is, and what it cannot answer for longer than a log may be silent counts as gone.

    :param gone: files that were gone before, to their entry
    :param unsure: files that were not answered before, to their entry and since when
    :param at: when this round is, RFC 3339 in UTC
    :ivar why: what was said of the last file that was not answered in this round; else empty
    """

    def __init__(
        self, gone: Mapping[str, int], unsure: Mapping[str, tuple[int, str]], at: str
    ) -> None:
        self.gone, self.unsure, self._at = dict(gone), dict(unsure), at
        self._answered = self._missed = 0
        self.why = ""

    def add(self, found: Look) -> None:
        """Take in what came of one entry.

        :raises ShelfError: when the server answers nothing
        """
        others = {path for path, of in self.gone.items() if of != found.index}
        self.gone = {
            path: of for path, of in self.gone.items() if path in others or path in found.unsure
        }
        self.gone.update(dict.fromkeys(found.gone, found.index))
        self.unsure = {
            path: one
            for path, one in self.unsure.items()
            if one[0] != found.index or path in found.unsure
        }
        for path, why in found.unsure.items():
            self.why = why
            _, since = self.unsure.setdefault(path, (found.index, self._at))
            if _seconds(since, self._at) >= UNSURE_S:
                self.gone[path] = found.index
        self._missed += len(found.unsure)
        self._answered += found.asked - len(found.unsure)
        if self._missed >= _MISSED_MOST and self._missed > self._answered:
            raise ShelfError(self.why)


def _seconds(since: str, until: str) -> float:
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds()
