"""A treemap: a whole cut into areas as large as its parts. Squarified, so that few are slivers.

Source: Bruls, Huizing and van Wijk, "Squarified treemaps" (2000).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from pendopo.portal.charts.chart import (
    FILLS,
    Chart,
    ChartError,
    Point,
    Words,
    cut,
    heads_of,
    percent,
    plain,
    table_of,
    told,
)
from pendopo.terms.wording import fill

_WIDE, _HIGH = 700, 300  # the sheet the areas are cut from; 300 px high, as wide as there is room
_LETTER = Decimal("0.022")  # of the width: a letter at 13 px, 350 px wide
_MARGIN = Decimal("0.045")  # of the width: what is left and right of the words
_WORDS_HIGH = 40  # px: a name and a number


@dataclass(frozen=True, slots=True)
class Area:
    """One part: ``x`` and ``width`` in percent, ``y`` and ``height`` in px.

    :param label: what there is room to write in it; empty for none
    """

    label: str
    value: str
    full: str
    x: str
    width: str
    y: str
    height: str
    fill: str
    small: bool


Box = tuple[Decimal, Decimal, Decimal, Decimal]  # x, y, width, height


def treemap(words: Words, points: Sequence[Point]) -> Chart:
    """Draw the parts of a whole, largest first. What is not known has no area: it is named.

    :raises ChartError: for a part below zero
    """
    if any(point.value is not None and point.value < 0 for point in points):
        raise ChartError("a part below zero has no area")
    ranked = sorted(points, key=lambda point: (-(point.value or Decimal(0)), point.label))
    shown = [point for point in ranked if point.value]
    missing = [point.label for point in points if point.value is None]
    boxes = _boxes([point.value or Decimal(0) for point in shown])
    return Chart(
        template="charts/treemap.html",
        words=words,
        says=told(words, points),
        height=_HIGH,
        marks={
            "areas": [
                _area(words, i, point, box)
                for i, (point, box) in enumerate(zip(shown, boxes, strict=True))
            ],
            "missing": fill(_("Not known: {names}."), {"names": ", ".join(missing)})
            if missing
            else "",
        },
        heads=heads_of(words.of, words.unit),
        rows=table_of(words, ranked),
        unknown=False,
    )


def _area(words: Words, i: int, point: Point, box: Box) -> Area:
    x, y, width, height = box
    value = words.short(point.value or Decimal(0))
    letters = max(int((width / _WIDE - _MARGIN) / _LETTER), 0)
    room = letters >= max(len(value), 4) and height >= _WORDS_HIGH
    return Area(
        label=cut(point.label, letters) if room else "",
        value=value,
        full=point.label,
        x=percent(x, Decimal(_WIDE)),
        width=percent(width, Decimal(_WIDE)),
        y=plain(y),
        height=plain(height),
        # Neighbours differ by pattern; the words say which is which.
        fill=FILLS[(0, 3, 5)[i % 3]],
        small=letters >= 2 * max(len(value), 4),
    )


def _boxes(values: list[Decimal]) -> list[Box]:
    """Cut the sheet into areas as large as the values, which come largest first."""
    left: Box = (Decimal(0), Decimal(0), Decimal(_WIDE), Decimal(_HIGH))
    whole = sum(values, Decimal(0))
    sizes = [value * _WIDE * _HIGH / whole for value in values]
    placed: list[Box] = []
    while sizes:
        count = _in_one_row(sizes, min(left[2], left[3]))
        boxes, left = _row(sizes[:count], left)
        placed += boxes
        sizes = sizes[count:]
    return placed


def _in_one_row(sizes: list[Decimal], side: Decimal) -> int:
    """Count how many go side by side before the worst of them becomes more of a sliver."""
    count = 1
    while count < len(sizes) and _worst(sizes[: count + 1], side) <= _worst(sizes[:count], side):
        count += 1
    return count


def _worst(sizes: list[Decimal], side: Decimal) -> Decimal:
    total = sum(sizes, Decimal(0))
    return max(
        side * side * max(sizes) / (total * total), total * total / (side * side * min(sizes))
    )


def _row(sizes: list[Decimal], left: Box) -> tuple[list[Box], Box]:
    """Place some sizes along the shorter side; give them and what is left."""
    x, y, width, height = left
    total = sum(sizes, Decimal(0))
    boxes: list[Box] = []
    if width >= height:
        deep = total / height
        for size in sizes:
            boxes.append((x, y, deep, size / deep))
            y += size / deep
        return boxes, (x + deep, left[1], width - deep, height)
    deep = total / width
    for size in sizes:
        boxes.append((x, y, size / deep, deep))
        x += size / deep
    return boxes, (left[0], y + deep, width, height - deep)
