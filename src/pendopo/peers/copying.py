"""The folders and objects of entries, copied: each file held to the entry before it is kept."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

import orjson

from pendopo.peers.inbox import Inbox
from pendopo.peers.remote import Roots, forked
from pendopo.published.verify import Shelf
from pendopo.published.verify.folders import Salt, open_salts
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.merkle import leaf_hash, verify_inclusion
from pendopo.standards.tlog.note import Verifier, open_note
from pendopo.standards.tlog.proof import parse_proof
from pendopo.terms.entry import REDACTS, EntryType, Leaf, ObjectRef

NOTE_BYTES_MOST = 200_000
# One object's line in salts.json: four hashes in hexadecimal, a role of 128 letters, the names.
_SALT_LINE_BYTES = 600
_NOTES_KEPT = 16
# A hold lapses; one that is logged again each day, as for personal data, lasts to the next day.
_HELD = timedelta(hours=72)
_HELD_AGAIN = timedelta(hours=26)

T = TypeVar("T")


class Pouring(Shelf, Protocol):
    """A shelf whose files can be taken piece by piece."""

    def pour(self, path: str, most: int, take: Callable[[Iterator[bytes]], T]) -> T | None:
        """Hand a file's pieces to whoever takes them; None when there is none."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A file that the log speaks of and that could not be had.

    :param index: the entry it belongs to
    :param changed: there is something in its place, and it is not what was signed
    :param explained: a hold in the log says why
    """

    index: int
    path: str
    changed: bool = False
    explained: bool = False


@dataclass(slots=True)
class Explained:
    """What the log itself says of objects that are not there.

    :param redacted: commitments whose content was taken away for good
    :param held: commitments that are hidden for a few days, to until when
    :param now: what time it is, RFC 3339 in UTC
    """

    redacted: set[str] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    now: str = ""

    def hides(self, c: str) -> bool:
        """Whether a hold explains now that an object is not there."""
        return self.held.get(c, "") > self.now

    def absent(self) -> frozenset[str]:
        """Give the commitments whose objects and salts need not be there now."""
        return frozenset((*self.redacted, *(c for c in self.held if self.hides(c))))

    def read(self, leaf: Leaf) -> None:
        """Take in what an entry says."""
        named = [one.c for one in leaf.objects]
        if leaf.type is EntryType.REDACTION:
            # The verifier believes no other role either.
            self.redacted.update(one.c for one in leaf.objects if one.role == REDACTS)
        elif leaf.type is EntryType.HOLD:
            # One that is dated to the future hides nothing for longer.
            since = min(leaf.time, self.now or leaf.time)
            for c in named:
                again = c in self.held
                until = later(since, _HELD_AGAIN if again else _HELD)
                self.held[c] = max(self.held.get(c, ""), until)
        elif leaf.type is EntryType.HOLD_LAPSED:
            for c in named:
                self.held.pop(c, None)


class Copier:
    """Copies entries one by one; several threads may, each with a shelf of its own.

    :param keys: every key that the log had, as far as it is known here
    :param roots: the root of the tree at any size
    :param size: how many entries the tree has
    :ivar trusting: whether a file that has its place is right; else it is looked at again
    """

    def __init__(
        self,
        inbox: Inbox,
        keys: Sequence[Verifier],
        roots: Roots,
        size: int,
        explained: Explained,
    ) -> None:
        self.trusting = True
        self._inbox = inbox
        self._keys = keys
        self._roots = roots
        self._size = size
        self._explained = explained
        self._absent = explained.absent()
        self._notes: dict[str, Checkpoint] = {}
        self.history: dict[int, str] = {}

    def copy(self, shelf: Pouring, index: int, entry: bytes, leaf: Leaf) -> list[Lack]:
        """Copy what belongs to an entry.

        :returns: what could not be had
        :raises TroubleError: when a receipt shows that the log has signed another past
        :raises ShelfError: when the other side does not answer
        """
        folder = f"pub/{leaf.id}/"
        if not self._stands(folder + "entry.json", lambda data: data == entry):
            self._inbox.drop(folder + "entry.json")
            self._inbox.put(folder + "entry.json", entry)
        lacks = self._receipt(shelf, index, entry, folder + "receipt.tlog-proof")
        salts, more = self._salts(shelf, index, leaf, folder + "salts.json")
        lacks += more
        for one in leaf.own:
            lacks += self._object(shelf, index, one, salts.get(one.c))
        return lacks

    def _receipt(self, shelf: Shelf, index: int, entry: bytes, path: str) -> list[Lack]:
        def right(data: bytes, *, new: bool = True) -> bool:
            proof = parse_proof(data)
            checkpoint = self._signed(proof.checkpoint)
            root = self._roots.at(checkpoint.size)
            if root != checkpoint.root:
                raise forked(self._size, checkpoint.size)
            verify_inclusion(proof.index, checkpoint.size, leaf_hash(entry), root, proof.hashes)
            if new:
                self.history.setdefault(checkpoint.size, proof.checkpoint)
            return proof.index == index

        if self._stands(path, lambda data: right(data, new=False)):
            return []
        return self._small(shelf, index, path, NOTE_BYTES_MOST, right)

    def _signed(self, note: str) -> Checkpoint:
        """Read a checkpoint that the log's key signed; most entries of a commit share one.

        :raises ValueError: when it is none
        """
        known = self._notes.get(note)
        if known is None:
            known = self.opened(note)
            if len(self._notes) >= _NOTES_KEPT:
                self._notes.clear()
            self._notes[note] = known
        return known

    def opened(self, note: str | bytes) -> Checkpoint:
        """Read a checkpoint of this log.

        :raises ValueError: when it is not one that the log's key signed for at most its entries
        """
        found = parse_checkpoint(open_note(note, self._keys).text)
        if found.origin != self._keys[0].name or found.size > self._size:
            raise ValueError
        return found

    def _salts(
        self, shelf: Shelf, index: int, leaf: Leaf, path: str
    ) -> tuple[Mapping[str, Salt], list[Lack]]:
        found: dict[str, Salt] = {}

        def right(data: bytes) -> bool:
            found.update(open_salts(data, leaf.own, self._absent))
            return True

        if self._inbox.placed(path) and _is(right, (self._inbox.public / path).read_bytes()):
            return found, []
        most = _SALT_LINE_BYTES * (1 + len(leaf.own))
        return found, self._small(shelf, index, path, most, right)

    def _small(
        self, shelf: Shelf, index: int, path: str, most: int, right: Callable[[bytes], bool]
    ) -> list[Lack]:
        """Copy a file that is looked at whole."""
        waiting = self._inbox.waits(path)
        if waiting is not None:
            if _is(right, waiting.read_bytes()):
                return []
            self._inbox.drop(path)
        data = shelf.read(path, most)
        if data is None or len(data) > most or not _is(right, data):
            return [Lack(index, path, changed=data is not None)]
        self._inbox.put(path, data)
        return []

    def _stands(self, path: str, right: Callable[[bytes], bool]) -> bool:
        """Whether a small file has its place and is the right one."""
        if not self._inbox.placed(path):
            return False
        return self.trusting or _is(right, (self._inbox.public / path).read_bytes())

    def _object(self, shelf: Pouring, index: int, one: ObjectRef, salt: Salt | None) -> list[Lack]:
        path = f"objects/{one.c[:2]}/{one.c}"
        if one.c in self._explained.redacted or (self.trusting and self._inbox.placed(path)):
            return []
        explained = self._explained.hides(one.c)
        if salt is None:
            return [Lack(index, path, explained=explained)]
        placed = self._inbox.public / path
        if placed.is_file() and _matches(placed, one.n, salt.sha256):
            return []
        if self._kept(path, one.n, salt.sha256):
            return []
        right = one.n, salt.sha256
        kept = shelf.pour(path, one.n, lambda pieces: self._inbox.pour(path, pieces, right))
        return [] if kept else [Lack(index, path, changed=kept is False, explained=explained)]

    def _kept(self, path: str, n: int, sha256: bytes) -> bool:
        """Whether an object waits here whole: a process that died may have left a part of it."""
        waiting = self._inbox.waits(path)
        if waiting is None:
            return False
        if _matches(waiting, n, sha256):
            return True
        self._inbox.drop(path)
        return False


def later(time: str, by: timedelta) -> str:
    """Give the time a while after another, both RFC 3339 in UTC; empty when it is none."""
    try:
        at = datetime.fromisoformat(time) + by
    except (ValueError, OverflowError):
        return ""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def objects_of(leaves: Iterable[Leaf]) -> Iterator[ObjectRef]:
    """Give the objects that entries bring."""
    for leaf in leaves:
        yield from leaf.own


def without(data: bytes, redacted: Set[str]) -> bytes:
    """Give a file of salts without those of objects that were taken away."""
    raw = orjson.loads(data)
    left = [one for one in raw["objects"] if one["c"] not in redacted]
    return orjson.dumps({"objects": left, "v": raw["v"]}, option=orjson.OPT_SORT_KEYS)


def opens(data: bytes, leaf: Leaf, redacted: set[str]) -> bool:
    """Whether a file holds the salts of an entry's objects, but for those that were taken away."""
    return _is(lambda data: bool(open_salts(data, leaf.own, redacted)) or True, data)


def _is(right: Callable[[bytes], bool], data: bytes) -> bool:
    """Look at a file of strangers; what cannot be read is not right."""
    try:
        return right(data)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _matches(path: Path, n: int, sha256: bytes) -> bool:
    if path.stat().st_size != n:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest() == sha256
