"""Tables printed as PDF: letters where they stand on the page, between the lines of its columns.

Only a table with ruled columns is read: where a column ends is then drawn, and never guessed from
blanks. A page that is a picture has no letters; of it nothing is read.
"""

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.header import check_header
from pendopo.stages.intake.refused import RefusedError
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.mapping import same_name
from pendopo.terms.reading import Reading
from pendopo.terms.register import Sheet
from pendopo.terms.wording import say

_PAGES_MOST: Final = 1_000
_NEAR: Final = 2.0  # points: lines and letters nearer than this stand in one place
_COLUMNS_LEAST: Final = 2
_WHOLE: Final = 0.5  # of the longest line between columns: a shorter one divides a heading alone
_WIDE: Final = 0.9  # of the table's width: a line that parts rows
_AMOUNT: Final = re.compile(r"\(?-?[0-9][0-9.,]*\)?")
# Outside the table: with its thousands parted, or with decimals that are no time of day.
_OF_MONEY: Final = re.compile(
    r"(?<![0-9.,/-])(?:[0-9]{1,3}(?:[.,][0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9]+,[0-9]{2}|[0-9]{3,}[.][0-9]{2})"
    r"(?![0-9.,/-]*[0-9])"
)
_PAGE_WIDE: Final = 0.5  # of a page: a picture that takes more is the page itself, scanned

# What those who take a PDF apart run into, besides what they say of it, where it is no such thing.
_BENT: Final = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, AssertionError,
    RecursionError, struct.error,
)  # fmt: skip

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Band:
    """What stands between two lines across a page: each line of text, cell by cell."""

    lines: tuple[Row, ...]

    @property
    def one_row(self) -> bool:
        """Whether no column holds two amounts, so that its texts are one row's."""
        columns = zip(*self.lines, strict=True)
        return all(sum(bool(_AMOUNT.fullmatch(one)) for one in cells) < 2 for cells in columns)  # noqa: PLR2004


def open_sheets(path: Path, reading: Reading, tell: Tell) -> tuple[Sheet, ...]:
    """Open the table that is printed on the pages of a PDF.

    :returns: nothing when it is refused; the finding that says why was told
    """
    try:
        rows = _rows(path)
    except RefusedError as error:
        tell(error.finding)
        return ()
    at = _header(rows, reading.mapping)
    names = rows[at]
    if not check_header(names, at + 1, tell):
        return ()
    kept = [
        (line, row)
        for line, row in enumerate(rows[at + 1 :], at + 2)
        # Each page says the header again, and some number their columns below it.
        if row != names and not _numbers(row)
    ]
    tell(_printed(len(kept)))
    return (Sheet("", names, iter([_batch(kept, len(names))])),)


def _rows(path: Path) -> list[Row]:
    """Read the rows of all pages.

    :raises RefusedError: when there is no such table, or not every page of it can be read
    """
    plumber = import_module("pdfplumber")
    told = import_module("pdfplumber.utils.exceptions")
    said = (told.PdfminerException, told.MalformedPDFException)
    syntax = import_module("pdfminer.psexceptions").PSException
    rows: list[Row] = []
    width = 0
    try:
        with path.open("rb") as file, plumber.open(file) as pdf:
            if len(pdf.pages) > _PAGES_MOST:
                raise _refused(_MANY, most=str(_PAGES_MOST))
            letters = 0
            for page in pdf.pages:
                letters += len(page.chars)
                found = _of_page(page, begun=bool(rows))
                if found and width and len(found[0]) != width:
                    raise _refused(_OTHER, page=str(page.page_number))
                width = width or (len(found[0]) if found else 0)
                rows += found
                page.close()
    except (*said, syntax, *_BENT) as error:
        raise _refused(_BROKEN, error=(str(error) or repr(error))[:200]) from error
    if not rows:
        raise _refused(_UNRULED if letters else _EMPTY)
    return rows


def _of_page(page: Any, *, begun: bool) -> list[Row]:  # noqa: ANN401
    """Read the rows of the ruled table of a page; none where there is none.

    :param begun: whether the table began on a page before
    :raises RefusedError: when rows of it may stand where no lines are
    """
    number = str(page.page_number)
    edges = page.edges
    upright = [one for one in edges if one["orientation"] == "v"]
    columns = _columns(upright)
    if len(columns) <= _COLUMNS_LEAST:
        if page.images and (begun or not page.chars or _is_picture(page)):
            raise _refused(_PICTURE, page=number)
        if begun and page.chars:
            raise _refused(_APART, page=number)
        return []
    top, bottom = min(one["top"] for one in upright), max(one["bottom"] for one in upright)
    across = [one for one in edges if one["orientation"] == "h"]
    bands = [top, *_parting(across, columns), bottom]
    letters = [
        one
        for one in page.chars
        if top - _NEAR <= one["top"] and one["bottom"] <= bottom + _NEAR
        and columns[0] - _NEAR <= _middle(one) <= columns[-1] + _NEAR
    ]  # fmt: skip
    if lost := _lost(page, letters, top=0.0 if begun else top):
        raise _refused(_OUTSIDE, page=number, found=lost)
    found = [
        _Band(tuple(_lines(inside, columns)))
        for above, below in pairwise(bands)
        if (inside := [one for one in letters if above < (one["top"] + one["bottom"]) / 2 <= below])
    ]
    # Ruled row by row, a row's cells may hold several lines of text each.
    ruled = all(band.one_row for band in found)
    return [row for band in found for row in _of_band(band, ruled=ruled)]


def _is_picture(page: Any) -> bool:  # noqa: ANN401
    """Tell whether a page is a scan, whatever a program typed upon it."""
    most = max(one["width"] * one["height"] for one in page.images)
    return bool(most > _PAGE_WIDE * page.width * page.height)


def _lost(page: Any, inside: Sequence[Mapping[str, Any]], *, top: float) -> str:  # noqa: ANN401
    """Give an amount that stands beside the table or below it; above its top is its title."""
    own = set(map(id, inside))
    outside = [one for one in page.chars if id(one) not in own and one["bottom"] > top]
    words = import_module("pdfplumber.utils").extract_words(outside)
    found = (_OF_MONEY.search(one["text"]) for one in words)
    return next((one[0] for one in found if one), "")


def _columns(upright: Sequence[Mapping[str, Any]]) -> list[float]:
    """Give where columns begin and end: lines that run down the table, each place once."""
    lengths: dict[float, float] = {}
    for one in sorted(upright, key=lambda one: one["x0"]):
        near = next((x for x in lengths if abs(x - one["x0"]) <= _NEAR), one["x0"])
        lengths[near] = lengths.get(near, 0.0) + one["bottom"] - one["top"]
    longest = max(lengths.values(), default=0.0)
    return sorted(x for x, length in lengths.items() if length >= _WHOLE * longest)


def _parting(across: Sequence[Mapping[str, Any]], columns: Sequence[float]) -> list[float]:
    """Give the heights of lines that run across the whole table, from its top to its bottom."""
    lengths: dict[float, float] = {}
    for one in across:
        inside = min(one["x1"], columns[-1]) - max(one["x0"], columns[0])
        near = next((y for y in lengths if abs(y - one["top"]) <= _NEAR), one["top"])
        lengths[near] = lengths.get(near, 0.0) + max(inside, 0.0)
    wide = _WIDE * (columns[-1] - columns[0])
    return sorted(y for y, length in lengths.items() if length >= wide)


def _lines(letters: Sequence[Mapping[str, Any]], columns: Sequence[float]) -> Iterator[Row]:
    """Give the lines of text, each by its cells: a letter stands where its middle is."""
    bottoms: list[float] = []
    placed: dict[tuple[float, int], list[Mapping[str, Any]]] = {}
    for one in sorted(letters, key=lambda one: one["bottom"]):
        if not bottoms or one["bottom"] - bottoms[-1] > _NEAR:
            bottoms.append(one["bottom"])
        place = bisect_right(columns, _middle(one)) - 1
        place = min(max(place, 0), len(columns) - 2)
        placed.setdefault((bottoms[-1], place), []).append(one)
    words = import_module("pdfplumber.utils").extract_words
    for bottom in bottoms:
        row = []
        for place in range(len(columns) - 1):
            found = words(placed.get((bottom, place), []), y_tolerance=2 * _NEAR)
            row.append(" ".join(one["text"] for one in found))
        if any(row):
            yield tuple(row)


def _of_band(band: _Band, *, ruled: bool) -> Iterator[Row]:
    """Give the rows of a band: it is one, or each line is but those that go on from the one above.

    Where rows are not ruled, a line with text in one column alone, and not in the first, goes on.
    """
    if ruled or band.one_row:
        yield tuple(" ".join(filter(None, cells)) for cells in zip(*band.lines, strict=True))
        return
    rows: list[list[str]] = []
    for line in band.lines:
        filled = [place for place, one in enumerate(line) if one]
        goes_on = len(filled) == 1 and filled[0] and not _AMOUNT.fullmatch(line[filled[0]])
        if rows and goes_on:
            [place] = filled
            rows[-1][place] = f"{rows[-1][place]} {line[place]}".strip()
        else:
            rows.append(list(line))
    yield from map(tuple, rows)


def _middle(letter: Mapping[str, Any]) -> float:
    return float(letter["x0"] + letter["x1"]) / 2


def _header(rows: Sequence[Row], mapping: Mapping[str, Any] | None) -> int:
    """Find the header: the row with most of the names that a mapping knows, else the first."""
    source = (mapping or {}).get("source", {})
    known = {same_name(one) for one in source.get("columns", ())}
    if not known:
        return 0
    fitting = [len(known & {same_name(one) for one in row}) for row in rows]
    return fitting.index(max(fitting))


def _numbers(row: Row) -> bool:
    filled = [one for one in row if one]
    return filled == [str(place) for place in range(1, len(filled) + 1)]


def _batch(rows: Sequence[tuple[int, Row]], width: int) -> pa.RecordBatch:
    lines = pa.array([line for line, _ in rows], pa.int64())
    columns = [pa.array([row[place] for _, row in rows], pa.string()) for place in range(width)]
    return pa.record_batch([lines, *columns], ["line", *map(str, range(width))])


_ANOTHER: Final = say(
    "Hand in the report as XLSX; where there is none, fill in the register's template (pendopo "
    "template)."
)
_MANY: Final = say("The PDF has more than {most} pages.")
_PICTURE: Final = say(
    "Page {page} of the PDF is a picture, as scanners make them: no letter can be read from it "
    "exactly."
)
_EMPTY: Final = say("The PDF holds no letters: nothing can be read from it exactly.")
_UNRULED: Final = say(
    "The PDF holds no table whose columns are parted by lines: where one ends would be guessed."
)
_APART: Final = say(
    "Page {page} of the PDF holds text but no table with lines between its columns, though the "
    "table began before it: rows of it would be lost."
)
_OUTSIDE: Final = say(
    "On page {page} of the PDF the amount {found} stands outside the lines of the table: its row "
    "would be lost."
)
_OTHER: Final = say("The table on page {page} of the PDF has other columns than those before it.")
_BROKEN: Final = say("The PDF cannot be read; it is damaged or has a password: {error}")


def _refused(message: str, **values: str) -> RefusedError:
    return RefusedError(Finding("form_not_read", Weight.STOP, message, values, _ANOTHER))


def _printed(count: int) -> Finding:
    return Finding(
        "printed_table_is_read",
        Weight.NOTE,
        say("The table was read from a printed page, {count} rows; its rows are counted as lines."),
        {"count": str(count)},
    )
