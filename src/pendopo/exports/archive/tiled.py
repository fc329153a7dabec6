"""The log's tiles as they were at some size: today's files, or the beginnings of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pendopo.exports.archive.errors import ArchiveError
from pendopo.standards.tlog.merkle import HASH_BYTES
from pendopo.standards.tlog.tiles import (
    TILE_WIDTH,
    Tile,
    encode_bundle,
    entries_path,
    parse_bundle,
    parse_path,
    tile_path,
    tiles_of,
)
from pendopo.terms.wording import say

_LOG = "log/"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the record.

    :param path: below the public folder and below the copy's, the same in both
    :param content: what the file held at that size, where today's holds more
    """

    path: str
    content: bytes | None = None


def tile_pieces(public: Path, size: int) -> Iterator[Piece]:
    """Give every tile and bundle of entries of a log's first ``size`` entries.

    :raises ArchiveError: when one is missing
    """
    for tile in tiles_of(size):
        yield _piece(public, _LOG + tile.path)
        if tile.level == 0:
            yield _piece(public, _LOG + tile.entries_path)


def grown(public: Path, path: str) -> bytes:
    """Give what a partial tile or bundle held, from what it has grown into since.

    :raises ArchiveError: when that is missing too
    """
    entries, tile = parse_path(path.removeprefix(_LOG))
    if entries:
        whole = _larger(public, [entries_path(tile.n, width) for width in _wider(tile)])
        return encode_bundle(parse_bundle(whole)[: tile.width])
    whole = _larger(public, [tile_path(tile.level, tile.n, width) for width in _wider(tile)])
    return whole[: tile.width * HASH_BYTES]


def _piece(public: Path, path: str) -> Piece:
    return Piece(path, None if (public / path).is_file() else grown(public, path))


def _larger(public: Path, paths: list[str]) -> bytes:
    """Find what a partial tile has grown into: the partial one may be gone since."""
    for path in paths:
        if (public / _LOG / path).is_file():
            return (public / _LOG / path).read_bytes()
    raise ArchiveError(
        say("{path} is missing; run pendopo verify"), path=_LOG + paths[-1] if paths else _LOG
    )


def _wider(tile: Tile) -> range:
    return range(tile.width + 1, TILE_WIDTH + 1)
