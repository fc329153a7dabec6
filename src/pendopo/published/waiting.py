"""What is public of a log's witnesses: who they are, who has signed, and what waits for them."""

from dataclasses import dataclass

from pendopo.published.state import Record, SignedCheckpoint
from pendopo.published.witnessed import (
    ANSWERS_FILE,
    POLICY_FILE,
    Known,
    cosignatures,
    policy_after,
    policy_at,
    read_known,
)
from pendopo.standards.tlog.policy import Party, Policy
from pendopo.terms.journey import Entry

_STAMPED = ("log/checkpoint", "log/pending", ANSWERS_FILE, POLICY_FILE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Entries that are recorded and wait for witnesses.

    :param entries: those beyond the published checkpoint
    :param signed: who has signed, by their names in the policy
    :param needed: how many must sign at least
    :param missing: how many more must sign at least
    """

    checkpoint: SignedCheckpoint
    entries: tuple[Entry, ...]
    signed: tuple[str, ...]
    needed: int
    missing: int

    @property
    def have(self) -> int:
        """How many of those needed have signed."""
        return self.needed - self.missing


@dataclass(frozen=True, slots=True)
class Standing:
    """One witness as the public record shows it.

    :param seconds: POSIX time of its signature on the checkpoint shown; 0 where it has none there
    :param known: its last answer, or None before the first
    """

    name: str
    party: Party
    seconds: int
    known: Known | None


class WitnessRecord:
    """What is public of a log's witnesses.

    :param record: the published log
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._public = record.public

    def policy(self, size: int | None = None) -> Policy:
        """Give the policy that a checkpoint of that size is held to; None for the published one."""
        entries = self._record.state().entries
        today = policy_after(self._public, ()) or Policy()
        return policy_at(self._public, entries, len(entries) if size is None else size, today)

    def waiting(self) -> Waiting | None:
        """Give what waits for witnesses, or None."""
        pending, published = self._record.pending(), self._record.checkpoint()
        if pending is None:
            return None
        entries = self._record.entries_of(pending.size)
        policy = policy_after(self._public, entries) or Policy()
        signed = cosignatures(pending.note, policy)
        vkeys = {policy.witnesses[name].key.vkey for name in signed}
        beyond = tuple(entries[published.size if published else 0 :])
        return Waiting(pending, beyond, tuple(signed), policy.needed(), policy.missing(vkeys))

    def standing(self, note: str, size: int) -> tuple[Standing, ...]:
        """Give the witnesses of a published checkpoint, and which of them have signed it."""
        policy = self.policy(size)
        signed = cosignatures(note, policy) if note else {}
        known = read_known(self._public)
        return tuple(
            Standing(
                name, party, signed[name][1] if name in signed else 0, known.get(party.key.vkey)
            )
            for name, party in policy.witnesses.items()
        )

    def lacking(self, waiting: Waiting) -> tuple[Standing, ...]:
        """Give the witnesses who have not signed what waits, with their last answers."""
        policy = policy_after(self._public, self._record.entries_of(waiting.checkpoint.size))
        known = read_known(self._public)
        return tuple(
            Standing(name, party, 0, known.get(party.key.vkey))
            for name, party in (policy.witnesses.items() if policy else ())
            if name not in waiting.signed
        )

    def stamp(self) -> str:
        """Name what pages show of witnesses now: another text when any of it has changed."""
        return ".".join(self._stamp(name) for name in _STAMPED)

    def _stamp(self, name: str) -> str:
        try:
            facts = (self._public / name).stat()
        except FileNotFoundError:
            return ""
        return f"{facts.st_mtime_ns:x}-{facts.st_size:x}"
