"""ODS: the workbook of LibreOffice and of the open standard, read element by element.

Measured of the usual reader: it joins the words on both sides of a line break, loses cells whose
kind is not declared, and reads a formula's error as 0. Here a cell is what it shows.

Source: OpenDocument 1.3, part 3: 9 (tables), 16.29 (data styles), 19 (attributes).
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime, timedelta

from pendopo.stages.intake.workbook.book import (
    COLUMNS_MOST,
    PLACES_KEPT,
    ROWS_MOST,
    Book,
    Bounds,
    Leaf,
)
from pendopo.stages.intake.workbook.grid import Area, Grid, Kind, Look, Place
from pendopo.stages.intake.workbook.number_format import Format, elapsed, format_of
from pendopo.stages.intake.workbook.ods_styles import Styles
from pendopo.stages.intake.workbook.package import Package
from pendopo.stages.intake.workbook.raised import UP, written
from pendopo.stages.intake.workbook.refusal import hostile, locked
from pendopo.stages.intake.workbook.struck import WHOLE, struck
from pendopo.stages.intake.workbook.xml import Elements, Follower, whole
from pendopo.terms.wording import say

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_ASIDE = frozenset(
    {
        *("annotation", "shapes", "tracked-changes", "forms", "dde-links", "frame"),
        *("note-body", "ruby-text"),  # what a footnote says, and how a word is pronounced
    }
)
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_HIDES = frozenset({"collapse", "filter"})
_ERROR = re.compile(r"#(?:N/A|DIV/0!|REF!|NAME\?|NULL!|NUM!|VALUE!)|Err:\d{3}")
_LENGTH = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_SECONDS_A_DAY = 86_400
_MIDNIGHT = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day has no zone


def open_book(package: Package, bounds: Bounds) -> Book:
    """Open a workbook whose archive has been looked through, and read its visible sheets.

    :raises RefusedError: when it is broken, locked or too large
    """
    _refuse_locked(package)
    styles = Styles()
    if package.has(_STYLES):
        styles.follow(package.blocks(_STYLES), _STYLES)
    reader = _Content(styles, bounds)
    reader.follow(package.blocks(_CONTENT), _CONTENT)
    reader.book.macros = any(name.startswith("Basic/") for name in package.names())
    return reader.book


def _refuse_locked(package: Package) -> None:
    def take(element: str, _: dict[str, str]) -> None:
        if element == "encryption-data":
            raise locked()

    if package.has(_MANIFEST):
        Elements(take).follow(package.blocks(_MANIFEST), _MANIFEST)


class _Content(Follower):
    """The part with the sheets: styles first, then tables of rows of cells."""

    def __init__(self, styles: Styles, bounds: Bounds) -> None:
        super().__init__()
        self.book = Book()
        self._styles = styles
        self._bounds = bounds
        self._names: dict[str, str] = {}
        self._aside = 0
        self._sheet: _Sheet | None = None
        self._paragraphs: list[list[tuple[str, str, bool]]] | None = None
        # Of the letters of the spans that are open: whether they are raised, or struck out.
        self._positions = [""]
        self._lines = [False]
        self._in_text = False
        self._in_styles = False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "table": self._begin_table,
            "table-column": self._take_columns,
            "table-row": self._begin_row,
            "table-cell": self._begin_cell,
            "covered-table-cell": self._begin_cell,
            "p": self._begin_text,
            "s": self._spaces,
            "span": self._begin_span,
            "note-citation": self._begin_mark,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a table, a row, a cell or its text; styles go to who reads styles."""
        if self._aside or name in _ASIDE:
            self._aside += 1
            if self._in_text and self._aside == 1:
                self._hear()
        elif name == "automatic-styles" or self._in_styles:
            self._in_styles = True
            self._styles.start(name, attributes)
            self._styles.hear(self)
        elif name in self._starts:
            self._starts[name]({self._short(key): value for key, value in attributes.items()})
        elif self._in_text and name in {"tab", "line-break"}:
            self._hear({"tab": "\t", "line-break": "\n"}[name])
            self.listen()

    def end(self, name: str) -> None:
        """End what was begun."""
        if self._aside:
            self._aside -= 1
            if not self._aside and name == "annotation" and self._sheet:
                self._sheet.grid.comments = True
            if not self._aside and self._in_text:
                self.listen()
        elif self._in_styles:
            self._styles.end(name)
            self._in_styles = name != "automatic-styles"
        elif name == "p" and self._paragraphs is not None:
            self._hear()
            self._in_text = False
        elif name in {"span", "note-citation"} and self._in_text:
            self._hear()
            self._positions.pop()
            self._lines.pop()
            self.listen()
        elif self._sheet and name in {"table", "table-row", *_CELLS}:
            self._end(name, self._sheet)

    def _end(self, name: str, sheet: "_Sheet") -> None:
        if name in _CELLS and self._paragraphs is not None:
            runs = [run for lines in self._paragraphs for run in (*lines, ("\n", "", False))][:-1]
            lines = struck((text, line) for text, _, line in runs)
            sheet.end_cell(*written([(text, position) for text, position, _ in runs]), lines)
            self._paragraphs = None
        elif name == "table-row":
            sheet.end_row()
        elif name == "table":
            sheet.close()
            self._sheet = None

    def _short(self, key: str) -> str:
        """Name an attribute without its prefix; only the program's own kind keeps it."""
        short = self._names.get(key)
        if short is None:
            prefix, _, name = key.rpartition(":")
            short = self._names[key] = f"own-{name}" if prefix == "calcext" else name
        return short

    def _begin_table(self, attributes: dict[str, str]) -> None:
        if self._sheet:
            raise hostile(say("The workbook has a table within a table."))
        name = attributes.get("name", "")
        hidden = self._styles.hides_table(attributes.get("style-name", ""))
        sheet = self._sheet = _Sheet(name, self._styles, self._bounds)
        self.book.add(Leaf(name, hidden, lambda: sheet.grid))

    def _take_columns(self, attributes: dict[str, str]) -> None:
        if self._sheet:
            self._sheet.take_columns(attributes)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        if self._sheet:
            self._sheet.begin_row(attributes)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._sheet:
            self._sheet.begin_cell(attributes)
            self._paragraphs = []
            self.book.elsewhere |= "'file:" in attributes.get("formula", "")

    def _begin_text(self, attributes: dict[str, str]) -> None:
        if self._paragraphs is not None:
            self._paragraphs.append([])
            self._positions, self._in_text = [""], True
            self._lines = [self._styles.strikes_out(attributes.get("style-name", ""))]
            self.listen()

    def _spaces(self, attributes: dict[str, str]) -> None:
        if self._in_text:
            count = whole(attributes.get("c", ""), 1)
            self._hear(" " * min(count, 1000))
            self.listen()

    def _begin_span(self, attributes: dict[str, str]) -> None:
        if self._in_text:
            name = attributes.get("style-name", "")
            line = self._styles.strikes_out(name, within=self._lines[-1])
            self._begin_letters(self._styles.position(name), line=line)

    def _begin_mark(self, _: dict[str, str]) -> None:
        if self._in_text:
            self._begin_letters(UP, line=self._lines[-1])

    def _begin_letters(self, position: str, *, line: bool) -> None:
        self._hear()
        self._positions.append(position or self._positions[-1])
        self._lines.append(line)
        self.listen()

    def _hear(self, more: str = "") -> None:
        """Keep what was heard of a paragraph, raised, lowered or struck out as it is."""
        if self._paragraphs:
            run = (self.heard() + more, self._positions[-1], self._lines[-1])
            self._paragraphs[-1].append(run)


class _Sheet:
    """A sheet whose cells come in, one after the other, each perhaps standing for many."""

    def __init__(self, name: str, styles: Styles, bounds: Bounds) -> None:
        self.grid = Grid(name)
        self._styles = styles
        self._bounds = bounds
        self._columns: list[int] = []  # behind the last column of each run of alike ones
        self._column_styles: list[str] = []
        self._width = 0
        self._line = 1
        self._rows = 1
        self._row_style = ""
        self._texts: list[str] = []
        self._looks: list[int] = []
        self._column = 0
        self._attributes: dict[str, str] = {}
        self._lowest = Place(0, 0)

    def take_columns(self, attributes: dict[str, str]) -> None:
        """Take note of columns: their style, and whether they are hidden."""
        count = whole(attributes.get("number-columns-repeated", ""), 1)
        if attributes.get("visibility") in _HIDES and len(self.grid.hidden_columns) < COLUMNS_MOST:
            self.grid.hidden_columns.append((self._width, self._width + count - 1))
        if len(self._columns) < COLUMNS_MOST:
            self._columns.append(self._width + count)
            self._column_styles.append(attributes.get("default-cell-style-name", ""))
        self._width += count

    def begin_row(self, attributes: dict[str, str]) -> None:
        """Begin a row, or as many alike as it says."""
        self._rows = max(1, whole(attributes.get("number-rows-repeated", ""), 1))
        self._row_style = attributes.get("default-cell-style-name", "")
        self._texts, self._looks, self._column = [], [], 0
        if attributes.get("visibility") in _HIDES:
            last = min(self._line + self._rows, ROWS_MOST + 1)
            self.grid.hidden_rows += range(self._line, last)

    def begin_cell(self, attributes: dict[str, str]) -> None:
        """Begin a cell, or as many alike as it says."""
        self._attributes = attributes

    def end_cell(self, shown: str, mark: str = "", lines: str = "") -> None:
        """Put a cell into its row.

        :param shown: its text
        :param mark: what was taken off it
        :param lines: how much of it is struck out, whatever its style says
        """
        count = max(1, whole(self._attributes.get("number-columns-repeated", ""), 1))
        text, look = self._read(shown)
        if self._attributes.get("formula"):
            self._note_formula(text)
        self._note_merged()
        if mark and text == shown and len(self.grid.marks) < PLACES_KEPT:
            self.grid.marks.append((Place(self._line, self._column), mark))
        if text:
            self._bounds.count(count * self._rows)
            gap = self._column - len(self._texts)
            if self._column + count > COLUMNS_MOST:
                self._bounds.hold(self.grid, Place(ROWS_MOST, self._column + count - 1))
            self._texts += [""] * gap + [text] * count
            self._looks += [0] * gap + [self.grid.look(look)] * count
            if not lines and self._styles.strikes_out(self._style()):
                lines = WHOLE
            self.grid.strike_out(Place(self._line, self._column), lines)
        self._column += count

    def end_row(self) -> None:
        """Put a row into the sheet, as often as it stands for."""
        if self._texts:
            last = self._line + self._rows - 1
            self._lowest = Place(last, max(self._lowest.column, len(self._texts) - 1))
            self._bounds.hold(self.grid, self._lowest)
            for line in range(self._line, last + 1):
                self.grid.add(line, self._texts, self._looks)
        self._line += self._rows

    def close(self) -> None:
        """Finish the sheet."""
        self.grid.close()

    def _note_formula(self, text: str) -> None:
        self.grid.formulas += 1
        stored = text or self._attributes.get("value-type") == "string"
        if not stored and len(self.grid.unstored) < PLACES_KEPT:
            self.grid.unstored.append(Place(self._line, self._column))

    def _note_merged(self) -> None:
        across = whole(self._attributes.get("number-columns-spanned", ""), 1)
        down = whole(self._attributes.get("number-rows-spanned", ""), 1)
        if across > 1 or down > 1:
            self.grid.merged.append(
                Area(self._line, self._column, self._line + down - 1, self._column + across - 1)
            )
            self._bounds.hold(self.grid, Place(1, 0))

    def _read(self, shown: str) -> tuple[str, Look]:
        attributes = self._attributes
        kind = attributes.get("value-type", "")
        wrong = attributes.get("own-value-type") == "error"
        if wrong or (attributes.get("formula") and _ERROR.fullmatch(shown)):
            return shown or "#", Look(Kind.ERROR)
        value = attributes.get(_VALUES.get(kind, "value"), "")
        if kind not in _VALUES or not value:
            return shown or attributes.get("string-value", ""), Look(Kind.TEXT)
        if kind == "boolean":
            return value.upper(), Look(Kind.BOOLEAN)
        try:
            return _READERS[kind](value, self._form(), attributes)
        except (ValueError, ArithmeticError):
            return shown or value, Look(Kind.NO_DATE if kind in {"date", "time"} else Kind.TEXT)

    def _form(self) -> Format:
        return format_of(self._styles.code(self._style()))

    def _style(self) -> str:
        style = self._attributes.get("style-name") or self._row_style
        run = bisect_right(self._columns, self._column)
        if not style and run < len(self._columns):
            style = self._column_styles[run]
        return style


def _number(value: str, form: Format, attributes: dict[str, str]) -> tuple[str, Look]:
    if form.dated:
        form = format_of("General")
    text, look = form.number(value)
    if look.kind is Kind.NUMBER and attributes.get("value-type") == "percentage":
        return text, Look(Kind.PERCENT, "0%")
    if look.kind is Kind.NUMBER and attributes.get("value-type") == "currency":
        return text, Look(Kind.UNIT, attributes["currency"]) if "currency" in attributes else look
    return text, look


def _date(value: str, form: Format, _: dict[str, str]) -> tuple[str, Look]:
    moment = datetime.fromisoformat(value.rstrip("Z"))
    return form.moment(moment.replace(tzinfo=None))


def _time(value: str, form: Format, _: dict[str, str]) -> tuple[str, Look]:
    found = _LENGTH.fullmatch(value)
    if found is None or found[1]:
        raise ValueError(value)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:5])
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    total = length.total_seconds() + round(float(f"0.{found[6] or 0}"), 3)
    parts = form.sections[0].date_parts
    if total >= _SECONDS_A_DAY or parts.startswith("["):
        return elapsed(total), Look(Kind.DURATION)
    return form.moment(_MIDNIGHT + timedelta(seconds=total), has_day=False)


_VALUES = {
    "float": "value",
    "percentage": "value",
    "currency": "value",
    "date": "date-value",
    "time": "time-value",
    "boolean": "boolean-value",
}
_READERS = {
    "float": _number,
    "percentage": _number,
    "currency": _number,
    "date": _date,
    "time": _time,
}
