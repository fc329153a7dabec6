"""A published table as a workbook (XLSX), streamed: the engine writes the rows' XML, in one pass.

Every text is written as a text, in place, so that ``=1+1`` stays the text it is: a workbook has
cells that are formulas, and none is written here. A number that a spreadsheet would round (more
than fifteen digits) and a day that it does not know (before March 1900) are written as texts too.

Source: ECMA-376, part 1: 18.3.1.4 (c), 18.18.11 (ST_CellType), 22.9.2.19 (ST_Xstring).
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import RawIOBase
from xml.sax.saxutils import escape

from pendopo.published.errors import QueryError
from pendopo.published.reads import ALL, Query, Reader
from pendopo.store.engine import quote
from pendopo.terms.column import Column, Kind
from pendopo.terms.spoken import every
from pendopo.terms.wording import say

ROWS_MOST = 1_048_575  # and the header
_LETTERS_MOST = 32_767
_DIGITS_EXACT = 15
_PACKED = 1  # the other levels take three times as long to save a tenth
_EPOCH = (1970, 1, 1)
_MADE = (1980, 1, 1, 0, 0, 0)  # no clock: the same rows make the same bytes

_TEXTS = frozenset({Kind.TEXT, Kind.CODE, Kind.JSON})
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.YEAR})
# Places in the list of styles below.
_STYLES = {Kind.DATE: 1, Kind.DATETIME: 2, Kind.MONEY: 3}
_HEAD_STYLE = 4
_WIDTHS = {Kind.TEXT: 32, Kind.DATE: 12, Kind.DATETIME: 20, Kind.MONEY: 18}
_WIDTH = 14

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Letters that XML cannot hold: written as the standard has it, _x0007_.
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CONTROLS = [code for code in range(0x20) if code not in {0x09, 0x0A, 0x0D}] + [0xFFFE, 0xFFFF]

_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_CONTENT}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        '<cellXfs count="5"><xf/><xf numFmtId="164" applyNumberFormat="1"/>'
        '<xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/>'
        '<xf fontId="1" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}


def workbook(
    reader: Reader, query: Query = ALL, about: Sequence[tuple[str, str]] = ()
) -> Iterator[bytes]:
    """Stream the matching rows as a workbook: a sheet of rows, and one that says what they are.

    :param about: label and text of what the second sheet says before it lists the columns
    :raises QueryError: for more rows or longer cells than a sheet can hold
    """
    _hold(reader, query)
    return _written(reader, query, about)


def _hold(reader: Reader, query: Query) -> None:
    """Refuse what a sheet cannot hold: nothing is cut off in silence."""
    rows = reader.count(query)
    if rows > ROWS_MOST:
        raise QueryError(
            say(
                "A sheet holds {most} rows and these are {rows}; narrow them with a filter, or "
                "take CSV or Parquet"
            ),
            most=str(ROWS_MOST),
            rows=str(rows),
        )
    for name in reader.longer_than(query, _LETTERS_MOST):
        raise QueryError(
            say(
                "A cell of a sheet holds {most} letters, and {column} has longer ones; take CSV or "
                "Parquet"
            ),
            most=str(_LETTERS_MOST),
            column=name,
        )


class _Sink(RawIOBase):
    """Holds what the archive writes until it is taken."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        """Take bytes, and no way back: the archive then writes sizes behind its parts."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # zipfile writes bytes
        """Take some."""
        self._held.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Give what is held, and hold nothing."""
        whole, self._held = b"".join(self._held), []
        return whole


def _written(reader: Reader, query: Query, about: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    sink = _Sink()
    columns = reader.table.columns
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_PACKED) as archive:
        parts = {
            **_PARTS,
            "xl/workbook.xml": _book(),
            "xl/worksheets/sheet2.xml": _about(columns, about),
        }
        for name, text in parts.items():
            archive.writestr(_part(name), _XML + text)
        yield sink.taken()
        with archive.open(_part("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            sheet.write(_head(columns).encode())
            cells = ", ".join(map(_cell, columns))
            for block in reader.texts(f"concat('<row>', {cells}, '</row>')", query):
                sheet.write(block)
                yield sink.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield sink.taken()


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _MADE)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _book() -> str:
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="rows" sheetId="1" r:id="rId1"/>'
        '<sheet name="about" sheetId="2" r:id="rId2"/></sheets></workbook>'
    )


def _head(columns: Sequence[Column]) -> str:
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{_WIDTHS.get(column.kind, _WIDTH)}" customWidth="1"/>'
        for i, column in enumerate(columns, start=1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>"
        + _row([column.name for column in columns], _HEAD_STYLE)
    )


def _about(columns: Sequence[Column], about: Sequence[tuple[str, str]]) -> str:
    rows = [_row((name, _each(text))) for name, text in about]
    rows.append("<row/>" if about else "")
    rows.append(_row(("column", "title", "meaning", "unit", "source"), _HEAD_STYLE))
    rows += [
        _row((c.name, _each(c.title), _each(c.meaning), _each(c.unit), c.source)) for c in columns
    ]
    return (
        f'<worksheet xmlns="{_MAIN}"><cols><col min="1" max="2" width="28" customWidth="1"/>'
        '<col min="3" max="3" width="60" customWidth="1"/></cols>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _each(text: str) -> str:
    """Write a text in all its languages: a workbook has no reader's language."""
    return " / ".join(dict.fromkeys(every(text)))


def _row(texts: Sequence[str], style: int = 0) -> str:
    cells = "".join(
        f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{in_xml(text)}</t></is></c>'
        for text in texts
    )
    return f"<row>{cells}</row>"


def in_xml(text: str) -> str:
    """Write a text as cells are written: nothing of it is lost."""
    return escape(_ODD.sub(lambda odd: f"_x{ord(odd[0]):04X}_", text), {"\r": "&#13;"})


def _cell(column: Column) -> str:
    """Write the SQL of a column's cell; an empty one stays in its place by being there."""
    name, style = quote(column.name), _STYLES.get(column.kind, 0)
    number = f"concat('<c s=\"{style}\"><v>', %s, '</v></c>')"
    if column.kind in _TEXTS:
        filled = _text_cell(_escaped(name))
    elif column.kind is Kind.BOOLEAN:
        filled = f"concat('<c t=\"b\"><v>', {name}::int, '</v></c>')"
    elif column.kind in _NUMBERS:
        filled = _number_cell(column, number)
    else:
        filled = _day_cell(column, number)
    return f"case when {name} is null then '<c/>' else {filled} end"


def _number_cell(column: Column, number: str) -> str:
    """Write a number as one where a spreadsheet keeps all its digits, else as a text."""
    text = f"{quote(column.name)}::varchar"
    if column.kind is Kind.YEAR:
        return number % text
    digits = f"length(trim(translate({text}, '-.', ''), '0'))"
    return f"case when {digits} > {_DIGITS_EXACT} then {_text_cell(text)} else {number % text} end"


def _day_cell(column: Column, number: str) -> str:
    """Count days as a spreadsheet does, from the last of 1899.

    Its calendar has a 29 February 1900, which there never was; days before that are texts.
    """
    name = quote(column.name)
    zero = (datetime(*_EPOCH) - datetime(1899, 12, 30)).days  # noqa: DTZ001  a day, not a moment
    if column.kind is Kind.DATE:
        counted, text = f"date_diff('day', date '1970-01-01', {name}) + {zero}", f"{name}::varchar"
    else:
        counted = f"epoch_us({name}) / 86400000000.0 + {zero}"
        text = f"strftime({name}, '%Y-%m-%dT%H:%M:%S')"
    return (
        f"case when {name} < '1900-03-01' or {name} >= '10000-01-01' then {_text_cell(text)}"
        f" else {number % counted} end"
    )


def _text_cell(text: str) -> str:
    begin, end = '<c t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
    return f"concat('{begin}', {text}, '{end}')"


def _escaped(name: str) -> str:
    """Write the SQL that escapes a text; the rare letters only where there are any."""
    plain = f"replace(replace(replace({name}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
    # A text that looks like an escape is escaped itself: _x0041_ is no letter A.
    rare = f"regexp_replace({plain}, '_(x[0-9A-Fa-f]{{4}}_)', '_x005F_\\1', 'g')"
    rare = f"replace({rare}, chr(13), '&#13;')"
    for code in _CONTROLS:
        rare = f"replace({rare}, chr({code}), '_x{code:04X}_')"
    letters = "[\\x00-\\x08\\x0B-\\x1F\\x{FFFE}\\x{FFFF}]|_x[0-9A-Fa-f]{4}_"
    odd = f"regexp_matches({name}, '{letters}')"
    return f"case when {odd} then {rare} else {plain} end"
