"""A map shaded by a value: five steps of one hue, light to dark, and a hatch for the unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.portal.charts.chart import (
    Chart,
    Legend,
    Point,
    TableCell,
    TableRow,
    Words,
    cell_of,
    heads_of,
    told,
    written,
)
from pendopo.standards.geo.outline import Outlines
from pendopo.terms.wording import fill

_STEPS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One area: its outline, which step it is (``step-1`` to ``step-5``), or not known."""

    path: str
    step: str
    says: str
    here: bool


def choropleth(words: Words, sheet: Outlines, points: Mapping[str, Point], here: str = "") -> Chart:
    """Shade the areas of a sheet by the values of their codes.

    An area that ``points`` does not name is drawn as not known; a value whose area the sheet
    does not have stands in the table and is named below the map.

    :param points: by the code of the sheet's areas
    :param here: the code of the area that the page is about; empty for none
    """
    ranges = _ranges([p.value for p in points.values() if p.value is not None])
    places = [
        _place(words, ranges, path, points.get(code, Point(code, None)), here=code == here)
        for code, path in sheet.paths.items()
    ]
    drawn = [points.get(code, Point(code, None)) for code in sheet.paths]
    undrawn = [point for code, point in points.items() if code not in sheet.paths]
    everything = [*drawn, *undrawn]
    return Chart(
        template="charts/choropleth.html",
        words=words,
        says=told(words, everything),
        height=sheet.height,
        marks={
            "places": places,
            "box": f"0 0 {sheet.width} {sheet.height}",
            "undrawn": _undrawn(undrawn),
        },
        heads=heads_of(words.of, words.unit, _("Step")),
        rows=tuple(_row(words, ranges, point) for point in everything),
        legend=_legend(words, ranges, drawn),
        unknown=any(point.value is None for point in drawn),
    )


def _ranges(values: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
    """Cut the sorted values into steps of about as many each; equal values share a step."""
    ordered = sorted(values)
    if not ordered:
        return []
    ends: list[Decimal] = []
    for step in range(1, _STEPS + 1):
        end = ordered[max(-(-len(ordered) * step // _STEPS) - 1, 0)]
        if not ends or end > ends[-1]:
            ends.append(end)
    starts = [ordered[0], *(min(v for v in ordered if v > end) for end in ends[:-1])]
    return list(zip(starts, ends, strict=True))


def _step(ranges: Sequence[tuple[Decimal, Decimal]], value: Decimal | None) -> str:
    """Give the step of a value; with fewer steps, the darkest are used."""
    if value is None:
        return "unknown"
    number = next(i for i, (_low, high) in enumerate(ranges) if value <= high)
    return f"step-{number + 1 + _STEPS - len(ranges)}"


def _place(
    words: Words,
    ranges: Sequence[tuple[Decimal, Decimal]],
    path: str,
    point: Point,
    *,
    here: bool,
) -> Place:
    says = f"{point.label}: {written(words, point.value)}"
    return Place(path, _step(ranges, point.value), says, here)


def _legend(
    words: Words, ranges: Sequence[tuple[Decimal, Decimal]], drawn: Sequence[Point]
) -> tuple[Legend, ...]:
    lines = []
    for low, high in ranges:
        count = sum(p.value is not None and low <= p.value <= high for p in drawn)
        span = words.short(low)
        if low < high:
            ends = {"low": words.short(low), "high": words.short(high)}
            span = fill(_("{low} to {high}"), ends)
        areas = ngettext("{span}: {count} area", "{span}: {count} areas", count)
        said = fill(areas, {"span": span, "count": str(count)})
        lines.append(Legend(_step(ranges, high), said))
    return tuple(lines)


def _undrawn(points: Sequence[Point]) -> str:
    names = ", ".join(point.label for point in points)
    return fill(_("Not on this map: {names}."), {"names": names}) if names else ""


def _row(words: Words, ranges: Sequence[tuple[Decimal, Decimal]], point: Point) -> TableRow:
    step = None if point.value is None else _step(ranges, point.value).removeprefix("step-")
    return TableRow(point.label, point.address, (cell_of(words, point.value), TableCell(step)))
