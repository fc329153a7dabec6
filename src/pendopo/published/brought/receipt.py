"""A receipt or a kept checkpoint that somebody brings, held to the log's key and to today's tree.

Witnesses are those of the policy that was in force at its size, as the log's entries say.

Nothing on this site's disk is believed but the key: today's checkpoint must carry its signature,
and that the brought one is a past of it is proven, not looked up (RFC 9162, sections 2.1.3.2 and
2.1.4.2). A tile that is wrong can make a proof fail, never hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pendopo.published.rotations import keys_of, rotations_in, verifier_of
from pendopo.published.state import SignedCheckpoint, State
from pendopo.published.witnessed import policy_at
from pendopo.standards.tlog import cosignature
from pendopo.standards.tlog.checkpoint import Checkpoint, CheckpointError, parse_checkpoint
from pendopo.standards.tlog.merkle import (
    ProofError,
    consistency_proof,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from pendopo.standards.tlog.note import (
    Note,
    NoteError,
    Signature,
    SignatureError,
    Verifier,
    open_note,
    split_note,
)
from pendopo.standards.tlog.policy import Policy, PolicyError
from pendopo.standards.tlog.proof import TlogProof, parse_proof
from pendopo.store.tiles import TileError, Tiles
from pendopo.terms.journey import Entry
from pendopo.terms.rotation import Rotation, signers
from pendopo.terms.wording import say

RECEIPT = b"c2sp.org/tlog-proof@"
_DASH = "— ".encode()


class BroughtError(Exception):
    """What was brought does not hold: a sentence marked with ``say``, and where it was found.

    :param where: the part of the file: ``the checkpoint``; itself marked
    :param grave: it shows that the log, or this copy of it, broke its promise: to be kept and told
    """

    def __init__(self, where: str, message: str, *, grave: bool = False, **values: str) -> None:
        super().__init__(message)
        self.where, self.message, self.grave, self.values = where, message, grave, values


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness that signed.

    :param seconds: when, as it says itself: POSIX seconds
    """

    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Held:
    """What was brought and holds.

    :param entry: the entry that a receipt is of; None for a checkpoint
    :param cosigned: the witnesses of the policy that signed it
    :param unknown: names on it that the policy does not know, which say nothing
    :param quorum: whether those are as many as the policy asks for
    """

    checkpoint: Checkpoint
    entry: Entry | None = None
    cosigned: tuple[Cosigned, ...] = ()
    unknown: tuple[str, ...] = ()
    quorum: bool = True


@dataclass(frozen=True, slots=True)
class Today:
    """What a brought receipt is held to.

    :param signed: today's checkpoint; None before the first
    :param policy: today's: it names the log's keys
    """

    public: Path
    state: State
    signed: SignedCheckpoint | None
    policy: Policy


def is_ours(data: bytes) -> bool:
    """Whether bytes look like a receipt or a checkpoint, and not like any other file."""
    return data.startswith(RECEIPT) or b"\n\n" + _DASH in data


def hold(data: bytes, today: Today) -> Held:
    """Check a receipt, or a checkpoint that was kept from an earlier day.

    :raises BroughtError: when it does not hold, saying where and what
    """
    proof = _proof(data) if data.startswith(RECEIPT) else None
    note = proof.checkpoint.encode() if proof else data
    rotations = rotations_in(today.state.entries)
    named = [party.key for party in today.policy.logs]
    known = keys_of(named[0].name, rotations) if named else ()
    logs = list(dict.fromkeys([*named, *known]))
    _hold_signed(today)
    checkpoint, opened = _signed(note, logs)
    _hold_to_today(checkpoint, today)
    _hold_to_its_day(checkpoint, opened, rotations, today.state)
    policy = _policy_at(today, checkpoint.size)
    cosigned = _cosigned(note, policy)
    entry = _included(proof, checkpoint, today.state) if proof else None
    keys = {party.key.vkey for party in policy.logs}
    witnesses = {(one.name, one.key_id) for one, _ in cosigned}
    unknown = [s.name for s in opened.unverified if (s.name, s.key_id) not in witnesses]
    return Held(
        checkpoint,
        entry,
        tuple(Cosigned(one.name, seconds) for one, seconds in cosigned),
        tuple(unknown),
        policy.satisfied(keys | {one.vkey for one, _ in cosigned}),
    )


def _proof(data: bytes) -> TlogProof:
    try:
        return parse_proof(data)
    except ProofError as error:
        raise BroughtError(
            say("the proof"),
            say("It cannot be read as a receipt: {why}. It was cut off or changed on the way."),
            why=str(error),
        ) from error


def _signed(note: bytes, logs: list[Verifier]) -> tuple[Checkpoint, Note]:
    """Read a checkpoint and hold it to the log's keys, those of earlier days too."""
    where = say("the checkpoint")
    try:
        text, signatures = split_note(note)
        checkpoint = parse_checkpoint(text)
    except (NoteError, CheckpointError) as error:
        raise BroughtError(
            where, say("It cannot be read as a checkpoint: {why}."), why=str(error)
        ) from error
    if checkpoint.origin not in {key.name for key in logs}:
        raise BroughtError(
            where,
            say("It is of another log, {origin}. Ask where that log is published."),
            origin=checkpoint.origin,
        )
    try:
        opened = open_note(note, logs)
    except SignatureError as error:
        raise BroughtError(say("the log's signature"), _why_unsigned(signatures, logs)) from error
    return checkpoint, opened


def _hold_to_its_day(
    checkpoint: Checkpoint, opened: Note, rotations: Sequence[Rotation], state: State
) -> None:
    """Hold a checkpoint to the keys that signed when it was made."""
    size = checkpoint.size
    time = state.entries[size - 1].leaf.time if 0 < size <= len(state.entries) else ""
    wanted = {verifier_of(checkpoint.origin, one).key_id for one in signers(rotations, size, time)}
    if not wanted <= {one.key_id for one in opened.signatures}:
        raise BroughtError(
            say("the log's signature"),
            say("A key that was the log's when it was made has not signed it."),
        )


def _hold_signed(today: Today) -> None:
    """Hold today's checkpoint to the log's key: all else is held to it."""
    if today.signed is None:
        return
    try:
        open_note(today.signed.note, [party.key for party in today.policy.logs])
    except NoteError as error:
        raise _damaged(f"log/checkpoint: {error}") from error


def _policy_at(today: Today, size: int) -> Policy:
    """Give the witnesses that a checkpoint of that size is held to, with the log's keys of today.

    :raises BroughtError: when it cannot be read
    """
    try:
        found = policy_at(today.public, today.state.entries, size, today.policy)
    except (OSError, KeyError, PolicyError) as error:
        raise _damaged(str(error)) from error
    return replace(found, logs=today.policy.logs)


def _why_unsigned(signatures: tuple[Signature, ...], logs: list[Verifier]) -> str:
    known = {(key.name, key.key_id) for key in logs}
    if known & {(one.name, one.key_id) for one in signatures}:
        return say(
            "The signature does not fit the text above it: the checkpoint was changed after it "
            "was signed, or this log never signed it."
        )
    return say("The log's key, as policy.txt names it, has not signed this checkpoint.")


def _cosigned(note: bytes, policy: Policy) -> list[tuple[Verifier, int]]:
    """Give the policy's witnesses that signed, each with its time."""
    found = []
    for name, party in policy.witnesses.items():
        try:
            opened = open_note(note, [party.key])
        except SignatureError as error:
            if not _has_line(note, party.key):
                continue
            raise BroughtError(
                say("the witnesses' signatures"),
                say("The signature of the witness {name} does not fit the checkpoint."),
                name=name,
            ) from error
        seconds, _ = cosignature.split(opened.signatures[0].signature)
        found.append((party.key, seconds))
    return found


def _has_line(note: bytes, key: Verifier) -> bool:
    _, signatures = split_note(note)
    return (key.name, key.key_id) in {(one.name, one.key_id) for one in signatures}


def _hold_to_today(checkpoint: Checkpoint, today: Today) -> None:
    """Hold a checkpoint that the log signed to the tree as it is now."""
    where = say("the checkpoint")
    now = today.signed.checkpoint if today.signed else None
    if now is None or checkpoint.size > now.size:
        raise BroughtError(
            where,
            say(
                "The log signed {size} entries here, and this site shows {now}: entries were "
                "taken back, or this is an old copy. Keep the file and show it to others."
            ),
            grave=True,
            size=str(checkpoint.size),
            now=str(now.size if now else 0),
        )
    proof = _grown(checkpoint, now, today.public)
    try:
        verify_consistency(checkpoint.size, now.size, checkpoint.root, now.root, proof)
    except ProofError as error:
        raise BroughtError(
            where,
            say(
                "The log signed another past here than the one this site shows: its first {size} "
                "entries were other ones. Keep the file and show it to others: it proves that "
                "history was rewritten."
            ),
            grave=True,
            size=str(checkpoint.size),
        ) from error


def _grown(checkpoint: Checkpoint, now: Checkpoint, public: Path) -> list[bytes]:
    """Make the proof that today's tree only adds to a checkpoint, from this site's tiles."""
    tiles = Tiles(public / "log", now.size)
    try:
        if tiles.root() == now.root:
            return consistency_proof(checkpoint.size, now.size, tiles.subtree)
        why = "another root"
    except TileError as error:
        why = str(error)
    raise _damaged(why)


def _damaged(why: str) -> BroughtError:
    return BroughtError(
        say("this site"),
        say(
            "This site's own files of the log are damaged ({why}), so nothing can be checked with "
            "them. Check with 'pendopo verify' against a mirror."
        ),
        grave=True,
        why=why,
    )


def _included(proof: TlogProof, checkpoint: Checkpoint, state: State) -> Entry:
    """Give the entry that a receipt is of, and hold the receipt to it."""
    if proof.index >= checkpoint.size:
        raise BroughtError(
            say("the entry's number"),
            say("It speaks of entry {index}, but its checkpoint signs {size}, counted from 0."),
            index=str(proof.index),
            size=str(checkpoint.size),
        )
    entry = state.entries[proof.index]
    try:
        verify_inclusion(
            proof.index,
            checkpoint.size,
            leaf_hash(entry.leaf.encode()),
            checkpoint.root,
            proof.hashes,
        )
    except ProofError as error:
        raise BroughtError(
            say("the proof"),
            say(
                "The checkpoint is right, but the hashes above it do not lead from entry {index} "
                "to its root: {why}."
            ),
            index=str(proof.index),
            why=str(error),
        ) from error
    return entry
