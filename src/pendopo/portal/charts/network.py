"""A network laid on a sheet: what is linked lies close, what is not lies apart.

The same names and links give the same sheet on every machine: it begins on a square spiral, moves
by sums, products, divisions and square roots alone (which IEEE 754 rounds exactly), in one order.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Final

_STEPS: Final = 120
_NEAR: Final = 1e-6
_MOST_PUSH: Final = 0.12

Link = tuple[int, int, float]
Place = tuple[float, float]


def laid(count: int, links: Sequence[Link]) -> list[Place]:
    """Give each of so many points its place, 0 to 1 from the left and from the top.

    :param links: two points, and how strongly they are linked: above 0, at most 1

    Source: Fruchterman and Reingold 1991: points push, links pull, moves get smaller.
    """
    if count <= 1:
        return [(0.5, 0.5)] * count
    places = [list(_begin(number)) for number in range(count)]
    ideal = 1 / sqrt(count)
    for step in range(_STEPS):
        moves = [[0.0, 0.0] for _ in range(count)]
        _push(places, moves, ideal)
        _pull(places, moves, links, ideal)
        cool = _MOST_PUSH * (1 - step / _STEPS)
        for place, (x, y) in zip(places, moves, strict=True):
            length = sqrt(x * x + y * y) or 1.0
            share = min(length, cool) / length
            # What nothing holds would drift off: all are drawn a little to the middle.
            place[0] += x * share - (place[0] - 0.5) * 0.02
            place[1] += y * share - (place[1] - 0.5) * 0.02
    return _spread(places)


def _begin(number: int) -> Place:
    """Give a point of a square spiral around the middle: no two alike."""
    ring, rest = 0, number
    while rest >= max(1, 8 * ring):
        rest -= max(1, 8 * ring)
        ring += 1
    side, along = divmod(rest, max(1, 2 * ring))
    corners = (
        (-ring + along, -ring),
        (ring, -ring + along),
        (ring - along, ring),
        (-ring, ring - along),
    )
    x, y = corners[side] if ring else (0, 0)
    return 0.5 + x / 20 + number / 997, 0.5 + y / 20 + number / 1499


def _push(places: list[list[float]], moves: list[list[float]], ideal: float) -> None:
    for one, (x, y) in enumerate(places):
        for other in range(one + 1, len(places)):
            dx, dy = x - places[other][0], y - places[other][1]
            force = ideal * ideal / max(dx * dx + dy * dy, _NEAR)
            moves[one][0] += dx * force
            moves[one][1] += dy * force
            moves[other][0] -= dx * force
            moves[other][1] -= dy * force


def _pull(
    places: list[list[float]], moves: list[list[float]], links: Sequence[Link], ideal: float
) -> None:
    for one, other, strength in links:
        dx, dy = places[one][0] - places[other][0], places[one][1] - places[other][1]
        force = sqrt(dx * dx + dy * dy) / ideal * strength
        moves[one][0] -= dx * force
        moves[one][1] -= dy * force
        moves[other][0] += dx * force
        moves[other][1] += dy * force


def _spread(places: list[list[float]]) -> list[Place]:
    """Use the whole sheet, up to its edges."""
    spans = []
    for axis in (0, 1):
        low, high = min(p[axis] for p in places), max(p[axis] for p in places)
        spans.append((low, (high - low) or 1.0))
    return [
        ((p[0] - spans[0][0]) / spans[0][1], (p[1] - spans[1][0]) / spans[1][1]) for p in places
    ]
