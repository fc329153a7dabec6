"""The table of a sheet: which of its rows and columns, and what stands around it."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.intake import layout
from pendopo.stages.intake.layout_findings import without
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.stages.intake.workbook.grid import Area, Chunk, Grid, Kind, Look
from pendopo.terms.finding import Finding

_HEAD_ROWS = 300
_FOOT_ROWS = 300
_Cells = TypeVar("_Cells", pa.StringArray, pa.UInt16Array)
_NOTHING = {pa.string(): "", pa.uint16(): 0}
# How a cell shows its text that is a value: a number, a day, true or false.
_VALUES = frozenset(
    {
        *(Kind.NUMBER, Kind.LONG, Kind.PERCENT, Kind.SCALED, Kind.UNIT, Kind.VEILED),
        *(Kind.DATE, Kind.DATETIME, Kind.PART, Kind.BOOLEAN),
    }
)


@dataclass
class Table:
    """A table in a grid.

    :param names: of its columns, and ``places`` where in the grid each stands
    :param header: the row of the header, as a spreadsheet counts
    :param first: its first row, and ``last`` its last one
    :param findings: what was found of its place in the sheet
    """

    grid: Grid
    names: tuple[str, ...]
    places: tuple[int, ...]
    header: int
    first: int
    last: int
    findings: tuple[Finding, ...] = ()
    down: dict[int, list[Area]] = field(default_factory=dict)

    def chunks(self) -> Iterator[Chunk]:
        """Give the rows of the table, what merged cells show written into each of theirs."""
        texts_above: dict[Area, str] = {}
        looks_above: dict[Area, int] = {}
        for chunk, inside in self._parts():
            picked = [_column(chunk, place, inside) for place in self.places]
            lines = chunk.lines.slice(inside.start, inside.stop - inside.start)
            placed = [
                (text, look, self.down.get(place, []))
                for place, (text, look) in zip(self.places, picked, strict=True)
            ]
            texts = [_written(text, areas, lines, texts_above) for text, _, areas in placed]
            looks = [_written(look, areas, lines, looks_above) for _, look, areas in placed]
            yield Chunk(lines, texts, looks)

    def column(self, column: int) -> Iterator[tuple[pa.Int64Array, pa.StringArray, pa.UInt16Array]]:
        """Give the rows, texts and looks of one column, chunk by chunk, as they were found."""
        for chunk, inside in self._parts():
            lines = chunk.lines.slice(inside.start, inside.stop - inside.start)
            yield lines, *_column(chunk, self.places[column], inside)

    def _parts(self) -> Iterator[tuple[Chunk, slice]]:
        """Give the chunks that hold rows of the table, and which of theirs."""
        for chunk in self.grid.chunks:
            start = bisect_left(chunk.lines, self.first, key=pa.Int64Scalar.as_py)
            stop = bisect_right(chunk.lines, self.last, key=pa.Int64Scalar.as_py)
            if start < stop:
                yield chunk, slice(start, stop)

    def looks(self, column: int) -> Counter[Look]:
        """Count how a column's cells came to show their texts."""
        counted: Counter[Look] = Counter()
        for _, _, looks in self.column(column):
            for one in pc.value_counts(looks).to_pylist():
                look = self.grid.looks[one["values"]]
                if look is not None:
                    counted[look] += one["counts"]
        return counted

    def cells(self, column: int, looks: Sequence[Look], pattern: str = "") -> SomeRows:
        """Find cells of a column by their looks.

        :param pattern: a regular expression that their texts match as a whole; empty for any
        """
        wanted = pa.array([self.grid.look(look) for look in looks], pa.uint16())
        found = SomeRows()
        for lines, texts, numbers in self.column(column):
            which = pc.is_in(numbers, wanted)
            if pattern:
                which = pc.and_(which, pc.match_substring_regex(texts, pattern))
            found.add_all(lines.filter(which), texts.filter(which))
        return found

    def values(self, looks: pa.UInt16Array) -> pa.BooleanArray:
        """Tell which cells are values, whatever marks the texts beside them have."""
        kinds = [look is not None and look.kind in _VALUES for look in self.grid.looks]
        return pa.array(kinds, pa.bool_()).take(looks)

    @property
    def size(self) -> int:
        """How many cells it may hold."""
        return len(self.names) * self.height

    @property
    def height(self) -> int:
        """How many of its rows hold something."""
        return sum(inside.stop - inside.start for _, inside in self._parts())


def _column(chunk: Chunk, place: int, rows: slice) -> tuple[pa.StringArray, pa.UInt16Array]:
    size = rows.stop - rows.start
    if place >= len(chunk.texts):
        return pa.array([""] * size, pa.string()), pa.array([0] * size, pa.uint16())
    return chunk.texts[place].slice(rows.start, size), chunk.looks[place].slice(rows.start, size)


def _written(
    cells: _Cells, areas: Sequence[Area], rows: pa.Int64Array, carried: dict[Area, Any]
) -> _Cells:
    """Write what a merged area shows, or how it came to show it, into each of its rows."""
    if not areas:
        return cells
    lines = rows.to_pylist()
    reached = [area for area in areas if area.top <= lines[-1] and area.bottom >= lines[0]]
    if not reached:
        return cells
    written = cells.to_pylist()
    for area in reached:
        start, stop = bisect_left(lines, area.top), bisect_right(lines, area.bottom)
        if start < stop and lines[start] == area.top:
            carried[area] = written[start]
        for at in range(start, stop):
            written[at] = carried.get(area, _NOTHING[cells.type])
    return pa.array(written, cells.type)


def find(grid: Grid, said: int, *, mapped: bool = False) -> Table | None:
    """Find the table of a sheet; None when the sheet holds nothing.

    :param said: the header's row, where a person named it; 0 to find it
    :param mapped: whether a mapping names the columns that are taken
    """
    rows, first = _head(grid)
    if not rows:
        return None
    found = layout.find(rows, said, first, mapped=mapped)
    if found.header < 0:
        return Table(grid, (), (), first, first, first, found.findings)
    last = grid.chunks[-1].lines[-1].as_py()
    table = Table(
        grid,
        found.names,
        found.columns,
        first + found.header,
        first + found.body,
        last,
        found.findings,
    )
    _leave_out_foot(table)
    _take_in(table)
    return table


def _head(grid: Grid) -> tuple[list[list[str]], int]:
    """Give the first rows, blank ones between them included, all of one width."""
    rows: list[list[str]] = []
    first = 0
    for line, texts in grid.rows():
        first = first or line
        if line - first >= _HEAD_ROWS:
            break
        rows += [[] for _ in range(line - first - len(rows))]
        rows.append(texts)
    width = max((at for row in rows for at, text in enumerate(row, 1) if text), default=0)
    return [(row + [""] * width)[:width] for row in rows], first


def _take_in(table: Table) -> None:
    """Take in columns that hold something further down than the header was looked for."""
    known = set(table.places)
    strays = [
        place for place in range(table.grid.width) if place not in known and _holds(table, place)
    ]
    if strays:
        placed = sorted([*zip(table.places, table.names, strict=True), *((p, "") for p in strays)])
        table.findings = without(table.findings, strays)
        table.places = tuple(place for place, _ in placed)
        table.names = tuple(name for _, name in placed)


def _holds(table: Table, place: int) -> bool:
    lines = (table.first, table.last)
    return any(
        pc.any(pc.and_(pc.not_equal(chunk.looks[place], 0), _between(chunk.lines, *lines))).as_py()
        for chunk in table.grid.chunks
        if place < len(chunk.looks)
    )


def _between(lines: pa.Int64Array, first: int, last: int) -> pa.BooleanArray:
    return pc.and_(pc.greater_equal(lines, first), pc.less_equal(lines, last))


def _leave_out_foot(table: Table) -> None:
    rows: list[list[str]] = []
    start = max(table.first, table.last - _FOOT_ROWS + 1)
    at = start
    for chunk in _last(table.grid, start):
        inside = slice(max(0, len(chunk.lines) - _FOOT_ROWS), len(chunk.lines))
        columns = [_column(chunk, place, inside)[0].to_pylist() for place in table.places]
        lines = chunk.lines.slice(inside.start).to_pylist()
        for line, *texts in zip(lines, *columns, strict=True):
            if line >= start:
                rows += [[""] * len(table.places) for _ in range(line - at)]
                rows.append(texts)
                at = line + 1
    found = layout.foot(rows, len(table.places), start, whole=start == table.first)
    table.last -= found.rows
    table.findings += found.findings


def _last(grid: Grid, start: int) -> list[Chunk]:
    return [chunk for chunk in grid.chunks if chunk.lines[-1].as_py() >= start]
