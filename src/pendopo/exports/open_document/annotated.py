"""The part with the sheets once more, with comments in its cells.

A row or a cell that stands for many is taken apart where one of them gets a comment, only there.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.sax.saxutils import escape

from pendopo.exports.open_document.colours import Colours
from pendopo.exports.open_document.raw import Copied, closing, is_empty, opened, with_attribute
from pendopo.exports.open_document.stilled import ASIDE, CELLS
from pendopo.exports.open_document.words import LIST, added, annotation
from pendopo.exports.remarks import AUTHOR, PARTED
from pendopo.stages.intake.workbook.xml import local, whole
from pendopo.terms.finding import Weight

# For the columns of a row: what is said of the cell there, and how grave it is.
Said = Mapping[int, tuple[Weight, list[str]]]
_BEHIND_RANGES = frozenset({"data-pilot-tables", "consolidation", "dde-links"})
_NAME = {'"': "&quot;"}


@dataclass
class _Note:
    """A comment in a cell: where it begins, where its own words end, where it ends."""

    start: int
    words_end: int = 0
    end: int = 0
    ours: bool = False


@dataclass
class Cell:
    """A cell as it is written: where it begins and ends, and for how many it stands."""

    tag: bytes
    start: int
    column: int
    count: int
    style: str
    end: int = 0
    note: _Note | None = None


@dataclass
class _Row:
    tag: bytes
    start: int
    line: int
    count: int
    style: str
    said: Mapping[int, Said]
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Marks:
    """What is to be done to the sheets.

    :param table: which of them is commented, by its place among all
    :param said: for its rows, what is said of their cells
    :param noted: for each sheet, the rows that may hold a comment of an earlier check
    :param gone: names of the sheets that are left out
    """

    table: int
    said: Mapping[int, Said]
    noted: Mapping[int, frozenset[int]]
    gone: frozenset[str]


class Annotated(Copied):
    """A copy with comments, and the places in it where more is to be put.

    :param styles_at: the place in the copy for styles; ``bare`` tells that nothing holds them
    :param list_at: the place for a sheet before all others
    :param ranges_at: the place for a range with a filter; ``unranged`` tells that nothing holds it
    :param listed: whether the styles of a list of ours are there
    :param found: what the cells show that are commented
    """

    def __init__(self, out: IO[bytes], marks: Marks) -> None:
        super().__init__(out)
        self.colours = Colours()
        self.styles_at = self.list_at = self.ranges_at = -1
        self.bare = self.unranged = self.listed = False
        self.found: dict[tuple[int, int], str] = {}
        self._marks = marks
        self._table = -1
        self._within = False  # a sheet
        self._aside = 0
        self._style: tuple[str, int] | None = None
        self._in_styles = self._dropping = self._empty = False
        self._line = 1
        self._columns: list[int] = []
        self._column_styles: list[str] = []
        self._row: _Row | None = None
        self._cell: Cell | None = None
        self._note: _Note | None = None
        self._texts: list[str] | None = None
        self._repeated = self._behind = 1
        self._note_from = 0
        self._gone_as, self._styles_tag = "", b""
        self._lines = sorted(marks.said)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Follow styles, sheets, rows and cells."""
        if self._dropping:
            return
        if self._aside or name in ASIDE:
            self._begin_aside(name)
        elif self._within:
            self._in_table(name, attributes)
        elif name == "table":
            self._begin_table(attributes)
        elif self._in_styles and name == "style":
            self.listed |= local(attributes, "name").startswith(LIST)
            self._begin_style(attributes)
        else:
            self._beside(name, attributes)

    def end(self, name: str) -> None:
        """Write what was begun, with what is to be said of it."""
        if self._dropping:
            self._end_dropped(name)
        elif self._aside:
            self._end_aside(name)
        elif self._within:
            self._end_in_table(name)
        elif name == "style" and self._style:
            self._end_style()
        elif name == "automatic-styles":
            self._end_styles()
        elif name == "spreadsheet" and self.ranges_at < 0:
            self._mark_ranges()

    # Beside the sheets.

    def _beside(self, name: str, attributes: dict[str, str]) -> None:
        if name == "automatic-styles":
            self._in_styles, self._styles_tag = True, self.tag()
            self._open_up(self._styles_tag)
        elif name == "body" and self.styles_at < 0:
            self.styles_at, self.bare = self._written(self.place()), True
        elif name == "database-ranges":
            tag = self.tag()
            self._open_up(tag)
            self.ranges_at = self._written(self.place() + len(tag))
            if is_empty(tag):
                self._out.write(closing(tag))
        elif name == "database-range" and self._is_gone(attributes):
            self._drop(name)
        elif name in _BEHIND_RANGES and self.ranges_at < 0:
            self._mark_ranges()

    def _open_up(self, tag: bytes) -> None:
        """Write a tag that ended its element so that something can be put into that."""
        if is_empty(tag):
            self.replace(self.place(), self.place() + len(tag), opened(tag))

    def _mark_ranges(self) -> None:
        self.ranges_at, self.unranged = self._written(self.place()), True

    def _written(self, place: int) -> int:
        """Copy what stands before a place, and give where the copy is then."""
        self.copy(place)
        return self._out.tell()

    def _is_gone(self, attributes: dict[str, str]) -> bool:
        target = local(attributes, "target-range-address")
        return sheet_of(target) in self._marks.gone

    def _drop(self, name: str) -> None:
        self._dropping, self._gone_as, self._empty = True, name, is_empty(self.tag())
        self._keep = self.place()

    def _end_dropped(self, name: str) -> None:
        # None of these holds another of its name: a sheet within a sheet was refused before.
        if name == self._gone_as:
            self.replace(self._keep, self.behind_end(empty=self._empty))
            self._keep, self._dropping = -1, False

    def _begin_style(self, attributes: dict[str, str]) -> None:
        if local(attributes, "family") == "table-cell":
            self._style = (local(attributes, "name"), self.place())
            self._keep, self._empty = self.place(), is_empty(self.tag())

    def _end_style(self) -> None:
        if self._style:
            name, start = self._style
            self.colours.take(name, self.bytes_of(start, self.behind_end(empty=self._empty)))
        self._style, self._keep = None, -1

    def _end_styles(self) -> None:
        self.styles_at = self._written(self.place())
        if is_empty(self._styles_tag):
            self._out.write(closing(self._styles_tag))
        self._in_styles = False

    # Within a sheet.

    def _begin_table(self, attributes: dict[str, str]) -> None:
        if self.list_at < 0:
            self.list_at = self._written(self.place())
        self._table += 1
        if local(attributes, "name") in self._marks.gone:
            self._drop("table")
            return
        self._within, self._line = True, 1
        self._columns, self._column_styles = [], []

    def _in_table(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table-row":
            self._begin_row(attributes)
        elif name in CELLS and self._row:
            self._begin_cell(attributes, self._row)
        elif name == "table-column":
            count = max(1, whole(local(attributes, "number-columns-repeated"), 1))
            self._columns.append((self._columns[-1] if self._columns else 0) + count)
            self._column_styles.append(local(attributes, "default-cell-style-name"))
        elif name == "p" and self._texts is not None:
            self.listen()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._repeated = max(1, whole(local(attributes, "number-rows-repeated"), 1))
        said = self._said_from(self._line)
        if said or self._line in self._marks.noted.get(self._table, ()):
            style = local(attributes, "default-cell-style-name")
            self._row = _Row(self.tag(), self.place(), self._line, self._repeated, style, said)
            self._keep, self._behind = self.place(), 1

    def _said_from(self, line: int) -> dict[int, Said]:
        """Give what is said of the rows that the one at hand stands for."""
        if self._table != self._marks.table:
            return {}
        first = bisect_left(self._lines, line)
        last = bisect_left(self._lines, line + self._repeated)
        return {one: self._marks.said[one] for one in self._lines[first:last]}

    def _begin_cell(self, attributes: dict[str, str], row: _Row) -> None:
        count = max(1, whole(local(attributes, "number-columns-repeated"), 1))
        style = local(attributes, "style-name") or row.style or self._column_style(self._behind)
        self._cell = Cell(self.tag(), self.place(), self._behind, count, style)
        self._behind += count
        self._texts = []

    def _column_style(self, column: int) -> str:
        run = bisect_right(self._columns, column - 1)
        return self._column_styles[run] if run < len(self._columns) else ""

    def _end_in_table(self, name: str) -> None:
        if name == "table":
            self._within = False
        elif name == "table-row":
            if self._row:
                self._end_row(self._row)
            self._line += self._repeated
        elif name in CELLS and self._row and self._cell:
            self._end_cell(self._row, self._cell)
        elif name == "p" and self._texts is not None:
            self._texts.append(self.heard())

    def _end_cell(self, row: _Row, cell: Cell) -> None:
        cell.end = self.behind_end(empty=is_empty(cell.tag))
        row.cells.append(cell)
        shown = "\n".join(self._texts or ())
        for line, said in row.said.items():
            for column in said:
                if cell.column <= column < cell.column + cell.count:
                    self.found[line, column] = shown
        self._cell = self._texts = None

    def _end_row(self, row: _Row) -> None:
        end = self.behind_end(empty=is_empty(row.tag))
        raw = self.bytes_of(row.start, end)
        for line, said in row.said.items():
            for column in said:
                self.found.setdefault((line, column), "")
        self.replace(row.start, end, b"".join(self._rows(row, raw)))
        self._row, self._keep = None, -1

    def _rows(self, row: _Row, raw: bytes) -> Iterator[bytes]:
        """Write a row, and take apart what it stands for where something is said of one."""
        at = row.line
        for line, said in row.said.items():
            if line > at:
                yield self._row_of(row, raw, line - at, {})
            yield self._row_of(row, raw, 1, said)
            at = line + 1
        if at < row.line + row.count:
            yield self._row_of(row, raw, row.line + row.count - at, {})

    def _row_of(self, row: _Row, raw: bytes, count: int, said: Said) -> bytes:
        tag = opened(_repeated(row.tag, b"number-rows-repeated", count))
        pieces = [tag]
        at = row.start + len(row.tag)
        for cell in row.cells:
            pieces.append(raw[at - row.start : cell.start - row.start])
            pieces += self._cells(cell, raw[cell.start - row.start : cell.end - row.start], said)
            at = cell.end
        pieces += self._cells_behind(row, tag, said)
        rest = raw[at - row.start :]
        return b"".join([*pieces, rest or closing(tag)])

    def _cells(self, cell: Cell, raw: bytes, said: Said) -> Iterator[bytes]:
        last = cell.column + cell.count
        next_one = cell.column
        for column in sorted(one for one in said if cell.column <= one < last):
            if column > next_one:
                yield self._cell_of(cell, raw, column - next_one, None)
            yield self._cell_of(cell, raw, 1, said[column])
            next_one = column + 1
        if next_one < last:
            yield self._cell_of(cell, raw, last - next_one, None)

    def _cells_behind(self, row: _Row, tag: bytes, said: Said) -> Iterator[bytes]:
        """Write the cells that a row lacks, up to those of which something is said."""
        prefix = tag[1:].partition(b"table-row")[0]
        empty = b"<" + prefix + b"table-cell/>"
        at = row.cells[-1].column + row.cells[-1].count if row.cells else 1
        for column in sorted(one for one in said if one >= at):
            if column > at:
                yield _repeated(empty, b"number-columns-repeated", column - at)
            style = row.style or self._column_style(column)
            yield self._cell_of(
                Cell(empty, 0, column, 1, style, len(empty)), empty, 1, said[column]
            )
            at = column + 1

    def _cell_of(
        self, cell: Cell, raw: bytes, count: int, said: tuple[Weight, list[str]] | None
    ) -> bytes:
        """Write a cell with its comment, and without ours of an earlier check."""
        tag = _repeated(cell.tag, b"number-columns-repeated", count)
        inner = b"" if is_empty(tag) else raw[len(cell.tag) :]
        note = cell.note
        if said or (note and note.ours):
            style = self.colours.coloured(cell.style, said[0] if said else None)
            if style != cell.style:
                tag = with_attribute(tag, b"style-name", escape(style, _NAME).encode())
        if note and note.ours:
            inner = _without(inner, note, cell.start + len(cell.tag))
        if said:
            inner = _with(inner, note, cell.start + len(cell.tag), said[1])
            ended = closing(tag) if is_empty(tag) else b""
            return opened(tag) + inner + ended
        return tag + inner

    # Comments that are there.

    def _begin_aside(self, name: str) -> None:
        self._aside += 1
        if self._aside == 1:
            self._note = None
            if name == "annotation" and self._cell:
                tag = self.tag()
                self._empty = is_empty(tag)  # one without a word goes
                self._note = _Note(self.place(), self.place(), ours=self._empty)
                self._cell.note = self._note
        elif self._note and self._aside == _INSIDE and name in {"p", "creator"}:
            self._note_from = self.place()
            self.listen()

    def _end_aside(self, name: str) -> None:
        self._aside -= 1
        note = self._note
        if note is None:
            return
        if not self._aside:
            note.end = self.behind_end(empty=self._empty)
            note.words_end = note.words_end if note.ours else self.place()
            self._note = None
        elif self._aside == 1 and name in {"p", "creator"}:
            self._hear_note(note, name, self.heard().strip())

    def _hear_note(self, note: _Note, name: str, text: str) -> None:
        if note.ours:
            return
        if name == "creator" and text == AUTHOR:
            note.ours, note.words_end = True, note.start
        elif name == "p" and text == PARTED:
            note.ours, note.words_end = True, self._note_from


_INSIDE = 2  # how deep the words of a comment are


def _repeated(tag: bytes, name: bytes, count: int) -> bytes:
    return with_attribute(tag, name, str(count).encode() if count > 1 else None)


def _without(inner: bytes, note: _Note, start: int) -> bytes:
    """Take what we said at an earlier time out of a cell, its comment or what was added to it."""
    before, end = inner[: note.words_end - start], note.end - start
    if note.words_end > note.start:
        end = inner.rindex(b"</", 0, end)
    return before + inner[end:]


def _with(inner: bytes, note: _Note | None, start: int, texts: list[str]) -> bytes:
    """Put what is said into a cell, behind what its owner wrote into a comment."""
    own = note is not None and note.words_end > note.start and note.words_end < note.end
    if note is None or not own:
        return annotation(texts) + inner
    return inner[: note.words_end - start] + added(texts) + inner[note.words_end - start :]


def sheet_of(area: str) -> str:
    """Give the sheet of an area such as ``'Belanja ''26'.A3:'Belanja ''26'.G5``."""
    first = area.removeprefix("$")
    if first.startswith("'"):
        return first[1:].replace("''", "\0").partition("'")[0].replace("\0", "'")
    return first.partition(".")[0]
