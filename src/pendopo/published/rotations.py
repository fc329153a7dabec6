"""The keys of a log from what is published: who had to sign when, and the word of both keys."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final

from pendopo.standards.tlog.note import ED25519, NoteError, Verifier, open_note
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Entry
from pendopo.terms.rotation import Rotation, RotationError, chain, publics, rotation_of

STATEMENT_ROLE: Final = "statement"
_HEAD: Final = "pendopo key rotation v1"


def verifier_of(origin: str, public: str) -> Verifier:
    """Give a key of a log.

    :param public: 64 hexadecimal digits
    """
    return Verifier(origin, ED25519, bytes.fromhex(public))


def rotations_in(entries: Iterable[Entry]) -> tuple[Rotation, ...]:
    """Give the rotations that entries make, as far as they follow each other."""
    found: list[Rotation] = []
    for entry in entries:
        if entry.leaf.type is EntryType.KEY_ROTATION:
            with suppress(RotationError):
                one = rotation_of(entry.index, entry.leaf)
                found = list(chain([*found, *([one] if one else [])]))
    return tuple(found)


def keys_of(origin: str, rotations: Sequence[Rotation]) -> tuple[Verifier, ...]:
    """Give every key that a log ever had, the newest first; none where there was no rotation."""
    return tuple(verifier_of(origin, one) for one in publics(rotations))


def after(key: Verifier, rotations: Sequence[Rotation]) -> tuple[Rotation, ...]:
    """Give the rotations by which the log's key changed since it was this one."""
    olds = [one.old for one in rotations]
    public = key.public.hex()
    return tuple(rotations[olds.index(public) :]) if public in olds else ()


def statement(origin: str, rotation: Rotation) -> str:
    """Write what both keys sign: which key takes over, and until when both sign.

    The entry alone would do; this is for people, who can check it with any program that reads
    signed notes, without the log at hand.
    """
    old, new = (verifier_of(origin, one).vkey for one in (rotation.old, rotation.new))
    lines = (_HEAD, origin, f"old {old}", f"new {new}", f"both sign until {rotation.until}")
    return "".join(f"{line}\n" for line in lines)


def states(data: bytes, origin: str, rotation: Rotation) -> bool:
    """Whether a note is the statement of a rotation, signed by both of its keys."""
    both = [verifier_of(origin, one) for one in (rotation.old, rotation.new)]
    try:
        opened = open_note(data, both)
    except NoteError:
        return False
    signed = {one.key_id for one in opened.signatures}
    right = signed == {key.key_id for key in both}
    return right and opened.text == statement(origin, rotation)
