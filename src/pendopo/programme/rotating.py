"""The log's signing keys: which sign now, the next one, and when the old one signs no longer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from pendopo.published.rotations import statement, verifier_of
from pendopo.standards.tlog.note import Signer, Verifier, sign_note
from pendopo.standards.tlog.policy import Party, Policy
from pendopo.store.keys import Keyring, create_next_key, key_file
from pendopo.store.place import LogError
from pendopo.terms.rotation import Rotation, last_day, signers


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The keys of a log as they are at a time.

    :param present: that sign now, the newest first
    :param until: the last day on which the older of two signs; empty where one signs alone
    :param retired: that sign no longer, with the day they signed last
    """

    present: tuple[Verifier, ...]
    until: str
    retired: tuple[tuple[Verifier, str], ...]

    @property
    def newest(self) -> Verifier:
        """The key that signs from now on."""
        return self.present[0]


def keys_at(
    ring: Keyring,
    rotations: tuple[Rotation, ...],
    at: datetime,
    published: int,
    day_of: Callable[[int], str],
) -> LogKeys:
    """Give the keys of a log at a time.

    :param rotations: those that its entries make
    :param published: how many entries are: a key signs on until the entry that names the next one
        is among them
    :param day_of: gives an entry's day by its index
    """
    if not rotations:
        return LogKeys((ring.verifiers[0],), "", ())
    last = rotations[-1]
    day = at.date().isoformat()
    both = published <= last.index
    publics = (last.new, last.old) if both else signers(rotations, last.index + 1, day)
    present = tuple(verifier_of(ring.name, one) for one in publics)
    # A rotation that came earlier than that ended the day of the one before it.
    last_days = [min(one.until, day_of(later.index)) for one, later in pairwise(rotations)]
    retired = tuple(
        (verifier_of(ring.name, one.old), day)
        for one, day in zip(rotations, [*last_days, last.until], strict=True)
        if one.old not in publics
    )
    return LogKeys(present, last.until if len(present) > 1 else "", retired)


@dataclass(frozen=True, slots=True)
class NextKey:
    """A key that was made and that no entry names yet."""

    folder: Path
    old: Signer
    new: Signer

    def rotation(self, index: int, at: datetime, days: int) -> Rotation:
        """Give the rotation that an entry at an index will make."""
        old, new = (one.verifier.public.hex() for one in (self.old, self.new))
        return Rotation(index, old, new, last_day(at.date(), days))

    def statement(self, rotation: Rotation) -> str:
        """Give what both keys sign."""
        return sign_note(statement(self.old.name, rotation), [self.old, self.new])

    def named_in(self, rotations: tuple[Rotation, ...]) -> bool:
        """Whether an entry names it: then it signs, and its file must stay."""
        return self.new.verifier.public.hex() in {one.new for one in rotations}

    def discard(self) -> None:
        """Take the file away again: nothing was ever signed with it."""
        key_file(self.folder, self.new.verifier).unlink(missing_ok=True)


def make_next_key(folder: Path, ring: Keyring, rotations: tuple[Rotation, ...]) -> NextKey:
    """Make the key that takes over from the one that signs now.

    :param folder: that holds the keys
    :raises KeyFileError: when the present key is not here
    """
    old = ring.of([rotations[-1].new] if rotations else [])[0]
    return NextKey(folder, old, create_next_key(folder, ring.name))


def with_both(policy: Policy, next_key: NextKey) -> Policy:
    """Give the policy with both keys, the new one first; every other line stays."""
    new, old = next_key.new.verifier, next_key.old.verifier
    here = {party.key: party.url for party in policy.logs}
    others = tuple(party for party in policy.logs if party.key not in (new, old))
    url = here.get(old, "")
    return replace(policy, logs=(Party(new, url), Party(old, url), *others))


def without_retired(policy: Policy, keys: LogKeys) -> Policy:
    """Give the policy without the keys that sign no longer."""
    gone = {key for key, _ in keys.retired}
    return replace(policy, logs=tuple(one for one in policy.logs if one.key not in gone))


def hold_settled(*, waiting: bool) -> None:
    """Refuse a rotation while entries wait for witnesses.

    :raises LogError: since the old key must sign a published checkpoint over the new one's entry
    """
    if waiting:
        raise LogError(
            "entries wait for witnesses: a new key now could wait with them until the old one "
            "signs no longer. Run: pendopo witnesses ask"
        )


def hold_one_at_a_time(keys: LogKeys) -> None:
    """Refuse a rotation while two keys sign.

    :raises LogError: since the older would sign no longer, and who knows it alone could not follow
    """
    if keys.until:
        raise LogError(
            f"two keys sign until {keys.until}, for those who know the older one only: another "
            "rotation would end it today. Rotate after that day; where the newer key was stolen, "
            "or whoever had it left, write: pendopo key rotate --at-once"
        )


def hold_first(now: tuple[Rotation, ...], seen: tuple[Rotation, ...]) -> None:
    """Refuse a rotation that was begun before another one was recorded.

    :param now: the rotations of the log, read under its lock
    :param seen: those by which the next key was made
    :raises LogError: since it would take over from a key that is not the log's any more
    """
    if now != seen:
        raise LogError(
            "another key rotation came first, so that nothing was changed. Look at the keys, and "
            "rotate again only if you still want to: pendopo key show"
        )
