"""What lies in the folder: nothing may, unless the log accounts for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from pendopo.published.verify.entries import Accounted
from pendopo.published.verify.shelf import Shelf
from pendopo.published.verify.spread import spread
from pendopo.published.verify.tree import LOG, Tree, width_of
from pendopo.published.verify.verdict import Named, Tally
from pendopo.standards.tlog.merkle import HASH_BYTES
from pendopo.standards.tlog.tiles import (
    TILE_WIDTH,
    Tile,
    TileError,
    parse_bundle,
    parse_path,
)
from pendopo.terms.wording import say

_TILE_BYTES_MOST = TILE_WIDTH * (2 + 65_535)
_C_BYTES = 32
# What lies here of the log's own notes; both are held to its key elsewhere.
_NOTES = frozenset({"checkpoint", "pending"})
# Up to so many objects, looking costs less than forking.
_SHARED_OUT = 20_000


@dataclass(slots=True)
class Strays:
    """Looks through ``log/``, ``objects/`` and ``pub/``.

    :param history: the names of the past checkpoints that were looked at
    :param workers: processes that share the looking
    """

    shelf: Shelf
    tree: Tree
    history: frozenset[str]
    accounted: Accounted
    tally: Tally
    workers: int = 1

    def find(self) -> Iterator[str]:
        """Give the paths of files that the log does not account for."""
        yield from self._log()
        if self.accounted.whole:
            yield from self._objects()
            yield from self._pub()
        else:
            self.tally.unchecked(
                say(
                    "Files that the log does not account for were not looked for, since not every "
                    "entry can be read."
                )
            )

    def _log(self) -> Iterator[str]:
        for path in self._below(LOG):
            name = path.removeprefix(LOG)
            past = name.removeprefix("history/")
            known = name in _NOTES or (past != name and past in self.history)
            if not known and not self._is_tile(path, name):
                yield path

    def _is_tile(self, path: str, name: str) -> bool:
        """Whether a file is a tile of this log, or an older one left behind, which is compared."""
        try:
            bundle, tile = parse_path(name)
        except TileError:
            return False
        width = width_of(tile.n, self.tree.size >> 8 * tile.level)
        if tile.width < width:
            self._compare_older(path, tile, width, bundle=bundle)
        return tile.width <= width

    def _compare_older(self, path: str, tile: Tile, width: int, *, bundle: bool) -> None:
        now = tile._replace(width=width)
        today = LOG + (now.entries_path if bundle else now.path)
        if any(problem.where == today for problem in self.tally.problems):
            return  # today's is wrong, which is said of it: nothing can be held to it
        whole = self.shelf.read(today, _TILE_BYTES_MOST)
        data = self.shelf.read(path, _TILE_BYTES_MOST) or b""
        if not (whole or b"").startswith(data) or _count(data, bundle=bundle) != tile.width:
            self.tally.wrong(
                Named().problem(
                    "older-tile-wrong",
                    path,
                    say("An older tile left behind is not the beginning of the one of today."),
                )
            )

    def _objects(self) -> Iterator[str]:
        packed = self.accounted.objects
        known = {f"{first:02x}/": bytearray() for first in range(256)}
        buckets = list(known.values())
        for at in range(0, len(packed), _C_BYTES):
            buckets[packed[at]] += packed[at : at + _C_BYTES]
        folders = [
            (name, bytes(known.get(name, b""))) for name in self.shelf.names("objects/") or ()
        ]
        workers = self.workers if len(packed) > _SHARED_OUT * _C_BYTES else 1
        for found in spread(lambda: self._not_ours, folders, workers):
            yield from found

    def _not_ours(self, folder: tuple[str, bytes]) -> list[str]:
        """Look through one folder, whose objects alone are then held as texts."""
        path, packed = f"objects/{folder[0]}", folder[1].hex()
        if not packed:
            return [path]
        ours = {packed[at : at + 2 * _C_BYTES] for at in range(0, len(packed), 2 * _C_BYTES)}
        return [path + name for name in self.shelf.files(path) or () if name not in ours]

    def _pub(self) -> Iterator[str]:
        known = {f"{id_}/" for id_ in self.accounted.ids}
        for name in self.shelf.names("pub/") or ():
            if name not in known:
                yield f"pub/{name}"

    def _below(self, folder: str) -> Iterator[str]:
        for name in self.shelf.names(folder) or ():
            if name.endswith("/"):
                yield from self._below(folder + name)
            else:
                yield folder + name


def _count(data: bytes, *, bundle: bool) -> float:
    """How many entries or hashes there are; no whole number when they are cut."""
    if not bundle:
        return len(data) / HASH_BYTES
    try:
        return len(parse_bundle(data))
    except TileError:
        return 0
