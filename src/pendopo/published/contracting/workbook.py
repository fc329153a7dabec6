"""A workbook of several sheets, written row by row; what it holds makes its bytes, and no clock.

Texts stay texts, whatever they begin with. A number is one where a spreadsheet keeps all its
digits, else a text.

Source: ECMA-376, part 1: 18.3.1.4 (c), 18.18.11 (ST_CellType).
"""

import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final
from xml.sax.saxutils import quoteattr

from pendopo.published.xlsx import in_xml
from pendopo.standards.ocds.flat.kinds import cell_of
from pendopo.standards.ocds.flat.rows import Row, Sheet

CUT: Final = " […]"  # ends a text that a cell is too short for
_CELL_MOST: Final = 32_767
_ROWS_MOST: Final = 1_048_576  # the heading included
_DIGITS_EXACT: Final = 15
_LEVEL: Final = 6
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_CONTENT: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FROZEN: Final = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
)


class Sheets:
    """Sheets on their way, each a file; one that is full goes on in another.

    :param names: of at most 31 letters, none alike
    """

    def __init__(
        self, folder: Path, names: Mapping[Sheet, str], headings: Mapping[Sheet, Sequence[str]]
    ) -> None:
        self._folder = folder
        self._names = names
        self._headings = headings
        self._made: list[tuple[str, Path]] = []
        self._open: dict[Sheet, tuple[IO[str], int, int]] = {}
        for sheet in names:
            self._begin(sheet, 1)

    def add(self, sheet: Sheet, row: Row) -> None:
        """Add a row."""
        file, rows, part = self._open[sheet]
        if rows == _ROWS_MOST:
            self._end(file)
            file, rows, part = self._begin(sheet, part + 1)
        file.write(_row(row))
        self._open[sheet] = file, rows + 1, part

    def close(self) -> list[tuple[str, Path]]:
        """End all, and give each one's name with its file."""
        for file, _rows, _part in self._open.values():
            self._end(file)
        return self._made

    def _begin(self, sheet: Sheet, part: int) -> tuple[IO[str], int, int]:
        name = self._names[sheet] if part == 1 else f"{self._names[sheet][:27]}~{part}"
        path = self._folder / f"sheet{len(self._made) + 1}.xml"
        self._made.append((name, path))
        file = path.open("w", encoding="utf-8")
        file.write(f'{_XML}<worksheet xmlns="{_MAIN}">{_FROZEN}<sheetData>')
        file.write(_row(self._headings[sheet]))
        self._open[sheet] = file, 1, part
        return self._open[sheet]

    @staticmethod
    def _end(file: IO[str]) -> None:
        file.write("</sheetData></worksheet>")
        file.close()


def packed(sheets: Sequence[tuple[str, Path]], path: Path) -> None:
    """Pack sheets into a workbook."""
    # A workbook without a sheet is none.
    whole: list[tuple[str, Path | None]] = [*sheets] or [("releases", None)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, text in _parts([name for name, _ in whole]).items():
            archive.writestr(_part(name), _XML + text)
        for number, (_name, sheet) in enumerate(whole, 1):
            part = _part(f"xl/worksheets/sheet{number}.xml")
            if sheet is None:
                archive.writestr(part, f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>')
                continue
            with sheet.open("rb") as source, archive.open(part, "w") as target:
                while block := source.read(1 << 16):
                    target.write(block)


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name)  # of 1980, the same for all
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _row(values: Sequence[Any]) -> str:
    return f"<row>{''.join(map(_cell, values))}</row>"


def _cell(value: Any) -> str:  # noqa: ANN401 - a cell holds anything
    if value is None:
        return "<c/>"
    if type(value) in {int, Decimal, float} and _is_exact(value):
        return f"<c><v>{value}</v></c>"
    text = cell_of(value)
    if len(text) > _CELL_MOST:
        text = text[: _CELL_MOST - len(CUT)] + CUT
    return f'<c t="inlineStr"><is><t xml:space="preserve">{in_xml(text)}</t></is></c>'


def _is_exact(value: int | Decimal | float) -> bool:
    digits = Decimal(str(value)).normalize().as_tuple().digits
    return len(digits) <= _DIGITS_EXACT


def _parts(names: Sequence[str]) -> dict[str, str]:
    numbers = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
        for n in numbers
    )
    leads = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
            f"{overrides}</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{leads}</Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
        ),
    }
