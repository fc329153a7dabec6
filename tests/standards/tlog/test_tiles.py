import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.standards.tlog.tiles import (
    Tile,
    TileError,
    encode_bundle,
    entries_path,
    new_tiles,
    parse_bundle,
    parse_path,
    tile_path,
    tiles_of,
)


def test_paths_are_those_of_the_vectors(notes):
    cases = notes["tile_paths"]

    found = [tile_path(level, n, width or 256) for level, n, width, _ in cases]

    assert found == [path for *_, path in cases]


def test_a_path_has_groups_of_three_digits_and_a_width_when_partial():
    assert tile_path(2, 999) == "tile/2/999"
    assert tile_path(0, 1000, 5) == "tile/0/x001/000.p/5"
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert entries_path(70, 17) == "tile/entries/070.p/17"
    assert Tile(0, 1, 256).entries_path == "tile/entries/001"


@given(st.integers(0, 5), st.integers(0, 10**13), st.integers(1, 256))
def test_a_path_reads_back_as_the_tile_it_was_written_for(level, n, width):
    tile = Tile(level, n, width)

    assert parse_path(tile.path) == (False, tile)
    assert parse_path(entries_path(n, width)) == (True, Tile(0, n, width))


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/x000/001",
        "tile/0/01",
        "tile/0/0001",
        "tile/6/000",
        "tile/00/000",
        "tile/0/000.p/256",
        "tile/0/000.p/300",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000\n",
        "tile/0/\u0660\u0660\u0660",
        "tile/entries/x000/000",
        "tile/data/000",
        "/tile/0/000",
        "checkpoint",
        "",
    ],
)
def test_another_spelling_of_a_path_is_none(path):
    with pytest.raises(TileError, match="is no path of a tile"):
        parse_path(path)


@given(st.text() | st.from_regex(r"tile/[0-9entris]+/[x0-9/.p]*", fullmatch=True))
def test_reading_a_path_gives_a_tile_or_a_tile_error(path):
    try:
        bundle, tile = parse_path(path)
    except TileError:
        return

    assert path == (tile.entries_path if bundle else tile.path)


def test_a_log_of_seventy_thousand_entries_has_the_tiles_that_tlog_tiles_counts():
    tiles = list(tiles_of(70_000))

    partial = [tile.path for tile in tiles if tile.width < 256]

    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert sum(tile.level == 1 and tile.width == 256 for tile in tiles) == 1
    assert partial == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]


def test_a_full_tile_is_hashed_upwards_at_once():
    assert [tile.path for tile in tiles_of(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert [tile.path for tile in tiles_of(255)] == ["tile/0/000.p/255"]
    assert list(tiles_of(0)) == []


@given(st.lists(st.integers(0, 70_000), min_size=2, max_size=5))
def test_tiles_written_step_by_step_end_as_those_of_the_last_size(sizes):
    sizes = [0, *sorted(sizes)]
    written: dict[tuple[int, int], int] = {}

    for old, new in itertools.pairwise(sizes):
        for tile in new_tiles(old, new):
            assert written.get(tile[:2], 0) < tile.width
            written[tile[:2]] = tile.width

    assert written == {tile[:2]: tile.width for tile in tiles_of(sizes[-1])}


def test_a_log_that_does_not_grow_writes_nothing_and_one_that_shrinks_is_refused():
    assert new_tiles(5, 5) == []
    with pytest.raises(TileError, match="does not grow from 6 to 5"):
        new_tiles(6, 5)


def test_growing_by_one_writes_only_the_tile_that_it_changes():
    assert [tile.path for tile in new_tiles(300, 301)] == ["tile/0/001.p/45"]
    assert [tile.path for tile in new_tiles(511, 512)] == ["tile/0/001", "tile/1/000.p/2"]


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_reads_back_as_its_entries(entries):
    assert parse_bundle(encode_bundle(entries)) == entries


def test_an_entry_is_written_behind_its_length_in_two_bytes():
    assert encode_bundle([b"ab", b""]) == b"\x00\x02ab\x00\x00"


@given(st.binary(max_size=2000))
def test_reading_a_bundle_gives_its_entries_or_a_tile_error(data):
    try:
        entries = parse_bundle(data)
    except TileError:
        return

    assert encode_bundle(entries) == data


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x02a", b"\x00\x01ab", b"\x00\x00" * 257])
def test_a_bundle_that_is_cut_or_empty_or_too_long_is_refused(data):
    with pytest.raises(TileError):
        parse_bundle(data)


def test_what_does_not_fit_a_bundle_is_refused():
    with pytest.raises(TileError, match="an entry of 65536 bytes"):
        encode_bundle([bytes(65_536)])
    with pytest.raises(TileError, match="a bundle of 0 entries"):
        encode_bundle([])
    with pytest.raises(TileError, match="a bundle of 257 entries"):
        encode_bundle([b""] * 257)


def test_a_full_bundle_and_the_longest_entry_are_written_and_read():
    full, longest = [b"e"] * 256, [b"x" * 65_535]

    assert parse_bundle(encode_bundle(full)) == full
    assert parse_bundle(encode_bundle(longest)) == longest


def test_the_tiles_of_a_log_begin_with_its_first_entry():
    assert list(tiles_of(1)) == [Tile(0, 0, 1)]
    assert list(tiles_of(0)) == []
