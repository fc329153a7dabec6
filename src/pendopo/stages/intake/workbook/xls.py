"""XLS: Excel's workbook from 1997 to 2003, a run of records.

Source: [MS-XLS], 2.3 (records), 2.4.28 BoundSheet8, 2.4.127 Formula, 2.4.265 SST, 2.5.122 RkNumber.
"""

import struct
from array import array
from collections.abc import Callable, Iterator
from functools import partial

from pendopo.stages.intake.refused import RefusedError
from pendopo.stages.intake.workbook.book import PLACES_KEPT, STYLES_MOST, Book, Bounds, Leaf
from pendopo.stages.intake.workbook.compound import Compound
from pendopo.stages.intake.workbook.grid import Area, Grid, Kind, Look, Place
from pendopo.stages.intake.workbook.number_format import BUILT_IN, Format, format_of
from pendopo.stages.intake.workbook.number_format import number as exact
from pendopo.stages.intake.workbook.raised import DOWN, UP
from pendopo.stages.intake.workbook.refusal import damaged, locked, other
from pendopo.stages.intake.workbook.struck import WHOLE
from pendopo.stages.intake.workbook.xls_texts import Text, Texts, plain_text, shared_texts
from pendopo.terms.wording import say

_BEGIN, _END, _LOCK, _FROM_1904, _SHEET = 0x0809, 0x000A, 0x002F, 0x0022, 0x0085
_FORMAT, _STYLE, _TEXTS, _MORE, _BOOK = 0x041E, 0x00E0, 0x00FC, 0x003C, 0x01AE
_PAGE = 0x0042
_FONT = 0x0031
_VERSIONS = frozenset({0x0500, 0x0600})  # Excel 5 and 95; Excel 97 to 2003
_OLD = 0x0500
_INSIDE = frozenset({b"\x01\x04", b"\x01\x3a"})  # references within the file, and to functions
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_EMPTY = 3  # a formula's result that is a text of no length
_CALCULATE = 0x02  # the result is to be calculated when the file is opened
_STRUCK, _NO_FONT = 0x08, 4
_CORNER = struct.Struct("<3H")

Record = tuple[int, bytes]


def open_book(file: Compound, bounds: Bounds) -> Book:
    """Open a workbook whose compound file has been opened.

    :raises RefusedError: when it is broken, locked or of an older kind
    """
    if file.has("EncryptedPackage"):
        raise locked()
    name = next((name for name in ("Workbook", "Book") if file.has(name)), "")
    if not name:
        raise _not_one()
    data = file.stream(name)
    facts = _Facts()
    for kind, body in _records(data, 0):
        facts.take(kind, body)
        if kind == _END:
            break
    facts.end_texts()
    book = Book(
        macros=file.has("_VBA_PROJECT_CUR"),
        elsewhere=facts.elsewhere,
        copies=file.has("_SX_DB_CUR"),
    )
    for name, start, hidden in facts.sheets:
        read = partial(_read, (name, data, start), facts, bounds)
        book.add(Leaf(name, hidden, read))
    return book


def _older() -> RefusedError:
    return other(
        say("The file is a workbook of Excel 4 or before."),
        say("Open it in Excel or LibreOffice, save it as XLSX, and hand that in."),
    )


def _not_one() -> RefusedError:
    return other(
        say("The file is an old Office document, but not a workbook."),
        say("Hand in the table as CSV or XLSX."),
    )


def _records(data: bytes, start: int) -> Iterator[Record]:
    """Go through the records from one on, to the end of the stream."""
    at, size = start, len(data)
    while at + 4 <= size:
        kind, length = struct.unpack_from("<2H", data, at)
        at += 4
        if at + length > size:
            raise damaged(f"record {kind:#x} at {at}")
        yield kind, data[at : at + length]
        at += length


class _Facts:
    """What the sheets refer to: texts, number formats, the first day."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, int, bool]] = []
        self.texts = Texts()
        self.from_1904 = False
        self.elsewhere = False
        self._old = False
        self._page = 1252
        self._codes: dict[int, str] = {}
        self._styles: list[tuple[int, int]] = []  # number format and font
        self._parts: list[bytes] = []
        self._positions: list[str] = []
        self._struck: list[bool] = []
        self._takes: dict[int, Callable[[bytes], None]] = {
            _BEGIN: self._begin,
            _SHEET: self._sheet,
            _FORMAT: self._format,
            _BOOK: self._link,
            _PAGE: self._code_page,
            _FONT: self._font,
        }

    def take(self, kind: int, body: bytes) -> None:
        """Take a record of the workbook's own part."""
        if kind == _LOCK:
            raise locked()
        if kind == _TEXTS or (kind == _MORE and self._parts):
            self._parts.append(body)
            return
        self.end_texts()
        if kind == _FROM_1904:
            self.from_1904 = body[:1] == b"\x01"
        elif kind == _STYLE:
            font, form = (int.from_bytes(body[at : at + 2], "little") for at in (0, 2))
            self._styles.append((form, font))
        elif kind in self._takes:
            self._takes[kind](body)

    def end_texts(self) -> None:
        """Read the shared texts once their records are complete."""
        if self._parts:
            self.texts = shared_texts(self._parts, self._positions, self._struck)
            self._parts = []

    def form(self, style: int) -> Format | None:
        """Give a style's number format."""
        if style >= len(self._styles):
            return None
        number, _ = self._styles[style]
        return format_of(self._codes.get(number, BUILT_IN.get(number, "General")))

    def strikes_out(self, style: int) -> bool:
        """Tell whether a style draws a line through the letters of a cell."""
        font = self._styles[style][1] if style < len(self._styles) else 0
        font -= font > _NO_FONT  # none has that number, and those behind it count one more
        return font < len(self._struck) and self._struck[font]

    def _begin(self, body: bytes) -> None:
        version = int.from_bytes(body[:2], "little")
        if version not in _VERSIONS:
            raise _older()
        self._old = version == _OLD

    def _font(self, body: bytes) -> None:
        position = int.from_bytes(body[8:10], "little")
        if len(self._positions) < STYLES_MOST:
            self._struck.append(bool(int.from_bytes(body[2:4], "little") & _STRUCK))
            self._positions.append(("", UP, DOWN)[position] if position in {0, 1, 2} else "")

    def _code_page(self, body: bytes) -> None:
        self._page = int.from_bytes(body[:2], "little")

    def text(self, parts: list[bytes], *, short: bool = False) -> str:
        """Read a text of the file's own records.

        :param parts: the record from the text on, and those that continue it
        """
        if self._old:
            return plain_text(b"".join(parts), self._page, short=short)
        return Text(parts).read(short=short)

    def _sheet(self, body: bytes) -> None:
        start, state, kind = struct.unpack_from("<I2B", body)
        if kind == 0:
            name = self.text([body[6:]], short=True)
            self.sheets.append((name, start, bool(state & 3)))

    def _format(self, body: bytes) -> None:
        number = int.from_bytes(body[:2], "little")
        self._codes[number] = self.text([body[2:]], short=self._old)

    def _link(self, body: bytes) -> None:
        self.elsewhere |= body[2:4] not in _INSIDE


def _read(leaf: tuple[str, bytes, int], facts: _Facts, bounds: Bounds) -> Grid:
    name, data, start = leaf
    sheet = _Sheet(name, facts, bounds)
    depth = 0
    for kind, body in _records(data, start):
        depth += (kind == _BEGIN) - (kind == _END)
        # A chart within the sheet has cells of its own.
        if depth == 1:
            sheet.take(kind, body)
        if depth < 1:
            break
    sheet.close()
    return sheet.grid


class _Sheet:
    """A sheet's records; cells may come in any order."""

    def __init__(self, name: str, facts: _Facts, bounds: Bounds) -> None:
        self.grid = Grid(name)
        self._facts = facts
        self._bounds = bounds
        self._keys = array("q")
        self._texts: list[str] = []
        self._looks = array("H")
        self._formula: tuple[Place, list[bytes]] | None = None
        self._takes: dict[int, Callable[[bytes], None]] = {
            0x0203: self._double,
            0x027E: self._short,
            0x00BD: self._shorts,
            0x00FD: self._shared,
            0x0204: self._label,
            0x00D6: self._label,
            0x0205: self._boolean,
            0x0006: self._result,
            0x00E5: self._merge,
            0x0208: self._row,
            0x007D: self._columns,
            0x001C: self._note,
        }

    def take(self, kind: int, body: bytes) -> None:
        """Take a record."""
        if self._formula and kind in {0x0207, _MORE} and (kind != _MORE or self._formula[1]):
            self._formula[1].append(body)
            return
        if self._formula and self._formula[1]:
            self._end_text()
        if kind in self._takes:
            self._takes[kind](body)

    def close(self) -> None:
        """Bring the cells into their order."""
        if self._formula and self._formula[1]:
            self._end_text()
        order = range(len(self._keys))
        if any(self._keys[at] >= self._keys[at + 1] for at in order[:-1]):
            order = sorted(order, key=self._keys.__getitem__)  # type: ignore[assignment]
        row, last = -1, Place(0, 0)
        texts: list[str] = []
        looks: list[int] = []
        for at in order:
            line, column = divmod(self._keys[at], 1 << 16)
            if line != row:
                self._end_row(row, texts, looks)
                row, texts, looks = line, [], []
            if column < len(texts):
                raise damaged(f"{self.grid.name}!{Place(line + 1, column)}")
            texts += [""] * (column - len(texts)) + [self._texts[at]]
            looks += [0] * (column - len(looks)) + [self._looks[at]]
            last = Place(line + 1, max(last.column, column))
        self._end_row(row, texts, looks)
        self.grid.close()
        self._bounds.hold(self.grid, last)

    def _end_row(self, row: int, texts: list[str], looks: list[int]) -> None:
        if texts:
            self.grid.add(row + 1, texts, looks)

    def _put(self, row: int, column: int, text: str, look: Look) -> None:
        if text:
            self._bounds.count(1)
            self._keys.append(row << 16 | column)
            self._texts.append(text)
            self._looks.append(self.grid.look(look))

    def _number(self, corner: tuple[int, int, int], value: float) -> None:
        row, column, style = corner
        self._cross(row, column, style)
        form = self._facts.form(style) or format_of("General")
        raw = str(int(value)) if value.is_integer() else repr(value)
        try:
            if form.dated:
                text, look = form.serial(raw, from_1904=self._facts.from_1904)
            else:
                text, look = form.number(exact(raw))
        except (ValueError, ArithmeticError):
            text, look = raw, Look(Kind.ERROR)
        self._put(row, column, text, look)

    def _double(self, body: bytes) -> None:
        self._number(_CORNER.unpack_from(body), struct.unpack_from("<d", body, 6)[0])

    def _short(self, body: bytes) -> None:
        self._number(_CORNER.unpack_from(body), _of_30_bits(body[6:10]))

    def _shorts(self, body: bytes) -> None:
        row, first = struct.unpack_from("<2H", body)
        for number, at in enumerate(range(4, len(body) - 2, 6)):
            style = int.from_bytes(body[at : at + 2], "little")
            self._number((row, first + number, style), _of_30_bits(body[at + 2 : at + 6]))

    def _shared(self, body: bytes) -> None:
        row, column, style = _CORNER.unpack_from(body)
        self._cross(row, column, style)
        number = int.from_bytes(body[6:10], "little")
        if number >= len(self._facts.texts.all):
            raise damaged(f"{self.grid.name}!{Place(row + 1, column)}: text {number}")
        place, texts = Place(row + 1, column), self._facts.texts
        if number in texts.marks and len(self.grid.marks) < PLACES_KEPT:
            self.grid.marks.append((place, texts.marks[number]))
        self.grid.strike_out(place, texts.struck.get(number, ""))
        self._put(row, column, texts.all[number], Look(Kind.TEXT))

    def _cross(self, row: int, column: int, style: int) -> None:
        if self._facts.strikes_out(style):
            self.grid.strike_out(Place(row + 1, column), WHOLE)

    def _label(self, body: bytes) -> None:
        row, column, style = _CORNER.unpack_from(body)
        self._cross(row, column, style)
        self._put(row, column, self._facts.text([body[6:]]), Look(Kind.TEXT))

    def _boolean(self, body: bytes) -> None:
        row, column, _ = _CORNER.unpack_from(body)
        self._truth(row, column, body[6], wrong=bool(body[7]))

    def _truth(self, row: int, column: int, value: int, *, wrong: bool) -> None:
        if wrong:
            self._put(row, column, _ERRORS.get(value, "#"), Look(Kind.ERROR))
        else:
            self._put(row, column, "TRUE" if value else "FALSE", Look(Kind.BOOLEAN))

    def _result(self, body: bytes) -> None:
        corner = _CORNER.unpack_from(body)
        row, column, _ = corner
        self.grid.formulas += 1
        self._formula = None
        result = body[6:14]
        if result[6:8] != b"\xff\xff":
            value = struct.unpack("<d", result)[0]
            # A program that does not calculate writes 0, and asks Excel to when it opens the file.
            if value == 0 and body[14] & _CALCULATE and len(self.grid.unstored) < PLACES_KEPT:
                self.grid.unstored.append(Place(row + 1, column))
            self._number(corner, value)
        elif result[0] == 0:
            self._formula = (Place(row, column), [])
        elif result[0] == _EMPTY:
            self.grid.empty_results += 1
        elif result[0] in {1, 2}:
            self._truth(row, column, result[2], wrong=result[0] == 2)  # noqa: PLR2004

    def _end_text(self) -> None:
        if self._formula:
            place, parts = self._formula
            self._put(place.row, place.column, self._facts.text(parts), Look(Kind.TEXT))
            self._formula = None

    def _merge(self, body: bytes) -> None:
        for at in range(2, len(body) - 7, 8):
            top, bottom, left, right = struct.unpack_from("<4H", body, at)
            self.grid.merged.append(Area(top + 1, left, bottom + 1, right))
        self._bounds.hold(self.grid, Place(1, 0))

    def _row(self, body: bytes) -> None:
        if body[12] & 0x20:
            self.grid.hidden_rows.append(int.from_bytes(body[:2], "little") + 1)

    def _columns(self, body: bytes) -> None:
        first, last, width, _, options = struct.unpack_from("<5H", body)
        if options & 1 or not width:
            self.grid.hidden_columns.append((first, last))

    def _note(self, _: bytes) -> None:
        self.grid.comments = True


def _of_30_bits(body: bytes) -> float:
    """Read the short form of a number: the upper part of a double, or a whole number."""
    raw = int.from_bytes(body, "little")
    value: float
    if raw & 2:
        value = int.from_bytes(body, "little", signed=True) >> 2
    else:
        value = struct.unpack("<d", bytes(4) + (raw & 0xFFFFFFFC).to_bytes(4, "little"))[0]
    return float(value) / 100 if raw & 1 else float(value)
