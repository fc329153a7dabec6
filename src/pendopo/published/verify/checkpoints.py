"""Checkpoints: each signed by the log's key, each a past of the tree that the entries give."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from pendopo.published.rotations import keys_of, verifier_of
from pendopo.published.verify.shelf import Shelf, ShelfError
from pendopo.published.verify.tree import LOG, Tree
from pendopo.published.verify.verdict import Named, Tally
from pendopo.standards.tlog.checkpoint import Checkpoint, CheckpointError, parse_checkpoint
from pendopo.standards.tlog.note import NOTE_BYTES_MOST, NoteError, Verifier, open_note
from pendopo.standards.tlog.policy import Policy
from pendopo.terms.rotation import Rotation, signers
from pendopo.terms.wording import say

_CHECKPOINTS_KEPT = 1_024


class CheckpointWrongError(Exception):
    """A checkpoint cannot be believed; the text is a sentence marked with ``say``."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Whom to believe.

    :param log: the log's key that is believed; its name is the log's origin
    :param witnesses: the keys of witnesses that the policy names
    :param policies: the policies that the log records, each with the index of its entry, in order
    :param others: keys that ``policy.txt`` names besides; whether they are the log's, entries say
    :param rotations: how the log's entries change its key, in their order
    """

    log: Verifier
    witnesses: Sequence[Verifier] = ()
    policies: Sequence[tuple[int, Policy]] = ()
    others: Sequence[Verifier] = ()
    rotations: Sequence[Rotation] = ()

    @property
    def logs(self) -> tuple[Verifier, ...]:
        """Every key that may have signed for the log."""
        rotated = keys_of(self.log.name, self.rotations)
        return tuple(dict.fromkeys([*rotated, *([] if rotated else [self.log]), *self.others]))

    def unsigned(self, size: int, time: str, signed: Set[str]) -> tuple[str, ...]:
        """Give the ids of the log's keys that should have signed a checkpoint and did not.

        :param time: of the last of its entries
        :param signed: the verifier keys whose signatures are on it
        """
        wanted = [verifier_of(self.log.name, one) for one in signers(self.rotations, size, time)]
        return tuple(one.key_id for one in wanted or [self.log] if one.vkey not in signed)

    def with_policies(self, policies: Sequence[tuple[int, Policy]]) -> "Keys":
        """Give the same with the policies of the past and the keys that they name."""
        named = [one.key for _, policy in policies for one in policy.witnesses.values()]
        return replace(
            self, witnesses=list(dict.fromkeys([*self.witnesses, *named])), policies=policies
        )

    def lacking(self, size: int, signed: Set[str]) -> bool:
        """Whether a checkpoint lacks signatures that the policy in force at its size asks for."""
        in_force = [policy for index, policy in self.policies if index < size]
        return bool(in_force) and in_force[-1].missing(signed) > 0


def history_path(size: int) -> str:
    """Where the checkpoint of that size was left when it was published."""
    return f"{LOG}history/{size}.checkpoint"


def open_checkpoint(note: bytes, keys: Keys, tally: Tally) -> tuple[Checkpoint, set[str]]:
    """Read a checkpoint that the log has signed.

    :return: the checkpoint, and the verifier keys whose signatures are on it
    :raises CheckpointWrongError: when it is none of the log's
    """
    verifiers = {(key.name, key.key_id): key for key in (*keys.logs, *keys.witnesses)}
    try:
        opened = open_note(note, list(verifiers.values()))
        checkpoint = parse_checkpoint(opened.text)
    except NoteError as error:
        raise CheckpointWrongError(
            say("The checkpoint is damaged, or not signed with the log's key.")
        ) from error
    except CheckpointError as error:
        raise CheckpointWrongError(say("What is signed here is not a checkpoint.")) from error
    signed = {verifiers[one.name, one.key_id].vkey for one in opened.signatures}
    logs = {key.vkey for key in keys.logs}
    if not logs & signed:
        raise CheckpointWrongError(
            say("A witness has signed the checkpoint, but not the log itself.")
        )
    if checkpoint.origin != keys.log.name or checkpoint.extensions:
        raise CheckpointWrongError(say("The checkpoint is that of another log."))
    tally.witnesses.update(one.name for one in opened.unverified)
    tally.counts["cosignatures"] += len(signed - logs)
    return checkpoint, signed


class History:
    """The checkpoints of a log, each looked at once."""

    def __init__(self, shelf: Shelf, tree: Tree, keys: Keys, tally: Tally) -> None:
        self.tally = tally
        self._shelf = shelf
        self._tree = tree
        self._keys = keys
        self._open = lru_cache(_CHECKPOINTS_KEPT)(self._open_new)
        self._seen: set[int] = set()

    def of_receipt(self, note: str) -> Checkpoint:
        """Read the checkpoint in a receipt, and see to the published one of the same size.

        :raises CheckpointWrongError: when the receipt's is not to be believed
        """
        checkpoint = self._open(note.encode())
        self.look_at(checkpoint.size)
        return checkpoint

    def look_at(self, size: int) -> None:
        """Check the checkpoint that was published at a size."""
        if size in self._seen:
            return
        self._seen.add(size)
        self.tally.checkpoints.add(size)
        path = history_path(size)
        try:
            data = self._shelf.read(path, NOTE_BYTES_MOST)
        except ShelfError as error:
            self._wrong("unreadable", path, say("The file cannot be read: {why}."), why=str(error))
            return
        if data is None:
            self._wrong(
                "checkpoint-missing",
                path,
                say("The checkpoint at {size} entries is missing from the history."),
                size=str(size),
            )
            return
        try:
            found = self._open(data)
        except CheckpointWrongError as error:
            self._wrong("checkpoint-wrong", path, str(error))
            return
        if found.size != size:
            self._wrong(
                "checkpoint-wrong",
                path,
                say("The file is named for {size} entries, but signs {found}."),
                size=str(size),
                found=str(found.size),
            )

    def _open_new(self, note: bytes) -> Checkpoint:
        checkpoint, signed = open_checkpoint(note, self._keys, self.tally)
        if self._keys.lacking(checkpoint.size, signed):
            raise CheckpointWrongError(
                say("Fewer witnesses have signed it than the policy of its day asks for.")
            )
        if checkpoint.size > self._tree.size:
            raise CheckpointWrongError(say("The checkpoint is later than the log's own."))
        time = self._tree.time_at(checkpoint.size) if self._keys.rotations else ""
        if self._keys.unsigned(checkpoint.size, time, signed):
            raise CheckpointWrongError(
                say("A key that was the log's when it was made has not signed it.")
            )
        if checkpoint.root != self._tree.root_at(checkpoint.size):
            raise CheckpointWrongError(
                say(
                    "The log has signed another past here: its first entries do not give the "
                    "root of this checkpoint."
                )
            )
        return checkpoint

    def _wrong(self, what: str, path: str, message: str, **values: str) -> None:
        self.tally.wrong(Named().problem(what, path, message, **values))
