"""The releases of a programme's states: by process, by their place in the log, and in bulk."""

import hashlib
import logging
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from pendopo.programme.config import Config
from pendopo.published.contracting.index import (
    Cursor,
    Pause,
    Released,
    ReleaseIndex,
    Share,
    Sized,
    Standing,
    at_once,
)
from pendopo.published.contracting.process import Process
from pendopo.published.metadata import Metadata
from pendopo.published.state import Publication, State
from pendopo.published.tables import PublishedTable
from pendopo.store.turns import give_way
from pendopo.terms.entry import HOLDS, EntryType
from pendopo.terms.licence import licence, licence_ids

REGISTER: Final = "contracts"
TABLE: Final = "releases"
_KEPT: Final = 16
_log = logging.getLogger(__name__)


class Hall(Protocol):
    """What it needs of a programme."""

    config: Config

    def state(self, size: int | None = None) -> State:
        """Give what stood at a size; None for now."""

    def metadata(self, publication: Publication) -> Metadata | None:
        """Give what a publication says of itself."""

    def submitted(self, state: State, register: str, name: str) -> PublishedTable | None:
        """Give a table as it was submitted."""

    def object_path(self, c: str) -> Path:
        """Give the place of an object."""


class Contracting:
    """The contracting processes of a programme.

    :param folder: where what is made from the record lies: ``private/derived/releases``
    """

    def __init__(self, hall: Hall, folder: Path) -> None:
        self._hall = hall
        self._index = ReleaseIndex(folder)
        self._standing: OrderedDict[tuple[int, frozenset[str]], Standing] = OrderedDict()

    def process(self, state: State, ocid: str) -> Process | None:
        """Give a process as it stood; None where there was none of that name."""
        found = self._index.process(self.standing(state), ocid)
        return Process(ocid, found) if found else None

    def page(self, state: State, after: Cursor, limit: int, since: int = 0) -> list[Released]:
        """Give the releases behind a place, in the order of the log.

        :param since: only those that were published, or given back by a hold, since the log had so
            many entries
        """
        standing = self.standing(state)
        if since:
            standing = Standing(tuple(_changed(state, standing, since)), "")
        return self._index.page(standing, after, limit)

    def ocids(self, state: State, after: str, limit: int, since: int = 0) -> list[str]:
        """Give processes in the order of their names.

        :param after: those behind this one
        :param since: only those of which something was published, taken back, or given back by a
            hold, since the log had so many entries
        """
        among = None
        if since:
            standing = self.standing(state)
            changed = [share.c for share in _changed(state, standing, since)]
            among = [*changed, *self._gone(state, since)]
        return self._index.ocids(self.standing(state), after, limit, among)

    def between(self, state: State, first: str, last: str) -> Iterator[Process]:
        """Give the processes from one to another, in the order of their names."""
        standing = self.standing(state)
        for ocid, releases in self._index.between(standing, first, last):
            yield Process(ocid, releases)

    def sizes(self, state: State) -> Iterator[tuple[str, list[Sized]]]:
        """Give each process with the sizes of its releases, in the order of their names."""
        return self._index.sizes(self.standing(state))

    def withdrawn(self, state: State, since: int) -> list[tuple[str, str]]:
        """Give the ocid and id of what was published before a size and does not stand any more.

        What is hidden or was taken away has no name here either, as a name may be what a hold is
        for; the log says of which publications it was.
        """
        return self._index.named(self.standing(state), self._gone(state, since))

    def standing(self, state: State, pause: Pause = at_once) -> Standing:
        """Give the releases that stand in a state, all of them in the index.

        What is hidden today stands in no state.

        :param pause: waits between some releases and the next where others are to go first
        """
        key = state.size, frozenset(state.hidden)
        found = self._standing.get(key)
        if found is None:
            found = self._standing[key] = self._found(state)
            while len(self._standing) > _KEPT:
                self._standing.popitem(last=False)
        self._index.bring_up(found, state.hidden, pause)
        return found

    def publishers(self, state: State, entries: Sequence[int]) -> tuple[str, str]:
        """Give the publisher and the licence's address of what some entries published.

        Of several publishers the government; of several licences none.
        """
        facts = [self._hall.metadata(state.publication(entry)) for entry in set(entries)]
        known = [one for one in facts if one is not None]
        config = self._hall.config
        usual = config.publishing
        names = {one.publisher for one in known} or {usual.publisher}
        licences = {one.licence for one in known} or {usual.licence}
        publisher = names.pop() if len(names) == 1 else ""
        named = licences.pop() if len(licences) == 1 else ""
        url = licence(named).url if named in licence_ids() else ""
        return publisher or config.government.name, url

    def size_at(self, state: State, moment: datetime) -> int:
        """Give how many entries of a state are older than a moment, a whole second in UTC."""
        text = moment.isoformat().replace("+00:00", "Z")
        return sum(entry.leaf.time < text for entry in state.entries)

    def follow(self) -> None:
        """Bring the index up after a commit, which stands whether or not that succeeds.

        Pages are made of what is merged beside it, so that this goes first.
        """
        try:
            self.standing(self._hall.state(), give_way)
        except (OSError, sqlite3.Error):
            _log.exception("the index of releases was not made; run 'pendopo rebuild'")

    def bring_up(self) -> None:
        """Make what is missing of the present state."""
        self.standing(self._hall.state())

    def drop(self) -> None:
        """Remove what was made."""
        self._index.drop()

    def _found(self, state: State) -> Standing:
        table = self._hall.submitted(state, REGISTER, TABLE)
        shares = tuple(
            Share(part.entry, part.c, part.path, state.publication(part.entry).time)
            for part in (table.parts if table else ())
        )
        named = "\n".join(f"{share.entry} {share.c}" for share in shares)
        return Standing(shares, hashlib.sha256(named.encode()).hexdigest()[:32])

    def _gone(self, state: State, since: int) -> list[str]:
        """Give the objects of what was replaced since, of what had been published before.

        What was replaced while a hold hid it is among them once it is given back.
        """
        back = _given_back(state, since)
        gone = [
            one
            for publication in state.publications
            if publication.register == REGISTER
            and publication.replaced_by is not None
            and publication.index < since
            for one in publication.objects
            if one.role == f"table:{TABLE}" and state.gone(one) is None
            if since <= publication.replaced_by or one.c in back
        ]
        self._index.bring_up(
            Standing(tuple(Share(0, one.c, self._hall.object_path(one.c), "") for one in gone), "")
        )
        return [one.c for one in gone]


def _changed(state: State, standing: Standing, since: int) -> Iterator[Share]:
    """Give what stands and was published, or given back, since the log had so many entries."""
    back = _given_back(state, since)
    return (one for one in standing.shares if one.entry >= since or one.c in back)


def _given_back(state: State, since: int) -> set[str]:
    """Give the commitments that a hold gave back since the log had so many entries."""
    return {
        one.c
        for entry in state.entries[since:]
        if entry.leaf.type is EntryType.HOLD_LAPSED
        for one in entry.leaf.objects
        if one.role == HOLDS
    }
