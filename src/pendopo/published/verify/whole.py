"""The whole verification, in one process or, for a folder, in several."""

import time
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial

from pendopo.published.rotations import (
    STATEMENT_ROLE,
    after,
    rotations_in,
    states,
    verifier_of,
)
from pendopo.published.verify.approvals import Approvals
from pendopo.published.verify.checkpoints import (
    CheckpointWrongError,
    History,
    Keys,
    open_checkpoint,
)
from pendopo.published.verify.earlier import HISTORY, PAST, find_longer, hold_to_kept
from pendopo.published.verify.entries import Accounted, EntryChecker
from pendopo.published.verify.folders import Folders
from pendopo.published.verify.handovers import tell_one_sided
from pendopo.published.verify.pending import Pending, find_pending
from pendopo.published.verify.receipts import Receipts
from pendopo.published.verify.shelf import FolderShelf, Shelf, ShelfError
from pendopo.published.verify.signed import tell_unsigned
from pendopo.published.verify.spread import spread
from pendopo.published.verify.strays import Strays
from pendopo.published.verify.tree import LOG, Bundles, LostError, Tree, build_tree
from pendopo.published.verify.verdict import COUNTED, Named, Tally, Verdict
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.note import NOTE_BYTES_MOST, Verifier, open_note
from pendopo.standards.tlog.policy import Policy, PolicyError, parse_policy
from pendopo.standards.tlog.proof import parse_proof
from pendopo.standards.tlog.tiles import TILE_WIDTH
from pendopo.terms.entry import parse_leaf
from pendopo.terms.rotation import Rotation
from pendopo.terms.wording import say

Progress = Callable[[int, int], None]

_CHECKPOINT = LOG + "checkpoint"
_POLICY = "policy.txt"
_BUNDLES_A_TASK = 2
_ATTEMPTS = 3
# Between its place in the history and its own a checkpoint takes a few milliseconds.
_PUBLISHING_S = 0.5


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed over some other way than with the record.

    :param vkey: the log's verifier key; empty to take it from the record's own ``policy.txt``,
        which the verdict then says
    :param kept: a checkpoint of this log kept from an earlier day, which this one must continue
    :param policy: whom the reader believes: their quorum must have cosigned, whatever the record's
        own policy says
    """

    vkey: str = ""
    kept: bytes = b""
    policy: bytes = b""


def verify(
    shelf: Shelf, given: Given | str = "", progress: Progress | None = None, workers: int = 1
) -> Verdict:
    """Verify a published record.

    :param given: what it is held to besides itself; a text is the verifier key alone
    :param progress: told how many entries of how many are done
    :param workers: processes that share the work of a folder; they are forked
    :raises NoteError: when the key given is no key
    :raises PolicyError: when the policy given is none
    """
    given = Given(given) if isinstance(given, str) else given
    for _ in range(_ATTEMPTS):
        run = _Run(shelf, given, progress or _silent, workers)
        verdict = run.verdict()
        # What was replaced while it was read can look wrong: a record that grew is read again.
        if run.longer and not run.changed:
            time.sleep(_PUBLISHING_S)
        if verdict.ok or not run.changed:
            break
    return verdict


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a process needs to check a part of the entries.

    :param past: the sizes in the history, growing; None when it cannot be listed
    """

    shelf: Shelf
    tree: Tree
    keys: Keys
    past: Sequence[int] | None

    def checker(self) -> EntryChecker:
        """Make a checker with a tally of its own."""
        tally = Tally()
        history = History(self.shelf, self.tree, self.keys, tally)
        folders = Folders(self.shelf, self.tree, Receipts(history), tally)
        approvals = Approvals(self.shelf, self.tree, self.keys.log.name, tally)
        return EntryChecker(self.tree, history, folders, approvals, tally)

    def begin(self) -> Callable[[range], tuple[Tally, Accounted]]:
        """Give what checks some bundles after others, keeping what it has once looked at."""
        return partial(self._do, self.checker())

    def _do(self, checker: EntryChecker, bundles: range) -> tuple[Tally, Accounted]:
        """Check the entries of some bundles and the checkpoints of their sizes.

        :return: what was found in them alone
        """
        low, high = bundles.start * TILE_WIDTH, bundles.stop * TILE_WIDTH
        for size in self._sizes(low, high):
            checker.history.look_at(size)
        for n in bundles:
            checker.check_bundle(n)
        return checker.take()

    def _sizes(self, low: int, high: int) -> Iterator[int]:
        past = self.past if self.past is not None else [self.tree.size]
        yield from (size for size in past if low < size <= high or size == low == 0)


@dataclass(frozen=True, slots=True)
class _Opened:
    """The checkpoint that all is held to."""

    keys: Keys
    checkpoint: Checkpoint
    signed: Set[str]
    policy: Policy | None


class _StoppedError(Exception):
    """Nothing further can be checked: why is in the tally."""


class _Run:
    """One verification from beginning to end."""

    def __init__(self, shelf: Shelf, given: Given, progress: Progress, workers: int) -> None:
        self._shelf = shelf
        self._given = Verifier.parse(given.vkey) if given.vkey else None
        self._kept = given.kept
        self._readers = parse_policy(given.policy) if given.policy else Policy()
        self.longer = 0
        self._progress = progress
        self._workers = workers if isinstance(shelf, FolderShelf) else 1
        self._tally = Tally()
        self._note: bytes | None = None
        self._policy_text: bytes | None = None
        self._pending = Pending()
        self._vkey = given.vkey

    @property
    def changed(self) -> bool:
        """Whether the record has grown since it was begun."""
        now = self._read(_CHECKPOINT), self._read(_POLICY)
        return now != (self._note, self._policy_text)

    def verdict(self) -> Verdict:
        """Check everything that can be checked."""
        try:
            opened = self._open()
        except _StoppedError:
            self._tally.unchecked(say("Nothing else was checked: there is nothing to hold it to."))
            return self._verdict(None, b"")
        size = opened.checkpoint.size
        try:
            tree = build_tree(Bundles(self._shelf, size), opened.checkpoint.root, self._tally)
        except LostError as error:
            self._lost(str(error))
            return self._verdict(opened.checkpoint, b"")
        past = self._past(size)
        try:
            keys = self._with_turns(opened, tree)
        except _StoppedError:
            self._tally.unchecked(say("Nothing else was checked: there is nothing to hold it to."))
            return self._verdict(None, b"")
        keys = self._with_policies(keys, tree)
        self._pending = find_pending(self._shelf, tree, keys, self._tally)
        hold_to_kept(self._kept, tree, self._pending, (keys, self._tally))
        self.longer = find_longer(self._shelf, size, keys, self._tally)
        accounted = self._entries(Work(self._shelf, tree, keys, past), size)
        strays = Strays(self._shelf, tree, _names(past), accounted, self._tally, self._workers)
        self._strays(strays)
        tell_unsigned(tree.acts, opened.checkpoint.origin, self._read, self._tally)
        tell_one_sided(tree.acts, opened.checkpoint.origin, self._read, self._tally)
        self._say_what_was_not_done(past)
        return self._verdict(opened.checkpoint, tree.root)

    def _open(self) -> _Opened:
        """Open the checkpoint with the key, and hold it to the policy."""
        policy = self._policy()
        key = self._key(policy)
        policies = [one for one in (policy, self._readers) if one]
        witnesses = [party.key for one in policies for party in one.witnesses.values()]
        keys = Keys(key, witnesses)
        logs = [one.key for one in policy.logs if one.key != key] if policy else []
        self._note = self._read(_CHECKPOINT)
        if self._note is None:
            raise self._stop(
                "checkpoint-missing", _CHECKPOINT, say("The checkpoint is missing or unreadable.")
            )
        try:
            keys, checkpoint, signed = self._opened(self._note, keys, logs)
        except CheckpointWrongError as error:
            self._hold_named(policy, keys)
            raise self._stop("checkpoint-wrong", _CHECKPOINT, str(error)) from error
        if policy and key in {party.key for party in policy.logs} and not policy.satisfied(signed):
            self._wrong(
                "quorum-missing",
                _CHECKPOINT,
                say("Fewer witnesses have signed the checkpoint than the policy asks for."),
            )
        if self._readers.missing(signed):
            self._wrong(
                "quorum-missing",
                _CHECKPOINT,
                say(
                    "Fewer witnesses have signed the checkpoint than the policy you gave asks for."
                ),
            )
        return _Opened(keys, checkpoint, signed, policy)

    def _opened(
        self, note: bytes, keys: Keys, logs: Sequence[Verifier]
    ) -> tuple[Keys, Checkpoint, set[str]]:
        """Open the checkpoint with the key, else with those that the policy names besides.

        Whether these are the log's, its entries must say.
        """
        both = replace(keys, others=logs)
        if not logs:
            return keys, *open_checkpoint(note, keys, self._tally)
        return both, *open_checkpoint(note, both, self._tally)

    def _with_turns(self, opened: _Opened, tree: Tree) -> Keys:
        """Read how the log's key changed, from the one that is believed to the one that signed."""
        whole = [one for one in tree.turns if one.index not in tree.damaged]
        keys = replace(opened.keys, others=(), rotations=rotations_in(whole))
        held = {one.index for one in keys.rotations}
        for entry in whole:
            if entry.index not in held:
                text = say("Entry {index} rotates the log's key from one that was not its own.")
                path = tree.bundles.path(entry.index // TILE_WIDTH)
                self._wrong("rotation-wrong", path, text, index=str(entry.index))
        size = opened.checkpoint.size
        self._hold_named(opened.policy, keys)
        if keys.log not in keys.logs or keys.unsigned(size, tree.time_at(size), opened.signed):
            text = say("The checkpoint is damaged, or not signed with the log's key.")
            raise self._stop("checkpoint-wrong", _CHECKPOINT, text)
        for one in after(keys.log, keys.rotations):
            self._hold_bridge(one, keys, tree)
        return keys

    def _hold_bridge(self, one: Rotation, keys: Keys, tree: Tree) -> None:
        """Hold a rotation to a checkpoint over it by the key before it, and to its statement."""
        leaf = parse_leaf(tree.bundles.entry(one.index) or b"")
        path = f"pub/{leaf.id}/receipt.tlog-proof"
        before = verifier_of(keys.log.name, one.old)
        try:
            note = parse_proof(self._read(path) or b"").checkpoint
            found = parse_checkpoint(open_note(note, [before]).text)
            right = one.index < found.size <= tree.size
            right = right and tree.root_at(found.size) == found.root
        except ValueError:
            right = False
        if not right:
            text = say("The key {key} has not signed a checkpoint over the entry that retires it.")
            self._wrong("rotation-wrong", path, text, key=before.key_id)
        for said in leaf.objects:
            path = f"objects/{said.c[:2]}/{said.c}"
            data = self._read(path)
            if said.role == STATEMENT_ROLE and data and not states(data, keys.log.name, one):
                text = say("This is not what both keys signed when the log's key was rotated.")
                self._wrong("rotation-wrong", path, text)

    def _hold_named(self, policy: Policy | None, keys: Keys) -> None:
        """Hold the policy beside the log to name a key that is believed, and no stranger's."""
        named = {party.key for party in policy.logs} if policy else set()
        if self._given is not None and policy and not named & set(keys.logs):
            self._wrong(
                "policy-wrong",
                _POLICY,
                say("The policy names another key for the log than the one that was given."),
            )

    def _with_policies(self, keys: Keys, tree: Tree) -> Keys:
        """Read the policies that the log records; the last must be the one beside it."""
        found: list[tuple[int, Policy]] = []
        for index, c in tree.policies:
            path = f"objects/{c[:2]}/{c}"
            data = self._read(path)
            if data is None:
                continue  # which is said of the object
            try:
                found.append((index, parse_policy(data)))
            except PolicyError as error:
                text = say("The policy cannot be read: {why}.")
                self._wrong("policy-wrong", path, text, why=str(error))
                continue
            if index == tree.policies[-1][0] and data != self._policy_text:
                text = say("The policy is not the one that the log records in entry {index}.")
                self._wrong("policy-unrecorded", _POLICY, text, index=str(index))
        return keys.with_policies(found)

    def _policy(self) -> Policy | None:
        data = self._policy_text = self._read(_POLICY)
        if data is None:
            if self._given is not None:
                self._tally.unchecked(say("There is no policy.txt that names the log's key."))
            return None
        try:
            return parse_policy(data)
        except PolicyError as error:
            self._wrong(
                "policy-wrong", _POLICY, say("The policy cannot be read: {why}."), why=str(error)
            )
            return None

    def _key(self, policy: Policy | None) -> Verifier:
        """Give the key to hold the log to: the one handed over, else the record's own."""
        logs = [party.key for party in policy.logs] if policy else []
        if self._given is None:
            if not logs:
                raise self._stop(
                    "key-missing",
                    _POLICY,
                    say("No key was given, and policy.txt names none: nothing can be believed."),
                )
            self._vkey = logs[0].vkey
            self._tally.unchecked(
                say(
                    "The log's key was taken from the record itself. Compare it with the one that "
                    "the government has made known elsewhere: {vkey}"
                ),
                vkey=self._vkey,
            )
            return logs[0]
        return self._given

    def _past(self, size: int) -> list[int] | None:
        """Give the sizes of the past checkpoints, with that of today."""
        try:
            names = self._shelf.names(HISTORY)
            found = [PAST.fullmatch(name) for name in names] if names is not None else None
        except ShelfError as error:
            self._wrong("unreadable", HISTORY, say("Unreadable: {why}."), why=str(error))
            found = []
        if found is None:
            return None
        sizes = {int(match[1]) for match in found if match}
        return sorted({one for one in sizes if one <= size} | ({size} if size else set()))

    def _entries(self, work: Work, size: int) -> Accounted:
        """Check every entry, in this process or in several."""
        accounted = Accounted()
        count = work.tree.bundles.count
        # An empty log has one part too: its checkpoint.
        parts = [
            range(at, min(at + _BUNDLES_A_TASK, count))
            for at in range(0, max(count, 1), _BUNDLES_A_TASK)
        ]
        results = spread(work.begin, parts, self._workers)
        for part, (tally, more) in zip(parts, results, strict=True):
            self._tally.add(tally)
            accounted.add(more)
            self._progress(min(size, part.stop * TILE_WIDTH), size)
        return accounted

    def _strays(self, strays: Strays) -> None:
        try:
            found = list(strays.find())
        except ShelfError as error:
            self._wrong("unreadable", LOG, say("Unreadable: {why}."), why=str(error))
            return
        if found and self.changed:
            self._tally.unchecked(
                say("{count} files arrived while verifying; verify again to look at them."),
                count=str(len(found)),
            )
            return
        if found and (self.longer or self._pending.size):
            text = (
                say("{count} files of the entries that the longer log has.")
                if self.longer
                else say("{count} files of the entries that wait for witnesses.")
            )
            self._tally.unchecked(text, count=str(len(found)))
            return
        for path in found:
            self._wrong("stray", path, say("The log does not account for this file."))

    def _say_what_was_not_done(self, past: list[int] | None) -> None:
        self._tally.unchecked(
            say("What stands beside log/, objects/ and pub/, VERIFY.md for one: no log signs it.")
        )
        if past is None:
            self._tally.unchecked(
                say(
                    "This address cannot be listed: past checkpoints that no receipt names, and "
                    "files that the log does not account for, were not looked for."
                )
            )
        if self._tally.witnesses:
            self._tally.unchecked(
                say("Signatures by keys that policy.txt does not name were not checked: {names}"),
                names=", ".join(sorted(self._tally.witnesses)),
            )

    def _lost(self, path: str) -> None:
        self._wrong(
            "bundle-unreadable",
            path,
            say("These entries cannot be read, nor their hashes beside them."),
        )
        self._tally.unchecked(say("Nothing else was checked: the tree cannot be recomputed."))

    def _read(self, path: str) -> bytes | None:
        try:
            return self._shelf.read(path, NOTE_BYTES_MOST)
        except ShelfError:
            return None

    def _wrong(self, what: str, path: str, message: str, **values: str) -> None:
        self._tally.wrong(Named().problem(what, path, message, **values))

    def _stop(self, what: str, path: str, message: str) -> _StoppedError:
        self._wrong(what, path, message)
        return _StoppedError()

    def _verdict(self, checkpoint: Checkpoint | None, root: bytes) -> Verdict:
        tally = self._tally
        counts = {name: tally.counts[name] for name in COUNTED}
        return Verdict(
            size=checkpoint.size if checkpoint else 0,
            root=root.hex(),
            origin=checkpoint.origin if checkpoint else "",
            vkey=self._vkey,
            key_from_folder=self._given is None,
            counts=counts | {"checkpoints": len(tally.checkpoints)},
            problems=tuple(tally.problems),
            more=tally.more,
            unchecked=tuple(tally.remarks),
            offices=dict(sorted(tally.offices.items())),
        )


def _names(past: list[int] | None) -> frozenset[str]:
    return frozenset(f"{size}.checkpoint" for size in past or ())
