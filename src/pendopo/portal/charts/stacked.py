"""Stacked bars: what each whole is made of. A whole with an unknown part has no total."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from pendopo.portal.charts.chart import (
    FILLS,
    Chart,
    ChartError,
    Legend,
    Point,
    Series,
    TableRow,
    Value,
    Words,
    cell_of,
    cut,
    heads_of,
    known_of,
    percent,
    told,
    written,
)
from pendopo.terms.wording import fill

_ROW = 46  # px


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a bar, in percent of the plot."""

    name: str
    value: str
    fill: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar.

    :param rest: where the hatch begins that stands for a part which is not known; empty for none
    """

    label: str
    full: str
    value: str
    y: int
    parts: tuple[Part, ...]
    rest: str


def stacked(words: Words, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """Draw one bar a label, one piece a series.

    :raises ChartError: for more series than there are patterns, or a part below zero
    """
    _refuse(series)
    totals = [_total(series, i) for i in range(len(labels))]
    # Room for the hatch of an unknown part, which is not a size.
    longest = max(totals, default=Decimal(0)) or Decimal(1)
    whole = longest * Decimal("1.1") if _any_unknown(series) else longest
    points = [
        Point(label, None if _unknown(series, i) else total)
        for i, (label, total) in enumerate(zip(labels, totals, strict=True))
    ]
    stacks = [_stack(words, point, series, (i, totals[i], whole)) for i, point in enumerate(points)]
    return Chart(
        template="charts/stacked.html",
        words=words,
        says=told(words, points),
        height=len(labels) * _ROW,
        marks={"stacks": stacks},
        heads=heads_of(words.of, *(one.name for one in series), _("Total")),
        rows=tuple(_row(words, series, i, point) for i, point in enumerate(points)),
        legend=tuple(Legend(FILLS[i], one.name) for i, one in enumerate(series)),
        unknown=_any_unknown(series),
    )


def _refuse(series: Sequence[Series]) -> None:
    if len(series) > len(FILLS):
        raise ChartError(f"{len(series)} series, but only {len(FILLS)} patterns tell them apart")
    for one in series:
        if any(value < 0 for value in known_of(one.values)):
            raise ChartError(f"{one.name} has a part below zero, which no stack can hold")


def _total(series: Sequence[Series], i: int) -> Decimal:
    return sum(known_of([one.values[i] for one in series]), Decimal(0))


def _unknown(series: Sequence[Series], i: int) -> bool:
    return any(one.values[i] is None for one in series)


def _any_unknown(series: Sequence[Series]) -> bool:
    return any(value is None for one in series for value in one.values)


def _stack(
    words: Words, point: Point, series: Sequence[Series], place: tuple[int, Decimal, Decimal]
) -> Stack:
    """Place one bar.

    :param place: its number, what is known of its total, and the length of the plot
    """
    i, total, whole = place
    parts, before = [], Decimal(0)
    for number, one in enumerate(series):
        value: Value = one.values[i]
        if value:
            length = percent(value, whole)
            x = percent(before, whole)
            parts.append(Part(one.name, words.short(value), FILLS[number], x, length))
            before += value
    said = written(words, point.value)
    if point.value is None and total:
        said = fill(_("at least {value}"), {"value": words.short(total)})
    return Stack(
        label=cut(point.label, 24),
        full=point.label,
        value=said,
        y=i * _ROW,
        parts=tuple(parts),
        rest=percent(total, whole) if point.value is None else "",
    )


def _row(words: Words, series: Sequence[Series], i: int, point: Point) -> TableRow:
    cells = tuple(cell_of(words, one.values[i]) for one in series)
    return TableRow(point.label, point.address, (*cells, cell_of(words, point.value)))
