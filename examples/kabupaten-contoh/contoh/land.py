"""The land of the regency: every village an area of its own, and no gap between two of them.

Bricks laid in rows have six corners each; moved a little, they look like villages. Districts are
cut from the whole by halves, so that each lies together. It is open sea on any real map.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contoh.dice import Dice

_WEST, _NORTH = 109.05, -11.65
_WIDE, _HIGH = 0.036, 0.034  # of a brick, in degrees
_COLUMNS, _ROWS = 25, 22
_SWING = 0.24  # of a brick, by which a corner moves
_BEND = 0.10  # of a brick, by which the middle of a side moves

Knot = tuple[int, int]  # half bricks from the west, rows from the north
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Land:
    """Where places lie: rings of points, longitude first, by code."""

    rings: Mapping[str, Sequence[Sequence[Point]]]

    def geometry(self, code: str) -> dict[str, Any]:
        """Give a place's border as GeoJSON."""
        rings = [[list(point) for point in (*ring, ring[0])] for ring in self.rings[code]]
        if len(rings) == 1:
            return {"type": "Polygon", "coordinates": rings}
        return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def make(seed: int, whole: str, districts: Mapping[str, Sequence[str]]) -> Land:
    """Give every place its land.

    :param whole: the code of the regency
    :param districts: the codes of each district's villages, by its own
    """
    dice = Dice(seed, "land")
    count = sum(map(len, districts.values()))
    drawn = _Drawn(dice)
    bricks = sorted(_bricks(), key=lambda brick: _away(dice, brick))[:count]
    of_village: dict[str, list[Knot]] = {}
    for codes, own in _shared(sorted(bricks), list(districts.values())):
        of_village |= {code: _corners(brick) for code, brick in zip(codes, own, strict=True)}
    rings = {code: [drawn.ring(corners)] for code, corners in of_village.items()}
    for code, villages in {**districts, whole: list(of_village)}.items():
        rings[code] = [drawn.ring(ring) for ring in _around(of_village[v] for v in villages)]
    return Land(rings)


def _bricks() -> Iterable[Knot]:
    """Give every brick by its upper left corner; each second row is half a brick farther east."""
    return [(2 * column + row % 2, row) for row in range(_ROWS) for column in range(_COLUMNS)]


def _away(dice: Dice, brick: Knot) -> float:
    """Say how far a brick is from the middle, roughly, so that the coast is no oval."""
    x = (brick[0] + 1 - _COLUMNS) / _COLUMNS
    y = (2 * brick[1] + 1 - _ROWS) / _ROWS
    return x * x + y * y + 0.12 * dice.fraction()


def _corners(brick: Knot) -> list[Knot]:
    """Give a brick's corners, against the clock: three below, three above."""
    x, y = brick
    return [(x, y + 1), (x + 1, y + 1), (x + 2, y + 1), (x + 2, y), (x + 1, y), (x, y)]


def _shared(
    bricks: list[Knot], groups: list[Sequence[str]]
) -> Iterable[tuple[Sequence[str], list[Knot]]]:
    """Cut the land into as many parts as there are groups, each as large as its group."""
    if len(groups) == 1:
        return [(groups[0], bricks)]
    first = groups[: len(groups) // 2]
    size = sum(map(len, first))
    wide = max(x for x, _ in bricks) - min(x for x, _ in bricks)
    high = 2 * (max(y for _, y in bricks) - min(y for _, y in bricks))
    along = sorted(bricks, key=lambda brick: brick if wide > high else brick[::-1])
    rest = groups[len(first) :]
    return [*_shared(along[:size], first), *_shared(along[size:], rest)]


def _around(areas: Iterable[list[Knot]]) -> list[list[Knot]]:
    """Give the rings around areas: the sides that no two of them share, one behind the other."""
    sides = {(a, b) for ring in areas for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)}
    after = dict(sorted((a, b) for a, b in sides if (b, a) not in sides))
    rings = []
    while after:
        start = at = next(iter(after))
        ring = [start]
        while (at := after.pop(at)) != start:
            ring.append(at)
        rings.append(ring)
    return rings


class _Drawn:
    """Where the knots and the middles of sides lie: the same for all who meet there."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._points: dict[tuple[Knot, Knot], Point] = {}

    def ring(self, knots: Sequence[Knot]) -> list[Point]:
        """Draw a ring: each knot, and the middle of the side behind it."""
        found = []
        for knot, after in zip(knots, [*knots[1:], knots[0]], strict=True):
            found += [self._point(knot, knot, _SWING), self._point(knot, after, _BEND)]
        return found

    def _point(self, one: Knot, other: Knot, swing: float) -> Point:
        key = min(one, other), max(one, other)
        if key not in self._points:
            x, y = (one[0] + other[0]) / 4, (one[1] + other[1]) / 2
            if one != other:  # between where its ends were moved to
                ends = self._point(one, one, _SWING), self._point(other, other, _SWING)
                x = sum(end[0] - _WEST for end in ends) / 2 / _WIDE
                y = sum(_NORTH - end[1] for end in ends) / 2 / _HIGH
            x += (self._dice.fraction() - 0.5) * 2 * swing
            y += (self._dice.fraction() - 0.5) * 2 * swing
            self._points[key] = (round(_WEST + x * _WIDE, 3), round(_NORTH - y * _HIGH, 3))
        return self._points[key]
