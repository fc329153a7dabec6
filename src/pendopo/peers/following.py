"""One round of following a log: ask, keep what was seen, judge it, copy, and say what is wrong.

The order matters. A checkpoint is kept on the disk before anything else is done with it, so that
no crash and no later answer makes us forget it. Everything is fetched into an inbox and held to the
signature there; only then do files get their places, the tiles are made from the entries, and the
copy's own checkpoint moves last. So a copy is whole at every moment, at one size or at the next.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pendopo.peers.connections import Connections
from pendopo.peers.copying import (
    NOTE_BYTES_MOST,
    Copier,
    Explained,
    Lack,
    objects_of,
    opens,
)
from pendopo.peers.follow import HttpShelf
from pendopo.peers.growing import Growth
from pendopo.peers.inbox import Budget, FullError, Inbox
from pendopo.peers.mirror import MirrorError, MirrorFolder, Seen, Status
from pendopo.peers.patrol import Look, Tally, look_after, share_of
from pendopo.peers.remote import Remote, Roots, forked, open_remote
from pendopo.peers.rotating import bridge
from pendopo.peers.trouble import Alarm, Kind, Raised, TroubleError
from pendopo.published.rotations import keys_of
from pendopo.published.verify import ShelfError
from pendopo.standards.tlog.checkpoint import parse_checkpoint
from pendopo.standards.tlog.note import Verifier, open_note
from pendopo.standards.tlog.policy import PolicyError, parse_policy
from pendopo.standards.tlog.tiles import TILE_WIDTH
from pendopo.standards.tlog.witness import origin_hash
from pendopo.store.files import PRIVATE_FOLDER, Disk
from pendopo.terms.entry import Leaf, parse_leaf
from pendopo.terms.rotation import Rotation, RotationError, chain, rotation_of
from pendopo.terms.wording import say

CHECKPOINT: Final = "log/checkpoint"
POLICY: Final = "policy.txt"
SITE: Final = "site.json"
SILENT_H: Final = 26
# Not the program that checks a copy, nor what is said of it: a mirror serves its own.
_BESIDE = {POLICY: 200_000, SITE: 100_000}
_ENTRY_BYTES_LEAST = 34
_EXAMPLES = 50
_ASKED_AGAIN = 2
_PAUSE_S = 2.0
_TAKEN_BACK = say("The log says {now} entries, and had signed {before}: entries were taken back.")

Progress = Callable[[Mapping[str, object]], None]


@dataclass(frozen=True, slots=True)
class Reach:
    """How the origin is read.

    :param shelf: opens one more connection to it
    :param wait: waits some seconds, before an answer that looks wrong is asked for again
    """

    shelf: Callable[[], HttpShelf]
    wait: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the copy lies.

    :param public: what is served
    :param inbox: where files wait
    :param withdrawn: where objects lie that the log took away, for whoever runs this to judge
    :param most: bytes that the copy may take
    """

    public: Path
    inbox: Path
    withdrawn: Path
    disk: Disk
    most: int


@dataclass(slots=True)
class Round:
    """What came of a round.

    :param size: how many entries the copy has
    :param entries: how many of them are new
    :param bytes: that were written
    :param withdrawn: objects that are no longer served here, for the log took them away
    :param unanswered: why the origin could not be read to the end; empty when it was
    :param open: the alarms that are open now
    """

    size: int = 0
    entries: int = 0
    bytes: int = 0
    withdrawn: int = 0
    unanswered: str = ""
    open: list[Alarm] = field(default_factory=list)


class Follower:
    """Follows one log into one folder.

    :param status: what is known of it, from the folder or given at the first time
    """

    def __init__(
        self,
        place: Place,
        reach: Reach,
        status: Status,
    ) -> None:
        self._place = place
        self._reach = reach
        self._folder = MirrorFolder(place.public, place.disk)
        self._status = self._folder.status() or status
        self._origin = self._status.verifier.name
        self._growth = Growth(place.public, place.disk)
        self._raised: list[Raised] = []
        self._ended: set[Kind] = set()
        self._round = Round()
        self._full: FullError | None = None
        self._turns: tuple[Rotation, ...] = ()

    @property
    def _keys(self) -> Sequence[Verifier]:
        """Every key that the log had, as far as its entries are here."""
        return self._status.keys

    def round(self, now: datetime, progress: Progress | None = None) -> Round:
        """Ask once, and copy what is new.

        :raises FullError: when the copy would take more room than it may; all else is done then
        :raises MirrorError: when the folder cannot be used
        """
        self._raised, self._ended, self._round = [], {Kind.SILENT}, Round()
        self._full = None
        at = rfc3339(now)
        self._status = replace(self._status, asked_at=at)
        self._finish()
        with ExitStack() as stack:
            shelf = stack.enter_context(self._reach.shelf())
            with self._noting():
                self._ask(shelf, at, progress or _silent)
            # Whatever is wrong with what is new: what was copied is asked after all the same.
            if self._status.answered_at == at:
                with self._noting():
                    self._patrol(shelf, at, progress or _silent)
        self._hear_silence(now)
        self._round.size = self._status.size
        self._folder.write(self._status)
        self._round.open = self._folder.settle(self._raised, at, frozenset(self._ended))
        if self._full is not None:
            raise self._full
        return self._round

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Note what goes wrong, so that the round goes on."""
        try:
            yield
        except ShelfError as error:
            self._round.unanswered = str(error)
        except FullError as error:
            self._full = error
        except TroubleError as error:
            self._raise(error.kind, error.values.get("path", ""), error.message, error.values)

    def _ask(self, shelf: HttpShelf, at: str, progress: Progress) -> None:
        """Ask for the checkpoint and go on from it."""
        seen = self._checkpoint(shelf)
        self._status = replace(self._status, answered_at=at)
        self._ended.add(Kind.ROLLBACK)
        if seen.checkpoint.size > self._status.size:
            self._grow(shelf, seen, at, progress)
        self._withdraw(shelf)
        self._show()
        self._ended.add(Kind.CHANGED)

    def _patrol(self, shelf: HttpShelf, at: str, progress: Progress) -> None:
        """Look after what was copied; an alarm ends only when all that was due was looked at."""
        try:
            self._round.unanswered = self._look(shelf, at, progress)
            if not self._round.unanswered:
                self._ended.add(Kind.ABSENT)
        finally:
            self._tell_lacks(at)
        self._beside(shelf)

    def _checkpoint(self, shelf: HttpShelf) -> Seen:
        """Get the present checkpoint, keep it, and hold it to all that were seen before.

        :raises TroubleError: for one that takes entries back, or signs another past
        """
        largest = next(self._folder.seen(self._keys), None)
        for again in range(_ASKED_AGAIN + 1):
            seen = self._seen(shelf)
            # A cache on the way may hold an older one for some seconds.
            if largest is None or seen.checkpoint.size >= largest.checkpoint.size:
                break
            if again < _ASKED_AGAIN:
                self._reach.wait(_PAUSE_S)
        self._hold_to_copy(seen)
        if largest is None:
            return seen
        if seen.checkpoint.size < largest.checkpoint.size:
            raise self._rolled_back(seen, largest)
        same = seen.checkpoint.size == largest.checkpoint.size
        if same and seen.checkpoint.root != largest.checkpoint.root:
            raise self._evident(seen, largest)
        return seen

    def _seen(self, shelf: HttpShelf) -> Seen:
        data = shelf.fresh(CHECKPOINT, NOTE_BYTES_MOST)
        if data is None:
            raise TroubleError(
                Kind.ABSENT, say("{path} is missing, which the signed log needs."), path=CHECKPOINT
            )
        try:
            data = bridge(shelf, data, self._status)
            checkpoint = parse_checkpoint(open_note(data, self._status.present_keys).text)
        except ValueError as error:
            raise TroubleError(
                Kind.CHANGED,
                say("What is served as {path} is not what the log signed."),
                path=CHECKPOINT,
            ) from error
        if checkpoint.origin != self._origin:
            raise TroubleError(
                Kind.CHANGED, say("The checkpoint is that of another log."), path=CHECKPOINT
            )
        return self._folder.keep(data.decode(), checkpoint)

    def _hold_to_copy(self, seen: Seen) -> None:
        """Hold a checkpoint for no more entries than we have to the copy."""
        if seen.checkpoint.size > self._status.size:
            return
        if self._growth.roots().at(seen.checkpoint.size) != seen.checkpoint.root:
            ours = self._folder.seen(self._keys)
            near = [one for one in ours if one.path != seen.path]
            raise self._evident(seen, near[0] if near else seen)

    def _rolled_back(self, seen: Seen, largest: Seen) -> TroubleError:
        values = {"now": str(seen.checkpoint.size), "before": str(largest.checkpoint.size)}
        evidence = seen.path, largest.path
        self._raise(Kind.ROLLBACK, values["before"], _TAKEN_BACK, values, evidence)
        return TroubleError(Kind.ROLLBACK, _TAKEN_BACK, **values)

    def _evident(self, one: Seen, other: Seen) -> TroubleError:
        """Say that two checkpoints cannot both be true, and point to them."""
        error = forked(other.checkpoint.size, one.checkpoint.size)
        self._raise(error.kind, one.path, error.message, error.values, (one.path, other.path))
        return error

    def _raise(
        self,
        kind: Kind,
        key: str,
        message: str,
        values: Mapping[str, str],
        evidence: tuple[str, ...] = (),
    ) -> None:
        # What was raised with its evidence is not raised again without.
        if not any(one.kind is kind and not evidence for one in self._raised):
            self._raised.append(Raised(kind, key, message, dict(values), evidence))

    # Copying.

    def _grow(self, shelf: HttpShelf, seen: Seen, at: str, progress: Progress) -> None:
        """Copy what is new, and move to the new checkpoint."""
        size = seen.checkpoint.size
        inbox = self._inbox()
        inbox.budget.take(inbox.weight())
        inbox.budget.hold((size - self._status.size) * _ENTRY_BYTES_LEAST)
        self._turns = self._status.turns
        try:
            remote = open_remote(shelf, seen.checkpoint, self._growth.past())
            leaves, explained = self._bundles(remote, inbox, progress)
        except TroubleError as error:
            if error.kind is Kind.FORK:
                ours = next(self._at_most(self._status.size), seen)
                raise self._evident(seen, ours) from error
            raise
        roots = self._growth.roots(remote.row, inbox)
        self._hold_to_past(seen, roots)
        # Receipts of what follows a rotation may be signed by the new key alone.
        keys = [*keys_of(self._origin, self._turns), *self._keys]
        copier = Copier(inbox, keys, roots, size, explained)
        lacks = self._files(copier, inbox, (self._status.size, size), leaves, progress)
        self._history(shelf, copier, size)
        copier.history[size] = seen.note
        self._adopt(inbox, seen, copier.history)
        self._round.entries = size - self._status.size
        self._round.bytes += inbox.budget.used - self._status.bytes
        self._status = replace(
            self._status,
            size=size,
            bytes=inbox.budget.used,
            alive_at=min(self._last_time, at),
            lacks=dict(self._status.lacks) | {lack.path: lack.index for lack in lacks},
            redacted=sorted(explained.redacted),
            held=explained.held,
            rotations=[asdict(one) for one in self._turns],
        )

    def _hold_to_past(self, seen: Seen, roots: Roots) -> None:
        """Hold what was seen since the copy's size to be the past of a checkpoint."""
        for before in self._folder.seen(self._keys, self._status.size):
            past = before.checkpoint
            if past.size <= seen.checkpoint.size and roots.at(past.size) != past.root:
                raise self._evident(seen, before)

    def _turn(self, index: int, leaf: Leaf) -> None:
        """Take note of another key of the log: its old key signed the tree that names it."""
        with suppress(RotationError):  # of which verification speaks
            found = rotation_of(index, leaf)
            first = self._status.verifier.public.hex()
            if found is not None and (self._turns or found.old == first):
                self._turns = chain([*self._turns, found])

    def _explained(self) -> Explained:
        status = self._status
        return Explained(set(status.redacted), dict(status.held), status.asked_at)

    def _at_most(self, size: int) -> Iterator[Seen]:
        return (one for one in self._folder.seen(self._keys) if one.checkpoint.size <= size)

    def _bundles(self, remote: Remote, inbox: Inbox, progress: Progress) -> tuple[int, Explained]:
        """Fetch all new entries, and read what the log says of objects that are gone.

        :returns: how many bytes of objects they speak of
        """
        explained = self._explained()
        wanted: dict[str, int] = {}
        for n in remote.numbers:
            entries = remote.entries(n)
            self._growth.put_bundle(inbox, n, entries)
            first = max(0, self._status.size - n * TILE_WIDTH)
            for at, entry in enumerate(entries[first:], n * TILE_WIDTH + first):
                leaf = _leaf(entry, at)
                explained.read(leaf)
                self._turn(at, leaf)
                wanted.update((one.c, one.n) for one in objects_of([leaf]))
                self._last_time = leaf.time
            done = min(remote.size, (n + 1) * TILE_WIDTH)
            progress({"stage": "entries", "done": done, "total": remote.size})
        needed = sum(n for c, n in wanted.items() if c not in explained.redacted)
        inbox.budget.hold(needed)
        return needed, explained

    def _files(
        self,
        copier: Copier,
        inbox: Inbox,
        span: tuple[int, int],
        total: int,
        progress: Progress,
    ) -> list[Lack]:
        """Fetch the folders and objects of new entries, over a few connections at once."""
        before = inbox.budget.used

        def copy(entry: tuple[int, bytes, Leaf]) -> list[Lack]:
            return copier.copy(connections.one(), *entry)

        lacks: list[Lack] = []
        with Connections(self._reach.shelf, HttpShelf.__exit__) as connections:
            for n in range(span[0] // TILE_WIDTH, -(-span[1] // TILE_WIDTH)):
                new = [
                    (index, entry, leaf)
                    for index, entry in enumerate(
                        self._growth.bundle(n, inbox), start=n * TILE_WIDTH
                    )
                    if span[0] <= index < span[1]
                    for leaf in [parse_leaf(entry)]
                    if leaf.own
                ]
                for found in connections.pool.map(copy, new):
                    lacks += found
                    done = inbox.budget.used - before
                    progress({"stage": "copy", "done": min(done, total), "total": total})
        return lacks

    def _history(self, shelf: HttpShelf, copier: Copier, size: int) -> None:
        """Fetch the checkpoints of the sizes that receipts name, with what cosignatures they have.

        One that is not there, or is another, does no harm: the receipt has it.
        """
        for past in sorted(copier.history):
            if past == size or self._growth.has_history(past):
                continue
            data = shelf.read(f"log/history/{past}.checkpoint", NOTE_BYTES_MOST)
            try:
                found = copier.opened(data or b"")
            except ValueError:
                continue
            if found.size == past and found == copier.opened(copier.history[past]):
                copier.history[past] = (data or b"").decode()

    def _adopt(self, inbox: Inbox, seen: Seen, history: Mapping[int, str]) -> None:
        """Move to a checkpoint whose files all wait; a crash from here on is finished later."""
        self._growth.decide(inbox, seen.note, history)
        self._finish()

    def _finish(self) -> None:
        """Finish what was decided, here or by a process that died."""
        self._growth.finish(self._inbox(), self._keys)

    def _inbox(self) -> Inbox:
        budget = Budget(self._place.public, self._place.most, self._status.bytes)
        return Inbox(self._place.inbox, self._place.public, self._place.disk, budget)

    # What was taken away, what stands beside, and what was lacking.

    def _withdraw(self, shelf: HttpShelf) -> None:
        """Serve no longer what a redaction in the log took away, nor the salts that opened it.

        The objects are set apart and not deleted: whether the law asks for that, people decide.
        """
        public, redacted = self._place.public, set(self._status.redacted)
        gone = {c for c in redacted if (public / "objects" / c[:2] / c).exists()}
        if not gone:
            return
        for index in range(self._status.size):
            leaf = parse_leaf(self._growth.entry(index))
            if any(one.c in gone for one in leaf.own):
                path = f"pub/{leaf.id}/salts.json"
                data = shelf.read(path, NOTE_BYTES_MOST)
                if data and opens(data, leaf, redacted) and (public / path).read_bytes() != data:
                    self._place.disk.put_many({public / path: data})
        self._place.disk.folder(self._place.withdrawn, PRIVATE_FOLDER)
        for c in sorted(gone):
            self._place.disk.rename(public / "objects" / c[:2] / c, self._place.withdrawn / c)
        self._place.disk.sync_folders([self._place.withdrawn])
        self._round.withdrawn = len(gone)

    def _beside(self, shelf: HttpShelf) -> None:
        """Copy what no log signs: the policy, and who the government is."""
        for path, most in _BESIDE.items():
            data = shelf.fresh(path, most)
            target = self._place.public / path
            fits = data is not None and len(data) <= most and self._may_stand(path, data)
            if data is not None and fits and (not target.exists() or target.read_bytes() != data):
                self._place.disk.put_many({target: data})

    def _may_stand(self, path: str, data: bytes) -> bool:
        """Whether a file beside the log may be copied: a policy must name the key we know."""
        if path != POLICY:
            return True
        try:
            return not {party.key for party in parse_policy(data).logs}.isdisjoint(
                self._status.present_keys
            )
        except PolicyError:
            return False

    def _show(self) -> None:
        """Serve the largest checkpoint seen where a witness would."""
        largest = next(self._folder.seen(self._keys), None)
        if largest is not None:
            self._folder.show_largest(largest, origin_hash(self._origin))

    def _look(self, shelf: HttpShelf, at: str, progress: Progress) -> str:
        """Fetch what was lacking, and look whether a share of the rest is still there.

        :returns: why some of it was not answered; empty when all was
        """
        status = self._status
        lacking = sorted(set(status.lacks.values()))
        if lacking:
            self._fetch_again(shelf, lacking)
        since = status.looked_on or at
        share = share_of(
            status.size, status.looked_at, _seconds(since, at) if status.looked_on else 0
        )
        before = {path: (of, status.unsure_since[path]) for path, of in status.unsure.items()}
        tally = Tally(status.gone, before, at)

        def look(index: int) -> Look:
            leaf = parse_leaf(self._growth.entry(index))
            return look_after(connections.one(), index, leaf, status.redacted)

        known = {*status.gone.values(), *status.unsure.values()}
        due = sorted({*share.indexes(status.size), *known})
        with Connections(self._reach.shelf, HttpShelf.__exit__) as connections:
            for done, found in enumerate(connections.pool.map(look, due), start=1):
                try:
                    tally.add(found)
                finally:
                    self._status = replace(
                        self._status,
                        gone=tally.gone,
                        unsure={path: of for path, (of, _) in tally.unsure.items()},
                        unsure_since={path: since for path, (_, since) in tally.unsure.items()},
                    )
                progress({"stage": "look", "done": done, "total": len(due)})
        end = (share.first + share.count) % status.size if status.size else 0
        self._status = replace(self._status, looked_at=end, looked_on=at)
        return tally.why

    def _fetch_again(self, shelf: HttpShelf, indexes: Sequence[int]) -> None:
        inbox = self._inbox()
        explained = self._explained()
        copier = Copier(inbox, self._keys, self._growth.roots(), self._status.size, explained)
        lacks: dict[str, int] = {}
        for index in indexes:
            entry = self._growth.entry(index)
            for lack in copier.copy(shelf, index, entry, parse_leaf(entry)):
                lacks[lack.path] = index
        inbox.place()
        inbox.clear()
        self._status = replace(self._status, lacks=lacks, bytes=inbox.budget.used)

    def _tell_lacks(self, at: str) -> None:
        """Raise one alarm for all files that are gone without a word."""
        held = {c for c, until in self._status.held.items() if until > at}
        hidden = {f"objects/{c[:2]}/{c}" for c in held}
        gone = dict(self._status.gone) | dict(self._status.lacks)
        paths = sorted(path for path in gone if path not in hidden)
        if paths:
            message = say(
                "{count} published files are gone, or are others than those that were signed, and "
                "no redaction in the log explains it; one of them is {path}."
            )
            values = {"count": str(len(paths)), "path": paths[0]}
            self._raised.append(
                Raised(Kind.ABSENT, "files", message, values, examples=tuple(paths[:_EXAMPLES]))
            )

    def _hear_silence(self, now: datetime) -> None:
        """Raise an alarm when there was no sign of life for longer than a day and its slack."""
        alive = self._status.alive_at
        hours = int(_seconds(alive, rfc3339(now)) // 3600) if alive else 0
        if hours >= SILENT_H:
            message = say(
                "No sign of life since {since}, for {hours} hours; a log that is alive adds an "
                "entry each day."
            )
            self._raised.append(
                Raised(Kind.SILENT, alive, message, {"since": alive, "hours": str(hours)})
            )


def first_key(shelf: HttpShelf) -> Verifier:
    """Give the key that a log's own policy names; to be compared with one known some other way.

    :raises MirrorError: when there is none
    """
    data = shelf.read(POLICY, _BESIDE[POLICY])
    try:
        logs = parse_policy(data or b"").logs
    except PolicyError as error:
        raise MirrorError(
            f"policy.txt cannot be read ({error}); give the key with --key"
        ) from error
    if not logs:
        raise MirrorError("policy.txt names no key of a log; give it with --key")
    return logs[0].key


def refused(theirs: int, ours: int, evidence: tuple[str, ...], *, proven: bool) -> Raised:
    """Give the alarm for a checkpoint that our own witness does not sign.

    :param theirs: the size of what the log publishes
    :param ours: the size of what the witness has seen
    :param proven: whether the two cannot both be true
    """
    if proven:
        error = forked(ours, theirs)
        return Raised(error.kind, evidence[0], error.message, dict(error.values), evidence)
    if theirs < ours:
        values = {"now": str(theirs), "before": str(ours)}
        return Raised(Kind.ROLLBACK, str(ours), _TAKEN_BACK, values, evidence)
    message = say("What is served as {path} is not what the log signed.")
    return Raised(Kind.CHANGED, "log/tile", message, {"path": "log/tile"})


def rfc3339(at: datetime) -> str:
    """Write a time in UTC to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(since: str, until: str) -> float:
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds()


def _leaf(entry: bytes, index: int) -> Leaf:
    """Read a new entry, dated to a day that there is.

    :raises TroubleError: when it cannot be read, so that the copy goes no further
    """
    try:
        leaf = parse_leaf(entry)
        datetime.fromisoformat(leaf.time)
    except ValueError as error:
        raise TroubleError(
            Kind.CHANGED,
            say("Entry {index} is of a form that this program does not know: {why}."),
            index=str(index),
            why=str(error),
        ) from error
    return leaf


def _silent(_news: Mapping[str, object]) -> None:
    """Tell nobody."""
