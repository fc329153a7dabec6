"""A log brought back from those who kept it: everything that it ever signed, and nothing else.

What is asked for is the largest checkpoint that anyone has seen with this log's signature. Every
other one, ours among them, must be of its past; where two cannot both be true the log has ended,
for no cryptography makes one past of two. All is fetched and held to the signature before any of it
is taken over, and until the end the marker of a log that may only be read stays: an interrupted
recovery is begun again and goes on.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

import orjson

from pendopo.peers.connections import Connections
from pendopo.peers.copying import (
    NOTE_BYTES_MOST,
    Copier,
    Explained,
    Lack,
    Pouring,
    without,
)
from pendopo.peers.follow import HttpShelf
from pendopo.peers.following import Progress, rfc3339
from pendopo.peers.growing import Growth
from pendopo.peers.inbox import Budget, Inbox
from pendopo.peers.preflight import Newest
from pendopo.peers.remote import Past, Remote, open_remote
from pendopo.peers.trouble import Kind, TroubleError
from pendopo.published.verify import FolderShelf, ShelfError
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.merkle import inclusion_proof
from pendopo.standards.tlog.note import Verifier, open_note
from pendopo.standards.tlog.proof import TlogProof
from pendopo.standards.tlog.tiles import TILE_WIDTH
from pendopo.standards.tlog.witness import origin_hash
from pendopo.store.adopt import Displaced, adopt, displaced_by, forget, local, make_whole, set_apart
from pendopo.store.files import Disk
from pendopo.store.halt import Halt, clear_halt, evidence_of, read_halt, write_halt
from pendopo.store.place import LogError, LogPlace, lock
from pendopo.store.tiles import TileError, Tiles
from pendopo.store.withdraw import begin, hidden_here
from pendopo.terms.entry import Leaf, parse_leaf
from pendopo.terms.wording import say

HERE: Final = "this folder"
_CHECKPOINT = "log/checkpoint"
_RECEIPT = "receipt.tlog-proof"
_WAIT_S = 30.0
_ROOM = 1 << 60
_SHOWN = 20
_DEAD = say(
    "{one} and {other} hold two checkpoints of this log that cannot both be true, for {ones} and "
    "{others} entries: two pasts were signed. This log has ended; its evidence is in "
    "public/halted/. Begin a new one under another name, as docs/how-to/recover-a-log.md says."
)


class RecoveryError(LogError):
    """The log cannot be brought back from what was given: why, and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a copy of the log may be.

    :param shelf: its files
    :param again: opens one more connection to them; None where all threads may read by the one
    """

    name: str
    shelf: Pouring
    again: Callable[[], HttpShelf] | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkpoint that someone has, signed by us."""

    who: str
    note: str
    checkpoint: Checkpoint


@dataclass(slots=True)
class Recovered:
    """What a recovery did.

    :param size: how many entries the log has
    :param before: how many of them were signed here before
    :param tail: acknowledged entries that were never signed and only add to the others: kept
    :param displaced: acknowledged entries for which there was no place, set apart
    :param apart: where they lie
    :param withdrawn: how many objects were removed, for the log took them away since
    :param withheld: publications whose file was kept back, and is not here: no mirror has those
    :param held: files that the log hides for now and that are not here: they can be fetched when
        that is over
    :param lost: files that none of the sources has
    :param silent: sources that did not answer, to why
    """

    size: int = 0
    before: int = 0
    tail: int = 0
    displaced: int = 0
    apart: Path | None = None
    withdrawn: int = 0
    withheld: list[str] = field(default_factory=list)
    held: list[Lack] = field(default_factory=list)
    lost: list[Lack] = field(default_factory=list)
    silent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a recovery is to do.

    :param keys: the log's own, every one that is known here
    :param sources: who may have a copy
    :param claims: checkpoints of those who have none: witnesses
    :param accept_loss: go on although some files are with none of the sources
    :param newest: the key that signs since the last rotation, as far as it is known here
    """

    keys: Sequence[Verifier]
    sources: Sequence[Source]
    claims: Sequence[Claim] = ()
    accept_loss: bool = False
    newest: Newest | None = None


def recover(place: LogPlace, asked: Asked, now: datetime, progress: Progress) -> Recovered:
    """Bring a log back.

    :raises RecoveryError: when two pasts were signed, or what is missing is with nobody who was
        asked; nothing was signed or changed then but the marker
    """
    held = lock(place.private / "log.lock", _WAIT_S)
    try:
        return _Recovery(place, asked, now, progress).run()
    finally:
        os.close(held)


class _Recovery:
    def __init__(self, place: LogPlace, asked: Asked, now: datetime, progress: Progress) -> None:
        self._place, self._keys = place, asked.keys
        self._sources = [*asked.sources, Source(HERE, FolderShelf(place.public))]
        self._newest, self._accept_loss = asked.newest, asked.accept_loss
        self._claimed = [one for one in asked.claims if self._counts(one.note, one.checkpoint)]
        self._silent: dict[str, str] = {}
        self._receipts: dict[int, str] = {}
        self._redacted: set[str] = set()
        self._held: list[Lack] = []
        self._now, self._progress = now, progress
        self._disk = Disk(place.scratch)
        make_whole(place)
        self._acknowledged, self._note = local(place)
        self._promised = self._opened(self._note) if self._note else None

    def run(self) -> Recovered:
        self._mark()
        everyone = self._claims()
        if not everyone:
            raise RecoveryError(
                "none of those asked has a checkpoint that this log's key signed; "
                "look whether the addresses are those of mirrors of this log"
            )
        target = max(everyone, key=lambda one: one.checkpoint.size)
        remote = self._open(target, everyone)
        done = Recovered(size=target.checkpoint.size, silent=self._silent)
        done.before = self._promised.size if self._promised else 0
        inbox = Inbox(
            self._place.private / "incoming",
            self._place.public,
            self._disk,
            Budget(self._place.private, _ROOM),
        )
        growth = Growth(self._place.public, self._disk, remote.past.size)
        self._bundles(remote, growth, inbox)
        roots = growth.roots(remote.row, inbox)
        self._hold_claims(everyone, target, roots.at)
        explained = Explained()
        for _, _, leaf in self._entries(growth, inbox, target):
            explained.read(leaf)
            explained.now = max(explained.now, leaf.time)
        copier = Copier(inbox, self._keys, roots, target.checkpoint.size, explained)
        copier.trusting = False
        done.lost = self._files(copier, growth, inbox, target)
        if done.lost and not self._accept_loss:
            raise _lost(done.lost)
        self._redacted = explained.redacted
        self._adopt(copier, growth, inbox, target, done)
        self._name(done)
        clear_halt(self._place, self._disk)
        return done

    def _mark(self) -> None:
        """Let nobody sign until this is at its end."""
        if read_halt(self._place) is None:
            message = say("This log is being brought back from its mirrors.")
            halt = Halt("recovering", rfc3339(self._now), message)
            write_halt(self._place, halt, {}, self._disk)

    # Who has seen what.

    def _claims(self) -> list[Claim]:
        """Gather every checkpoint that we signed, wherever it is."""
        found = [*self._claimed]
        for source in list(self._sources):
            try:
                for path in (_CHECKPOINT, f"{origin_hash(self._keys[0].name)}/checkpoint"):
                    found += self._claim(source.name, self._read(source, path))
            except ShelfError as error:
                self._silent[source.name] = str(error)
                self._sources.remove(source)
        for name, note in evidence_of(self._place).items():
            found += self._claim(f"public/halted/{name}", note)
        return [*found, *self._claim(HERE, self._note)]

    @staticmethod
    def _read(source: Source, path: str) -> str:
        note = source.shelf.read(path, NOTE_BYTES_MOST)
        return note.decode("utf-8", "replace") if note else ""

    def _claim(self, who: str, note: str) -> list[Claim]:
        try:
            return [Claim(who, note, self._opened(note))] if note else []
        except ValueError:
            return []  # another log's, or nobody's: it says nothing of ours

    def _opened(self, note: str) -> Checkpoint:
        found = parse_checkpoint(open_note(note, self._keys).text)
        if found.origin != self._keys[0].name:
            raise ValueError(f"a checkpoint of {found.origin}")
        if not self._counts(note, found):
            raise ValueError("signed by a retired key alone")
        return found

    def _counts(self, note: str, found: Checkpoint) -> bool:
        return self._newest is None or self._newest.signed(note, found.size)

    def _open(self, target: Claim, everyone: Sequence[Claim]) -> Remote:
        """Find one who has all of the largest log, and hold what is here to be its past.

        :raises RecoveryError: when nobody has, or it is another past
        """
        size = target.checkpoint.size
        past = self._past(size)
        why = dict(self._silent)
        for source in self._sources:
            held = self._claim(source.name, self._read(source, _CHECKPOINT))
            has = held[0].checkpoint.size if held else 0
            # What is promised and not yet published stands here too, in the tiles.
            if max(has, past.size if source.name == HERE else 0) < size:
                why[source.name] = f"has {has} entries"
                continue
            try:
                return open_remote(source.shelf, target.checkpoint, past)
            except TroubleError as error:
                if error.kind is Kind.FORK:
                    raise self._dead(target, self._own(everyone)) from error
                why[source.name] = str(error)
            except ShelfError as error:
                why[source.name] = str(error)
        lines = "".join(f"\n  {name}: {text}" for name, text in why.items())
        raise RecoveryError(
            f"{target.who} has seen {size} entries that this log signed, and none of those asked "
            f"has them all; give more mirrors with --from. Nothing was changed.{lines}"
        )

    def _past(self, size: int) -> Past:
        """Give what is here, where it is whole and no more than the largest."""
        ours = self._promised
        if ours is None or not 0 < ours.size <= size:
            return Past()
        try:
            if Tiles(self._place.prefix, ours.size).root() != ours.root:
                return Past()
            return Growth(self._place.public, self._disk, ours.size).past()
        except (TileError, OSError):
            return Past()

    def _own(self, everyone: Sequence[Claim]) -> Claim:
        return next(one for one in everyone if one.who == HERE)

    def _hold_claims(
        self, everyone: Sequence[Claim], target: Claim, root_at: Callable[[int], bytes]
    ) -> None:
        """Hold every checkpoint to be one of the largest's past."""
        for one in everyone:
            if root_at(one.checkpoint.size) != one.checkpoint.root:
                raise self._dead(target, one)

    def _dead(self, one: Claim, other: Claim) -> RecoveryError:
        """Keep both as evidence, for anyone to see, and say that this log has ended."""
        values = {
            "one": one.who,
            "other": other.who,
            "ones": str(one.checkpoint.size),
            "others": str(other.checkpoint.size),
        }
        notes = {
            f"fork-{claim.checkpoint.size}-{claim.checkpoint.root.hex()[:16]}": claim.note
            for claim in (one, other)
        }
        write_halt(self._place, Halt("fork", rfc3339(self._now), _DEAD, values), notes, self._disk)
        return RecoveryError(_DEAD.format(**values))

    # Fetching.

    def _bundles(self, remote: Remote, growth: Growth, inbox: Inbox) -> None:
        for n in remote.numbers:
            growth.put_bundle(inbox, n, remote.entries(n))
            done = min(remote.size, (n + 1) * TILE_WIDTH)
            self._progress({"stage": "entries", "done": done, "total": remote.size})

    @staticmethod
    def _entries(growth: Growth, inbox: Inbox, target: Claim) -> Iterator[tuple[int, bytes, Leaf]]:
        for n in range(-(-target.checkpoint.size // TILE_WIDTH)):
            for index, entry in enumerate(growth.bundle(n, inbox), start=n * TILE_WIDTH):
                yield index, entry, parse_leaf(entry)

    def _files(self, copier: Copier, growth: Growth, inbox: Inbox, target: Claim) -> list[Lack]:
        """Fetch what is missing of each entry, from the first of the sources that has it.

        A few entries at once: what takes the time is waiting for the other side.
        """
        lost: list[Lack] = []
        size = target.checkpoint.size

        def copy(one: tuple[int, bytes, Leaf]) -> tuple[int, list[Lack]]:
            return one[0], _copied(copier, connections.one(), one)

        filed = (one for one in self._entries(growth, inbox, target) if one[2].own)
        with Connections(self._opened_again, _closed) as connections:
            # In parts: the pool would take in all entries at once.
            while part := list(islice(filed, TILE_WIDTH)):
                for index, lacks in connections.pool.map(copy, part):
                    lost += self._told(index, lacks)
                    self._progress({"stage": "recover", "done": index + 1, "total": size})
        return lost

    def _opened_again(self) -> list[tuple[str, Pouring]]:
        """Open every source for one more thread."""
        return [(one.name, one.again() if one.again else one.shelf) for one in self._sources]

    def _told(self, index: int, lacks: Sequence[Lack]) -> Iterator[Lack]:
        """Give what is lost: neither receipts, which can be made again, nor what a hold hides."""
        for lack in lacks:
            if lack.path.endswith(_RECEIPT):
                self._receipts[index] = lack.path
            elif lack.explained:
                self._held.append(lack)
            else:
                yield lack

    # Taking over.

    def _adopt(
        self, copier: Copier, growth: Growth, inbox: Inbox, target: Claim, done: Recovered
    ) -> None:
        size = target.checkpoint.size

        def entries() -> Iterator[bytes]:
            return (entry for _, entry, _ in self._entries(growth, inbox, target))

        displaced = displaced_by(self._place, entries(), size)
        here = {parse_leaf(entry).id for entry in entries()} if displaced.leaves else set()
        apart = self._place.private / "set-apart" / rfc3339(self._now).replace(":", "")
        lost = tuple(leaf for leaf in displaced.leaves if parse_leaf(leaf).id not in here)
        set_apart(
            self._place, Displaced(displaced.first, lost, displaced.folders), apart, self._disk
        )
        done.displaced, done.apart = len(lost), apart if lost else None
        done.tail = max(0, self._acknowledged - size) if not displaced.leaves else 0
        whole = list(entries())
        # What is only promised waits for witnesses still, and is published by the next writer.
        new = {size: target.note} if growth.size < size else {}
        growth.decide(inbox, target.note, copier.history | new)
        growth.finish(inbox, self._keys)
        done.withdrawn = self._withdraw(whole)
        published = Growth(self._place.public, self._disk).size
        subtree = Tiles(self._place.prefix, size).subtree
        made = {
            self._place.public / path: TlogProof(
                index, tuple(inclusion_proof(index, size, subtree)), target.note
            ).encode()
            for index, path in self._receipts.items()
            if published >= size
        }
        self._disk.put_many(made)
        adopt(self._place, whole, displaced, (size, target.note))

    def _withdraw(self, entries: Sequence[bytes]) -> int:
        """Remove what the log took away since this folder was whole, and all of its salts.

        The redaction is signed by this very log: what it took away is to be nowhere any more.
        """
        public = self._place.public
        if self._redacted:
            # What was kept back of it, and what was made of it, the next heartbeat removes.
            begin(self._place, self._disk)
        gone: set[str] = set()
        for leaf in (parse_leaf(entry) for entry in entries if self._redacted):
            named = self._redacted.intersection(one.c for one in leaf.own)
            salts = public / "pub" / leaf.id / "salts.json"
            if not named:
                continue
            gone |= {c for c in named if (public / "objects" / c[:2] / c).exists()}
            with suppress(ValueError, LookupError, TypeError):  # lost, and the loss was accepted
                if salts.exists() and (left := without(data := salts.read_bytes(), named)) != data:
                    self._disk.put_many({salts: left})
        for c in sorted(gone):
            self._disk.remove(public / "objects" / c[:2] / c)
        self._disk.sync_folders({public / "objects" / c[:2] for c in gone})
        forget(self._place, self._redacted)
        return len(gone)

    def _name(self, done: Recovered) -> None:
        """Name what was kept back or is hidden, which no mirror gives, and is not here."""
        done.withheld = list(self._withheld())
        here = hidden_here(self._place)
        done.held = [lack for lack in self._held if Path(lack.path).name not in here]

    def _withheld(self) -> Iterator[str]:
        """Name the publications whose file was kept back and is not here."""
        growth = Growth(self._place.public, self._disk)
        for n in range(-(-growth.size // TILE_WIDTH)):
            for entry in growth.bundle(n):
                leaf = parse_leaf(entry)
                if self._lacks_withheld(leaf):
                    yield leaf.id

    def _lacks_withheld(self, leaf: Leaf) -> bool:
        roles = {one.role: one.c for one in leaf.objects}
        c = roles.get("metadata")
        if c is None or "original" in roles:
            return False
        path = self._place.public / "objects" / c[:2] / c
        if not path.is_file() or not isinstance(source := _source(path), Mapping):
            return False
        return "withheld" in source and not (self._place.withheld / leaf.id / "original").exists()


def _copied(
    copier: Copier, sources: Sequence[tuple[str, Pouring]], one: tuple[int, bytes, Leaf]
) -> list[Lack]:
    """Copy what belongs to an entry, and give what none of the sources has."""
    lacks: list[Lack] = []
    for name, shelf in sources:
        try:
            lacks = copier.copy(shelf, *one)
        except ShelfError as error:
            raise RecoveryError(
                f"{name}: no answer ({error}); run the same again to go on"
            ) from error
        if not lacks:
            break
    return lacks


def _closed(opened: Sequence[tuple[str, Pouring]]) -> None:
    for _, shelf in opened:
        if isinstance(shelf, HttpShelf):
            shelf.__exit__()


def _source(path: Path) -> object:
    try:
        return orjson.loads(path.read_bytes()).get("source")
    except ValueError:
        return None


def _lost(lost: Sequence[Lack]) -> RecoveryError:
    lines = "".join(f"\n  entry {lack.index}: {lack.path}" for lack in lost[:_SHOWN])
    more = f"\n  and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
    return RecoveryError(
        f"{len(lost)} files that the log signed are with none of those asked; give more mirrors "
        f"with --from, or go on without them with --accept-loss (pendopo verify will go on saying "
        f"so).{lines}{more}"
    )
