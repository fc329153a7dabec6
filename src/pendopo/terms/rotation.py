"""The log's keys over time: an entry names the next key, and for a while both sign.

The origin of a log stays; its key changes. The entry that names a new key is below a checkpoint
that the old key signed too, so that whoever believed the old one can believe the new one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pendopo.terms.entry import EntryType, Leaf

DAYS_BOTH: Final = 90
_PUBLIC = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class RotationError(ValueError):
    """A log's keys cannot be rotated so, or an entry rotates none."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """One key takes over from another.

    :param index: the entry that says so
    :param old: the Ed25519 public key that signed until then, 64 hexadecimal digits
    :param new: the one that signs from this entry on
    :param until: the last day on which both sign, ``YYYY-MM-DD`` in UTC
    """

    index: int
    old: str
    new: str
    until: str

    def scope(self) -> dict[str, str]:
        """Give the codes that the leaf holds."""
        return {"new": self.new, "old": self.old, "until": self.until}


def last_day(day: date, days: int) -> str:
    """Give the last day on which both keys sign.

    :raises RotationError: for fewer than no days
    """
    if days < 0:
        raise RotationError(f"{days} days; write 0 or more")
    return (day + timedelta(days=days)).isoformat()


def rotation_of(index: int, leaf: Leaf) -> Rotation | None:
    """Read the rotation that an entry makes; None for any other entry.

    :raises RotationError: for an entry of that type that names no keys
    """
    if leaf.type is not EntryType.KEY_ROTATION:
        return None
    scope = dict(leaf.scope or {})
    found = Rotation(index, scope.get("old", ""), scope.get("new", ""), scope.get("until", ""))
    keys = _PUBLIC.fullmatch(found.old) and _PUBLIC.fullmatch(found.new)
    if not keys or not _DAY.fullmatch(found.until) or scope != found.scope():
        raise RotationError(f"entry {index} names no old and new key and no day")
    return found


def chain(rotations: Iterable[Rotation]) -> tuple[Rotation, ...]:
    """Hold rotations to follow each other, in the order of the log.

    :raises RotationError: when one takes over from a key that did not sign, or a key comes back
    """
    held: list[Rotation] = []
    for one in rotations:
        before = {key for other in held for key in (other.old, other.new)} or {one.old}
        if (held and one.old != held[-1].new) or one.new in before:
            raise RotationError(
                f"entry {one.index} rotates from a key that was not the log's, or back to one"
            )
        held.append(one)
    return tuple(held)


def signers(rotations: Sequence[Rotation], size: int, time: str) -> tuple[str, ...]:
    """Give the public keys that must have signed a checkpoint, the newest first.

    :param rotations: of the whole log, in its order
    :param size: how many entries the checkpoint signs
    :param time: of the last of them, RFC 3339 in UTC
    :returns: none where the log has never rotated its key: then its one key signs
    """
    past = [one for one in rotations if one.index < size]
    if not past:
        return (rotations[0].old,) if rotations else ()
    last = past[-1]
    return (last.new, last.old) if time[:10] <= last.until else (last.new,)


def publics(rotations: Sequence[Rotation]) -> tuple[str, ...]:
    """Give every key that ever signed, the newest first; none where there was no rotation."""
    return (*(one.new for one in reversed(rotations)), *(one.old for one in rotations[:1]))
