"""Text that stays text in every workbook that is written here."""

import zipfile

import openpyxl
import pytest
import python_calamine
from openpyxl.workbook import Workbook

from pendopo.exports.spreadsheet import held, lines_of, sheet_name, write_text

RISKY = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org","x")',
    "+62812",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
]


def written(texts, path):
    book = Workbook()
    for row, text in enumerate(texts, 1):
        write_text(book.active.cell(row, 1), text)
    book.save(path)
    return path


@pytest.mark.parametrize("text", RISKY)
def test_what_could_be_run_is_stored_as_text_that_stays_text(text, tmp_path):
    path = written([text], tmp_path / "a.xlsx")

    with zipfile.ZipFile(path) as packed:
        cells = packed.read("xl/worksheets/sheet1.xml").decode()
        styles = packed.read("xl/styles.xml").decode()
    assert "<f>" not in cells
    assert "<f " not in cells
    assert 't="s"' in cells or 't="inlineStr"' in cells
    assert 'quotePrefix="1"' in styles
    assert openpyxl.load_workbook(path).active["A1"].number_format == "@"


def test_a_reader_finds_the_very_text_without_an_apostrophe(tmp_path):
    texts = ["0164A", "007", "=1+1", "-5", "+62", "@x", "#N/A", "5.36E+11", "1.250.000,50", " a "]
    path = written(texts, tmp_path / "a.xlsx")

    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()

    assert [row[0] for row in rows] == texts


def test_what_a_workbook_cannot_hold_is_shown_by_a_picture():
    text = "a\x00b\x1bc\ud800"

    shown = held(text)

    assert shown == "a␀b␛c\ufffd"


def test_a_text_longer_than_a_cell_is_cut_with_a_mark():
    shown = held("x" * 40_000)

    assert len(shown) == 32_767
    assert shown.endswith("…")


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("a/b:c", [], "a-b-c"),
        ("x" * 40, [], "x" * 31),
        ("Data", ["data"], "Data 2"),
        ("x" * 40, ["x" * 31], "x" * 29 + " 2"),
        ("'", [], "-"),
    ],
)
def test_a_sheets_name_is_one_that_excel_takes(wanted, taken, name):
    found = sheet_name(wanted, taken)

    assert found == name


def test_a_texts_lines_are_estimated():
    found = lines_of("x" * 61 + "\ny", 60)

    assert found == 3
