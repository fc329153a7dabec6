"""Polygons of GeoJSON: read, held to the standard, measured, and written again.

Corners are whole hundred-thousandths of a degree, about a metre: finer than a border is known, and
whole, so that two areas share a border exactly or not at all.

Source: RFC 7946, 3.1.6 (polygons), 4 (longitude first, WGS 84).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pendopo.standards.geo.coverage import Corner, Ring

UNITS = 100_000  # of a degree
METRES = 1.11  # that one unit is long, from south to north
_LONGITUDE_MOST, _LATITUDE_MOST = 180 * UNITS, 90 * UNITS
_CORNERS_LEAST = 3
_KM = 6371.0072  # the radius of a sphere as large as the earth, authalic: WGS 84

Part = list[Ring]  # the outer ring, then the holes


class GeometryError(ValueError):
    """A geometry that is no area of the earth.

    :param kind: ``type``, ``form``, ``order``, ``far`` or ``empty``
    """

    def __init__(self, kind: str, found: str) -> None:
        super().__init__(f"{kind}: {found}")
        self.kind = kind
        self.found = found


@dataclass(frozen=True, slots=True)
class Area:
    """One or more polygons.

    :param opened: how many of its rings did not end where they began, and were closed
    """

    parts: list[Part]
    opened: int = 0

    @property
    def rings(self) -> list[Ring]:
        """Every ring, of one part after another."""
        return [ring for part in self.parts for ring in part]

    def with_rings(self, rings: Sequence[Ring]) -> "Area":
        """Give the same with other rings in their places; those that are no area any more go."""
        left = iter(rings)
        parts = [[next(left) for _ in part] for part in self.parts]
        whole = [part for part in parts if _is_area(part[0])]
        return Area([[ring for ring in part if _is_area(ring)] for part in whole], self.opened)


def read_area(geometry: Any) -> Area:  # noqa: ANN401 - JSON holds anything
    """Read a Polygon or a MultiPolygon.

    :raises GeometryError: for anything else, and for corners that are not on the earth
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise GeometryError("type", str(kind or type(geometry).__name__))
    found = geometry.get("coordinates")
    given = [found] if kind == "Polygon" else found
    if not isinstance(given, list):
        raise GeometryError("form", "coordinates")
    read = [_part(part) for part in given]
    parts = [rings for rings, _opened in read if rings]
    if not parts:
        raise GeometryError("empty", kind)
    return Area(parts, sum(opened for _rings, opened in read))


def _part(given: Any) -> tuple[Part, int]:  # noqa: ANN401 - JSON holds anything
    """Read one polygon; count its rings that were left open. Without an outer ring it is none."""
    rings = [_ring(ring) for ring in (given if isinstance(given, list) else [given])]
    kept = [corners for corners, _open in rings if _is_area(corners)]
    whole = bool(rings) and _is_area(rings[0][0])
    return kept if whole else [], sum(was_open for _corners, was_open in rings)


def _ring(positions: Any) -> tuple[Ring, bool]:  # noqa: ANN401 - JSON holds anything
    """Read a ring; say whether it was left open."""
    if not isinstance(positions, list) or not positions:
        raise GeometryError("form", str(positions)[:40])
    corners: Ring = []
    for position in positions:
        corner = _corner(position)
        if not corners or corners[-1] != corner:
            corners.append(corner)
    if len(corners) > 1 and corners[0] == corners[-1]:
        return corners[:-1], False
    return corners, len(corners) > 1


def _corner(position: Any) -> Corner:  # noqa: ANN401 - JSON holds anything
    try:
        x, y = round(float(position[0]) * UNITS), round(float(position[1]) * UNITS)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise GeometryError("form", str(position)[:40]) from error
    if abs(y) > _LATITUDE_MOST or abs(x) > _LONGITUDE_MOST:
        swapped = abs(y) <= _LONGITUDE_MOST and abs(x) <= _LATITUDE_MOST
        raise GeometryError("order" if swapped else "far", f"{position[0]}, {position[1]}")
    return x, y


def _is_area(ring: Ring) -> bool:
    return len(ring) >= _CORNERS_LEAST and _turn(ring) != 0


def _turn(ring: Ring) -> int:
    """Give twice the ring's area in square units, above zero where it goes against the clock."""
    return sum(
        x * next_y - next_x * y
        for (x, y), (next_x, next_y) in zip(ring, [*ring[1:], ring[0]], strict=True)
    )


def geometry_of(area: Area) -> dict[str, Any]:
    """Write an area, closed, outer rings against the clock, holes with it (RFC 7946, 3.1.6)."""
    parts = [[_positions(ring, outer=i == 0) for i, ring in enumerate(p)] for p in area.parts]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def _positions(ring: Ring, *, outer: bool) -> list[list[float]]:
    turned = ring if (_turn(ring) > 0) == outer else ring[::-1]
    return [[x / UNITS, y / UNITS] for x, y in (*turned, turned[0])]


def km2_of(area: Area) -> float:
    """Measure an area in square kilometres, on a sphere as large as the earth.

    Source: Chamberlain and Duquette, "Some algorithms for polygons on a sphere" (JPL 07-03).
    """
    return sum(
        _km2(ring) * (1 if i == 0 else -1) for part in area.parts for i, ring in enumerate(part)
    )


def _km2(ring: Ring) -> float:
    whole = 0.0
    for (x, y), (next_x, next_y) in _sides(ring):
        heights = 2 + math.sin(_radians(y)) + math.sin(_radians(next_y))
        whole += _radians(next_x - x) * heights
    return abs(whole) * _KM * _KM / 2


def _radians(units: float) -> float:
    return math.radians(units / UNITS)


def _sides(ring: Ring) -> Iterator[tuple[Corner, Corner]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def box_of(area: Area) -> tuple[float, float, float, float]:
    """Give west, south, east and north in degrees."""
    xs = [x for ring in area.rings for x, _y in ring]
    ys = [y for ring in area.rings for _x, y in ring]
    return min(xs) / UNITS, min(ys) / UNITS, max(xs) / UNITS, max(ys) / UNITS


def point_in(area: Area) -> tuple[float, float]:
    """Give a point within the largest part: in the middle of its widest stretch at half height."""
    part = max(area.parts, key=lambda rings: abs(_turn(rings[0])))
    ys = [y for _x, y in part[0]]
    # Between two whole units, so that no corner lies on the line.
    height = (min(ys) + max(ys)) // 2 + 0.5
    crossings = sorted(
        x + (height - y) * (next_x - x) / (next_y - y)
        for ring in part
        for (x, y), (next_x, next_y) in _sides(ring)
        if (y < height) != (next_y < height)
    )
    stretches = list(zip(crossings[::2], crossings[1::2], strict=True))
    if not stretches:
        return part[0][0][0] / UNITS, part[0][0][1] / UNITS
    west, east = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return round((west + east) / 2) / UNITS, height / UNITS
