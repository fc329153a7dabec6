"""Borders lose corners, and neighbours still have the very same border."""

from pendopo.standards.geo.coverage import simplified


def wave(far: int) -> list[tuple[int, int]]:
    """A border from south to north that swings by ``far``."""
    return [(100 + far * (i % 2), i * 10) for i in range(11)]


def test_neighbours_share_what_is_left_of_their_border():
    west = [(0, 0), *wave(3), (0, 100)]
    east = [(200, 0), (200, 100), *wave(3)[::-1]]

    found = simplified({"west": [west], "east": [east]}, near=5)

    assert {frozenset(ring) for [ring] in found.values()} == {
        frozenset({(100, 0), (100, 100), (0, 100), (0, 0)}),
        frozenset({(100, 0), (100, 100), (200, 0), (200, 100)}),
    }


def test_a_border_that_swings_farther_than_it_may_move_is_kept():
    west = [(0, 0), *wave(9), (0, 100)]
    east = [(200, 0), (200, 100), *wave(9)[::-1]]

    found = simplified({"west": [west], "east": [east]}, near=5)

    assert set(found["west"][0]) & set(found["east"][0]) == set(wave(9))


def test_an_island_and_an_area_without_rings_come_back():
    island = [(0, 0), (5, 1), (10, 0), (10, 10), (0, 10)]

    found = simplified({"island": [island], "nothing": []}, near=2)

    assert set(found["island"][0]) == {(0, 0), (10, 0), (10, 10), (0, 10)}
    assert found["nothing"] == []
