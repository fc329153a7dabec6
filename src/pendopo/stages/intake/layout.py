"""Where a table stands among rows of text: its header, what is above it, what is behind it.

Officers put titles above a table and totals and sources below it. The rules here are few, and each
can be told to a person:

- A first row that has a name for every column that holds something is the header, whatever the
  names are. Nothing is looked for above it and nothing is said.
- Only where the first row is *not* so, the header is the first row below that is, where all the
  rows above it fill at most half of its columns.
- Names that repeat under others (``2024`` over ``L``, ``P``) are joined.
- What is left out is told with its rows and words, what is doubtful and kept is told, and what
  cannot be decided stops, with what to write.

Rows are plain: the first some hundred of a file or a sheet for ``find``, its last for ``foot``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from pendopo.stages.intake import layout_findings as told
from pendopo.stages.intake.looks import (
    Look,
    amounts_of,
    column_look,
    is_part,
    is_year,
    look,
    most_look,
    number_of,
    shape,
)
from pendopo.stages.intake.row_names import may_name
from pendopo.terms.finding import Finding

Row = Sequence[str]

_HEADER_AMONG = 60  # rows from the top within which a header is looked for
_HEADER_ROWS_MOST = 3
_FEET_MOST = 40
_SURE_WIDTH = 3
_ROWS_TO_TELL = 3
_FIGURES_LEAST = 2
_NEARLY_ALL = 0.9
_TIMES_APART = 10
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_])")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_PLACE = re.compile(r"\(?(\d{1,4})\)?")
_NOTE = re.compile(
    r"\W*(?:sumber|source|catatan|note|notes|nb|keterangan|ket|fuente|nota|quelle|dicetak|printed|"
    r"diunduh|downloaded|generated|exported|data per|mengetahui|tertanda|\*+|\d\))\b.*|[*†‡].*",
    re.IGNORECASE | re.DOTALL,
)
_NOTE_WITH_COLON = re.compile(r"[^:]{1,40}:.*", re.DOTALL)
TOTALS = (
    r"(?:grand\s*|sub[\s-]*)?(?:total|jumlah|jml|sum|totaal|summe|gesamt|surplus|suprlus|defisit)\b"
)
# A sentence is none; the short word for a district has a point.
_TOTAL = re.compile(
    TOTALS + r"(?:\b(?:kec|kel|kab|prov|ds|des|kep|kemantren)\.|[^.!?]){0,60}", re.IGNORECASE
)
_TOTAL_OF_ALL = re.compile(
    TOTALS + r"[\s:.]*(?:(?:se|ke)?(?:luruh|semua)\w*|umum|akhir|all|of all)?[\s:.]*"
    r"(?:(?:kab|kec|kel|prov|kota|desa|nagari|distrik|district|regency|province)\b.*)?",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-=_\u2500\u2550]{2,}|:-+:?|-+:")
_UNIT = re.compile(
    r"[(\[].{1,20}[)\]]|%|(?:rp|rupiah|juta|ribu|orang|jiwa|unit|km2?|km²|ha|m2?|m²|m3|kg|ton|buah|"
    r"persen|hari|jam|liter)\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table begins, and which of the columns are its own.

    :param header: the place among the rows, from 0, of the header or of its lowest row; -1 when it
        cannot be told, which a stop among the findings explains
    :param names: the names of its columns
    :param columns: the place of each of them in a row
    :param body: the place of the first row below the header
    """

    header: int
    names: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
    body: int = 0
    findings: tuple[Finding, ...] = ()

    def figures(self, rows: Sequence[Row]) -> tuple[int, ...]:
        """Give which of the columns, counted from 0, hold figures in the first rows."""
        # A second header among them has words where all else has figures.
        figures = _Grid([r for r in rows[self.body :] if not _all_words(r)]).figures(-1)
        return tuple(at for at, place in enumerate(self.columns) if place in figures)


@dataclass(frozen=True, slots=True)
class Foot:
    """The rows behind a table.

    :param rows: how many of the last rows, blank ones included, are not the table's
    """

    rows: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass
class _Grid:
    """Rows with what they fill.

    :param first: the number of the first row, as a spreadsheet counts
    :param mapped: whether a mapping names the columns that are taken
    """

    rows: Sequence[Row]
    first: int = 1
    mapped: bool = False
    filled: list[frozenset[int]] = field(default_factory=list)
    _used: list[frozenset[int]] = field(default_factory=list)
    _figures: list[frozenset[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.filled = [
            frozenset(place for place, cell in enumerate(row) if cell and not cell.isspace())
            for row in self.rows
        ]

    def below(self, row: int) -> list[int]:
        """Give the places of the rows below one that hold something."""
        return [at for at in range(row + 1, len(self.rows)) if self.filled[at]]

    def used(self, row: int) -> frozenset[int]:
        """Give the columns that hold something below a row."""
        if not self._used:
            self._used = [frozenset()]
            for filled in reversed(self.filled):
                before = self._used[-1]
                # Most rows fill no other columns than those below, and share their set.
                self._used.append(before if filled <= before else before | filled)
            self._used.reverse()
        return self._used[row + 1]

    def figures(self, row: int) -> frozenset[int]:
        """Give the columns that look like figures below a row."""
        if not self._figures:
            seen: dict[Look, Counter[int]] = {one: Counter() for one in Look}
            now: set[int] = set()
            self._figures = [frozenset()]
            for at in reversed(range(len(self.rows))):
                for column in self.filled[at]:
                    seen[look(self.cell(at, column))][column] += 1
                    figures, words = seen[Look.FIGURE][column], seen[Look.WORDS][column]
                    is_one = most_look(figures, words) is Look.FIGURE
                    (now.add if is_one else now.discard)(column)
                same = now == self._figures[-1]
                self._figures.append(self._figures[-1] if same else frozenset(now))
            self._figures.reverse()
        return self._figures[row + 1]

    def cells(self, row: int) -> list[str]:
        """Give the cells of a row that hold something."""
        return [self.rows[row][place].strip() for place in sorted(self.filled[row])]

    def cell(self, row: int, column: int) -> str:
        """Give a cell without the white space around it; empty behind the end of a row."""
        return self.rows[row][column].strip() if column < len(self.rows[row]) else ""

    def column(self, column: int, rows: Sequence[int]) -> list[str]:
        """Give the cells of a column in some rows."""
        return [self.cell(at, column) for at in rows]

    def line(self, row: int) -> int:
        """Give a row's number as a spreadsheet counts."""
        return row + self.first

    def told(self, rows: Sequence[int]) -> tuple[tuple[int, ...], str]:
        """Give the numbers of rows and their words."""
        words = " / ".join(" | ".join(self.cells(at)) for at in rows if self.filled[at])
        return tuple(self.line(at) for at in rows), words


def _all_words(row: Row) -> bool:
    looks = [look(cell) for cell in row if cell.strip()]
    return len(looks) > 1 and all(one is Look.WORDS for one in looks)


def find(rows: Sequence[Row], said: int = 0, first: int = 1, *, mapped: bool = False) -> Layout:
    """Find the header among the first rows of a file or a sheet.

    :param rows: the first some hundred of them, blank ones included
    :param said: the header's row, where a person named it, as a spreadsheet counts; 0 to find it
    :param first: the number of the first of the rows
    :param mapped: whether a mapping names the columns that are taken, of whichever table
    """
    grid = _Grid(rows, first, mapped)
    held = [at for at, filled in enumerate(grid.filled) if filled]
    if not held:
        return Layout(-1)
    if said:
        at = said - first
        if at not in held:
            return Layout(-1, findings=(told.no_such_header(said, grid.line(held[-1])),))
        return _settled(grid, at, _above(grid, at, held, said=True))
    return _found(grid, held)


def _found(grid: _Grid, held: list[int]) -> Layout:
    start = held[0]
    if _covers(grid, start):
        return _from_the_top(grid, start, held)
    for at in held[1:_HEADER_AMONG]:
        if _covers(grid, at) and _heads(grid, at) and _only_titles(grid, at, held):
            if not _sure(grid, at, held):
                return Layout(-1, findings=(told.header_not_clear(*_both(grid, start, at)),))
            return _settled(grid, at, _above(grid, at, held))
    for at in held[:_HEADER_AMONG]:
        top = _joined(grid, at)
        if top and _only_titles(grid, at, held):
            return _of_many_rows(grid, at, top, held)
    nearly = _nearly(grid, held)
    return _settled(grid, nearly, _above(grid, nearly, held))


def _nearly(grid: _Grid, held: list[int]) -> int:
    """Give the first row that names the columns of at least half of the rows below it.

    The columns that it does not name are then told.
    """
    often = Counter(column for one in held[1:] for column in grid.filled[one])
    for above, at in enumerate(held[1:_HEADER_AMONG], 2):
        often.subtract(grid.filled[at])
        below = len(held) - above
        used = {column for column, times in often.items() if 2 * times > below}
        named = len(used) >= _SURE_WIDTH and used <= grid.filled[at]
        if named and _is_header(grid, at) and _only_titles(grid, at, held):
            return at
    return held[0]


def _both(grid: _Grid, one: int, other: int) -> tuple[tuple[int, str], tuple[int, str]]:
    return (grid.line(one), grid.told([one])[1]), (grid.line(other), grid.told([other])[1])


def _covers(grid: _Grid, row: int) -> bool:
    """Tell whether a row has a name for every column that holds something below it."""
    return grid.used(row) <= grid.filled[row]


def _is_header(grid: _Grid, row: int) -> bool:
    names = grid.cells(row)
    words = all(look(name) is Look.WORDS or is_year(name) for name in names)
    return words and _distinct(names) and len(grid.below(row)) > 0


def _heads(grid: _Grid, row: int) -> bool:
    below = grid.below(row)
    return _is_header(grid, row) or (bool(below) and _names_parts(grid, row, below))


def _distinct(names: Sequence[str]) -> bool:
    return len({name.casefold() for name in names}) == len(names)


def _only_titles(grid: _Grid, row: int, held: list[int]) -> bool:
    """Tell whether all rows above one fill at most half of the columns that it fills.

    A pair, ``Year | 2026``, is a title above three columns too, where figures stand below words.
    """
    width = len(grid.filled[row])
    pairs = width >= _SURE_WIDTH and bool(_named_figures(grid, row))
    half = max(len(("name", "value")) if pairs else 1, width // 2)
    return all(len(grid.filled[at]) <= half for at in held if at < row)


def _sure(grid: _Grid, row: int, held: list[int]) -> bool:
    """Tell whether a row below others is the header for certain.

    A blank row parts it from them, or figures stand below its words, or the rows above fill one
    column of three.
    """
    apart = row - 1 not in held
    return apart or bool(_named_figures(grid, row)) or len(grid.filled[row]) >= _SURE_WIDTH


def _named_figures(grid: _Grid, row: int) -> list[int]:
    """Give the columns in which figures stand below words."""
    named = grid.filled[row] & grid.figures(row)
    return [column for column in sorted(named) if look(grid.cell(row, column)) is Look.WORDS]


def _above(grid: _Grid, row: int, held: list[int], *, said: bool = False) -> tuple[Finding, ...]:
    left_out = [at for at in held if at < row]
    if not left_out:
        return ()
    return (told.titles_left_out(*grid.told(left_out), grid.line(row), said=said),)


def _from_the_top(grid: _Grid, start: int, held: list[int]) -> Layout:
    """Take the first row for the header, unless it is clear that it is none."""
    if not _distinct(grid.cells(start)):
        last = _joined(grid, start)
        if last:
            return _of_many_rows(grid, start, last, held)
    if _looks_like_data(grid, start):
        words = grid.told([start])[1]
        return Layout(-1, findings=(told.header_looks_like_data(grid.line(start), words),))
    return _settled(grid, start, (*_gap(grid, start, held), *_years(grid, start)))


def _years(grid: _Grid, row: int) -> tuple[Finding, ...]:
    """Tell of a year among names that may as well be a figure of a first row without a header.

    It is a name for certain where others are names: words above figures, words that columns are
    named by, parts of years, or years that follow each other; and where the figures below it are
    of another size.
    """
    figures = [cell for cell in grid.cells(row) if look(cell) is Look.FIGURE]
    parts = any(is_part(cell) for cell in figures)
    named = parts or _named_figures(grid, row) or any(map(may_name, grid.cells(row)))
    below = grid.below(row)
    if named or _follow(figures) or len(below) < _ROWS_TO_TELL:
        return ()
    found = []
    for column in sorted(grid.filled[row] & grid.figures(row)):
        cell = grid.cell(row, column)
        year = cell.isdecimal() and is_year(cell)
        if year and _is_of_their_size(int(cell), grid.column(column, below)):
            found.append(cell)
    return (told.year_may_be_a_figure(grid.line(row), found),) if found else ()


def _follow(years: Sequence[str]) -> bool:
    """Tell whether years stand in their order: three of them, or two without one between."""
    found = [int(year) for year in years if year.isdecimal()]
    steps = [later - earlier for earlier, later in pairwise(found)]
    ordered = all(step > 0 for step in steps) or all(step < 0 for step in steps)
    return ordered and (len(found) > len(("from", "to")) or [abs(step) for step in steps] == [1])


def _amounts(cells: Sequence[str]) -> list[list[Decimal]]:
    return list(amounts_of([cell for cell in cells if look(cell) is Look.FIGURE]))


def _is_of_their_size(year: int, cells: Sequence[str]) -> bool:
    """Tell whether a year could be one of the figures below it: whole, and not far from them all.

    Where they cannot be read as amounts it could be.
    """
    readings = _amounts(cells)
    for amounts in readings:
        sizes = [abs(amount) for amount in amounts if amount]
        whole = all(size == int(size) for size in sizes)
        near = sizes and min(sizes) <= _TIMES_APART * year and year <= _TIMES_APART * max(sizes)
        if whole and near:
            return True
    return not readings


def _looks_like_data(grid: _Grid, row: int) -> bool:
    """Tell whether a first row is like those below it and none of its cells is like a name."""
    below = grid.below(row)
    if not below or _named_figures(grid, row) or _names_parts(grid, row, below):
        return False
    columns = sorted(grid.filled[row])
    return any(_like_its_column(grid, row, column, below) for column in columns)


def _like_its_column(grid: _Grid, row: int, column: int, below: list[int]) -> bool:
    """Tell whether a cell is one of those below it.

    A figure, an address, what has the form of a code, or a word again.
    """
    cell, cells = grid.cell(row, column), grid.column(column, below)
    if look(cell) is Look.FIGURE:
        if column_look(cells) is not Look.FIGURE:
            return False
        return not (_numbered(grid, row) or (is_year(cell) and not all(map(is_year, cells))))
    said = [one for one in cells if one]
    if len(said) < _ROWS_TO_TELL:
        return False
    if _ADDRESS.fullmatch(cell) and any(map(_ADDRESS.fullmatch, said)):
        return True
    coded = _CODE.match(cell) is not None and {shape(one) for one in said} == {shape(cell)}
    # The names once more are a page's header; a second table may share one name with the first.
    names = grid.rows[row] in [grid.rows[at] for at in below]
    return coded or (said.count(cell) > 1 and not names)


def _names_parts(grid: _Grid, row: int, below: list[int]) -> bool:
    """Tell whether figures of a row are parts of time, ages or years, each above amounts.

    One alone needs a word beside it that columns are named by.
    """
    columns = [at for at in sorted(grid.filled[row]) if look(grid.cell(row, at)) is Look.FIGURE]
    parts = [at for at in columns if is_part(grid.cell(row, at))]
    others = [at for at in columns if at not in parts and not is_year(grid.cell(row, at))]
    least = 1 if any(map(may_name, grid.cells(row))) else len(("from", "to"))
    if others or not parts or len(columns) < least or not _distinct(grid.cells(row)):
        return False
    return all(_amounts(grid.column(at, below)) for at in parts)


def _numbered(grid: _Grid, row: int) -> bool:
    """Tell whether names are a word and then numbers that go up by one: ``name, 1, 2, 3``."""
    names = grid.cells(row)
    figures = [number_of(name) or 0.0 for name in names if look(name) is Look.FIGURE]
    steps = [upper == lower + 1 for lower, upper in pairwise(figures)]
    return len(figures) < len(names) and len(figures) >= _SURE_WIDTH and all(steps)


def _gap(grid: _Grid, start: int, held: list[int]) -> tuple[Finding, ...]:
    """Tell of a blank row right below a first row that may as well be a title."""
    alone = len(held) > 1 and held[1] > start + 1 and not _named_figures(grid, start)
    if alone and _is_header(grid, held[1]) and not _named_figures(grid, held[1]):
        return (told.blank_below_header(grid.line(start), grid.line(held[1])),)
    return ()


def _joined(grid: _Grid, top: int) -> int:
    """Give the lowest row of a header that begins at ``top`` and has more than one; 0 if none."""
    if len(grid.filled[top]) == 1:
        return 0
    for last in range(top + 1, min(top + _HEADER_ROWS_MOST, len(grid.rows) - 1)):
        rows = range(top, last + 1)
        if not all(grid.filled[at] and _wordy(grid, at) for at in rows):
            return 0
        filled = frozenset().union(*(grid.filled[at] for at in rows))
        covered = grid.below(last) and grid.used(last) <= filled and _fits(grid, top, last)
        if covered and _distinct(_names_of(grid, top, last, sorted(filled))):
            return last
    return 0


def _wordy(grid: _Grid, row: int) -> bool:
    return all(look(cell) is Look.WORDS or is_year(cell) for cell in grid.cells(row))


def _fits(grid: _Grid, top: int, last: int) -> bool:
    """Tell whether the rows of a header complete each other, and figures stand below them."""
    complete = any(
        grid.filled[upper] != grid.filled[lower] for upper, lower in pairwise(range(top, last + 1))
    )
    again = not _distinct(grid.cells(top))
    return (complete or again) and bool(grid.figures(last))


def _names_of(grid: _Grid, top: int, last: int, columns: list[int]) -> list[str]:
    """Join names that stand over each other; a name reaches to the right up to the next."""
    names = []
    reach = dict.fromkeys(range(top, last + 1), -1)
    for column in columns:
        parts: list[str] = []
        for row in reach:
            own = column in grid.filled[row]
            reach[row] = column if own else reach[row]
            reached = reach[row] >= 0 and (own or _under(grid, row, last, column))
            part = grid.cell(row, reach[row]) if reached else ""
            parts += [part] if part and part not in parts else []
        names.append(" ".join(parts))
    return names


def _under(grid: _Grid, row: int, last: int, column: int) -> bool:
    """Tell whether a column has a name of its own below a row of the header."""
    return any(column in grid.filled[at] for at in range(row + 1, last + 1))


def _of_many_rows(grid: _Grid, top: int, last: int, held: list[int]) -> Layout:
    columns = sorted(frozenset().union(*(grid.filled[at] for at in range(top, last + 1))))
    names = _names_of(grid, top, last, columns)
    findings = (
        *_above(grid, top, held),
        told.names_joined(tuple(grid.line(at) for at in range(top, last + 1)), names),
    )
    body, units = _units(grid, last)
    several = _several(grid, last)
    return Layout(
        -1 if several else last,
        tuple(names),
        tuple(columns),
        body,
        (*findings, *units, *several),
    )


def _settled(grid: _Grid, row: int, findings: tuple[Finding, ...]) -> Layout:
    """Give the layout with a row as its header: which columns are its own, where rows begin."""
    columns, apart = _columns(grid, row)
    names = tuple(grid.rows[row][place] if place < len(grid.rows[row]) else "" for place in columns)
    body, units = _units(grid, row)
    several = _several(grid, row)
    words = _second_of_words(grid, row)
    return Layout(
        -1 if several else row,
        names,
        columns,
        body,
        (*findings, *apart, *units, *several, *words),
    )


def _columns(grid: _Grid, row: int) -> tuple[tuple[int, ...], tuple[Finding, ...]]:
    """Tell a table's columns from those that hold nothing, in the header and below it.

    Only where such a column stands between others it is worth a word.
    """
    filled = grid.filled[row] | grid.used(row)
    width = len(grid.rows[row])
    nothing = [place for place in range(width) if place not in filled]
    if not nothing:
        return tuple(range(width)), ()
    last = max(filled)
    # An empty margin on the left is none between two tables.
    between = [place for place in nothing if min(filled) < place < last]
    columns = tuple(place for place in range(width) if place in filled)
    if between and (not _distinct(grid.cells(row)) or _stand_apart(grid, row, columns)):
        begins = [one for one in columns if one - 1 not in columns]
        return columns, (told.side_by_side(grid.line(row), begins, between),)
    return columns, (told.columns_left_out(nothing, between=bool(between)),)


def _stand_apart(grid: _Grid, row: int, columns: Sequence[int]) -> bool:
    """Tell whether each part between empty columns is as wide as a table, and named throughout.

    A column alone, of numbers in order or of remarks, is the table's own; and so is what a mapping
    takes by its name.
    """
    alone = [place for place in columns if not {place - 1, place + 1} & set(columns)]
    return not grid.mapped and not alone and grid.used(row) <= grid.filled[row]


def _units(grid: _Grid, header: int) -> tuple[int, tuple[Finding, ...]]:
    """Tell of a row of units or of column numbers, or of a line, right below the header."""
    below = grid.below(header)
    if not below or below[0] != header + 1:
        return header + 1, ()
    if _is_rule(grid, below[0]):
        return below[0] + 1, (told.rule_left_out(*grid.told(below[:1])),)
    if len(below) < _ROWS_TO_TELL or grid.cells(below[0]) == grid.cells(header):
        # The names once more: rows are left out for that wherever they stand.
        return header + 1, ()
    return _first_row(grid, header, below)


def _first_row(grid: _Grid, header: int, below: list[int]) -> tuple[int, tuple[Finding, ...]]:
    """Tell of a first row that numbers the columns, or has words above figures."""
    row = below[0]
    words = grid.told([row])
    if _counts_columns(grid, header, row, below[1:]):
        return row + 1, (told.column_numbers(*words),)
    odd = _odd_in(grid, row, below[1:])
    if not odd:
        return header + 1, ()
    if all(_UNIT.fullmatch(cell) for cell in grid.cells(row)):
        return row + 1, (told.units_left_out(*words),)
    return header + 1, (told.first_row_is_odd(*words),)


def _is_rule(grid: _Grid, row: int) -> bool:
    """Tell whether a row only draws a line, as Markdown and sqlcmd put it below the names."""
    return all(_RULE.fullmatch(cell.strip()) for cell in grid.cells(row))


def _odd_in(grid: _Grid, row: int, below: list[int]) -> bool:
    """Tell whether a row has words in every column in which only figures stand below it."""
    worded = set(_named_figures(grid, row))
    if not worded:
        return False
    figures = [
        column
        for column in grid.filled[row] & grid.figures(row)
        if all(look(cell) is not Look.WORDS for cell in grid.column(column, below))
    ]
    return bool(figures) and worded.issuperset(figures)


def _counts_columns(grid: _Grid, header: int, row: int, below: list[int]) -> bool:
    """Tell whether a row only numbers the columns: ``(1) (2) (3)``, or 1, 2, 3 above words.

    Above figures alone it does where it numbers every column, and the rows begin with 1 again.
    """
    found = [_PLACE.fullmatch(cell) for cell in grid.cells(row)]
    numbers = [int(one[1]) if one else 0 for one in found]
    start = numbers[0]
    if len(numbers) < _SURE_WIDTH or numbers != list(range(start, start + len(numbers))):
        return False
    if all(cell.startswith("(") for cell in grid.cells(row)):
        return True
    words = [c for c in grid.filled[row] if _all_but_words(grid.column(c, below))]
    if start != 1:
        return False
    if grid.filled[row] != grid.filled[header]:
        return 2 * len(words) >= len(numbers)
    first = [number_of(cell) for cell in grid.column(min(grid.filled[row]), below)]
    return len(words) > 0 or first[:2] == [1.0, 2.0]


def _all_but_words(cells: Sequence[str]) -> bool:
    """Tell whether a number stands over words: nine of ten cells are, and not a few figures."""
    seen = Counter(map(look, cells))
    return seen[Look.WORDS] >= _NEARLY_ALL * (seen[Look.WORDS] + seen[Look.FIGURE]) > 0


def _several(grid: _Grid, header: int) -> tuple[Finding, ...]:
    """Tell of a further table below a blank row: another header, of other columns or over figures.

    A narrow row below a blank one is a note, and the foot's business.
    """
    below = grid.below(header)
    gaps = [(upper, lower) for upper, lower in pairwise(below) if lower - upper > 1]
    seconds = [row for row in below if gaps and row >= gaps[0][1] and _names(grid, header, row)]
    seen: dict[Look, Counter[int]] = {one: Counter() for one in Look}
    at = 0
    for upper, lower in gaps if seconds else ():
        while below[at] <= upper:
            for column in grid.filled[below[at]]:
                seen[look(grid.cell(below[at], column))][column] += 1
            at += 1
        figures = {
            column
            for column, times in seen[Look.FIGURE].items()
            if most_look(times, seen[Look.WORDS][column]) is Look.FIGURE
        }
        second = next(
            (one for one in seconds if one >= lower and _is_second(grid, header, one, figures)), 0
        )
        if second:
            # A total may stand alone between the two.
            begins = max(below_gap for _, below_gap in gaps if below_gap <= second)
            return (told.several_tables(grid.line(begins), grid.told([begins])[1]),)
    return ()


def _second_of_words(grid: _Grid, header: int) -> tuple[Finding, ...]:
    """Tell of a blank row among rows of words: what stands below it may name columns anew."""
    below = grid.below(header)
    gaps = [(upper, lower) for upper, lower in pairwise(below) if lower - upper > 1]
    if len(gaps) != 1 or grid.figures(header) or below[0] == gaps[0][0]:
        return ()
    [(_, lower)] = gaps
    names = grid.cells(lower)
    like = grid.filled[lower] == grid.filled[header] and len(names) > 1 and _is_header(grid, lower)
    plain = not any(letter.isdigit() for name in names for letter in name)
    if not like or not plain or names == grid.cells(header):
        return ()
    return (told.perhaps_two_tables(grid.line(lower), grid.told([lower])[1]),)


def _names(grid: _Grid, header: int, row: int) -> bool:
    """Tell whether a row names columns of figures, and is not the header once more."""
    if len(grid.filled[row]) == 1 or not _named_figures(grid, row):
        return False
    return _is_header(grid, row) and grid.cells(row) != grid.cells(header)


def _is_second(grid: _Grid, header: int, row: int, figures: Set[int]) -> bool:
    """Tell whether a row that names columns is the header of a second table.

    :param figures: the columns that look like figures above it
    """
    used, filled = grid.used(row), grid.filled[row]
    narrower = used <= filled < grid.filled[header]
    return not figures or not used <= grid.filled[header] or narrower or bool(figures & filled)


def foot(rows: Sequence[Row], width: int, first: int, *, whole: bool = False) -> Foot:
    """Find what stands behind a table among its last rows.

    :param rows: the last some hundred rows below the header, blank ones included
    :param width: how many columns the header has
    :param first: the number of the first of the rows, as a spreadsheet counts
    :param whole: whether these are all the rows of the table, so that sums can be looked at
    """
    grid = _Grid(rows, first)
    end = len(rows)
    out: list[int] = []
    doubtful: list[int] = []
    for at in _feet(grid, width):
        verdict = _verdict(grid, at, width, whole=whole)
        unnamed = _has_no_label(grid, at) and _behind_a_gap(grid, at, 2 * len(grid.filled[at]))
        if verdict is None and not unnamed:
            break
        (out if verdict else doubtful).append(at)
        if not verdict and not unnamed:
            break
    if out:
        end = min(out)
        while end and not grid.filled[end - 1]:
            end -= 1
    findings = []
    if out:
        findings.append(told.foot_left_out(*grid.told(sorted(out))))
    if doubtful:
        findings.append(told.total_kept(*grid.told(sorted(doubtful))))
    return Foot(len(rows) - end if out else 0, tuple(findings))


def _feet(grid: _Grid, width: int) -> Iterator[int]:
    """Go from the last row that holds something upward, but not to the first."""
    held = grid.below(-1)
    yield from reversed(held[1:][-_FEET_MOST:]) if width else ()


def _verdict(grid: _Grid, row: int, width: int, *, whole: bool) -> bool | None:
    """Tell whether a row stands behind the table: yes, perhaps (False), or no (None)."""
    apart = row > 0 and not grid.filled[row - 1]
    narrow = len(grid.filled[row]) <= max(1, width // 2) and width > 1
    first = grid.cells(row)[0]
    short = len(grid.rows[row]) < width
    if _NOTE.fullmatch(first) and ((narrow and width >= _SURE_WIDTH) or (short and narrow)):
        return True
    parted = narrow and _behind_a_gap(grid, row, width)
    if parted and not _like_a_row(grid, row, width):
        return True
    if is_total(grid.cells(row)):
        certain = apart or _misses_a_cell(grid, row, width) or (whole and _is_sum(grid, row))
        # "Jumlah penduduk miskin" is as good a name of a figure as any.
        named = not _TOTAL_OF_ALL.fullmatch(_label(grid.cells(row)))
        return certain or (None if named or _label_again(grid, row) else False)
    if width == 1 and _NOTE.fullmatch(first) and _NOTE_WITH_COLON.fullmatch(first):
        return apart
    if parted and all(look(cell) is not Look.FIGURE for cell in grid.cells(row)):
        return _NOTE.fullmatch(first) is not None
    return None


def _has_no_label(grid: _Grid, row: int) -> bool:
    """Tell whether a row has figures alone, and no name where the rows above have one."""
    if len(grid.filled[row]) < _FIGURES_LEAST or grid.cell(row, 0):
        return False
    if any(look(cell) is not Look.FIGURE for cell in grid.cells(row)):
        return False
    above = [at for at in grid.below(-1) if at < row and len(grid.filled[at]) > 1]
    named = sum(0 in grid.filled[at] for at in above)
    return named >= _ROWS_TO_TELL and named >= _NEARLY_ALL * len(above)


def is_total(cells: Row) -> bool:
    """Tell whether the first words of a row call it a total."""
    return _TOTAL.fullmatch(_label(cells)) is not None


def _label(cells: Row) -> str:
    return next((cell.strip() for cell in cells if look(cell) is Look.WORDS), "")


def _like_a_row(grid: _Grid, row: int, width: int) -> bool:
    """Tell whether a row of the table above fills the same columns, with what looks the same."""
    looks = [look(cell) for cell in grid.cells(row)]
    return any(
        grid.filled[at] == grid.filled[row]
        and [look(cell) for cell in grid.cells(at)] == looks
        and not _behind_a_gap(grid, at, width)
        for at in range(row)
    )


def _behind_a_gap(grid: _Grid, row: int, width: int) -> bool:
    """Tell whether a blank row stands above a row, with nothing but narrow ones between."""
    at = row
    while at > 0 and grid.filled[at]:
        if len(grid.filled[at]) > max(1, width // 2):
            return False
        at -= 1
    return at > 0 and not grid.filled[at]


def _misses_a_cell(grid: _Grid, row: int, width: int) -> bool:
    """Tell whether a row has nothing in a column in which all rows above it have something."""
    above = [at for at in grid.below(-1) if at < row]
    always = frozenset(range(width)).intersection(*(grid.filled[at] for at in above))
    return bool(above and always - grid.filled[row]) or not grid.cell(row, 0)


def _is_sum(grid: _Grid, row: int) -> bool:
    """Tell whether every plain number of a row is the sum of those above it."""
    above = [at for at in grid.below(-1) if at < row]
    sums = []
    for column in sorted(grid.filled[row]):
        found = number_of(grid.cell(row, column))
        if found is not None:
            numbers = [number_of(cell) or 0.0 for cell in grid.column(column, above)]
            sums.append(abs(sum(numbers) - found) <= 0.01 * max(1.0, abs(found)) / 100)
    return bool(sums) and all(sums) and len(above) > 1


def _label_again(grid: _Grid, row: int) -> bool:
    """Tell whether rows above have such a label too, as where totals are part of the table."""
    label = _label(grid.cells(row))
    above = [at for at in grid.below(-1) if at < row]
    return sum(label in grid.cells(at) for at in above) > 0
