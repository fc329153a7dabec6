"""A workbook of what somebody filled in elsewhere: the sheets of a template, with their rows.

Numbers and days are numbers and days; all else is text that no spreadsheet takes for a formula.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

from pendopo.exports.sample import is_day, is_number
from pendopo.exports.spreadsheet import sheet_name, write_head, write_text
from pendopo.terms.column import Column, Kind, Table

_NUMBER = re.compile(r"-?[0-9]{1,15}([.][0-9]{1,9})?")
_DIGITS_MOST = 15  # of a number that a spreadsheet keeps as it is
_FIRST_YEAR = 1901


def write_filled(sheets: Sequence[tuple[Table, Sequence[Mapping[str, str]]]], out: Path) -> None:
    """Write a workbook.

    :param sheets: each table with its rows, column to text as the file is to hold it
    """
    book = Workbook()
    book.remove(book.active)
    for table, rows in sheets:
        sheet = book.create_sheet(sheet_name(table.name, book.sheetnames))
        names = [column.name for column in table.columns]
        write_head(sheet, 1, names, [max(11, len(name) + 3) for name in names])
        for at, row in enumerate(rows, 2):
            for place, column in enumerate(table.columns, 1):
                _write(sheet.cell(at, place), column, row.get(column.name, ""))
    book.save(out)


def _write(cell: Cell, column: Column, text: str) -> None:
    if is_number(column) and _NUMBER.fullmatch(text) and _digits(text) <= _DIGITS_MOST:
        cell.value = Decimal(text)
        cell.number_format = "#,##0.00" if column.kind is Kind.MONEY else "General"
    elif is_day(column) and (day := _day(text)):
        cell.value = day
        cell.number_format = "yyyy-mm-dd"
    elif text:
        write_text(cell, text)


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None
