"""The tree, recomputed from the entries, and every tile of hashes held to it byte for byte.

No hash that a tile holds is ever trusted: a reader that authenticated tiles by the hashes in other
tiles let forged ones pass for seven years (CVE-2026-56865).
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import zip_longest

from pendopo.published.verify.shelf import Shelf, ShelfError
from pendopo.published.verify.verdict import Named, Tally
from pendopo.published.withdrawals import explains
from pendopo.standards.tlog.merkle import HASH_BYTES, Frontier, leaf_hash, tree_root
from pendopo.standards.tlog.tiles import (
    TILE_WIDTH,
    Tile,
    TileError,
    entries_path,
    parse_bundle,
)
from pendopo.terms.entry import HOLDS, REDACTS, EntryType, Leaf, LeafError, parse_leaf
from pendopo.terms.journey import Entry
from pendopo.terms.wording import say

LOG = "log/"
_BUNDLE_BYTES_MOST = TILE_WIDTH * (2 + 65_535)
_TILE_BYTES = TILE_WIDTH * HASH_BYTES
_BUNDLES_KEPT = 64
_REDACTION = b'"type":"redaction"'
_HOLD = b'"type":"hold'  # and its end, hold-lapsed
_ROLE_KEY = b'"type":"role-key"'
_HANDOVER = b'"type":"handover"'
_CHANGE = b'"type":"witness-change"'
_TURN = b'"type":"key-rotation"'
_POLICY = "policy"


class LostError(Exception):
    """Entries are gone beyond what their tile can stand in for."""


def width_of(n: int, size: int) -> int:
    """How many entries the nth bundle of a log has."""
    return min(TILE_WIDTH, size - n * TILE_WIDTH)


class Bundles:
    """The entries of a log of some size, a few bundles of them kept at hand.

    What was read once is what it must be when it is read again: a server that gave one thing to
    hash and another to look at would otherwise pass.
    """

    def __init__(self, shelf: Shelf, size: int) -> None:
        self.shelf = shelf
        self.size = size
        # Gives the entries of the nth bundle; None when it is missing or cannot be taken apart.
        self.entries = lru_cache(_BUNDLES_KEPT)(self._read)
        self._first: dict[int, bytes] = {}

    @property
    def count(self) -> int:
        """How many bundles there are."""
        return -(-self.size // TILE_WIDTH)

    def path(self, n: int) -> str:
        """Where the nth bundle lies."""
        return LOG + entries_path(n, width_of(n, self.size))

    def entry(self, index: int) -> bytes | None:
        """Give one entry, or None when its bundle cannot be read."""
        entries = self.entries(index // TILE_WIDTH)
        return None if entries is None else entries[index % TILE_WIDTH]

    def _read(self, n: int) -> list[bytes] | None:
        try:
            data = self.shelf.read(self.path(n), _BUNDLE_BYTES_MOST) or b""
            entries = parse_bundle(data)
        except (ShelfError, TileError):
            return None
        digest = sha256(data).digest()
        if self._first.setdefault(n, digest) != digest:
            return None
        return entries if len(entries) == width_of(n, self.size) else None


@dataclass(slots=True)
class Tree:
    """What the entries of a log give.

    :param root: the root at the log's size
    :param edges: for each bundle the peaks of the tree before it, to give any earlier root from
    :param damaged: the entries whose bytes in their bundle are not those that were signed
    :param gone: the bundles that cannot be read
    :param stand_ins: for bundles that are damaged or gone, the hashes that their tiles hold
    :param redacted: the commitments that redactions name
    :param held: the commitments that holds in force name, to when they were logged last
    :param time: that of the last entry that could be read
    :param acts: the entries that say whose signatures count, what was taken away
        and what was handed over
    :param policies: the entries that change the witnesses, with the commitment to their policy
    :param turns: the entries that name another key of the log
    """

    bundles: Bundles
    root: bytes = b""
    edges: list[tuple[bytes, ...]] = field(default_factory=list)
    damaged: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    stand_ins: dict[int, list[bytes]] = field(default_factory=dict)
    redacted: set[str] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    time: str = ""
    acts: list[Entry] = field(default_factory=list)
    policies: list[tuple[int, str]] = field(default_factory=list)
    turns: list[Entry] = field(default_factory=list)
    _cursor: Frontier = field(default_factory=Frontier)

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return self.bundles.size

    def time_at(self, size: int) -> str:
        """Give the time of the last of the first entries; empty where it cannot be read."""
        with suppress(LeafError):
            return parse_leaf(self.bundles.entry(size - 1) or b"").time if size else ""
        return ""

    @property
    def explained(self) -> frozenset[str]:
        """The commitments whose objects and salts may be absent."""
        held = (c for c, since in self.held.items() if explains(since, self.time))
        return frozenset((*self.redacted, *held))

    def root_at(self, size: int) -> bytes:
        """Give the root that the first entries have; cheapest when asked for sizes that grow.

        It is another one when a bundle that was read before cannot be read again.
        """
        n, rest = divmod(size, TILE_WIDTH)
        if rest == 0 and n == len(self.edges):
            return self.root
        if not n * TILE_WIDTH <= self._cursor.size <= size:
            self._cursor = Frontier(n * TILE_WIDTH, list(self.edges[n]))
        done = self._cursor.size - n * TILE_WIDTH
        if rest > done:
            hashes = self.stand_ins.get(n)
            if hashes is None:
                hashes = [leaf_hash(entry) for entry in self.bundles.entries(n) or ()]
            for one in hashes[done:rest]:
                self._cursor.append(one)
        return self._cursor.root()


def build_tree(bundles: Bundles, signed: bytes, tally: Tally) -> Tree:
    """Recompute the tree, compare every tile, and note what is wrong with either.

    :param signed: the root that the checkpoint signs
    :raises LostError: when entries are gone, and the hashes of them too
    """
    chosen = _pass(bundles, frozenset())
    if chosen.tree.root != signed and chosen.differ:
        # Either a bundle or its tile is wrong; the signature says which.
        other = _pass(bundles, frozenset(chosen.differ))
        if other.tree.root == signed:
            chosen = other
            chosen.tree.damaged.update(*other.differ.values())
    tally.add(chosen.tally)
    _judge(chosen.tree, signed, tally)
    return chosen.tree


def _pass(bundles: Bundles, from_tiles: frozenset[int]) -> "_Pass":
    one = _Pass(bundles, from_tiles)
    for n in range(bundles.count):
        one.take(n)
    one.end()
    return one


class _Pass:
    """One way through the bundles.

    :param from_tiles: the bundles whose tile is believed where the two do not agree
    """

    def __init__(self, bundles: Bundles, from_tiles: frozenset[int]) -> None:
        self.tree = Tree(bundles)
        self.tally = Tally()
        # By bundle: the entries whose hash in the tile is another.
        self.differ: dict[int, list[int]] = {}
        self._bundles = bundles
        self._from_tiles = from_tiles
        # Over the roots of full tiles: its peaks are those of the tree over the leaves.
        self._upper = Frontier()
        # By level: the hashes of the tile that is filling.
        self._filling: list[list[bytes]] = [[]]

    def take(self, n: int) -> None:
        """Take the nth bundle."""
        self.tree.edges.append(tuple(self._upper.peaks))
        data = self._read(Tile(0, n, width_of(n, self.tree.size)))
        hashes = self._hashes(n, data)
        self._filling[0] = hashes
        if len(hashes) == TILE_WIDTH:
            self._upper.append(self._close(0, n, data))

    def end(self) -> None:
        """Compare the tiles that are not full, and give the root."""
        size = self.tree.size
        rest = self._filling[0]
        whole = Frontier(size - len(rest), list(self._upper.peaks))
        for one in rest:
            whole.append(one)
        self.tree.root = whole.root()
        for level, hashes in enumerate(self._filling):
            if hashes:
                tile = Tile(level, (size >> 8 * level) // TILE_WIDTH, len(hashes))
                self._compare(tile, self._read(tile), hashes)

    def _hashes(self, n: int, data: bytes | None) -> list[bytes]:
        """Give the leaf hashes of a bundle: from its entries, where they can be had."""
        entries = self._bundles.entries(n)
        width = width_of(n, self.tree.size)
        tile = _cut(data) if data is not None and len(data) == width * HASH_BYTES else None
        if entries is None:
            self.tree.gone.add(n)
            if tile is None:
                raise LostError(self._bundles.path(n))
            self.tree.stand_ins[n] = tile
            return tile
        self._read_withdrawals(entries, n * TILE_WIDTH)
        self.tree.policies.extend(_policies(n * TILE_WIDTH, entries))
        self.tree.turns.extend(_turns(n * TILE_WIDTH, entries))
        hashes = [leaf_hash(entry) for entry in entries]
        if tile is None or tile == hashes:
            return hashes
        first = n * TILE_WIDTH
        self.differ[n] = [first + at for at in range(width) if hashes[at] != tile[at]]
        if n in self._from_tiles:
            self.tree.stand_ins[n] = tile
            return tile
        return hashes

    def _read_withdrawals(self, entries: list[bytes], first: int) -> None:
        """Read what is said of objects that are not there, in the order of the log."""
        tree = self.tree
        for index, leaf in _withdrawing(entries, first):
            if leaf.type in (EntryType.ROLE_KEY, EntryType.REDACTION, EntryType.HANDOVER):
                tree.acts.append(Entry(index, leaf))
            named = [one.c for one in leaf.objects if one.role in (REDACTS, HOLDS)]
            if leaf.type is EntryType.HOLD:
                tree.held.update(dict.fromkeys(named, leaf.time))
            elif leaf.type is EntryType.HOLD_LAPSED:
                tree.held = {c: at for c, at in tree.held.items() if c not in named}
            elif leaf.type is EntryType.REDACTION:
                tree.redacted.update(one.c for one in leaf.objects if one.role == REDACTS)
        with suppress(LeafError, IndexError):
            tree.time = parse_leaf(entries[-1]).time

    def _close(self, level: int, n: int, data: bytes | None) -> bytes:
        """Compare a full tile, hash it, and put its root into the tile above."""
        hashes = self._filling[level]
        self._compare(Tile(level, n, TILE_WIDTH), data, hashes)
        self._filling[level] = []
        root = tree_root(hashes)
        if level + 1 == len(self._filling):
            self._filling.append([])
        above = self._filling[level + 1]
        above.append(root)
        if len(above) == TILE_WIDTH:
            place = Tile(level + 1, n // TILE_WIDTH, TILE_WIDTH)
            self._close(place.level, place.n, self._read(place))
        return root

    def _read(self, tile: Tile) -> bytes | None:
        try:
            return self._bundles.shelf.read(LOG + tile.path, _TILE_BYTES)
        except ShelfError:
            return None

    def _compare(self, tile: Tile, data: bytes | None, hashes: list[bytes]) -> None:
        self.tally.counts["tiles"] += 1
        expected = b"".join(hashes)
        if data == expected:
            return
        covers = TILE_WIDTH**tile.level
        start = tile.n * TILE_WIDTH * covers
        if data is None:
            self._wrong(tile, (start, start + tile.width * covers), missing=True)
            return
        at = next(i for i, pair in enumerate(zip_longest(expected, data)) if pair[0] != pair[1])
        at = min(at // HASH_BYTES, tile.width - 1)
        self._wrong(tile, (start + at * covers, start + (at + 1) * covers), missing=False)

    def _wrong(self, tile: Tile, entries: tuple[int, int], *, missing: bool) -> None:
        first, last = entries[0], entries[1] - 1
        named = _named(self._bundles, first) if first == last else Named()
        self.tally.wrong(
            named.problem(
                "tile-missing" if missing else "tile-wrong",
                LOG + tile.path,
                say("The hashes of the entries {first} to {last} are missing or cannot be read.")
                if missing
                else say(
                    "A hash here is not that of the entries {first} to {last}: the file was "
                    "changed or damaged."
                ),
                first=str(first),
                last=str(last),
            )
        )


def _judge(tree: Tree, signed: bytes, tally: Tally) -> None:
    """Say what is wrong with bundles, and with the root."""
    bundles = tree.bundles
    for n in sorted(tree.gone):
        first = n * TILE_WIDTH
        tally.wrong(
            Named().problem(
                "bundle-unreadable",
                bundles.path(n),
                say(
                    "The entries {first} to {last} cannot be read: their file is missing, cut or "
                    "damaged."
                ),
                first=str(first),
                last=str(first + width_of(n, tree.size) - 1),
            )
        )
    for index in sorted(tree.damaged):
        tally.wrong(
            _named(bundles, index).problem(
                "entry-changed",
                bundles.path(index // TILE_WIDTH),
                say("Entry {index} was changed: it is not the one that was signed."),
                index=str(index),
            )
        )
    if tree.root != signed:
        tally.wrong(
            Named().problem(
                "root-wrong",
                LOG + "checkpoint",
                say(
                    "The {size} entries do not give the root that the checkpoint signs: one of "
                    "them was changed, put in or taken out."
                ),
                size=str(tree.size),
            )
        )


def _named(bundles: Bundles, index: int) -> Named:
    """Name an entry as well as its leaf allows."""
    entry = bundles.entry(index)
    try:
        return Named(index, parse_leaf(entry or b""))
    except LeafError:
        return Named(index)


def _withdrawing(entries: list[bytes], first: int) -> Iterator[tuple[int, Leaf]]:
    for index, entry in enumerate(entries, first):
        if any(kind in entry for kind in (_REDACTION, _HOLD, _ROLE_KEY, _HANDOVER)):
            with suppress(LeafError):
                yield index, parse_leaf(entry)


def _policies(first: int, entries: list[bytes]) -> Iterator[tuple[int, str]]:
    for index, entry in enumerate(entries, start=first):
        if _CHANGE in entry:
            try:
                leaf = parse_leaf(entry)
            except LeafError:
                continue
            if leaf.type is EntryType.WITNESS_CHANGE:
                yield from ((index, one.c) for one in leaf.objects if one.role == _POLICY)


def _turns(first: int, entries: list[bytes]) -> Iterator[Entry]:
    for index, entry in enumerate(entries, start=first):
        if _TURN in entry:
            with suppress(LeafError):
                leaf = parse_leaf(entry)
                if leaf.type is EntryType.KEY_ROTATION:
                    yield Entry(index, leaf)


def _cut(data: bytes) -> list[bytes]:
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
