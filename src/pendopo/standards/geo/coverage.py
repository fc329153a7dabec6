"""Areas that share borders, simplified so that they still share them.

Borders are cut where three areas meet, and each piece is simplified once, so that neighbours never
part. Corners are whole numbers: two areas share a border where they have the very same corners.

Source: Douglas and Peucker, "Algorithms for the reduction of the number of points" (1973).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

Corner = tuple[int, int]
Ring = list[Corner]  # without the first corner repeated at its end
Line = tuple[Corner, ...]
Name = TypeVar("Name")

_BORDER = 2  # neighbours that a corner inside one border has


def simplified(areas: Mapping[Name, Sequence[Ring]], near: float) -> dict[Name, list[Ring]]:
    """Leave out the corners of rings that a border passes closely without them.

    :param areas: the rings of each area, in whole units
    :param near: how far a border may move, in the same units
    :returns: the rings in their order; one may have shrunk to one corner or two
    """
    meets = _meeting_points(ring for rings in areas.values() for ring in rings)
    kept: dict[Line, Line] = {}
    return {
        name: [_simplified(ring, meets, kept, near) if ring else [] for ring in rings]
        for name, rings in areas.items()
    }


def _meeting_points(rings: Iterable[Ring]) -> frozenset[Corner]:
    """Give the corners where borders meet: those that do not have just two neighbours."""
    beside: dict[Corner, set[Corner]] = {}
    for ring in rings:
        for i, corner in enumerate(ring):
            beside.setdefault(corner, set()).update((ring[i - 1], ring[(i + 1) % len(ring)]))
    return frozenset(corner for corner, near in beside.items() if len(near) != _BORDER)


def _simplified(ring: Ring, meets: frozenset[Corner], kept: dict[Line, Line], near: float) -> Ring:
    """Simplify a ring piece by piece; a piece that another ring had is simplified the same way."""
    cuts = [i for i, corner in enumerate(ring) if corner in meets] or [ring.index(min(ring))]
    whole: Ring = []
    for i, cut in enumerate(cuts):
        end = cuts[(i + 1) % len(cuts)]
        stop = end if end > cut else end + len(ring)
        piece = tuple(ring[at % len(ring)] for at in range(cut, stop + 1))
        whole += _piece(piece, kept, near)[:-1]
    return whole


def _piece(piece: Line, kept: dict[Line, Line], near: float) -> Line:
    back = piece[::-1]
    first = min(piece, back)
    if first not in kept:
        kept[first] = _fewer(first, near)
    return kept[first] if first == piece else kept[first][::-1]


def _fewer(line: Line, near: float) -> Line:
    """Leave out the corners that the line passes closely without them."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        start, end = spans.pop()
        far, at = near, 0
        for i in range(start + 1, end):
            away = _away(line[i], line[start], line[end])
            if away > far:
                far, at = away, i
        if at:
            keep.add(at)
            spans += [(start, at), (at, end)]
    return tuple(line[i] for i in sorted(keep))


def _away(point: Corner, start: Corner, end: Corner) -> float:
    """Give how far a corner is from a stretch."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    px, py = point[0] - start[0], point[1] - start[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
    return math.hypot(px - along * dx, py - along * dy)
