"""Another's entries, each held to the root that the log signed as soon as it arrives.

The roots of full bundles (the tiles of level 1) and the last bundle give the root of the whole
tree: once they do, each bundle is checked alone. No hash is believed that they do not account for.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pendopo.peers.trouble import Kind, TroubleError
from pendopo.published.verify import Shelf
from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.merkle import HASH_BYTES, Frontier, leaf_hash, tree_root
from pendopo.standards.tlog.tiles import (
    TILE_WIDTH,
    TileError,
    entries_path,
    parse_bundle,
    tile_path,
)
from pendopo.terms.wording import say

BUNDLE_BYTES_MOST = TILE_WIDTH * (2 + 65_535)
_LOG = "log/"
_ROOTS_KEPT = 4_096

Bundle = Callable[[int], list[bytes]]


@dataclass(frozen=True, slots=True)
class Past:
    """What of the log is held here already.

    :param size: how many entries
    :param row: the roots of its full bundles
    :param tail: the entries of its last bundle, where that is not full
    """

    size: int = 0
    row: Sequence[bytes] = ()
    tail: Sequence[bytes] = ()


@dataclass(slots=True)
class Remote:
    """A log of others at one signed size, its bundles ready to be read.

    :param row: the roots of its full bundles, which the signature accounts for
    """

    shelf: Shelf
    checkpoint: Checkpoint
    past: Past
    row: list[bytes] = field(default_factory=list)
    last: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many entries it has."""
        return self.checkpoint.size

    @property
    def numbers(self) -> range:
        """The bundles that hold entries which are not held here yet."""
        return range(len(self.past.row), -(-self.size // TILE_WIDTH))

    def entries(self, n: int) -> list[bytes]:
        """Read the nth bundle, held to the signed root.

        :raises TroubleError: when it is not what was signed, or what is held here is not its past
        :raises ShelfError: when it cannot be read
        """
        found = self.last if n == len(self.row) else self._full(n)
        if n == len(self.past.row) and found[: len(self.past.tail)] != list(self.past.tail):
            raise forked(self.past.size, self.size)
        return found

    def _full(self, n: int) -> list[bytes]:
        found = read_bundle(self.shelf, n, TILE_WIDTH)
        if tree_root([leaf_hash(entry) for entry in found]) != self.row[n]:
            raise _changed(_LOG + entries_path(n))
        return found


def open_remote(shelf: Shelf, checkpoint: Checkpoint, past: Past) -> Remote:
    """Read the hashes that a checkpoint signs, and hold what is here to be their beginning.

    :raises TroubleError: when the log has another past than the one held here, or what is served is
        not what was signed
    :raises ShelfError: when it cannot be read
    """
    full, width = divmod(checkpoint.size, TILE_WIDTH)
    last = read_bundle(shelf, full, width) if width else []
    hashes = [leaf_hash(entry) for entry in last]
    row = [*past.row, *_row(shelf, len(past.row), full)]
    if _root(row, hashes) == checkpoint.root:
        remote = Remote(shelf, checkpoint, past, row, last)
        if len(past.row) == full:
            remote.entries(full) if width else None
        return remote
    # Either a hash is wrong, or the past is another: the whole row tells, which the root signs.
    if past.row and _root([*_row(shelf, 0, full)], hashes) == checkpoint.root:
        raise forked(past.size, checkpoint.size)
    raise _changed(_LOG + tile_path(1, 0, min(full, TILE_WIDTH) or 1))


def read_bundle(shelf: Shelf, n: int, width: int) -> list[bytes]:
    """Read the first entries of the nth bundle; whether they are the right ones is not checked.

    :raises TroubleError: when it is missing, or no bundle
    """
    for path in dict.fromkeys((entries_path(n, width), entries_path(n))):
        data = shelf.read(_LOG + path, BUNDLE_BYTES_MOST)
        # A partial bundle may be gone once the full one is there: C2SP tlog-tiles.
        if data is None:
            continue
        try:
            found = parse_bundle(data)
        except TileError as error:
            raise _changed(_LOG + path) from error
        if len(found) < width:
            raise _changed(_LOG + path)
        return found[:width]
    raise _missing(_LOG + entries_path(n, width))


class Roots:
    """The root that any first entries have, cheapest when asked for sizes that grow.

    :param row: the roots of the full bundles
    :param bundle: gives the entries of a bundle
    """

    def __init__(self, row: Sequence[bytes], bundle: Bundle) -> None:
        self._row = row
        self._bundle = bundle
        self._edges: list[tuple[bytes, ...]] = []
        self._upper = Frontier()
        self._guard = threading.Lock()
        self._known: dict[int, bytes] = {}

    def at(self, size: int) -> bytes:
        """Give the root of the first entries."""
        with self._guard:
            found = self._known.get(size)
            if found is None:
                if len(self._known) >= _ROOTS_KEPT:
                    self._known.clear()
                found = self._known[size] = self._at(size)
            return found

    def _at(self, size: int) -> bytes:
        n, rest = divmod(size, TILE_WIDTH)
        while len(self._edges) <= n:
            self._edges.append(tuple(self._upper.peaks))
            if len(self._edges) <= len(self._row):
                self._upper.append(self._row[len(self._edges) - 1])
        frontier = Frontier(n * TILE_WIDTH, list(self._edges[n]))
        for entry in self._bundle(n)[:rest] if rest else ():
            frontier.append(leaf_hash(entry))
        return frontier.root()


def forked(ours: int, theirs: int) -> TroubleError:
    """Say that two signed trees do not agree."""
    return TroubleError(
        Kind.FORK,
        say(
            "The log has signed two pasts: its checkpoint for {theirs} entries does not continue "
            "the one for {ours} entries that was kept here."
        ),
        ours=str(ours),
        theirs=str(theirs),
    )


def _root(row: Sequence[bytes], hashes: Sequence[bytes]) -> bytes:
    upper = Frontier()
    for one in row:
        upper.append(one)
    # Peaks over full bundles are peaks over their entries.
    whole = Frontier(len(row) * TILE_WIDTH, list(upper.peaks))
    for one in hashes:
        whole.append(one)
    return whole.root()


def _row(shelf: Shelf, first: int, end: int) -> Iterator[bytes]:
    """Read the roots of full bundles."""
    for n in range(first // TILE_WIDTH, -(-end // TILE_WIDTH) if end > first else 0):
        width = min(TILE_WIDTH, end - n * TILE_WIDTH)
        data = _tile(shelf, n, width)
        skipped = max(0, first - n * TILE_WIDTH)
        for at in range(skipped * HASH_BYTES, width * HASH_BYTES, HASH_BYTES):
            yield data[at : at + HASH_BYTES]


def _tile(shelf: Shelf, n: int, width: int) -> bytes:
    for path in dict.fromkeys((tile_path(1, n, width), tile_path(1, n))):
        data = shelf.read(_LOG + path, TILE_WIDTH * HASH_BYTES)
        if data is None:
            continue
        if len(data) < width * HASH_BYTES:
            raise _changed(_LOG + path)
        return data[: width * HASH_BYTES]
    raise _missing(_LOG + tile_path(1, n, width))


def _changed(path: str) -> TroubleError:
    return TroubleError(
        Kind.CHANGED,
        say("What is served as {path} is not what the log signed."),
        path=path,
    )


def _missing(path: str) -> TroubleError:
    return TroubleError(
        Kind.ABSENT, say("{path} is missing, which the signed log needs."), path=path
    )
