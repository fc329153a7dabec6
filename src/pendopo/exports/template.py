"""A workbook to fill in, made from what a table declares of its columns.

Its first sheets are the tables, empty, with the exact names in the header; a column knows its kind
and what may be written into it. Sheets behind them explain each column and show filled-in rows;
their names begin as all sheets of ours do, so that they are never read as a table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pendopo.exports.sample import Sample, is_day, is_number, sample, sample_rows
from pendopo.exports.spreadsheet import (
    WRAPPED,
    lines_of,
    sheet_name,
    write_head,
    write_text,
)
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.reading import OUR_SHEETS
from pendopo.terms.wording import say

_ROWS_MOST = 1_048_576
_REQUIRED = PatternFill("solid", fgColor="FFF1D9A6")
_GREY = Font(name="Calibri", size=11, color="FF4A5751")
_FORMATS = {Kind.INTEGER: "0", Kind.YEAR: "0", Kind.MONEY: "#,##0.00", Kind.DECIMAL: "General"}
_DAY = "yyyy-mm-dd"
_TEXT = "@"
# What Excel takes: of a prompt's title, of its text, of an error's text.
_TITLE_MOST, _PROMPT_MOST, _ERROR_MOST = 32, 255, 225
_DECIMAL_MARK = say("with the decimal mark that your spreadsheet uses")
_DIGITS = 999_999_999_999_999  # the most that Excel keeps exactly


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """The texts of a template, in the language of the person who fills it in.

    :param kinds: how a cell of each kind is written
    :param said: gives a declared text in that language
    """

    columns: str
    example: str
    lists: str
    heads: Sequence[str]
    kinds: Mapping[Kind, str]
    required: str
    optional: str
    unit: str
    such_as: str
    one_of: str
    between: str
    not_so: str
    said: Callable[[str], str]


def write_template(
    tables: Sequence[Table], words: TemplateWords, out: Path, *, filled: bool = False
) -> None:
    """Write a template.

    :param filled: whether the tables hold the example rows, so that the file itself can be checked
    """
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        rows = sample_rows(table) if filled else []
        _table(book, sheet_name(table.name, book.sheetnames), table, rows, words)
    _explained(book, tables, words)
    for table in tables:
        many = f" {table.name}" if len(tables) > 1 else ""
        name = sheet_name(OUR_SHEETS + words.example + many, book.sheetnames)
        _table(book, name, table, sample_rows(table), words)
    _lists(book, tables, words)
    book.save(out)


def _table(
    book: Workbook,
    name: str,
    table: Table,
    rows: Sequence[Sequence[Sample]],
    words: TemplateWords,
) -> None:
    sheet = book.create_sheet(name)
    write_head(sheet, 1, [c.name for c in table.columns], [_width(c, words) for c in table.columns])
    for place, column in enumerate(table.columns, 1):
        head = sheet.cell(1, place)
        if column.required or column.name in table.key:
            head.fill = _REQUIRED
        head.comment = Comment(_about(table, column, words), "Pendopo", width=300, height=170)
        sheet.column_dimensions[get_column_letter(place)].number_format = _format(column)
    for at, row in enumerate(rows, 2):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True), 1):
            _write(sheet, at, place, column, cell)


def _write(sheet: Worksheet, at: int, place: int, column: Column, cell: Sample) -> None:
    target = sheet.cell(at, place)
    if isinstance(cell.value, str):
        if cell.value:
            write_text(target, cell.value)
        return
    target.value = cell.value
    target.number_format = _format(column)


def _format(column: Column) -> str:
    if is_day(column):
        return _DAY
    return _FORMATS[column.kind] if is_number(column) else _TEXT


def _width(column: Column, words: TemplateWords) -> int:
    longest = max(len(column.name), len(sample(column).text), len(words.said(column.title)) // 2)
    return max(11, min(40, longest + 3))


def _about(table: Table, column: Column, words: TemplateWords) -> str:
    """Say what a column holds, as its header's comment does."""
    parts = [
        words.said(column.title),
        words.said(column.meaning),
        words.kinds[column.kind],
        f"{words.unit}: {words.said(column.unit)}" if column.unit else "",
        _allowed(column, words),
        f"{words.such_as}: {_example(column, words)}" if sample(column).text else "",
        words.required if _is_required(table, column) else words.optional,
    ]
    return "\n".join(part for part in parts if part)


def _example(column: Column, words: TemplateWords) -> str:
    """Show a cell; Excel refuses a number with a decimal mark that is not its own language's."""
    example = sample(column)
    if isinstance(example.value, str) or "." not in example.text:
        return example.text
    return f"{example.text} ({words.said(_DECIMAL_MARK)})"


def _is_required(table: Table, column: Column) -> bool:
    return column.required or column.name in table.key


def _allowed(column: Column, words: TemplateWords) -> str:
    if column.one_of:
        return f"{words.one_of}: {', '.join(column.one_of)}"
    if column.kind is Kind.BOOLEAN:
        return f"{words.one_of}: {', '.join(_truths(column))}"
    least, most = column.minimum or column.above, column.maximum or column.below
    if least or most:
        return f"{words.between}: {' … '.join((least, most)).strip()}"
    return column.pattern


def _truths(column: Column) -> list[str]:
    return [*column.true_words[:1], *column.false_words[:1]]


def _explained(book: Workbook, tables: Sequence[Table], words: TemplateWords) -> None:
    """Write a sheet with a row for each column: what it means and what may be written."""
    sheet = book.create_sheet(sheet_name(OUR_SHEETS + words.columns, book.sheetnames))
    write_head(sheet, 1, words.heads, (14, 22, 26, 30, 12, 16, 48, 34, 24, 28))
    at = 2
    for table in tables:
        for column in table.columns:
            texts = (
                table.name,
                column.name,
                words.said(column.title),
                words.kinds[column.kind],
                words.said(column.unit),
                words.required if _is_required(table, column) else words.optional,
                words.said(column.meaning),
                _allowed(column, words),
                _example(column, words),
                words.said(column.source),
            )
            for place, text in enumerate(texts, 1):
                cell = write_text(sheet.cell(at, place), text)
                cell.alignment, cell.font = WRAPPED, _GREY
            height = max(lines_of(texts[6], 46), lines_of(texts[7], 28), lines_of(texts[3], 28))
            sheet.row_dimensions[at].height = 15 * height
            at += 1


def _lists(book: Workbook, tables: Sequence[Table], words: TemplateWords) -> None:
    """Write what may be chosen to a sheet of its own, and let every column know what it takes."""
    name = sheet_name(OUR_SHEETS + words.lists, book.sheetnames)
    lists = book.create_sheet(name)
    samples = len(tables) + 1
    place = 0
    for number, table in enumerate(tables):
        for at, column in enumerate(table.columns, 1):
            chosen = list(column.one_of) or (_truths(column) if column.kind is Kind.BOOLEAN else [])
            formula = ""
            if chosen:
                place += 1
                formula = _list(lists, place, column.name, chosen)
            for sheet in (book.worksheets[number], book.worksheets[samples + number]):
                _validate(sheet, at, table, column, (formula, words))
    if place:
        lists.freeze_panes = "A2"
    else:
        del book[name]


def _list(sheet: Worksheet, place: int, name: str, chosen: Sequence[str]) -> str:
    write_text(sheet.cell(1, place), name)
    for row, text in enumerate(chosen, 2):
        write_text(sheet.cell(row, place), text)
    letter = get_column_letter(place)
    return f"{quote_sheetname(sheet.title)}!${letter}$2:${letter}${len(chosen) + 1}"


def _validate(
    sheet: Worksheet,
    place: int,
    table: Table,
    column: Column,
    what: tuple[str, TemplateWords],
) -> None:
    """Let a column's cells be chosen from a list, or be numbers or days between its bounds."""
    formula, words = what
    rule = DataValidation(allow_blank=not _is_required(table, column), **_bounds(column, formula))
    rule.promptTitle = column.name[:_TITLE_MOST]
    rule.prompt = _about(table, column, words)[:_PROMPT_MOST]
    rule.showInputMessage = True
    if rule.type is not None:
        rule.errorTitle = column.name[:_TITLE_MOST]
        rule.error = f"{words.not_so} {words.kinds[column.kind]}"[:_ERROR_MOST]
        rule.showErrorMessage = True
    letter = get_column_letter(place)
    rule.add(f"{letter}2:{letter}{_ROWS_MOST}")
    sheet.add_data_validation(rule)


def _bounds(column: Column, formula: str) -> dict[str, str]:
    if formula:
        return {"type": "list", "formula1": formula}
    if is_number(column):
        whole = column.kind in {Kind.INTEGER, Kind.YEAR}
        least = column.minimum or ("0" if column.kind is Kind.YEAR else str(-_DIGITS))
        most = column.maximum or ("9999" if column.kind is Kind.YEAR else str(_DIGITS))
        kind = "whole" if whole else "decimal"
        return {"type": kind, "operator": "between", "formula1": least, "formula2": most}
    if is_day(column):
        least, most = (_serial(text) for text in (column.minimum, column.maximum))
        return {
            "type": "date",
            "operator": "between",
            "formula1": least or "1",
            "formula2": most or "2958465",  # 31 December 9999, Excel's last day
        }
    return {}


def _serial(iso: str) -> str:
    parts = iso.split("-")
    return f"DATE({','.join(str(int(part)) for part in parts)})" if iso else ""
