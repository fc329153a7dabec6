"""The fold: what stood on a day is a function of the log's first entries, and of nothing else."""

import threading
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from pendopo.published.withdrawals import Withdrawals, withdrawals
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.note import split_note
from pendopo.standards.tlog.tiles import TILE_WIDTH, entries_path, parse_bundle
from pendopo.terms.entry import EntryType, Leaf, ObjectRef, parse_leaf
from pendopo.terms.journey import Entry


class UnknownStateError(ValueError):
    """A state that the log does not have, or no longer has the files for."""


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """The signed size and root of the log.

    :param note: the whole signed note
    """

    note: str
    checkpoint: Checkpoint

    @property
    def origin(self) -> str:
        """The log's permanent name."""
        return self.checkpoint.origin

    @property
    def size(self) -> int:
        """How many entries it signs."""
        return self.checkpoint.size

    @property
    def root_base64(self) -> str:
        """The root, as the checkpoint writes it."""
        return self.checkpoint.text().splitlines()[2]


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication as a state sees it.

    :param replaced_by: the entry that took its place, or None while it stands
    """

    index: int
    leaf: Leaf
    replaced_by: int | None = None

    @property
    def id(self) -> str:
        """Its permanent id."""
        return self.leaf.id

    @property
    def register(self) -> str:
        """The register it belongs to."""
        return self.leaf.register

    @property
    def scope(self) -> dict[str, str]:
        """The codes of what it replaces."""
        return dict(self.leaf.scope or {})

    @property
    def time(self) -> str:
        """When it was published, RFC 3339 in UTC."""
        return self.leaf.time

    @property
    def prev(self) -> int | None:
        """The entry whose place it took."""
        return self.leaf.prev

    @property
    def objects(self) -> tuple[ObjectRef, ...]:
        """What it commits to."""
        return self.leaf.objects

    @property
    def original(self) -> ObjectRef | None:
        """The submitted file; None where it was kept back, for it holds personal data."""
        return next((one for one in self.leaf.objects if one.role == "original"), None)

    def object(self, role: str) -> ObjectRef:
        """Give the object of that role.

        :raises KeyError: when it has none
        """
        for one in self.leaf.objects:
            if one.role == role:
                return one
        raise KeyError(role)


@dataclass(frozen=True)
class State:
    """What stood when the log had ``size`` entries.

    :param root: the tree's root in hexadecimal where it is known, else empty
    :param withdrawn: what was hidden and taken away up to today, whatever day this state is of
    """

    size: int
    entries: Sequence[Entry]
    root: str = ""
    withdrawn: Withdrawals = field(default_factory=Withdrawals)

    @cached_property
    def redacted(self) -> dict[str, int]:
        """Commitments whose content was taken away since, to the entry that says why."""
        return self.withdrawn.redacted

    @cached_property
    def hidden(self) -> dict[str, int]:
        """Commitments whose content is not shown, taken away or held, to the entry that says so."""
        return {**self.withdrawn.held, **self.redacted}

    @property
    def time(self) -> str:
        """The time of the last entry; empty for an empty log."""
        return self.entries[-1].leaf.time if self.entries else ""

    @property
    def day(self) -> date | None:
        """The day of the last entry, in UTC."""
        return date.fromisoformat(self.time[:10]) if self.time else None

    @cached_property
    def publications(self) -> tuple[Publication, ...]:
        """Every publication so far, in the order of the log."""
        replaced = {
            entry.leaf.prev: entry.index
            for entry in self.entries
            if entry.leaf.type is EntryType.PUBLICATION and entry.leaf.prev is not None
        }
        return tuple(
            Publication(entry.index, entry.leaf, replaced.get(entry.index))
            for entry in self.entries
            if entry.leaf.type is EntryType.PUBLICATION
        )

    @cached_property
    def _by_index(self) -> dict[int, Publication]:
        return {publication.index: publication for publication in self.publications}

    @cached_property
    def _by_id(self) -> dict[str, Publication]:
        return {publication.id: publication for publication in self.publications}

    def publication(self, index: int) -> Publication:
        """Give the publication at an index.

        :raises KeyError: when that entry is none, or later than this state
        """
        return self._by_index[index]

    def publication_of(self, name: str) -> Publication:
        """Give the publication with an id.

        :raises KeyError: when there is none in this state, saying so
        """
        if name not in self._by_id:
            raise KeyError(f"no publication is called {name!r}")
        return self._by_id[name]

    def current(self, register: str | None = None) -> tuple[Publication, ...]:
        """Give the publications that stand, of one register or of all, in the order of the log."""
        return tuple(
            publication
            for publication in self.publications
            if publication.replaced_by is None and register in (None, publication.register)
        )

    def two_versions(self, since: str, id_: str) -> tuple[Publication, Publication]:
        """Give two versions of one thing, the older first.

        :raises KeyError: saying what is not so: no such publication, or no earlier version of it
        """
        before, after = self.publication_of(since), self.publication_of(id_)
        if before not in self.versions(after) or before.index >= after.index:
            raise KeyError(f"{since} is no earlier version of {id_}")
        return before, after

    def versions(self, publication: Publication) -> tuple[Publication, ...]:
        """Give all versions of a publication, oldest first, itself among them."""
        found = [publication]
        while found[0].prev is not None:
            found.insert(0, self._by_index[found[0].prev])
        while found[-1].replaced_by is not None:
            found.append(self._by_index[found[-1].replaced_by])
        return tuple(found)

    def gone(self, one: ObjectRef) -> int | None:
        """Give the entry that hid an object's content or took it away, or None while it is there.

        What is hidden today is hidden in every past state.
        """
        return self.hidden.get(one.c)


def _signed(path: Path) -> SignedCheckpoint | None:
    try:
        note = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    return SignedCheckpoint(note, parse_checkpoint(split_note(note)[0]))


class Record:
    """The log's entries, read from its public files as it grows.

    :param public: the web root: the log's tiles, objects and publications
    """

    def __init__(self, public: Path) -> None:
        self.public = public
        self._entries: list[Entry] = []
        self._known = 0, Withdrawals()
        # A door has several threads, and two that read the same entries would append them twice.
        self._guard = threading.Lock()

    def checkpoint(self) -> SignedCheckpoint | None:
        """Read the published checkpoint, or None before the first."""
        return _signed(self.public / "log" / "checkpoint")

    def pending(self) -> SignedCheckpoint | None:
        """Read the checkpoint that waits for witnesses, or None when none waits."""
        pending = _signed(self.public / "log" / "pending")
        published = self.checkpoint()
        ahead = pending is not None and pending.size > (published.size if published else 0)
        return pending if ahead else None

    def entries_of(self, size: int) -> Sequence[Entry]:
        """Give the first entries, those too that are signed and wait for witnesses.

        :raises UnknownStateError: when not so many are there
        """
        self._read(size)
        return self._entries[:size]

    def state(self, size: int | None = None) -> State:
        """Fold the first entries of the log.

        :param size: how many; None for all that are published
        :raises UnknownStateError: when the log never had that many
        """
        signed = self.checkpoint()
        published = signed.size if signed else 0
        if size is None:
            size = published
        if not 0 <= size <= published:
            raise UnknownStateError(f"{size} entries; the log has {published}")
        self._read(published)
        root = signed.checkpoint.root.hex() if signed and size == published else ""
        return State(size, self._entries[:size], root, self._withdrawn(published))

    def recorded(self, pending: SignedCheckpoint) -> State:
        """Fold all entries that are signed, those too that wait for witnesses."""
        size = pending.size
        return State(size, self.entries_of(size), "", self._withdrawn(size))

    def size_on(self, day: date, timezone: str) -> int:
        """Give how many entries the log had when a day ended.

        :param timezone: where the day ended: ``Asia/Jakarta``
        """
        signed = self.checkpoint()
        published = signed.size if signed else 0
        self._read(published)
        try:
            end = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))
            end = (end + timedelta(days=1)).astimezone(ZoneInfo("UTC"))
        except OverflowError:  # the first and the last days there are
            return 0 if day.year == 1 else published
        until = f"{end:%4Y-%m-%dT%H:%M:%SZ}"
        return bisect_left(self._entries, until, 0, published, key=lambda entry: entry.leaf.time)

    def _read(self, size: int) -> None:
        with self._guard:
            self._read_alone(size)

    def _read_alone(self, size: int) -> None:
        while len(self._entries) < size:
            tile, known = divmod(len(self._entries), TILE_WIDTH)
            width = min(TILE_WIDTH, size - tile * TILE_WIDTH)
            leaves = parse_bundle(self._bundle(tile, width))[known:width]
            first = len(self._entries)
            self._entries += [Entry(first + i, parse_leaf(leaf)) for i, leaf in enumerate(leaves)]

    def _bundle(self, tile: int, width: int) -> bytes:
        for candidate in (width, TILE_WIDTH):
            path = self.public / "log" / entries_path(tile, candidate)
            if path.exists():
                return path.read_bytes()
        raise UnknownStateError(
            f"{self.public}: the log's entries from {tile * TILE_WIDTH} are missing"
        )

    def _withdrawn(self, published: int) -> Withdrawals:
        known = self._known
        if known[0] != published:
            known = self._known = published, withdrawals(self._entries[:published])
        return known[1]
