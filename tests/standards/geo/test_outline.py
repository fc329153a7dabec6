"""Outlines are simplified once, and borders that two areas share stay shared."""

import gzip
import json
import re
from typing import Any

import pytest

from pendopo.standards.geo.outline import OutlineError, outlines


def area(code: str, *rings: list[list[float]], kind: str = "Polygon") -> dict[str, Any]:
    coordinates = list(rings) if kind == "Polygon" else [[ring] for ring in rings]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def wave(*, back: bool = False) -> list[list[float]]:
    """A border with many corners, from south to north."""
    line = [[1 + 0.05 * (i % 2), i / 40] for i in range(41)]
    return line[::-1] if back else line


WEST = area("w", [[0, 0], *wave(), [0, 1], [0, 0]])
EAST = area("e", [[1, 1], [2, 1], [2, 0], *wave(), [1, 1]])


def points_of(path: str) -> list[tuple[int, int]]:
    """The corners of a path that is written in steps."""
    numbers = [int(n) for n in re.findall(r"-?\d+", path)]
    x, y = numbers[0], numbers[1]
    found = [(x, y)]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x, y))
    return found


def test_a_border_of_two_areas_is_the_same_line_for_both():
    found = outlines({"features": [WEST, EAST]}, near=30)

    west, east = (set(points_of(found.paths[code])) for code in "we")
    shared = west & east
    assert (found.width, found.height) == (1000, 500)
    assert len(west | east) < 20  # of 82 corners
    assert {y for _x, y in shared} >= {0, 500}
    assert west - shared == {(0, 0), (0, 500)}
    assert east - shared == {(1000, 0), (1000, 500)}


def test_a_border_moves_no_farther_than_it_may():
    exact = outlines({"features": [WEST, EAST]}, near=0)
    found = outlines({"features": [WEST, EAST]}, near=30)

    assert len(points_of(exact.paths["w"])) > 40
    assert len(points_of(found.paths["w"])) < 10


def test_an_area_too_small_to_see_stays_as_a_dot():
    tiny = area("t", [[1.5, 0.5], [1.5, 0.50001], [1.50001, 0.5], [1.5, 0.5]])

    found = outlines({"features": [WEST, EAST, tiny]})

    assert found.paths["t"] == "M749 249h2v2h-2z"


def test_an_area_of_two_islands_is_one_path():
    two = area(
        "i", [[0, 0], [0, 1], [1, 1], [0, 0]], [[3, 0], [3, 1], [4, 1], [3, 0]], kind="MultiPolygon"
    )

    assert outlines({"features": [two]}).paths["i"].count("M") == 2


def test_north_is_above_and_degrees_are_true_at_their_latitude():
    far_north = area("n", [[0, 59.5], [0, 60.5], [1, 60.5], [1, 59.5], [0, 59.5]])

    found = outlines({"features": [far_north]})

    assert (found.width, found.height) == (500, 1000)
    assert (0, 0) in points_of(found.paths["n"])


@pytest.mark.parametrize(
    ("collection", "said"),
    [
        ({"features": []}, "holds no polygon"),
        ({}, "holds no polygon"),
        ({"features": [{"properties": {"code": "a"}, "geometry": None}]}, "holds no polygon"),
        ({"features": [{"properties": {"name": "a"}}]}, "no property 'code'"),
        ({"features": [{"properties": None}]}, "no property 'code'"),
    ],
)
def test_a_file_that_cannot_be_drawn_is_refused_in_words(collection, said):
    with pytest.raises(OutlineError, match=said):
        outlines(collection)


def test_the_430_villages_of_a_regency_are_light(shared_data):
    file = shared_data / "geo" / "bojonegoro_villages.geojson"
    collection = json.loads(file.read_text("utf-8"))

    found = outlines(collection)

    sent = gzip.compress("".join(found.paths.values()).encode())
    assert len(found.paths) == 430
    assert all(found.paths.values())
    assert len(sent) < 25_000
