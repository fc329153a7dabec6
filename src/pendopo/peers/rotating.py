"""How whoever knows an old key of a log comes to know the new one.

The entry that names a new key lies below a checkpoint that the old key signed: that one is looked
for, held to the old key, and only then is the new key believed.
"""

from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from datetime import datetime

from pendopo.peers.follow import AddressError, HttpShelf
from pendopo.peers.mirror import Status
from pendopo.peers.remote import Past, Remote, open_remote, read_bundle
from pendopo.peers.trouble import TroubleError
from pendopo.peers.witness import Witness
from pendopo.published.rotations import verifier_of
from pendopo.published.verify import Shelf, ShelfError
from pendopo.standards.tlog.checkpoint import parse_checkpoint
from pendopo.standards.tlog.note import (
    NOTE_BYTES_MOST,
    NoteError,
    Verifier,
    open_note,
    split_note,
)
from pendopo.standards.tlog.proof import parse_proof
from pendopo.standards.tlog.tiles import TILE_WIDTH
from pendopo.terms.entry import Leaf, parse_leaf
from pendopo.terms.rotation import Rotation, RotationError, rotation_of

# Entries that no known key has signed are looked through for the next key: a million, no more.
_BUNDLES_MOST = 4_096


def bridge(shelf: Shelf, note: bytes, status: Status) -> bytes:
    """Give the checkpoint to follow: the newest, or an earlier one that leads to its key.

    A mirror that slept through the time in which both keys signed finds the newest signed by a key
    that it does not know. The receipt of the entry that names that key has a checkpoint which its
    own key signed: it is followed first, and so its entries tell the new key.

    :returns: the same note where a known key signed it, or where nothing leads to its key
    """
    with suppress(NoteError):
        open_note(note, status.present_keys)
        return note
    keys = {key.public.hex() for key in status.present_keys}
    for leaf, rotation in _unproven(shelf, status.size, _size(note)):
        if rotation.old in keys:
            data = shelf.read(f"pub/{leaf.id}/receipt.tlog-proof", NOTE_BYTES_MOST)
            with suppress(ValueError):
                return parse_proof(data or b"").checkpoint.encode()
    return note


def learn(witness: Witness, origin: str, shelf: Shelf, now: datetime) -> tuple[Verifier, ...]:
    """Let a witness learn the keys that a log's entries name, below what it has cosigned itself.

    The keys that are retired by then are believed no longer.

    :returns: the keys that are new to it
    :raises TroubleError: when the entries are not those that it cosigned
    :raises ShelfError: when the log's site does not answer
    """
    latest = witness.latest(origin)
    if latest is None:
        return ()
    known = list(witness.keys(origin))
    remote = open_remote(shelf, parse_checkpoint(split_note(latest.note)[0]), Past())
    found: list[Verifier] = []
    for rotation in _back_to(remote, {key.public.hex() for key in known}):
        old, new = (verifier_of(origin, one) for one in (rotation.old, rotation.new))
        if old not in known:
            continue
        if new not in known:
            witness.trust(origin, old.vkey, new.vkey)
            known.append(new)
            found.append(new)
        if now.date().isoformat() > rotation.until:
            witness.distrust(origin, old.vkey)
    return tuple(found)


def puzzled(witness: Witness, note: str) -> str:
    """Give the origin of a checkpoint whose log's keys are others than the witness believes."""
    text, signatures = split_note(note)
    origin = text.partition("\n")[0]
    said = {one.key_id for one in signatures if one.name == origin}
    return origin if said != {key.key_id for key in witness.keys(origin)} else ""


def learn_at_home(witness: Witness, origin: str, now: datetime) -> tuple[Verifier, ...]:
    """Do the same where the log is served; nothing is learned where that is not known."""
    url = next((one.url for one in witness.logs() if one.origin == origin), "")
    if not url:
        return ()
    with suppress(ShelfError, AddressError, TroubleError), HttpShelf(url) as shelf:
        return learn(witness, origin, shelf, now)
    return ()


def _back_to(remote: Remote, known: Set[str]) -> list[Rotation]:
    """Give the log's last rotations, back to one from a key that is known."""
    found: list[Rotation] = []
    for n in list(reversed(remote.numbers))[:_BUNDLES_MOST]:
        here = [one for _, one in _rotations(iter([remote.entries(n)]))]
        found[:0] = here
        if any(one.old in known for one in here):
            break
    return found


def _size(note: bytes) -> int:
    with suppress(ValueError):
        return parse_checkpoint(split_note(note)[0]).size
    return 0


def _unproven(shelf: Shelf, first: int, size: int) -> Iterator[tuple[Leaf, Rotation]]:
    start = first // TILE_WIDTH
    end = min(-(-size // TILE_WIDTH), start + _BUNDLES_MOST)
    bundles = (
        read_bundle(shelf, n, min(TILE_WIDTH, size - n * TILE_WIDTH)) for n in range(start, end)
    )
    with suppress(TroubleError):
        yield from _rotations(bundles)


def _rotations(bundles: Iterator[Sequence[bytes]]) -> Iterator[tuple[Leaf, Rotation]]:
    for entries in bundles:
        for at, entry in enumerate(entries):
            if b"key-rotation" in entry:
                with suppress(ValueError, RotationError):
                    leaf = parse_leaf(entry)
                    rotation = rotation_of(at, leaf)
                    if rotation is not None:
                        yield leaf, rotation
