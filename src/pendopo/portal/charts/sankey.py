"""A Sankey: where amounts come from and where they go, as bands as wide as the amounts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from pendopo.portal.charts.chart import (
    Chart,
    ChartError,
    Point,
    TableCell,
    TableRow,
    Value,
    Words,
    cell_of,
    cut_apart,
    percent,
    plain,
    told,
    written,
)
from pendopo.terms.wording import fill

_BANDS = 240  # px that all amounts of the fullest column take together
_BETWEEN = 26  # px between two nodes: a line of words
_THIN = Decimal(2)  # px of a band whose amount is not known: a dashed line
_WIDE = 1000  # the sheet of the bands, stretched to the plot
_NODE = 12
_LABEL_MOST, _LABEL_BETWEEN_MOST = 20, 16
_LABEL_ON_A_PHONE = 16  # so that those of either end and those between never meet


@dataclass(frozen=True, slots=True)
class Flow:
    """One amount on its way."""

    source: str
    target: str
    value: Value


@dataclass(frozen=True, slots=True)
class Node:
    """A place that amounts pass: ``x`` in percent, the rest in px.

    :param short: its name on a phone, where its amount stands in the table alone
    :param anchor: which side its words stand on
    """

    label: str
    short: str
    value: str
    full: str
    x: str
    y: str
    height: str
    words_y: str
    words_x: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Band:
    """One flow as a path on a sheet 1000 wide."""

    path: str
    says: str
    known: bool


@dataclass(frozen=True, slots=True)
class _Place:
    layer: int
    y: Decimal
    height: Decimal


def sankey(words: Words, flows: Sequence[Flow], into: str) -> Chart:
    """Draw flows from left to right.

    :param into: the head of the table's second column
    :raises ChartError: for a flow below zero, or flows that run in a circle
    """
    if any(flow.value is not None and flow.value < 0 for flow in flows):
        raise ChartError("a flow below zero has no width")
    layers = _layers(flows)
    places, height, per_px = _places(flows, layers)
    last = max(layers.values(), default=0)
    return Chart(
        template="charts/sankey.html",
        words=words,
        says=told(words, [Point(f"{f.source} → {f.target}", f.value) for f in flows]),
        height=int(height),
        marks={
            "nodes": _nodes(words, places, flows, last),
            "bands": _bands(words, flows, places, (last, per_px)),
        },
        heads=(
            TableCell(words.of, number=False),
            TableCell(into, number=False),
            TableCell(words.unit),
        ),
        rows=tuple(
            TableRow(f.source, "", (TableCell(f.target, number=False), cell_of(words, f.value)))
            for f in flows
        ),
        unknown=any(flow.value is None for flow in flows),
    )


def _layers(flows: Sequence[Flow]) -> dict[str, int]:
    """Give each node its column: one to the right of whatever flows into it."""
    layers = dict.fromkeys((name for f in flows for name in (f.source, f.target)), 0)
    for _round in range(len(layers) + 1):
        moved = False
        for flow in flows:
            if layers[flow.target] <= layers[flow.source]:
                layers[flow.target] = layers[flow.source] + 1
                moved = True
        if not moved:
            return layers
    raise ChartError("the flows run in a circle")


def _through(flows: Sequence[Flow], name: str) -> Decimal:
    """Give what is known to pass a node: the larger of what comes and what goes."""
    comes = sum((f.value or Decimal(0) for f in flows if f.target == name), Decimal(0))
    goes = sum((f.value or Decimal(0) for f in flows if f.source == name), Decimal(0))
    return max(comes, goes)


def _places(
    flows: Sequence[Flow], layers: dict[str, int]
) -> tuple[dict[str, _Place], Decimal, Decimal]:
    """Stack the nodes of each column, largest first; give them, the height, and px per unit."""
    through = {name: _through(flows, name) for name in layers}
    columns: dict[int, list[str]] = {}
    for name in sorted(layers, key=lambda one: (-through[one], one)):
        columns.setdefault(layers[name], []).append(name)
    fullest = max((sum((through[n] for n in c), Decimal(0)) for c in columns.values()), default=0)
    per_px = _BANDS / Decimal(fullest) if fullest else Decimal(0)
    places, deepest = {}, Decimal(0)
    for layer, names in sorted(columns.items()):
        y = Decimal(_BETWEEN)
        for name in names:
            height = max(through[name] * per_px, _THIN)
            places[name] = _Place(layer, y, height)
            y += height + _BETWEEN
        deepest = max(deepest, y)
    return places, deepest, per_px


def _nodes(words: Words, places: dict[str, _Place], flows: Sequence[Flow], last: int) -> list[Node]:
    """Give the nodes; two names of one column are never cut to the same."""
    labels: dict[str, tuple[str, str]] = {}
    for layer in range(last + 1):
        names = [name for name, place in places.items() if place.layer == layer]
        most = _LABEL_BETWEEN_MOST if 0 < layer < last else _LABEL_MOST
        pairs = zip(cut_apart(names, most), cut_apart(names, _LABEL_ON_A_PHONE), strict=True)
        labels |= dict(zip(names, pairs, strict=True))
    return [
        _node(words, (name, *labels[name]), place, flows, last) for name, place in places.items()
    ]


def _node(
    words: Words, named: tuple[str, str, str], place: _Place, flows: Sequence[Flow], last: int
) -> Node:
    name, label, short = named
    between = 0 < place.layer < last
    x = Decimal(place.layer) * (_WIDE - _NODE) / max(last, 1)
    right = place.layer == last and last > 0
    return Node(
        label=label,
        short=short,
        value=_amount(words, name, flows),
        full=name,
        x=percent(x, Decimal(_WIDE)),
        y=plain(place.y),
        height=plain(place.height),
        # Above the node at either end; below it in between, where words would run into others.
        words_y=plain(place.y + place.height + 17 if between else place.y - 7),
        words_x="100%" if right else percent(x, Decimal(_WIDE)),
        anchor="end" if right else "middle" if between else "start",
    )


def _amount(words: Words, name: str, flows: Sequence[Flow]) -> str:
    """Write what passes a node; with an unknown among it, that it is at least so much."""
    through = _through(flows, name)
    missing = any(f.value is None for f in flows if name in {f.source, f.target})
    if missing and through:
        return fill(_("at least {value}"), {"value": words.short(through)})
    return written(words, None if missing else through)


def _bands(
    words: Words,
    flows: Sequence[Flow],
    places: dict[str, _Place],
    sheet: tuple[int, Decimal],
) -> list[Band]:
    """Join the nodes; at either end the bands lie in the order of where they lead."""
    last, per_px = sheet
    wide = [_THIN if f.value is None else max(f.value * per_px, Decimal(1)) for f in flows]
    gone = _below_each_other(flows, wide, places, lambda f: (f.source, f.target))
    come = _below_each_other(flows, wide, places, lambda f: (f.target, f.source))
    step = Decimal(_WIDE - _NODE) / max(last, 1)
    return [
        Band(
            path=_path(
                (places[flow.source].layer * step + _NODE, gone[i]),
                (places[flow.target].layer * step, come[i]),
                wide[i],
            ),
            says=f"{flow.source} → {flow.target}: {written(words, flow.value)}",
            known=flow.value is not None,
        )
        for i, flow in enumerate(flows)
    ]


def _below_each_other(
    flows: Sequence[Flow],
    wide: Sequence[Decimal],
    places: dict[str, _Place],
    ends: Callable[[Flow], tuple[str, str]],
) -> list[Decimal]:
    """Give the ``y`` at which each band leaves (or reaches) its node.

    :param ends: gives a flow's node on this side, then the one on the other
    """
    next_y = {name: place.y for name, place in places.items()}
    ys = [Decimal(0)] * len(flows)
    for i in sorted(range(len(flows)), key=lambda i: places[ends(flows[i])[1]].y):
        here = ends(flows[i])[0]
        ys[i] = next_y[here]
        next_y[here] += wide[i]
    return ys


def _path(start: tuple[Decimal, Decimal], end: tuple[Decimal, Decimal], wide: Decimal) -> str:
    (x1, y1), (x2, y2) = start, end
    half = (x1 + x2) / 2
    x1t, x2t, ht = plain(x1), plain(x2), plain(half)
    return (
        f"M{x1t} {plain(y1)}C{ht} {plain(y1)} {ht} {plain(y2)} {x2t} {plain(y2)}"
        f"V{plain(y2 + wide)}C{ht} {plain(y2 + wide)} {ht} {plain(y1 + wide)}"
        f" {x1t} {plain(y1 + wide)}Z"
    )
