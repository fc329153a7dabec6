"""Outlines of areas, simplified once for a screen: borders that two areas share stay shared.

The corners are laid on a grid and simplified there, as ``standards.geo.coverage`` does it. It is a
picture of an area, not its legal bounds.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pendopo.standards.geo.coverage import Corner, simplified

GRID = 1000  # units that the longer side of the sheet has
_NEAR = 1.2  # units a border may move: a little more than a pixel


class OutlineError(ValueError):
    """A file of outlines that cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """Paths by code, on a sheet of that size.

    :param paths: SVG path data, steps in whole units
    :param onto: west, north and units per degree, across and down
    """

    width: int
    height: int
    paths: Mapping[str, str]
    onto: tuple[float, ...] = (0.0, 0.0, 1.0, 1.0)

    def corner(self, longitude: float, latitude: float) -> Corner:
        """Give where a point of the earth lies on the sheet."""
        return _corner((longitude, latitude), self.onto)


def outlines(collection: Mapping[str, Any], code: str = "code", near: float = _NEAR) -> Outlines:
    """Simplify the areas of a GeoJSON FeatureCollection in degrees.

    :param code: the property that names an area
    :param near: how far a border may move, in units of the grid
    :raises OutlineError: when it holds no polygon, or one without that property
    """
    rings = {
        _code(feature, code): _rings(feature.get("geometry") or {})
        for feature in collection.get("features", ())
    }
    points = [point for area in rings.values() for ring in area for point in ring]
    if not points:
        raise OutlineError("the file holds no polygon")
    onto, width, height = _projection(points)
    laid = {name: [_laid(ring, onto) for ring in area] for name, area in rings.items()}
    paths = {
        name: "".join(_path(ring) for ring in area if ring)
        for name, area in simplified(laid, near).items()
    }
    return Outlines(width, height, paths, onto)


def _code(feature: Mapping[str, Any], code: str) -> str:
    try:
        return str(feature["properties"][code])
    except (KeyError, TypeError) as error:
        raise OutlineError(f"an area has no property {code!r} to name it by") from error


def _rings(geometry: Mapping[str, Any]) -> list[list[Sequence[float]]]:
    found = geometry.get("coordinates") or []
    parts = found if geometry.get("type") == "MultiPolygon" else [found]
    return [ring for part in parts for ring in part]


def _projection(points: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], int, int]:
    """Give west, north and units per degree: true at the middle latitude, north above."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrow = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * narrow, north - south
    unit = GRID / (max(wide, high) or 1.0)
    size = round(wide * unit) or 1, round(high * unit) or 1
    return (west, north, narrow * unit, unit), *size


def _laid(ring: Sequence[Sequence[float]], onto: tuple[float, ...]) -> list[Corner]:
    """Lay a ring on the grid, without its repeated last corner."""
    corners: list[Corner] = []
    for point in ring:
        corner = _corner(point, onto)
        if not corners or corners[-1] != corner:
            corners.append(corner)
    return corners[:-1] if len(corners) > 1 and corners[0] == corners[-1] else corners


def _corner(point: Sequence[float], onto: tuple[float, ...]) -> Corner:
    west, north, across, down = onto
    return round((point[0] - west) * across), round((north - point[1]) * down)


def _path(ring: Sequence[Corner]) -> str:
    """Write a ring in steps; an area that shrank to less than a triangle stays as a dot."""
    if len(ring) < 3:  # noqa: PLR2004 (a triangle)
        x, y = ring[0]
        return f"M{x - 1} {y - 1}h2v2h-2z"
    x, y = ring[0]
    steps = []
    for corner in ring[1:]:
        steps.append(f"{corner[0] - x} {corner[1] - y}")
        x, y = corner
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")
