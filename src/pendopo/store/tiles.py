"""The log's tiles on disk: read, grown and proved from, in the layout of C2SP tlog-tiles."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pendopo.standards.tlog.merkle import EMPTY_ROOT, node_hash, tree_root
from pendopo.standards.tlog.tiles import (
    TILE_WIDTH,
    encode_bundle,
    entries_path,
    tile_path,
)

_HASH_BYTES = 32
_TILE_BITS = 8
_CACHED_TILES = 512
_CACHED_SUBTREES = 4096


class TileError(Exception):
    """A tile that the log needs is missing or has the wrong length."""


class Tiles:
    """The hash tiles below a log's prefix, for a tree of one size.

    :param folder: the log's prefix: ``public/log``
    :param size: how many entries the tree has
    """

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self._size = size
        self._row = lru_cache(_CACHED_TILES)(self._read)
        # The receipts of one commit share most of their hashes.
        self.subtree = lru_cache(_CACHED_SUBTREES)(self._subtree)

    def _subtree(self, level: int, index: int) -> bytes:
        """Give the root of the complete subtree over leaves [index·2^level, (index+1)·2^level).

        :raises TileError: when the tile it needs is not there
        """
        tile_level, inside = divmod(level, _TILE_BITS)
        start = index << inside
        tile, offset = divmod(start, TILE_WIDTH)
        row = self._row(tile_level, tile)
        hashes = row[offset : offset + (1 << inside)]
        if len(hashes) != 1 << inside:
            raise TileError(f"{self._folder}: no subtree of level {level} at {index} yet")
        return tree_root(hashes)

    def root(self, size: int | None = None) -> bytes:
        """Give the root of the whole tree, from its complete subtrees, largest first.

        :param size: of its first so many entries instead
        """
        size = self._size if size is None else size
        if size == 0:
            return EMPTY_ROOT
        found: list[bytes] = []
        start = 0
        for level in reversed(range(size.bit_length())):
            if size >> level & 1:
                found.append(self.subtree(level, start >> level))
                start += 1 << level
        root = found.pop()
        while found:
            root = node_hash(found.pop(), root)
        return root

    def last_row(self, level: int) -> tuple[int, list[bytes]]:
        """Give the last tile of a level that is not yet full: its number and its hashes."""
        tile, width = divmod(self._size >> (_TILE_BITS * level), TILE_WIDTH)
        return tile, list(self._row(level, tile)) if width else []

    def row(self, level: int) -> list[bytes]:
        """Give every hash of a level, from the first tile to the last."""
        count = self._size >> (_TILE_BITS * level)
        return [one for n in range(-(-count // TILE_WIDTH)) for one in self._read(level, n)]

    def _read(self, level: int, tile: int) -> Sequence[bytes]:
        count = self._size >> (_TILE_BITS * level)
        width = min(TILE_WIDTH, count - tile * TILE_WIDTH)
        path = self._folder / tile_path(level, tile, width)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            # The partial tile may be gone once the full one is there: C2SP tlog-tiles.
            full = self._folder / tile_path(level, tile)
            if not full.is_file():
                raise TileError(f"{path} is missing") from error
            data = full.read_bytes()[: width * _HASH_BYTES]
        if len(data) != width * _HASH_BYTES:
            raise TileError(f"{path} has {len(data)} bytes; {width * _HASH_BYTES} belong there")
        return [data[i : i + _HASH_BYTES] for i in range(0, len(data), _HASH_BYTES)]


def grown(tiles: Tiles, leaf_hashes: Sequence[bytes]) -> dict[str, bytes]:
    """Give the hash tiles that new leaves change or add: path below the prefix, to bytes.

    Tiles are a pure function of the entries, so that doing it again after a crash gives the same.
    """
    written: dict[str, bytes] = {}
    level, hashes = 0, list(leaf_hashes)
    while hashes:
        tile, carried = tiles.last_row(level)
        row = carried + hashes
        hashes = []
        for start in range(0, len(row), TILE_WIDTH):
            part = row[start : start + TILE_WIDTH]
            number = tile + start // TILE_WIDTH
            written[tile_path(level, number, len(part))] = b"".join(part)
            if len(part) == TILE_WIDTH:
                hashes.append(tree_root(part))
        level += 1
    return written


def bundles(first: int, entries: Sequence[bytes]) -> dict[str, bytes]:
    """Give the entry bundles that hold these entries: path below the prefix, to bytes.

    :param first: the index of the first entry, a multiple of 256
    """
    return {
        entries_path((first + start) // TILE_WIDTH, len(part)): encode_bundle(part)
        for start in range(0, len(entries), TILE_WIDTH)
        for part in [entries[start : start + TILE_WIDTH]]
    }


def outgrown(old: int, new: int) -> list[str]:
    """Name the folders of partial tiles that full ones have replaced between two sizes."""
    folders: list[str] = []
    level = 0
    while new >> (_TILE_BITS * level):
        before, after = (size >> (_TILE_BITS * level) for size in (old, new))
        for tile in range(before // TILE_WIDTH, after // TILE_WIDTH):
            folders.append(tile_path(level, tile) + ".p")
            if level == 0:
                folders.append(entries_path(tile) + ".p")
        level += 1
    return folders
