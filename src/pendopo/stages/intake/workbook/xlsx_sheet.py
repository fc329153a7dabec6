"""A sheet of an XLSX: its rows of cells, and what stands around them.

Source: ECMA-376-1 (2016), 18.3.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pendopo.stages.intake.workbook.book import COLUMNS_MOST, PLACES_KEPT, ROWS_MOST, Bounds
from pendopo.stages.intake.workbook.grid import Area, Grid, Kind, Look, Place
from pendopo.stages.intake.workbook.number_format import Format, is_long
from pendopo.stages.intake.workbook.number_format import number as exact
from pendopo.stages.intake.workbook.raised import DOWN, UP, written
from pendopo.stages.intake.workbook.refusal import damaged
from pendopo.stages.intake.workbook.struck import WHOLE, struck
from pendopo.stages.intake.workbook.xlsx_rows import CELLS, usual_rows_taken
from pendopo.stages.intake.workbook.xml import DEPTH_MOST, Follower, too_deep, whole

TRUE = frozenset({"1", "true", "on"})
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_CELL, _VALUE, _ROW, _FORMULA, _RICH, _TEXT, _RUN, _DATA, _LOOKS, _ALIGN, _STRIKE = range(1, 12)
RAISED = {"superscript": UP, "subscript": DOWN}
_CODES = {
    "c": _CELL,
    "v": _VALUE,
    "row": _ROW,
    "f": _FORMULA,
    "is": _RICH,
    "t": _TEXT,
    "r": _RUN,
    "sheetData": _DATA,
    "rPr": _LOOKS,
    "vertAlign": _ALIGN,
    "strike": _STRIKE,
}


@dataclass(frozen=True)
class Given:
    """What the cells of every sheet refer to.

    :param formats: the number format of every style, by the style's number
    :param not_calculated: whether the program that wrote the file left calculating to Excel
    :param marks: by the numbers of texts, what was taken off them
    :param crossed: the numbers of styles whose letters are struck out, as cells write them
    :param struck: by the numbers of texts, how much of them is struck out
    """

    texts: list[str]
    formats: list[Format]
    from_1904: bool
    not_calculated: bool
    marks: Mapping[int, str] = field(default_factory=dict)
    crossed: frozenset[str] = frozenset()
    struck: Mapping[int, str] = field(default_factory=dict)


class Sheet(Follower):
    """A sheet's part: within its data a quick way for the few elements that are cells."""

    def __init__(self, name: str, given: Given, bounds: Bounds) -> None:
        super().__init__()
        self.grid = Grid(name)
        self._given = given
        self._bounds = bounds
        self._codes = dict(_CODES)
        self._columns: dict[str, int] = {}
        self._skipped = self._row = 0
        self._data_depth = -1
        self._row_text = ""
        self._lowest = 0
        self._last_held = 0
        self._texts_of_row: list[str] = []
        self._looks_of_row: list[int] = []
        self._attributes: dict[str, str] = {}
        self._column = -1
        self._last_column = -1
        self._value: str | None = None
        self._rich: list[tuple[str, str]] | None = None
        self._lines: list[tuple[str, bool]] = []
        self._position, self._line = "", False
        self._has_formula = self._kept = False
        self._text_look = self.grid.look(Look(Kind.TEXT))
        self._number_look = self.grid.look(Look(Kind.NUMBER))
        self._long_look = self.grid.look(Look(Kind.LONG))
        self._outside = {
            "mergeCell": self._merge,
            "col": self._hide_columns,
            "sheetData": self._begin_data,
        }

    # Outside the data.

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of what stands around the cells."""
        known = self._outside.get(name)
        if known:
            known(attributes)

    def end(self, name: str) -> None:
        """Finish the sheet at its end."""
        if name == "worksheet":
            self.grid.close()
            self._bounds.hold(self.grid, Place(self._last_held, self.grid.width - 1))

    def _merge(self, attributes: dict[str, str]) -> None:
        area = area_of(attributes.get("ref", ""))
        if area:
            self.grid.merged.append(area)
            self._bounds.hold(self.grid, Place(1, 0))

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        width = attributes.get("width", "1")
        if attributes.get("hidden") in TRUE or width in {"0", "0.0"}:
            first, last = (whole(attributes.get(name, ""), 0) for name in ("min", "max"))
            if len(self.grid.hidden_columns) < COLUMNS_MOST:
                self.grid.hidden_columns.append((first - 1, last - 1))

    def _begin_data(self, _: dict[str, str]) -> None:
        self._parser.StartElementHandler = self._open_inside
        self._parser.EndElementHandler = self._close_inside
        self._data_depth = self._depth

    def follow(self, blocks: Iterable[bytes], name: str) -> None:
        """Read the sheet to its end: rows of the usual form at once, all else by element."""
        super().follow(usual_rows_taken(blocks, self), name)

    def is_between_rows(self) -> bool:
        """Tell whether all that was followed so far ends between two rows, and in UTF-8."""
        return self._depth == self._data_depth and self.is_plain()

    def take_row(self, found: re.Match[str]) -> None:
        """Take a row of the usual form."""
        number, more, cells = found.groups()
        crossed = self._given.crossed
        self._begin_row({"r": number, "hidden": "1" if 'hidden="1"' in more else ""})
        for name, line, style, kind, value, keep, rich in CELLS.findall(cells or ""):
            column = self._columns.get(name)
            if column is None:
                column = self._columns[name] = column_of(name)
            if column <= self._last_column or line != number:
                raise damaged(f"{self.grid.name}!{name}{line}")
            self._column = self._last_column = column
            if kind == "s" and value:
                text, look = self._shared(value), self._text_look
            elif rich:
                text = unescaped(rich if keep else rich.strip())
                look = self._text_look
            else:
                text, look = self._read(kind or None, style or None, value, None)
            if text:
                self._put(column, text, look)
                if style in crossed:
                    self._cross(column)
        self._bounds.count(found[0].count("<c "))
        self._end_row()

    # Within the data: four calls a cell, so that nothing is done here that need not be.

    def _open_inside(self, name: str, attributes: dict[str, str]) -> None:
        code = self._codes.get(name) or self._code(name)
        self._depth += 1
        if self._depth > DEPTH_MOST:
            raise too_deep()
        if self._skipped or code < 0:
            self._skipped += 1
        elif code == _CELL:
            self._begin_cell(attributes)
        elif code == _VALUE:
            self.listen()
        elif code == _FORMULA:
            self._has_formula = True
        elif code == _ROW:
            self._begin_row(attributes)
        else:
            self._open_text(code, attributes)

    def _open_text(self, code: int, attributes: dict[str, str]) -> None:
        if code == _RICH:
            self._rich, self._lines, self._position, self._line = [], [], "", False
        elif code == _RUN:
            self._position, self._line = "", False
        elif code == _STRIKE:
            self._line = attributes.get("val", "1") in TRUE
        elif code == _ALIGN:
            self._position = RAISED.get(attributes.get("val", ""), "")
        elif code == _TEXT:
            self._kept = attributes.get("xml:space") == "preserve"
            self.listen()

    def _close_inside(self, name: str) -> None:
        code = self._codes.get(name) or self._code(name)
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
        elif code == _CELL:
            self._end_cell()
        elif code == _VALUE:
            self._value = self.heard()
        elif code == _ROW:
            self._end_row()
        elif code == _TEXT:
            text = self.heard()
            if self._rich is not None:
                self._rich.append((text if self._kept else text.strip(), self._position))
                self._lines.append((text, self._line))
        elif code == _DATA:
            self._data_depth = -1
            self._parser.StartElementHandler = self._opened
            self._parser.EndElementHandler = self._closed

    def _code(self, name: str) -> int:
        """Give an element's number by its local name, and remember it by its whole name."""
        code = _CODES.get(name.rpartition(":")[2], -1)
        if len(self._codes) < COLUMNS_MOST:
            self._codes[name] = code
        return code

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row = whole(attributes.get("r", ""), self._row + 1)
        if not self._lowest <= self._row - 1 < ROWS_MOST:
            raise damaged(f"{self.grid.name}: row {self._row} below row {self._lowest}")
        self._row_text = str(self._row)
        self._texts_of_row, self._looks_of_row = [], []
        self._last_column = -1
        if attributes.get("hidden") in TRUE:
            self.grid.hidden_rows.append(self._row)

    def _end_row(self) -> None:
        texts = self._texts_of_row
        while texts and not texts[-1]:
            texts.pop()
            self._looks_of_row.pop()
        self._lowest = self._row
        if texts:
            self._last_held = self._row
            self.grid.add(self._row, texts, self._looks_of_row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._attributes = attributes
        self._value = self._rich = None
        self._has_formula = False
        reference = attributes.get("r")
        if reference is None:
            self._column = self._last_column + 1
            return
        name = reference.rstrip("0123456789")
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = column_of(name)
        if column <= self._last_column or reference[len(name) :] != self._row_text:
            raise damaged(f"{self.grid.name}!{reference}")
        self._column = column

    def _end_cell(self) -> None:
        self._last_column = self._column
        self._bounds.cells += 1
        if not self._bounds.cells & 0xFFF:
            self._bounds.count(0)
        attributes = self._attributes
        text, look = self._read(attributes.get("t"), attributes.get("s"), self._value, self._rich)
        if self._has_formula:
            self._note_formula(text)
        if not text:
            return
        self._put(self._column, text, look)
        if attributes.get("s") in self._given.crossed:
            self._cross(self._column)

    def _put(self, column: int, text: str, look: int) -> None:
        texts = self._texts_of_row
        gap = column - len(texts)
        if gap:
            texts += [""] * gap
            self._looks_of_row += [0] * gap
        texts.append(text)
        self._looks_of_row.append(look)

    def _cross(self, column: int) -> None:
        self.grid.strike_out(Place(self._row, column), WHOLE)

    def _note_struck(self, lines: str) -> None:
        self.grid.strike_out(Place(self._row, self._column), lines)

    def _note_formula(self, text: str) -> None:
        self.grid.formulas += 1
        # A formula may well give an empty text; any other result that is empty was never stored.
        # Programs that do not calculate write 0, and ask Excel to calculate when it opens the file.
        if not text and self._attributes.get("t") == "str":
            self.grid.empty_results += 1
        missing = not text and self._attributes.get("t") != "str"
        guessed = self._given.not_calculated and self._value in {"0", "0.0"}
        if (missing or guessed) and len(self.grid.unstored) < PLACES_KEPT:
            self.grid.unstored.append(Place(self._row, self._column))

    def _read(
        self,
        kind: str | None,
        style: str | None,
        raw: str | None,
        rich: list[tuple[str, str]] | None,
    ) -> tuple[str, int]:
        """Give a cell's text and the number of its look; no text where it is empty."""
        if rich is not None and kind == "inlineStr":
            text, mark = written(rich)
            self._note_mark(mark)
            self._note_struck(struck(self._lines))
            return unescaped(text), self._text_look
        if not raw:
            return "", 0
        if kind == "s":
            return self._shared(raw), self._text_look
        if kind is None or kind == "n":
            return self._number(raw, style)
        if kind in {"str", "inlineStr"}:
            return unescaped(raw), self._text_look
        return self._other(kind, raw)

    def _shared(self, raw: str) -> str:
        number = whole(raw.strip(), -1)
        if not 0 <= number < len(self._given.texts):
            raise damaged(f"{self.grid.name}!{Place(self._row, self._column)}: text {raw[:20]}")
        if number in self._given.marks:
            self._note_mark(self._given.marks[number])
        if number in self._given.struck:
            self._note_struck(self._given.struck[number])
        return self._given.texts[number]

    def _note_mark(self, mark: str) -> None:
        if mark and len(self.grid.marks) < PLACES_KEPT:
            self.grid.marks.append((Place(self._row, self._column), mark))

    def _number(self, raw: str, style: str | None) -> tuple[str, int]:
        form = self._form(style) if style else None
        try:
            if form is None or (form.plain and not form.dated):
                text = exact(raw)
                return text, self._long_look if is_long(text) else self._number_look
            if form.dated:
                text, look = form.serial(raw, from_1904=self._given.from_1904)
            else:
                text, look = form.number(raw)
        except (ValueError, ArithmeticError):
            # No program would write it; it is text like any other.
            return raw, self._text_look
        return text, self.grid.look(look)

    def _form(self, style: str) -> Format | None:
        number = whole(style, 0)
        return self._given.formats[number] if number < len(self._given.formats) else None

    def _other(self, kind: str, raw: str) -> tuple[str, int]:
        if kind == "b":
            text = "TRUE" if raw.strip() in TRUE else "FALSE"
            return text, self.grid.look(Look(Kind.BOOLEAN))
        if kind == "e":
            return raw, self.grid.look(Look(Kind.ERROR))
        if kind == "d":
            look = Look(Kind.DATETIME if "T" in raw else Kind.DATE)
            return raw, self.grid.look(look)
        raise damaged(f"{self.grid.name}!{Place(self._row, self._column)}: kind {kind[:20]}")


def column_of(name: str) -> int:
    """Give a column's place from 0 on by its letters.

    :raises RefusedError: when they name none
    """
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    if not (name.isascii() and name.isalpha() and number <= COLUMNS_MOST):
        raise damaged(name[:20])
    return number - 1


def area_of(reference: str) -> Area | None:
    """Read ``A2:A5``; None for what is no area within a sheet."""
    first, _, last = reference.partition(":")
    corners = [_REFERENCE.fullmatch(corner) for corner in (first, last or first)]
    if None in corners:
        return None
    places = [Place(int(corner[2]), column_of(corner[1])) for corner in corners if corner]
    (top, left), (bottom, right) = places
    return Area(top, left, bottom, right) if top <= bottom and left <= right else None


def unescaped(text: str) -> str:
    """Turn Excel's way of writing characters that XML has not, _x000D_, into them."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    # Halves of characters and NUL are no text; such a cell keeps what the file says.
    return chr(code) if code and not 0xD800 <= code < 0xE000 else found[0]  # noqa: PLR2004
