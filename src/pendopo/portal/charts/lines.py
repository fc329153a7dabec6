"""Lines over time: a gap where a value is not known, a mark at each that is, words at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from pendopo.portal.charts.bars import axis_labels, height_of, middle, ticks
from pendopo.portal.charts.chart import (
    Chart,
    ChartError,
    Point,
    Series,
    TableCell,
    TableRow,
    Value,
    Words,
    cell_of,
    heads_of,
    known_of,
    plain,
    table_of,
    told,
)
from pendopo.portal.charts.scale import Scale, ends_of, scale_of

_SERIES_MOST = 4  # dashes and marks that can be told apart
_HEIGHT = 224  # px: 22 above the plot, 180, 22 below
_MARKED_UP_TO = 40  # values; more marks would run together
_LINE = 17  # px between two words at the end of lines
_SPARK_WIDE, _SPARK_HIGH = 120, 32


@dataclass(frozen=True, slots=True)
class Dot:
    """A known value: ``x`` in percent, ``y`` in px."""

    x: str
    y: str
    says: str


@dataclass(frozen=True, slots=True)
class Run:
    """One series.

    :param paths: the pieces between gaps, on a sheet 1000 wide that is stretched to the plot
    :param number: 1 to 4, which dash and mark it has
    :param end: what stands at its last known value
    :param end_y: where, in px
    """

    name: str
    number: int
    paths: tuple[str, ...]
    dots: tuple[Dot, ...]
    end: str
    end_y: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where a value is not known, in percent of the width."""

    x: str
    width: str
    says: str


@dataclass(frozen=True, slots=True)
class Spark:
    """A line as small as a word.

    :param dots: where its last known value is; none where nothing is known
    :param zero: the ``y`` of zero, which is always on its axis
    """

    words: Words
    says: str
    paths: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    zero: str
    heads: tuple[TableCell, ...]
    rows: tuple[TableRow, ...]


def line(words: Words, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """Draw up to four series over the same labels.

    :raises ChartError: for more
    """
    if len(series) > _SERIES_MOST:
        raise ChartError(f"{len(series)} lines, but only {_SERIES_MOST} can be told apart")
    scale = scale_of(known_of([value for one in series for value in one.values]))
    runs = [_run(words, scale, labels, (i, one)) for i, one in enumerate(series, 1)]
    said = [
        f"{one.name}: {told(words, _points(labels, one))}" if len(series) > 1 else ""
        for one in series
    ]
    return Chart(
        template="charts/line.html",
        words=words,
        says=" ".join(said).strip() or told(words, _points(labels, series[0])),
        height=_HEIGHT,
        marks={
            "runs": _apart(runs),
            "ticks": ticks(words, scale),
            "labels": axis_labels(labels),
            "gaps": _gaps(labels, series),
            "foot": _HEIGHT - 5,
        },
        heads=heads_of(words.of, *([s.name for s in series] if len(series) > 1 else [words.unit])),
        rows=tuple(
            TableRow(label, "", tuple(cell_of(words, one.values[i]) for one in series))
            for i, label in enumerate(labels)
        ),
        unknown=any(value is None for one in series for value in one.values),
    )


def spark(words: Words, points: Sequence[Point]) -> Spark:
    """Draw one run of values as small as a word; its table stands beside it like any other."""
    values = [point.value for point in points]
    known = known_of(values)
    scale = ends_of(known)
    places = [_spark_place(i, len(values), value, scale) for i, value in enumerate(values)]
    dots = tuple(f for f in places if f is not None)
    return Spark(
        words=words,
        says=told(words, points),
        paths=_paths(places),
        dots=dots[-1:],
        zero=plain(4 + (1 - scale.share(Decimal(0))) * (_SPARK_HIGH - 8)),
        heads=heads_of(words.of, words.unit),
        rows=table_of(words, points),
    )


def _spark_place(i: int, count: int, value: Value, scale: Scale) -> tuple[str, str] | None:
    if value is None:
        return None
    x = 4 + Decimal(i) * (_SPARK_WIDE - 8) / max(count - 1, 1)
    return plain(x), plain(4 + (1 - scale.share(value)) * (_SPARK_HIGH - 8))


def _points(labels: Sequence[str], one: Series) -> list[Point]:
    return [Point(label, value) for label, value in zip(labels, one.values, strict=True)]


def _run(words: Words, scale: Scale, labels: Sequence[str], numbered: tuple[int, Series]) -> Run:
    number, one = numbered
    count = len(labels)
    places: list[tuple[str, str] | None] = [
        None if value is None else (plain(middle(i, count) * 10), plain(height_of(scale, value)))
        for i, value in enumerate(one.values)
    ]
    dots = [
        Dot(f"{plain(middle(i, count))}%", place[1], f"{labels[i]}: {words.short(value)}")
        for i, (place, value) in enumerate(zip(places, one.values, strict=True))
        if place is not None and value is not None
    ]
    last = next((value for value in reversed(one.values) if value is not None), None)
    end = "" if last is None else f"{one.name} {words.short(last)}".strip()
    return Run(
        name=one.name,
        number=number,
        paths=_paths(places),
        dots=tuple(dots if count <= _MARKED_UP_TO else dots[-1:]),
        end=end,
        end_y=dots[-1].y if dots else "0",
    )


def _paths(places: Sequence[tuple[str, str] | None]) -> tuple[str, ...]:
    """Join neighbours that are both known; what stands alone has only its mark."""
    pieces: list[list[tuple[str, str]]] = [[]]
    for place in places:
        if place is None:
            pieces.append([])
        else:
            pieces[-1].append(place)
    return tuple("M" + "L".join(f"{x} {y}" for x, y in piece) for piece in pieces if len(piece) > 1)


def _apart(runs: Sequence[Run]) -> list[Run]:
    """Move the words at the ends of lines so that none covers another."""
    moved, above = [], Decimal(-_LINE)
    for run in sorted(runs, key=lambda one: Decimal(one.end_y)):
        y = max(Decimal(run.end_y) - 8, above + _LINE, Decimal(14))
        above = y
        moved.append(
            Run(run.name, run.number, run.paths, run.dots, run.end, plain(y)),
        )
    return moved


def _gaps(labels: Sequence[str], series: Sequence[Series]) -> list[Gap]:
    """Give the places where a value of any series is not known."""
    count, found = len(labels), []
    for i, label in enumerate(labels):
        missing = [one.name for one in series if one.values[i] is None]
        if missing:
            names = ", ".join(name for name in missing if name)
            says = f"{label}: {names} {_('not known')}" if names else f"{label}: {_('not known')}"
            start, wide = Decimal(i) * 100 / count, Decimal(100) / count
            found.append(Gap(f"{plain(start)}%", f"{plain(wide)}%", says))
    return found
