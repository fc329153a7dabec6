"""Bars: lying, a name above each, for parts of a whole; standing, for the run of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pendopo.portal.charts.chart import (
    Chart,
    Point,
    Words,
    cut_apart,
    heads_of,
    known_of,
    percent,
    plain,
    table_of,
    told,
    written,
)
from pendopo.portal.charts.scale import Scale, ends_of, scale_of, spread

_ROW = 42  # px: a line of words, its bar, and the space to the next
_PLOT = 180  # px
_HEAD = 22  # px above the plot, for the number of the tallest
_FOOT = 22  # px below it, for the days
_LETTERS_ON_A_DESK = 72  # at 13 px beside a number, in half of a page
_LABELS_MOST, _LABELS_ON_A_PHONE = 10, 4
_PHONE, _LETTER = 320, 8  # px: what a phone gives a chart, and a letter at most
_SIDES = {"start": -1, "middle": 0, "end": 1}
_FILLED = Decimal("0.72")  # of a column's share of the width


@dataclass(frozen=True, slots=True)
class Bar:
    """One lying bar: lengths in percent of the plot, ``y`` in px.

    :param label: as a phone has room for it
    :param wide: as a desk has; empty where it is the same
    """

    label: str
    wide: str
    value: str
    full: str
    known: bool
    y: int
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Column:
    """One standing bar: ``x`` and ``width`` in percent, ``y`` and ``height`` in px.

    :param anchor: empty where its number is not written on it: only the largest and the last are
    """

    label: str
    value: str
    known: bool
    x: str
    width: str
    y: str
    height: str
    words_x: str
    words_y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """A word on an axis.

    :param anchor: start, middle or end
    :param small: whether a phone has room for it too
    """

    text: str
    x: str
    anchor: str
    small: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A round number on the standing axis."""

    text: str
    y: str
    zero: bool


def bars(words: Words, points: Sequence[Point]) -> Chart:
    """Draw one lying bar a value, in the order given."""
    scale = ends_of(known_of([point.value for point in points]))
    zero = scale.share(Decimal(0))
    names = [point.label for point in points]
    pairs = zip(cut_apart(names), cut_apart(names, _LETTERS_ON_A_DESK), strict=True)
    labels = [(short, "" if wide == short else wide) for short, wide in pairs]
    marks = [_bar(words, scale, point, labels[i], i * _ROW) for i, point in enumerate(points)]
    return Chart(
        template="charts/bars.html",
        words=words,
        says=told(words, points),
        height=len(points) * _ROW,
        marks={"bars": marks, "zero": percent(zero, Decimal(1))},
        heads=heads_of(words.of, words.unit),
        rows=table_of(words, points),
        unknown=any(point.value is None for point in points),
    )


def columns(words: Words, points: Sequence[Point], limits: Sequence[int] = ()) -> Chart:
    """Draw one standing bar a value, for a run of months, years or steps.

    :param limits: behind how many bars lines are drawn that words explain
    """
    scale = scale_of(known_of([point.value for point in points]))
    return Chart(
        template="charts/columns.html",
        words=words,
        says=told(words, points),
        height=_HEAD + _PLOT + _FOOT,
        marks={
            "columns": [_column(words, scale, points, i) for i in range(len(points))],
            "ticks": ticks(words, scale),
            "labels": axis_labels([point.label for point in points]),
            "foot": _HEAD + _PLOT + _FOOT - 5,
            "limits": [percent(Decimal(one), Decimal(len(points))) for one in limits],
            "plot": _HEAD + _PLOT,
        },
        heads=heads_of(words.of, words.unit),
        rows=table_of(words, points),
        unknown=any(point.value is None for point in points),
    )


def ticks(words: Words, scale: Scale) -> list[Tick]:
    """Give the round numbers of a standing axis."""
    return [
        Tick(words.short(tick), plain(height_of(scale, tick)), not tick) for tick in scale.ticks
    ]


def height_of(scale: Scale, value: Decimal) -> Decimal:
    """Give the ``y`` of a value on a standing axis, in px."""
    return _HEAD + (1 - scale.share(value)) * _PLOT


def middle(i: int, count: int) -> Decimal:
    """Give where the i-th of some places lies, in percent of the width."""
    return (Decimal(i) + Decimal("0.5")) * 100 / count


def axis_labels(labels: Sequence[str]) -> list[AxisLabel]:
    """Choose the labels that there is room for, on a desk and on a phone."""
    count = len(labels)
    large = spread(count, _LABELS_MOST)
    small = {large[i] for i in spread(len(large), _LABELS_ON_A_PHONE)}
    return [_axis_label(labels, i, small=i in small) for i in large]


def _axis_label(labels: Sequence[str], i: int, *, small: bool) -> AxisLabel:
    count = len(labels)
    # At either end a label stands at its column only where a phone has room for half of it there.
    half, room = len(labels[i]) * _LETTER / 2, _PHONE / count / 2
    if count > 1 and i in {0, count - 1} and half > room:
        return AxisLabel(labels[i], "100%" if i else "0%", "end" if i else "start", small)
    return AxisLabel(labels[i], f"{plain(middle(i, count))}%", "middle", small)


def _bar(words: Words, scale: Scale, point: Point, labels: tuple[str, str], y: int) -> Bar:
    low, high = Decimal(0), Decimal(0)
    if point.value is not None:
        low, high = min(point.value, low), max(point.value, high)
    return Bar(
        label=labels[0],
        wide=labels[1],
        value=written(words, point.value),
        full=point.label,
        known=point.value is not None,
        y=y,
        x=percent(scale.share(low), Decimal(1)),
        width=percent(scale.share(high) - scale.share(low), Decimal(1)),
    )


def _column(words: Words, scale: Scale, points: Sequence[Point], i: int) -> Column:
    point, wide = points[i], _FILLED * 100 / len(points)
    anchor = _anchor(i, len(points))
    if point.value is None:
        top, bottom = Decimal(_HEAD), Decimal(_HEAD + _PLOT)
    else:
        top = height_of(scale, max(point.value, Decimal(0)))
        bottom = height_of(scale, min(point.value, Decimal(0)))
    return Column(
        label=point.label,
        value=written(words, point.value),
        known=point.value is not None,
        x=f"{plain(middle(i, len(points)) - wide / 2)}%",
        width=f"{plain(wide)}%",
        y=plain(top),
        height=plain(bottom - top),
        words_x=f"{plain(middle(i, len(points)) + _SIDES[anchor] * wide / 2)}%",
        words_y=plain(top - 6),
        anchor=anchor if i in _written(points) else "",
    )


def _written(points: Sequence[Point]) -> set[int]:
    """Give the places of the largest and the last known value, or of one if they are neighbours."""
    known = [i for i, point in enumerate(points) if point.value is not None]
    if not known:
        return set()
    largest = max(known, key=lambda i: (points[i].value or Decimal(0), i))
    return {largest} | ({known[-1]} if known[-1] - largest > len(points) // 4 else set())


def _anchor(i: int, count: int) -> str:
    """Give the side that a number on a column keeps to, so that none leaves the sheet."""
    if i < count / 4:
        return "start"
    return "end" if i >= count * 3 / 4 else "middle"
