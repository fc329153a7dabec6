"""The tree over more entries than one tile of tiles holds."""

from collections.abc import Iterator, Sequence

import pytest

from pendopo.published.verify.tree import Bundles, build_tree
from pendopo.published.verify.verdict import Tally
from pendopo.standards.tlog.merkle import leaf_hash, tree_root
from pendopo.standards.tlog.tiles import encode_bundle, tiles_of

SIZE = 256 * 256 + 300


class Shelf(dict[str, bytes | None]):
    """A public folder that was never on a disk."""

    def read(self, path: str, most: int) -> bytes | None:
        found = self.get(path)
        return found[: most + 1] if found else found

    def digest(self, path: str, most: int) -> tuple[int, bytes] | None:
        raise AssertionError(f"a tree has no objects: {path} {most}")

    def names(self, folder: str) -> Iterator[str] | None:
        raise AssertionError(f"a tree is not listed: {folder}")

    def files(self, folder: str) -> Sequence[str] | None:
        raise AssertionError(f"a tree is not listed: {folder}")


@pytest.fixture(scope="module")
def hashes():
    return [leaf_hash(b"%d" % number) for number in range(SIZE)]


@pytest.fixture(scope="module")
def shelf(hashes):
    """A log whose entries are numbers."""
    roots = [hashes]
    while len(roots[-1]) >= 256:
        below = roots[-1]
        full = len(below) // 256 * 256
        roots.append([tree_root(below[at : at + 256]) for at in range(0, full, 256)])
    files = Shelf()
    for tile in tiles_of(SIZE):
        first = tile.n * 256
        files["log/" + tile.path] = b"".join(roots[tile.level][first : first + tile.width])
        if tile.level == 0:
            numbers = range(first, first + tile.width)
            files["log/" + tile.entries_path] = encode_bundle([b"%d" % n for n in numbers])
    return files


def test_every_tile_of_every_level_is_compared_and_the_root_is_the_trees(hashes, shelf):
    tally = Tally()

    tree = build_tree(Bundles(shelf, SIZE), tree_root(hashes), tally)

    assert tree.root == tree_root(hashes)
    assert tally.problems == []
    assert tally.counts["tiles"] == len(list(tiles_of(SIZE)))


def test_any_earlier_root_can_be_had_in_any_order(hashes, shelf):
    tree = build_tree(Bundles(shelf, SIZE), tree_root(hashes), Tally())

    for size in (SIZE, 1, 0, 255, 256, 257, 300, 299, 65_536, 65_800, 512, 511, SIZE - 1):
        assert tree.root_at(size) == tree_root(hashes[:size]), size


@pytest.mark.parametrize(
    ("path", "at", "entries"),
    [
        ("log/tile/0/255", 8_191, (65_535, 65_535)),
        ("log/tile/1/000", 32 * 3, (768, 1023)),
        ("log/tile/1/001.p/1", 0, (65_536, 65_791)),
        ("log/tile/2/000.p/1", 31, (0, 65_535)),
    ],
)
def test_a_wrong_hash_is_named_with_the_entries_it_stands_for(hashes, shelf, path, at, entries):
    data = bytearray(shelf[path])
    data[at] ^= 1
    tally = Tally()

    build_tree(Bundles(Shelf(shelf | {path: bytes(data)}), SIZE), tree_root(hashes), tally)

    [problem] = tally.problems
    assert (problem.what, problem.where) == ("tile-wrong", path)
    assert (int(problem.values["first"]), int(problem.values["last"])) == entries


def test_a_missing_tile_is_named_with_the_entries_it_stands_for(hashes, shelf):
    tally = Tally()

    build_tree(Bundles(Shelf(shelf | {"log/tile/1/000": None}), SIZE), tree_root(hashes), tally)

    [problem] = tally.problems
    assert problem.what == "tile-missing"
    assert problem.sentence().startswith("The hashes of the entries 0 to 65535 are missing")
