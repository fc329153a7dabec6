"""What every chart is made of: its words, its marks, and the table of the same numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.terms.wording import fill

Value = Decimal | None
Write = Callable[[Decimal], str]

# As many as can be told apart by pattern in print: see charts/fills.html.
FILLS = ("solid", "hatch", "dots", "deep", "cross", "open")
_LETTERS_MOST = 30  # at 13 px beside a number, on a phone of 360 px


class ChartError(ValueError):
    """Data that this kind of chart would draw falsely."""


@dataclass(frozen=True, slots=True)
class Point:
    """One value and what it is of.

    :param value: None where it is not known
    :param address: the page where its rows stand; empty for none
    :param note: what a reader must know of it, beside the number in the table
    """

    label: str
    value: Value
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A run of values, one for each label of the chart."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says beside its marks.

    :param name: unique on its page: the beginning of its ids
    :param title: what it shows, as a sentence or a name
    :param note: units and what is counted
    :param of: what a label is: the head of the table's first column
    :param unit: the head of the table's number, where there is one run of values
    :param short: writes a number at a mark, where there is little room
    :param full: writes it in the table, whole
    """

    name: str
    title: str
    note: str
    of: str
    unit: str
    short: Write
    full: Write


@dataclass(frozen=True, slots=True)
class TableCell:
    """One number of the table, or a word; None where it is not known."""

    text: str | None
    number: bool = True


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the table beside a chart."""

    label: str
    address: str
    cells: tuple[TableCell, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """What a pattern stands for."""

    fill: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, ready to be drawn.

    :param template: the part that draws it
    :param says: the same in one or two sentences, for whoever does not see it
    :param height: of the plot in px
    :param marks: what the template places; each kind of chart has its own
    :param unknown: whether any value is not known, so that the hatch is explained
    """

    template: str
    words: Words
    says: str
    height: int
    marks: dict[str, Any]
    heads: tuple[TableCell, ...]
    rows: tuple[TableRow, ...]
    legend: tuple[Legend, ...] = ()
    unknown: bool = False


def percent(part: Decimal, whole: Decimal) -> str:
    """Write a share as an SVG length; the mark is a point in every language."""
    if not whole:
        return "0%"
    return f"{plain(part * 100 / whole)}%"


def plain(number: Decimal | float) -> str:
    """Write a coordinate with at most two digits behind the point."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def cut(text: str, most: int = _LETTERS_MOST) -> str:
    """Shorten a label for its mark; the table has it whole."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def cut_apart(texts: Sequence[str], most: int = _LETTERS_MOST) -> list[str]:
    """Shorten labels so that different ones stay different.

    Those that begin alike are cut in their middle; those that end alike too show from where they
    differ; and what is still the same is numbered.
    """
    found = [cut(text, most) for text in texts]
    for shorten in (_middle, _differing):
        found = _told_apart(texts, found, shorten, most)
    seen: dict[str, list[str]] = {}
    for text, short in zip(texts, found, strict=True):
        known = seen.setdefault(short, [])
        known += [text] if text not in known else []
    numbers = [seen[s].index(t) + 1 for t, s in zip(texts, found, strict=True)]
    return [
        f"{short[: most - 4].rstrip()} ({number})" if number > 1 else short
        for short, number in zip(found, numbers, strict=True)
    ]


def _told_apart(
    texts: Sequence[str],
    found: Sequence[str],
    shorten: Callable[[str, Sequence[str], int], str],
    most: int,
) -> list[str]:
    """Shorten otherwise what different texts were all shortened to."""
    of: dict[str, list[str]] = {}
    for text, short in zip(texts, found, strict=True):
        of.setdefault(short, []).append(text)
    return [
        shorten(text, of[short], most) if len(text) > most and len(set(of[short])) > 1 else short
        for text, short in zip(texts, found, strict=True)
    ]


def _middle(text: str, _like: Sequence[str], most: int) -> str:
    half = (most - 1) // 2
    return f"{text[:half].rstrip()}…{text[-half:].lstrip()}"


def _differing(text: str, like: Sequence[str], most: int) -> str:
    """Keep a beginning, and the text from the word on at which the texts part."""
    begins = text[: most // 4].rstrip()
    first, last = min(like), max(like)
    pairs = enumerate(zip(first, last, strict=False))
    alike = first[: next((i for i, (a, b) in pairs if a != b), len(first))]
    parted = alike.rfind(" ") + 1
    if parted <= len(begins):
        return cut(text, most)
    return cut(f"{begins}…{text[parted:]}", most)


def unknown_word() -> str:
    """Give the word at a mark without a value."""
    return _("not known")


def written(words: Words, value: Value) -> str:
    """Write a value at its mark."""
    return unknown_word() if value is None else words.short(value)


def table_of(words: Words, points: Sequence[Point]) -> tuple[TableRow, ...]:
    """Give the table of one run of values."""
    return tuple(
        TableRow(one.label, one.address, (cell_of(words, one.value),), one.note) for one in points
    )


def heads_of(first: str, *numbers: str) -> tuple[TableCell, ...]:
    """Give the heads of a table: a name, then numbers."""
    return (TableCell(first, number=False), *map(TableCell, numbers))


def cell_of(words: Words, value: Value) -> TableCell:
    """Give a number of the table."""
    return TableCell(None if value is None else words.full(value))


def told(words: Words, points: Sequence[Point]) -> str:
    """Say of a run of values how many there are, the largest, the smallest, the unknown."""
    known = sorted(
        (point for point in points if point.value is not None),
        key=lambda point: point.value or Decimal(0),
    )
    count = len(points)
    said = [fill(ngettext("{count} value.", "{count} values.", count), {"count": str(count)})]
    if known:
        names = {
            "most": known[-1].label,
            "most_value": written(words, known[-1].value),
            "least": known[0].label,
            "least_value": written(words, known[0].value),
        }
        said.append(fill(_("Largest: {most}, {most_value}."), names))
        if len(known) > 1:
            said.append(fill(_("Smallest: {least}, {least_value}."), names))
    missing = [point.label for point in points if point.value is None]
    if missing:
        said.append(fill(_("Not known: {names}."), {"names": ", ".join(missing)}))
    return " ".join(said)


def known_of(values: Sequence[Value]) -> list[Decimal]:
    """Leave out what is not known."""
    return [value for value in values if value is not None]
