"""Polygons of GeoJSON: their faults are named, their sizes right, and they are written as asked."""

import math
from itertools import pairwise

import pytest

from pendopo.standards.geo.polygon import (
    Area,
    GeometryError,
    box_of,
    geometry_of,
    km2_of,
    point_in,
    read_area,
)

SQUARE = [[109.0, -12.0], [109.1, -12.0], [109.1, -11.9], [109.0, -11.9], [109.0, -12.0]]
HOLE = [[109.02, -11.98], [109.02, -11.92], [109.08, -11.92], [109.08, -11.98], [109.02, -11.98]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def test_an_area_is_as_large_as_on_a_sphere():
    found = km2_of(read_area(polygon(SQUARE)))

    side = math.radians(0.1) * 6371.0072
    assert found == pytest.approx(side * side * math.cos(math.radians(11.95)), rel=1e-6)


def test_a_hole_is_taken_off_and_no_point_lies_in_it():
    area = read_area(polygon(SQUARE, HOLE))

    longitude, latitude = point_in(area)

    assert km2_of(area) == pytest.approx(km2_of(read_area(polygon(SQUARE))) * 0.64, rel=1e-3)
    assert -12 < latitude < -11.9
    assert not 109.02 < longitude < 109.08


def test_a_ring_is_written_closed_and_against_the_clock_whatever_way_it_came():
    for ring in (SQUARE, SQUARE[::-1], SQUARE[:-1]):
        [written] = geometry_of(read_area(polygon(ring)))["coordinates"]

        turn = sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise(written))
        assert written[0] == written[-1]
        assert turn > 0


def test_a_ring_that_was_left_open_is_counted():
    assert read_area(polygon(SQUARE)).opened == 0
    assert read_area(polygon(SQUARE[:-1])).opened == 1


def test_an_area_of_islands_has_one_box_and_a_point_in_the_largest():
    small = [[108.0, -12.0], [108.01, -12.0], [108.01, -11.99], [108.0, -12.0]]

    area = read_area({"type": "MultiPolygon", "coordinates": [[small], [SQUARE]]})

    assert box_of(area) == (108.0, -12.0, 109.1, -11.9)
    assert 109.0 < point_in(area)[0] < 109.1


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        ({"type": "Point", "coordinates": [109, -12]}, "type"),
        (None, "type"),
        ([], "type"),
        (polygon([[-12.0, 109.0], [-12.0, 109.1], [-11.9, 109.1]]), "order"),
        (polygon([[500000.0, 9200000.0], [500001.0, 9200000.0], [500001.0, 9200001.0]]), "far"),
        (polygon([["109", None], ["x", "y"]]), "form"),
        (polygon([[109.0]]), "form"),
        (polygon(7), "form"),
        ({"type": "Polygon", "coordinates": 7}, "form"),
        (polygon([[109.0, -12.0], [109.1, -12.0], [109.0, -12.0]]), "empty"),
        (polygon([[109.0, float("nan")]]), "form"),
        ({"type": "Polygon", "coordinates": []}, "empty"),
    ],
)
def test_what_is_no_area_of_the_earth_is_told_apart(geometry, kind):
    with pytest.raises(GeometryError) as told:
        read_area(geometry)

    assert told.value.kind == kind


def test_a_ring_that_shrank_to_a_line_is_left_out():
    area = read_area(polygon(SQUARE, HOLE))

    thin = area.with_rings([area.rings[0], area.rings[1][:2]])

    assert thin == Area([[area.rings[0]]])
