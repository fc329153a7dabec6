"""The witnesses of this log: whom a writer asks before it publishes, and what they hand in."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from pendopo.peers.gather import Gatherer, Manners, hold_behind
from pendopo.published.state import Record, SignedCheckpoint
from pendopo.published.witnessed import (
    ANSWERS_FILE,
    POLICY_FILE,
    cosignatures,
    encode_known,
    policy_after,
    policy_bytes,
    read_known,
)
from pendopo.standards.tlog.checkpoint import parse_checkpoint
from pendopo.standards.tlog.note import Signature, split_note
from pendopo.standards.tlog.policy import Party, Policy, parse_policy
from pendopo.store.acknowledged import last_entry
from pendopo.store.files import PRIVATE_FOLDER, Disk
from pendopo.store.log import Cosigned, Writer
from pendopo.store.place import LogError, LogPlace
from pendopo.terms.entry import EntryType

Cosignatures = Mapping[str, tuple[Signature, int]]

_EVERY = 1 << 62
_HANDED_IN_MOST = 256


class HandInError(Exception):
    """A cosignature that was handed in is not taken.

    :param status: as HTTP would answer
    """

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asking:
    """How a writer asks its witnesses.

    :param at: the time; None asks also those who failed a moment ago, and dates nothing
    :param without: the key of a witness that is not asked, for it is being taken out
    :param edited: whether ``policy.txt`` may say what the log does not say yet
    """

    at: datetime | None = None
    without: str = ""
    edited: bool = False
    manners: Manners = field(default_factory=Manners)


class Witnessing:
    """Has the checkpoints of one log cosigned."""

    def __init__(self, place: LogPlace, record: Record) -> None:
        self._place = place
        self._record = record
        self._disk = Disk(place.scratch)

    def in_force(self, size: int = _EVERY) -> tuple[bytes, Policy]:
        """Give the policy that a checkpoint of that size is held to, and its text.

        :raises LogError: when what the log records of it is not there
        """
        entry = last_entry(self._place, EntryType.WITNESS_CHANGE, size)
        path = self._place.public / POLICY_FILE
        if entry is not None:
            try:
                data = policy_bytes(self._place.public, entry)
            except (OSError, KeyError) as error:
                raise LogError(
                    f"the witnesses of entry {entry.index} cannot be read ({error}): nothing was "
                    f"signed. Run: pendopo verify"
                ) from error
        else:
            data = path.read_bytes() if path.exists() else b""
        return data, parse_policy(data) if data else Policy()

    def cosign(self, note: str, asking: Asking) -> Cosigned:
        """Have a promised checkpoint cosigned, as ``store.log`` asks for it.

        :raises AheadError: when a witness has seen a larger log
        :raises LogError: when somebody wrote into ``policy.txt`` what the log does not say
        """
        if not asking.edited:
            self.hold_policy()
        size = parse_checkpoint(split_note(note)[0]).size
        data, policy = self.in_force(size)
        beside = {POLICY_FILE: data} if data else {}
        if not policy.witnesses:
            return Cosigned(note, policy.missing(()) == 0, beside)
        asked = _without(policy, asking.without)
        known = read_known(self._place.public)
        gatherer = Gatherer(self._place.prefix, asked, known, asking.at, asking.manners)
        gathered = gatherer.gather(note, _notes([self._place.pending, *self._spool()]))
        here = [gathered.known.get(one.key.vkey) for one in policy.witnesses.values()]
        self._disk.put_many(
            {self._place.public / ANSWERS_FILE: encode_known(one for one in here if one)}
        )
        hold_behind(gathered, asked, size)
        return Cosigned(gathered.note, gathered.missing == 0, beside)

    def take(self, writer: Writer) -> int:
        """Put cosignatures that were handed in to the published checkpoint.

        :returns: how many witnesses are new on it, or have signed it again
        """
        spool = _read(self._spool())
        # Listed before: what is handed in from here on is left for the next writer.
        published, pending = self._record.checkpoint(), self._record.pending()
        handed_in = [note for note in map(_note, spool.values()) if note]
        new = 0
        if published and handed_in:
            policy = self.in_force(published.size)[1]
            before = cosignatures(published.note, policy)
            after = _newest(before, handed_in, published.checkpoint.text(), policy)
            new = sum(before.get(name) != one for name, one in after.items())
            if new:
                writer.strengthen(_rewritten(published.note, after, policy))
        for path, data in spool.items():
            waits = pending is not None and self._newer(_note(data), pending)
            # One of the same witness, and newer, may have taken its place meanwhile.
            if not waits and _read([path]).get(path) == data:
                path.unlink(missing_ok=True)
        return new

    def hand_in(self, data: bytes) -> str:
        """Keep a checkpoint that a witness has cosigned by itself, for the next writer.

        :returns: the name of the witness in the policy
        :raises HandInError: when it is not one that waits or is published, or no witness's
        """
        try:
            note = data.decode()
            text, _ = split_note(note)
        except ValueError as error:
            raise HandInError(HTTPStatus.BAD_REQUEST, f"no signed checkpoint: {error}") from error
        wanted = [one for one in (self._record.pending(), self._record.checkpoint()) if one]
        here = next((one for one in wanted if one.checkpoint.text() == text), None)
        if here is None:
            raise HandInError(HTTPStatus.CONFLICT, str(wanted[0].size if wanted else 0))
        policy = self._policy_of(here)
        if not cosignatures(note, policy):
            raise HandInError(
                HTTPStatus.FORBIDDEN, "no witness of this log's policy has signed this checkpoint"
            )
        # What is on it already is public: anyone could send it again, instead of what is newer.
        for name, (line, seconds) in self._newer(note, here).items():
            self._keep(policy.witnesses[name], f"{text}\n{line.line()}", seconds)
        return ", ".join(cosignatures(note, policy))

    def on(self, note: str) -> frozenset[str]:
        """Give the keys of the witnesses in force that have signed the published text of a note."""
        published = self._record.checkpoint()
        if not note or not published or published.checkpoint.text() != split_note(note)[0]:
            return frozenset()
        policy = self.in_force()[1]
        found = cosignatures(published.note, policy)
        return frozenset(policy.witnesses[name].key.vkey for name in found)

    def have_signed(self, policies: Sequence[Policy]) -> frozenset[str]:
        """Give the keys of the witnesses that are known to have cosigned this log."""
        known = read_known(self._place.public).values()
        notes = [one.note for one in (self._record.pending(), self._record.checkpoint()) if one]
        return frozenset(one.vkey for one in known if one.size) | {
            policy.witnesses[name].key.vkey
            for policy in policies
            for note in notes
            for name in cosignatures(note, policy)
        }

    @property
    def handed_in(self) -> bool:
        """Whether cosignatures wait for the next writer."""
        return bool(self._spool())

    def hold_policy(self) -> None:
        """Refuse a policy.txt that is neither the published log's nor the one that waits.

        :raises LogError: when somebody wrote into it what the log does not say
        """
        path = self._place.public / POLICY_FILE
        published = self._record.checkpoint()
        size = published.size if published else 0
        if last_entry(self._place, EntryType.WITNESS_CHANGE, size) is None:
            return
        said = path.read_bytes() if path.exists() else b""
        if said not in (self.in_force(size)[0], self.in_force()[0]):
            raise LogError(
                f"{path} was changed, and the log does not say so: nobody could tell since when. "
                f"To record it, run: pendopo witnesses set {path}"
            )

    def _spool(self) -> list[Path]:
        folder = self._place.cosigned
        return sorted(folder.glob("*.note"))[:_HANDED_IN_MOST] if folder.is_dir() else []

    def _policy_of(self, signed: SignedCheckpoint) -> Policy:
        entries = self._record.entries_of(signed.size)
        return policy_after(self._place.public, entries) or Policy()

    def _newer(self, note: str, here: SignedCheckpoint) -> Cosignatures:
        """Give the cosignatures of a note that its checkpoint has not, or has older."""
        if not note or split_note(note)[0] != here.checkpoint.text():
            return {}
        policy = self._policy_of(here)
        have = cosignatures(here.note, policy)
        return {
            name: one
            for name, one in cosignatures(note, policy).items()
            if name not in have or have[name][1] < one[1]
        }

    def _keep(self, witness: Party, note: str, seconds: int) -> None:
        folder = self._place.cosigned
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        text = hashlib.sha256(split_note(note)[0].encode()).hexdigest()[:16]
        # One a witness and checkpoint: the newest counts, and nobody can fill the disk.
        path = folder / f"{witness.key.key_id}-{text}.note"
        kept = _note(_read([path]).get(path, b""))
        known = cosignatures(kept, Policy(witnesses={"": witness})) if kept else {}
        if known and known[""][1] >= seconds:
            return
        draft = folder / f"{path.name}.{secrets.token_hex(8)}"
        draft.write_bytes(note.encode())
        draft.replace(path)


def _notes(paths: Sequence[Path]) -> list[str]:
    """Read those files that are notes."""
    return [note for note in map(_note, _read(paths).values()) if note]


def _read(paths: Sequence[Path]) -> dict[Path, bytes]:
    """Read those files that can be read."""
    found = {}
    for path in paths:
        with suppress(OSError):
            found[path] = path.read_bytes()
    return found


def _note(data: bytes) -> str:
    """Give a signed note, or an empty text where it is none."""
    try:
        note = data.decode()
        split_note(note)
    except ValueError:
        return ""
    return note


def _newest(
    before: Cosignatures, notes: Sequence[str], text: str, policy: Policy
) -> dict[str, tuple[Signature, int]]:
    """Give the newest cosignature of each witness on a text."""
    after = dict(before)
    for note in notes:
        if split_note(note)[0] == text:
            for name, one in cosignatures(note, policy).items():
                if name not in after or after[name][1] < one[1]:
                    after[name] = one
    return after


def _rewritten(note: str, signed: Cosignatures, policy: Policy) -> str:
    """Put other cosignatures under a checkpoint; what is no witness's stays."""
    text, lines = split_note(note)
    keys = {(party.key.name, party.key.key_id) for party in policy.witnesses.values()}
    others = [one for one in lines if (one.name, one.key_id) not in keys]
    ours = [signed[name][0] for name in policy.witnesses if name in signed]
    return f"{text}\n" + "".join(one.line() for one in (*others, *ours))


def _without(policy: Policy, vkey: str) -> Policy:
    """Give a policy in which one witness has no address, so that it is not asked."""
    parties = {
        name: replace(party, url="") if party.key.vkey == vkey else party
        for name, party in policy.witnesses.items()
    }
    return replace(policy, witnesses=parties)
