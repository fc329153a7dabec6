"""The files of a log: paths of tiles and entry bundles, and what is in them (C2SP tlog-tiles)."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

TILE_WIDTH = 256
_LEVEL_BITS = 8
_ENTRY_BYTES_MOST = 65_535
# Levels run to 5: tlog-tiles, merkle tree.
_PATH = re.compile(r"tile/(entries|[0-5])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class TileError(ValueError):
    """Bytes are not an entry bundle, or a path is none of a log's."""


class Tile(NamedTuple):
    """One tile of hashes.

    :param level: the height in tiles; a hash at level l covers 256**l leaves
    :param n: the tile's place on its level
    :param width: how many hashes it holds, 1 to 256
    """

    level: int
    n: int
    width: int

    @property
    def path(self) -> str:
        """The path of the tile's hashes."""
        return tile_path(self.level, self.n, self.width)

    @property
    def entries_path(self) -> str:
        """The path of the bundle with this tile's entries; only level 0 has one."""
        return entries_path(self.n, self.width)


def tile_path(level: int, n: int, width: int = TILE_WIDTH) -> str:
    """Give a hash tile's path below the log: ``tile/0/x001/x234/067.p/5``."""
    return f"tile/{level}/{_number(n)}{_partial(width)}"


def entries_path(n: int, width: int = TILE_WIDTH) -> str:
    """Give an entry bundle's path below the log: ``tile/entries/000.p/17``."""
    return f"tile/entries/{_number(n)}{_partial(width)}"


def parse_path(path: str) -> tuple[bool, Tile]:
    """Read a path below the log.

    :return: whether it is an entry bundle, and the tile (level 0 for a bundle)
    :raises TileError: for a path that the two functions above would not write
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise TileError(f"{path!r} is no path of a tile or an entry bundle")
    kind, number, width = match.groups()
    bundle = kind == "entries"
    tile = Tile(
        0 if bundle else int(kind),
        int(number.replace("x", "").replace("/", "")),
        int(width) if width else TILE_WIDTH,
    )
    # One spelling each: no group of zeros in front, no partial tile of 256 or more.
    if tile.width > TILE_WIDTH or path != (tile.entries_path if bundle else tile.path):
        raise TileError(f"{path!r} is no path of a tile or an entry bundle")
    return bundle, tile


def new_tiles(old_size: int, new_size: int) -> list[Tile]:
    """Give the hash tiles to write when a log grows from one size to another.

    Those of level 0 are also the entry bundles to write.

    :raises TileError: when the log shrinks
    """
    if not 0 <= old_size <= new_size:
        raise TileError(f"a log does not grow from {old_size} to {new_size} entries")
    return list(_tiles(old_size, new_size))


def tiles_of(size: int) -> Iterator[Tile]:
    """Give every hash tile of a log, level by level; the last of a level may be partial."""
    return _tiles(0, size)


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries as a bundle: each behind its length in two bytes, the high byte first.

    :raises TileError: for an entry of more than 65,535 bytes, or none or more than 256 entries
    """
    if not 0 < len(entries) <= TILE_WIDTH:
        raise TileError(f"a bundle of {len(entries)} entries; it holds 1 to {TILE_WIDTH}")
    for entry in entries:
        if len(entry) > _ENTRY_BYTES_MOST:
            raise TileError(f"an entry of {len(entry)} bytes; at most {_ENTRY_BYTES_MOST} fit")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_bundle(data: bytes) -> list[bytes]:
    """Read the entries of a bundle.

    :raises TileError: for bytes that ``encode_bundle`` would not have written
    """
    entries = []
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    if at != len(data):
        raise TileError("the entry bundle ends in the middle of an entry")
    if not 0 < len(entries) <= TILE_WIDTH:
        raise TileError(f"a bundle of {len(entries)} entries; it holds 1 to {TILE_WIDTH}")
    return entries


def _tiles(old_size: int, new_size: int) -> Iterator[Tile]:
    """Give the tiles that differ between two sizes. A partial tile is never hashed upwards."""
    level = 0
    while new_size > 0:
        full, rest = divmod(new_size, TILE_WIDTH)
        for n in range(old_size // TILE_WIDTH, full):
            yield Tile(level, n, TILE_WIDTH)
        if rest and old_size != new_size:
            yield Tile(level, full, rest)
        old_size, new_size = old_size >> _LEVEL_BITS, new_size >> _LEVEL_BITS
        level += 1


def _number(n: int) -> str:
    digits = str(n)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])


def _partial(width: int) -> str:
    return "" if width == TILE_WIDTH else f".p/{width}"
