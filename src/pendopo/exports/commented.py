"""The same spreadsheet back, with a comment and a colour on each cell that is to be mended.

A workbook comes back as its owner made it, as far as openpyxl keeps it: sheets, formats, widths and
formulas stay; macros, links to other files and most drawings do not. A CSV comes back as a new
workbook whose rows stand where a spreadsheet shows those of the file, every cell text. Of a large
file only the rows concerned come back. A first sheet lists every finding, with a link to the cell.
"""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.cell import Cell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pendopo.exports.reaching import reaches
from pendopo.exports.remarks import (
    AUTHOR,
    COLOURS,
    GRAVITY,
    LIST_WIDTHS,
    LISTED_CELL,
    LISTED_FROM,
    PARTED,
    Listed,
    Remark,
    Words,
    columns_among,
    comment_of,
    listed,
)
from pendopo.exports.spreadsheet import (
    HEAD,
    WRAPPED,
    lines_of,
    link_to,
    sheet_name,
    write_head,
    write_text,
)
from pendopo.terms.finding import Weight
from pendopo.terms.mapping import same_name
from pendopo.terms.reading import OUR_SHEETS
from pendopo.terms.register import Sheet

# A workbook larger than this, unpacked, comes back with the rows concerned only: openpyxl needs a
# minute for 400,000 cells.
XML_BYTES_MOST = 20 << 20
CELLS_MOST = 200_000
_HEADER_AMONG = 100
_COMMENT_WIDTH = 340
_LINE_HEIGHT = 18
_COMMENT_LETTERS = 46
_FILLS = {weight: PatternFill("solid", fgColor=f"FF{colour}") for weight, colour in COLOURS.items()}

Cells = Callable[[int, str], Cell | None]


@dataclass
class _Copy:
    """The workbook that goes back, and how a row and a column of the file are found in it.

    :param partly: whether it holds only some of the file's rows
    """

    book: Workbook
    cell: Cells
    partly: bool = False
    comments: dict[tuple[str, str], tuple[Weight, list[str]]] = field(default_factory=dict)


def comment_workbook(
    path: Path, sheet: Sheet | None, remarks: Sequence[Remark], words: Words, out: Path
) -> None:
    """Write a workbook's comments into a copy of it.

    :param sheet: the sheet as it was read, by which columns are found; None when it could not be
    """
    copy = _copied(path, sheet, words) or _anew(sheet, remarks, words)
    _finish(copy, remarks, words, out)


def comment_rows(sheet: Sheet | None, remarks: Sequence[Remark], words: Words, out: Path) -> None:
    """Write the rows of a file that is no workbook, and the comments, into a new one.

    :param sheet: None when no row could be read: then the findings alone are written
    """
    _finish(_anew(sheet, remarks, words), remarks, words, out)


def _copied(path: Path, sheet: Sheet | None, words: Words) -> _Copy | None:
    """Load the owner's workbook; None when it is too large, or more than openpyxl understands."""
    book = _loaded(path, words)
    if book is None or not book.worksheets:
        return None
    for one in book.worksheets:
        _still(one)
    chosen = book[sheet.name] if sheet and sheet.name in book.sheetnames else book.worksheets[0]
    columns = columns_of(chosen, sheet.header if sheet else ())

    def cell(line: int, column: str) -> Cell | None:
        place = columns.get(same_name(column), 0) if column else 1
        if not place or not 1 <= line <= chosen.max_row:
            return None
        found = chosen.cell(line, place)
        return _top_left(chosen, found) if isinstance(found, MergedCell) else found

    return _Copy(book, cell)


def _loaded(path: Path, words: Words) -> Workbook | None:
    """Load a workbook without the list of findings that we wrote into it at an earlier time."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(one.file_size for one in packed.infolist()) > XML_BYTES_MOST:
                return None
        with path.open("rb") as stream:  # by its path it would be known by its name's ending
            book = openpyxl.load_workbook(stream, keep_vba=False, keep_links=False, rich_text=True)
    except Exception:  # noqa: BLE001 - others wrote it, and openpyxl raises whatever it likes
        return None
    for sheet in book.worksheets:
        # The lists of a template stay: its cells are chosen from them.
        if sheet.title.startswith(OUR_SHEETS + words.findings) or _lists_findings(sheet):
            del book[sheet.title]
    return book


def _lists_findings(sheet: Worksheet) -> bool:
    """Tell whether a sheet of ours lists findings, in whatever language."""
    listed = str(sheet.auto_filter.ref or "").startswith(f"A{LISTED_FROM}:")
    return listed and sheet.title.startswith(OUR_SHEETS)


def _still(sheet: Worksheet) -> None:
    """Turn what reaches outside the workbook into text, and drop comments of an earlier check."""
    for cell in cells_of(sheet):
        if cell.data_type == "f" and reaches(_formula(cell.value)):
            write_text(cell, _formula(cell.value))
        if cell.hyperlink and not cell.hyperlink.location:
            cell.hyperlink = None
        if cell.comment:
            _take_ours(cell, cell.comment)


def _take_ours(cell: Cell, comment: Comment) -> None:
    """Take what an earlier check wrote out of a comment; what its owner wrote stays."""
    own, parted, _ = comment.text.partition(f"\n{PARTED}\n")
    if comment.author == AUTHOR and not parted:
        cell.comment = None
    elif parted:
        cell.comment = Comment(own, comment.author)
    else:
        return
    cell.fill = PatternFill()


def cells_of(sheet: Worksheet, rows: int = 0) -> list[Cell]:
    """Give the cells that there are, by row and column.

    To walk along the rows would make every cell up to the farthest, and that may be billions away.
    """
    held = sheet._cells  # noqa: SLF001 - openpyxl has no other way to ask for these alone
    return [
        held[place]
        for place in sorted(held)
        if (not rows or place[0] <= rows) and not isinstance(held[place], MergedCell)
    ]


def _formula(value: object) -> str:
    return str(getattr(value, "text", value) or "")


def _top_left(sheet: Worksheet, cell: MergedCell) -> Cell | None:
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            return sheet.cell(merged.min_row, merged.min_col)
    return None


def columns_of(sheet: Worksheet, header: Sequence[str]) -> dict[str, int]:
    """Find the header among the first rows: the row that holds the most of its names."""
    wanted = {same_name(name) for name in header}
    rows: dict[int, dict[str, int]] = {}
    for cell in cells_of(sheet, _HEADER_AMONG):
        name = same_name(str(cell.value)) if cell.value is not None else ""
        if name in wanted:
            rows.setdefault(cell.row, {}).setdefault(name, cell.column)
    return columns_among(rows, header)


def _anew(sheet: Sheet | None, remarks: Sequence[Remark], words: Words) -> _Copy:
    """Write the rows into a new workbook: all where they are few, else those concerned."""
    book = Workbook()
    book.remove(book.active)
    if sheet is None:
        return _Copy(book, lambda _line, _column: None)
    wanted = pa.array(sorted({line for one in remarks for line in one.lines}), pa.int64())
    batches, concerned = _gathered(sheet, wanted)
    partly = batches is None
    # A sheet that holds only some of the rows must never be taken for the table.
    name = sheet.name or words.rows
    target = book.create_sheet(sheet_name(OUR_SHEETS + words.rows if partly else name, ()))
    kept = concerned if batches is None else batches
    rows = _write_rows(target, sheet.header, kept, words.row if partly else "")
    places = {same_name(name): place for place, name in enumerate(sheet.header, 1 + partly)}

    def cell(line: int, column: str) -> Cell | None:
        place = places.get(same_name(column), 1 if not column else 0)
        if not place or line not in rows:
            return None
        return target.cell(rows[line], place)

    return _Copy(book, cell, partly)


def _gathered(
    sheet: Sheet, wanted: pa.Array
) -> tuple[list[pa.RecordBatch] | None, list[pa.RecordBatch]]:
    """Keep all rows as long as they are few, and those concerned in any case."""
    whole: list[pa.RecordBatch] | None = []
    concerned = []
    cells = 0
    for batch in sheet.batches:
        concerned.append(batch.filter(pc.is_in(batch.column(0), wanted)))
        cells += batch.num_rows * len(sheet.header)
        whole = None if whole is None or cells > CELLS_MOST else [*whole, batch]
    return whole, concerned


def _write_rows(
    target: Worksheet, header: Sequence[str], batches: Sequence[pa.RecordBatch], numbered: str
) -> dict[int, int]:
    """Write rows as text, each in the file's own row; or below each other with its number.

    :param numbered: what the column of the rows' numbers is called; empty for rows in their place
    :returns: the file's row to the sheet's
    """
    names = [numbered, *header] if numbered else list(header)
    first = min((batch.column(0)[0].as_py() for batch in batches if batch.num_rows), default=2)
    head = 1 if numbered else max(1, first - 1)
    write_head(
        target,
        head,
        names,
        [_width(name, place, batches) for place, name in _placed(names, numbered)],
    )
    rows: dict[int, int] = {}
    for line, cells in _lines(batches):
        # Rows of JSON are counted from 1, where the sheet has its header.
        at = head + 1 + len(rows) if numbered else line + max(0, head + 1 - first)
        rows[line] = at
        for place, text in enumerate([str(line), *cells] if numbered else cells, 1):
            if text:
                write_text(target.cell(at, place), text)
    return rows


def _placed(names: Sequence[str], numbered: str) -> Iterator[tuple[int, str]]:
    return enumerate(names, 0 if numbered else 1)


def _width(name: str, place: int, batches: Sequence[pa.RecordBatch]) -> int:
    """Give a width in letters in which most of the first cells can be read."""
    first = next((batch.column(place) for batch in batches if batch.num_rows), pa.array([]))
    longest = max((len(str(text or "")) for text in first.slice(0, 200).to_pylist()), default=0)
    return max(8, min(45, max(len(name), longest) + 2))


def _lines(batches: Sequence[pa.RecordBatch]) -> Iterator[tuple[int, list[str]]]:
    for batch in batches:
        columns = [column.to_pylist() for column in batch.columns]
        for line, *cells in zip(*columns, strict=True):
            yield line, [cell or "" for cell in cells]


def _finish(copy: _Copy, remarks: Sequence[Remark], words: Words, out: Path) -> None:
    """Comment the cells, list the findings on a first sheet, and save."""
    name = sheet_name(OUR_SHEETS + words.findings, copy.book.sheetnames)
    first = copy.book.create_sheet(name, 0)
    _list(first, copy, remarks, words)
    for one in copy.book.worksheets:
        one.sheet_view.tabSelected = one is first
    copy.book.active = 0
    _comment(copy)
    copy.book.save(out)


def _list(sheet: Worksheet, copy: _Copy, remarks: Sequence[Remark], words: Words) -> None:
    title = write_text(sheet.cell(1, 1), words.summary)
    title.font = HEAD
    if copy.partly:
        write_text(sheet.cell(2, 1), words.partly)
    names = words.heads()
    write_head(sheet, LISTED_FROM, names, LIST_WIDTHS)
    at = LISTED_FROM
    for at, one in enumerate(listed(remarks, words), LISTED_FROM + 1):
        _list_one(sheet, copy, one, at)
    sheet.auto_filter.ref = f"A{LISTED_FROM}:{get_column_letter(len(names))}{at}"


def _list_one(sheet: Worksheet, copy: _Copy, one: Listed, at: int) -> None:
    """Write a line of the list, with a link to the cell it is about."""
    target = copy.cell(one.line, one.remark.column) if one.line else None
    texts = list(one.texts)
    if one.shown and target is not None and target.value is not None:
        texts[LISTED_CELL] = str(target.value)
    _write_line(sheet, at, texts, one.remark.weight)
    if target is not None:
        _link(sheet.cell(at, 2), target)
        _remember(copy, target, one.remark)


def _write_line(sheet: Worksheet, at: int, texts: Sequence[str], weight: Weight) -> None:
    for place, text in enumerate(texts, 1):
        cell = write_text(sheet.cell(at, place), text)
        cell.alignment = WRAPPED
    sheet.cell(at, 1).fill = _FILLS[weight]
    sheet.row_dimensions[at].height = 15 * max(lines_of(texts[4], 50), lines_of(texts[5], 58))


def _link(cell: Cell, target: Cell) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=link_to(target.parent, target))
    cell.style = "Hyperlink"
    cell.alignment = WRAPPED


def _remember(copy: _Copy, target: Cell, remark: Remark) -> None:
    key = (target.parent.title, target.coordinate)
    weight, texts = copy.comments.setdefault(key, (remark.weight, []))
    if GRAVITY.index(remark.weight) < GRAVITY.index(weight):
        copy.comments[key] = (remark.weight, texts)
    text = comment_of(remark)
    if text not in texts:
        texts.append(text)


def _comment(copy: _Copy) -> None:
    """Write the comments; what the owner had written there stays above ours."""
    for (sheet, place), (weight, texts) in copy.comments.items():
        cell = copy.book[sheet][place]
        text, author = "\n\n".join(texts), AUTHOR
        if cell.comment:
            text, author = f"{cell.comment.text}\n{PARTED}\n{text}", cell.comment.author
        comment = Comment(text, author, width=_COMMENT_WIDTH)
        comment.height = _LINE_HEIGHT * (1 + lines_of(text, _COMMENT_LETTERS))
        cell.comment = comment
        cell.fill = _FILLS[weight]
