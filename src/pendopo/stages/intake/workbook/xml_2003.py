"""The XML of Excel 2003, mostly saved under the name of an XLS.

Source: XML Spreadsheet Reference (Microsoft, 2001), the elements Worksheet, Row, Cell, Data, and
Date1904 of ExcelWorkbook. Days that are numbers count from the first day that it says; a DateTime
is written as a day of the calendar, whichever that is.
"""

from collections.abc import Callable
from datetime import datetime

from pendopo.stages.intake.workbook.book import (
    COLUMNS_MOST,
    PLACES_KEPT,
    ROWS_MOST,
    STYLES_MOST,
    Book,
    Bounds,
    Leaf,
)
from pendopo.stages.intake.workbook.grid import Area, Grid, Kind, Look, Place
from pendopo.stages.intake.workbook.number_format import Format, format_of
from pendopo.stages.intake.workbook.raised import DOWN, UP, written
from pendopo.stages.intake.workbook.refusal import damaged, too_many_styles
from pendopo.stages.intake.workbook.struck import WHOLE, struck
from pendopo.stages.intake.workbook.xml import Follower, local, whole

_NAMED = {
    "General Date": "m/d/yyyy h:mm",
    "Short Date": "m/d/yyyy",
    "Medium Date": "d-mmm-yy",
    "Long Date": "d mmmm yyyy",
    "Short Time": "h:mm",
    "Medium Time": "h:mm AM/PM",
    "Long Time": "h:mm:ss",
    "Percent": "0.00%",
}
_RAISED = {"Sup": UP, "Sub": DOWN}


class Spreadsheet(Follower):
    """A document of Excel 2003; all its sheets are read as it is followed."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__()
        self.book = Book()
        self._bounds = bounds
        self._from_1904 = False
        self._codes: dict[str, str] = {}
        self._style = ""
        self._grid = Grid("")
        self._line = 0
        self._span = 0
        self._column = -1
        self._columns = 0
        self._texts: list[str] = []
        self._looks: list[int] = []
        self._cell: dict[str, str] = {}
        self._kind = ""
        self._value: str | None = None
        self._mark = ""
        self._runs: list[tuple[str, str]] = []
        self._positions = [""]
        self._lines: list[tuple[str, bool]] = []
        self._struck: set[str] = set()  # the styles that strike out
        self._line_depth, self._in_data = 0, False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "Date1904": self._count_from_1904,
            "Style": self._begin_style,
            "NumberFormat": self._take_format,
            "Font": self._take_font,
            "Worksheet": self._begin_sheet,
            "Column": self._take_column,
            "Row": self._begin_row,
            "Cell": self._begin_cell,
            "Data": self._begin_data,
            "Comment": self._begin_comment,
        }
        self._ends: dict[str, Callable[[], None]] = {
            "Cell": self._end_cell,
            "Row": self._end_row,
            "Worksheet": self._end_sheet,
        }
        self._in_comment = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if name in self._starts:
            self._starts[name](attributes)
        elif name in _RAISED and self._in_data:
            self._hear()
            self._positions.append(_RAISED[name])
        elif name == "S" and self._in_data:
            self._hear()
            self._line_depth += 1
        elif name == "Visible":
            self.listen()

    def end(self, name: str) -> None:
        """End an element."""
        if name == "Data" and not self._in_comment:
            self._keep_heard()
            self._in_data = False
            self._value, self._mark = written(self._runs)
        elif name in _RAISED and self._in_data:
            self._hear()
            self._positions.pop()
        elif name == "S" and self._in_data:
            self._hear()
            self._line_depth -= 1
        elif name == "Visible" and self.book.leaves:
            self.book.leaves[-1].hidden = self.heard() != "SheetVisible"
        elif name == "Comment":
            self._in_comment = False
        elif name in self._ends:
            self._ends[name]()

    def _count_from_1904(self, _: dict[str, str]) -> None:
        # Excel writes it before the first sheet; behind one, that sheet's days would be read wrong.
        if self.book.leaves and not self._from_1904:
            raise damaged(f"{self._grid.name}: Date1904")
        self._from_1904 = True

    def _begin_style(self, attributes: dict[str, str]) -> None:
        self._style = local(attributes, "ID")
        if len(self._codes) > STYLES_MOST:
            raise too_many_styles(STYLES_MOST)

    def _take_format(self, attributes: dict[str, str]) -> None:
        code = local(attributes, "Format")
        self._codes[self._style] = _NAMED.get(code, code or "General")

    def _take_font(self, attributes: dict[str, str]) -> None:
        # Letters of a cell that are of another font have an element of that name too.
        if local(attributes, "StrikeThrough") == "1" and not self._in_data:
            self._struck.add(self._style)

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        grid = self._grid = Grid(local(attributes, "Name"))
        self._line = self._columns = 0
        self.book.add(Leaf(grid.name, hidden=False, read=lambda: grid))

    def _take_column(self, attributes: dict[str, str]) -> None:
        first = whole(local(attributes, "Index"), self._columns + 1)
        self._columns = first + whole(local(attributes, "Span"), 0)
        hidden = local(attributes, "Hidden") == "1" and self._columns <= COLUMNS_MOST
        if hidden and len(self._grid.hidden_columns) < COLUMNS_MOST:
            self._grid.hidden_columns.append((first - 1, self._columns - 1))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        line = whole(local(attributes, "Index"), self._line + 1)
        if not self._line < line <= ROWS_MOST:
            raise damaged(f"{self._grid.name}: row {line} below row {self._line}")
        self._line, self._column = line, -1
        self._span = whole(local(attributes, "Span"), 0)
        self._texts, self._looks = [], []
        if local(attributes, "Hidden") == "1":
            self._grid.hidden_rows.append(line)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        column = whole(local(attributes, "Index"), self._column + 2) - 1
        if not self._column < column < COLUMNS_MOST:
            raise damaged(f"{self._grid.name}!{Place(self._line, column)}")
        self._column, self._cell, self._value, self._kind = column, attributes, None, ""
        self._mark, self._lines = "", []

    def _begin_data(self, attributes: dict[str, str]) -> None:
        if not self._in_comment:
            self._kind = local(attributes, "Type")
            self._runs, self._positions, self._in_data = [], [""], True
            self._lines, self._line_depth = [], 0
            self.listen()

    def _keep_heard(self) -> None:
        text = self.heard()
        self._runs.append((text, self._positions[-1]))
        self._lines.append((text, self._line_depth > 0))

    def _hear(self) -> None:
        self._keep_heard()
        self.listen()

    def _begin_comment(self, _: dict[str, str]) -> None:
        self._in_comment = self._grid.comments = True

    def _end_cell(self) -> None:
        self._bounds.count(1)
        text, look = self._read(self._value or "")
        if self._mark and len(self._grid.marks) < PLACES_KEPT:
            self._grid.marks.append((Place(self._line, self._column), self._mark))
        if local(self._cell, "Formula"):
            self._grid.formulas += 1
            if not text and self._kind != "String" and len(self._grid.unstored) < PLACES_KEPT:
                self._grid.unstored.append(Place(self._line, self._column))
        if text:
            lines = struck(self._lines)
            if not lines and local(self._cell, "StyleID") in self._struck:
                lines = WHOLE
            self._grid.strike_out(Place(self._line, self._column), lines)
            gap = self._column - len(self._texts)
            self._texts += [""] * gap + [text]
            self._looks += [0] * gap + [self._grid.look(look)]
        self._merge()

    def _merge(self) -> None:
        across = min(whole(local(self._cell, "MergeAcross"), 0), COLUMNS_MOST)
        down = min(whole(local(self._cell, "MergeDown"), 0), ROWS_MOST)
        if across or down:
            place = (self._line, self._column)
            self._grid.merged.append(Area(*place, self._line + down, self._column + across))
            self._bounds.hold(self._grid, Place(1, 0))
            self._column += across

    def _end_row(self) -> None:
        self._bounds.hold(self._grid, Place(self._line, max(0, len(self._texts) - 1)))
        self._grid.add(self._line, self._texts, self._looks)
        # A row without cells may stand for as many as it spans.
        self._line += min(self._span, ROWS_MOST)

    def _end_sheet(self) -> None:
        self._grid.close()

    def _read(self, value: str) -> tuple[str, Look]:
        if self._kind == "Number":
            return _number(value, self._form(), from_1904=self._from_1904)
        if self._kind == "DateTime":
            return _moment(value, self._form())
        if self._kind == "Boolean":
            return "TRUE" if value.strip() == "1" else "FALSE", Look(Kind.BOOLEAN)
        return value, Look(Kind.ERROR if self._kind == "Error" else Kind.TEXT)

    def _form(self) -> Format:
        return format_of(self._codes.get(local(self._cell, "StyleID"), "General"))


def _number(value: str, form: Format, *, from_1904: bool) -> tuple[str, Look]:
    try:
        if form.dated:
            return form.serial(value, from_1904=from_1904)
        return form.number(value)
    except (ValueError, ArithmeticError):
        return value, Look(Kind.TEXT)


def _moment(value: str, form: Format) -> tuple[str, Look]:
    try:
        moment = datetime.fromisoformat(value.strip().rstrip("Z"))
    except ValueError:
        return value, Look(Kind.NO_DATE, form.code)
    # Times of day are moments of the last day of 1899.
    has_day = moment.year > 1899  # noqa: PLR2004
    return form.moment(moment, has_day=has_day)
