"""What every spreadsheet that is written here has in common: text that stays text.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return may be run as a
formula when somebody edits it or saves the sheet as CSV. Such text is stored as a string, never as
a formula, in the format *Text* and with the mark ``quotePrefix``, which is how Excel stores what a
person typed behind an apostrophe. Excel and LibreOffice then show the very characters of the file
and go on taking them for text; and whoever reads the workbook reads them without an apostrophe.

Source: OWASP, CSV Injection; ECMA-376-1, 18.8.45 (quotePrefix).
"""

import re
from collections.abc import Sequence

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

CELL_LETTERS_MOST = 32_767
_TEXT = "@"
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
# What XML 1.0 cannot hold; each is shown by its picture (U+2400 and on).
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_LETTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_NAME = re.compile(r"[\\/*?:\[\]]")
_NAME_LETTERS_MOST = 31

HEAD = Font(name="Calibri", size=11, bold=True)
HEAD_FILL = PatternFill("solid", fgColor="FFE8E4DA")
WRAPPED = Alignment(wrap_text=True, vertical="top")
_THIN = Side(style="thin", color="FFB5AFA0")
UNDER = Border(bottom=_THIN)


def write_text(cell: Cell, text: str) -> Cell:
    """Write text that stays text, whatever it begins with."""
    cell.value = held(text)
    # openpyxl takes what begins with "=" for a formula, and "#N/A" for an error.
    cell.data_type = "s"
    cell.number_format = _TEXT
    if text.startswith(_RISKY):
        cell.quotePrefix = 1
    return cell


def held(text: str) -> str:
    """Give what a cell can hold of a text: no control characters, no more than Excel takes."""
    shown = _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])), text)
    shown = _NO_LETTERS.sub("\ufffd", shown)
    return shown if len(shown) <= CELL_LETTERS_MOST else shown[: CELL_LETTERS_MOST - 1] + "…"


def sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """Give a sheet a name that Excel takes and no other sheet has."""
    name = _NOT_IN_A_NAME.sub("-", held(wanted)).strip("'")[:_NAME_LETTERS_MOST] or "-"
    used = {one.casefold() for one in taken}
    number = 2
    fresh = name
    while fresh.casefold() in used:
        mark = f" {number}"
        fresh = name[: _NAME_LETTERS_MOST - len(mark)] + mark
        number += 1
    return fresh


def link_to(sheet: Worksheet, cell: Cell) -> str:
    """Give the place of a cell as a link within the workbook names it."""
    return f"'{sheet.title.replace(chr(39), chr(39) * 2)}'!{cell.coordinate}"


def write_head(sheet: Worksheet, row: int, names: Sequence[str], widths: Sequence[int]) -> None:
    """Write a header row that stays in sight, and set the columns' widths (in letters)."""
    for place, (name, width) in enumerate(zip(names, widths, strict=True), 1):
        cell = write_text(sheet.cell(row, place), name)
        cell.font, cell.fill, cell.border, cell.alignment = HEAD, HEAD_FILL, UNDER, WRAPPED
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = sheet.cell(row + 1, 1)
    print_wide(sheet, row)


def print_wide(sheet: Worksheet, head_row: int) -> None:
    """Print a sheet across, as wide as the paper, with its header on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head_row}:{head_row}"


def lines_of(text: str, letters: int) -> int:
    """Estimate how many lines a text takes in a column of so many letters."""
    return sum(1 + len(line) // letters for line in text.split("\n"))
