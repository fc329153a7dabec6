"""A witness without a server: it fetches a log's checkpoint, holds it to its memory, and signs it.

The same rules as over HTTP (``peers/witness.py``): the request that a log would send is made here,
from the tiles that the log publishes.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from pendopo.peers.follow import HttpShelf
from pendopo.peers.rotating import learn, puzzled
from pendopo.peers.trouble import TroubleError
from pendopo.peers.witness import Witness
from pendopo.published.verify import Shelf
from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.merkle import (
    HASH_BYTES,
    ProofError,
    consistency_proof,
    verify_consistency,
)
from pendopo.standards.tlog.note import NOTE_BYTES_MOST, NoteError, split_note
from pendopo.standards.tlog.tiles import TILE_WIDTH, tile_path
from pendopo.standards.tlog.witness import AddCheckpoint
from pendopo.store.seen import Latest
from pendopo.store.tiles import TileError, Tiles

# Where a log takes what its witnesses signed by themselves, below its public folder.
HAND_IN = "log/add-cosignature"
# Longer than a site lets others keep a checkpoint.
_CACHED_S = 6.0
_NOTES = ("log/pending", "log/checkpoint")


class CosignError(Exception):
    """A log's checkpoint cannot be cosigned: what was found, and what it means."""


class ForkedError(CosignError):
    """The log has signed what does not go on from what this witness has seen.

    :param notes: what it published, and what this witness has seen
    :param sizes: of both
    :param proven: whether the two cannot both be true; if not, damaged tiles may be the cause
    """

    def __init__(
        self, why: str, notes: tuple[str, str], sizes: tuple[int, int], *, proven: bool
    ) -> None:
        super().__init__(why)
        self.notes, self.sizes, self.proven = notes, sizes, proven


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A checkpoint as this witness has signed it.

    :param note: the log's signatures and this witness's alone
    :param old: the size that this witness had seen before
    """

    note: str
    checkpoint: Checkpoint
    old: int


def cosign(
    witness: Witness, shelf: Shelf, now: datetime, wait: Callable[[float], None] = time.sleep
) -> Cosigned:
    """Cosign the newest checkpoint of a log, one that waits for witnesses first.

    :param wait: waits some seconds before a smaller checkpoint is asked for again
    :raises ForkedError: when it takes something back: an alarm
    :raises CosignError: when there is nothing to sign, or not for this witness
    :raises ShelfError: when the log's site does not answer
    """
    note, checkpoint = _newest(witness, shelf)
    latest = witness.latest(checkpoint.origin)
    old = latest.size if latest else 0
    if latest and old > checkpoint.size and isinstance(shelf, HttpShelf):
        wait(_CACHED_S)
        note, checkpoint = _newest(witness, shelf)
    if latest and old > checkpoint.size:
        raise ForkedError(
            f"{checkpoint.origin}: publishes {checkpoint.size} entries, but this witness has seen "
            f"{old}: entries were taken back. Keep this witness's folder, and make it known",
            (note, latest.note),
            (checkpoint.size, old),
            proven=False,
        )
    proof = _proof(shelf, old, checkpoint)
    answer = witness.add_checkpoint(AddCheckpoint(old, proof, note).encode(), now)
    if latest and answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        raise ForkedError(
            f"{checkpoint.origin}: its {checkpoint.size} entries do not go on from the {old} that "
            f"this witness has seen ({answer.body.strip()}): the past was rewritten, or its tiles "
            f"are damaged. Keep this witness's folder and this checkpoint, and make them known:\n"
            f"{note}",
            (note, latest.note),
            (checkpoint.size, old),
            proven=_proven(shelf, latest, checkpoint, proof),
        )
    if answer.status != HTTPStatus.OK:
        raise CosignError(f"{checkpoint.origin}: {answer.body.strip()}")
    if puzzled(witness, note):
        with suppress(TroubleError):
            learn(witness, checkpoint.origin, shelf, now)
    text, signatures = split_note(note)
    ours = [one for one in signatures if one.name == checkpoint.origin]
    lines = "".join(one.line() for one in ours or signatures)
    return Cosigned(f"{text}\n{lines}{answer.body}", checkpoint, old)


def _newest(witness: Witness, shelf: Shelf) -> tuple[str, Checkpoint]:
    """Read what waits for witnesses, else what is published."""
    # What changes is asked for past the caches on the way.
    ask = shelf.fresh if isinstance(shelf, HttpShelf) else shelf.read
    read = [ask(path, NOTE_BYTES_MOST) for path in _NOTES]
    notes = [one.decode("utf-8", "replace") for one in read if one is not None]
    found = [(note, checkpoint) for note in notes if (checkpoint := witness.opens(note))]
    if found:
        return max(found, key=lambda one: one[1].size)
    if not notes:
        raise CosignError("no log is at this address; write the site's own, without a page")
    raise CosignError(
        f"no log that this witness knows has signed the checkpoint of {_origin(notes[0])!r}; "
        f"run: pendopo witness add"
    )


def _origin(note: str) -> str:
    try:
        return split_note(note)[0].partition("\n")[0]
    except NoteError:
        return note[:40]


def _proof(shelf: Shelf, old: int, checkpoint: Checkpoint) -> tuple[bytes, ...]:
    """Make the proof from the log's tiles; it is held to both roots, so that they need no trust."""
    if old in {0, checkpoint.size}:
        return ()
    try:
        tiles = _ShelfTiles(shelf, checkpoint.size)
        return tuple(consistency_proof(old, checkpoint.size, tiles.subtree))
    except TileError as error:
        raise CosignError(f"{checkpoint.origin}: its hashes are not all there ({error})") from error


def _proven(shelf: Shelf, latest: Latest, checkpoint: Checkpoint, proof: Sequence[bytes]) -> bool:
    """Whether the tiles are those of the checkpoint, and begin otherwise than what was seen."""
    old = latest.size
    if old == checkpoint.size:
        return latest.root != checkpoint.root
    try:
        begins = _ShelfTiles(shelf, checkpoint.size).root(old)
        verify_consistency(old, checkpoint.size, begins, checkpoint.root, proof)
    except (TileError, ProofError):
        return False
    return begins != latest.root


class _ShelfTiles(Tiles):
    """The hash tiles of a log that is read elsewhere."""

    def __init__(self, shelf: Shelf, size: int) -> None:
        self._shelf = shelf
        super().__init__(Path("log"), size)

    def _read(self, level: int, tile: int) -> Sequence[bytes]:
        count = self._size >> (8 * level)
        width = min(TILE_WIDTH, count - tile * TILE_WIDTH)
        # A partial tile may be gone once the full one is there: C2SP tlog-tiles.
        for path in dict.fromkeys([tile_path(level, tile, width), tile_path(level, tile)]):
            data = self._shelf.read(f"log/{path}", TILE_WIDTH * HASH_BYTES)
            if data is not None and len(data) >= width * HASH_BYTES:
                return [data[i : i + HASH_BYTES] for i in range(0, width * HASH_BYTES, HASH_BYTES)]
        raise TileError(f"log/{tile_path(level, tile, width)}")
