"""A workbook holds what is published, cell by cell, and no formula."""

import io
import zipfile
from datetime import date
from datetime import datetime as moment
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from pendopo.published import xlsx
from pendopo.published.errors import QueryError
from pendopo.published.reads import ALL, Filter, Query, Reader
from pendopo.published.xlsx import workbook
from tests.published.rows import reader_of

at = moment.fromisoformat


def cells(reader: Reader, query: Query = ALL) -> list[list[tuple[Any, str]]]:
    """The rows as openpyxl reads them, each cell with its type, without entry and line."""
    book = openpyxl.load_workbook(io.BytesIO(b"".join(workbook(reader, query))))
    return [[(cell.value, cell.data_type) for cell in row][2:] for row in book["rows"].iter_rows()]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "007", "1e5", " before", "a\nb", "TRUE"],
)
def test_a_text_stays_a_text(tmp_path, text):
    [_head, [cell]] = cells(reader_of(tmp_path, text=[text]))

    assert cell == (text, "s")


@pytest.mark.parametrize(
    "text", ['<b> & "c"', "a\rb", "a\x07b", "_x0041_", "x_x0007_y_", "é€😀", "\ufffe", "", "\x00"]
)
def test_letters_that_xml_cannot_hold_are_kept(tmp_path, text):
    book = b"".join(workbook(reader_of(tmp_path, text=[text])))

    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()

    # What reads it undoes the escape of U+FFFE or leaves it, but never loses it.
    assert rows[1][2] in {text, "_xFFFE_" if text == "\ufffe" else text}


@pytest.mark.parametrize(
    "text", ["Rp\u00a01", "a\u200db", "a\u2028b", "a\rb", "a\x07b", "_x0041_", "a\nb\t<&>"]
)
def test_what_is_said_of_the_rows_is_kept_letter_by_letter(tmp_path, text):
    book = b"".join(workbook(reader_of(tmp_path, text=["x"]), ALL, [("title", text)]))

    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(1).to_python()

    assert rows[0][1] == text


def test_days_and_moments_are_those_of_a_spreadsheet(tmp_path):
    reader = reader_of(
        tmp_path,
        day=[date(2026, 11, 25), date(1900, 3, 1), date(1900, 2, 28), date(9999, 12, 31)],
        moment=[
            at("2026-11-25T13:14:15"),
            at("1899-01-01"),
            None,
            at("2026-01-01"),
        ],
    )

    [_head, *rows] = cells(reader)

    assert rows == [
        [(at("2026-11-25"), "d"), (at("2026-11-25T13:14:15"), "d")],
        [(at("1900-03-01"), "d"), ("1899-01-01T00:00:00", "s")],
        [("1900-02-28", "s"), (None, "n")],
        [(at("9999-12-31"), "d"), (at("2026-01-01"), "d")],
    ]


def test_a_number_that_a_spreadsheet_would_round_is_a_text(tmp_path):
    reader = reader_of(
        tmp_path,
        whole=[2**53 + 1, -(10**18), 999_999_999_999_999, 0],
        money=[Decimal("9007199254740993.01"), Decimal("-0.50"), Decimal("1234567890123.45"), None],
        number=[
            Decimal("12345678901234.5"),
            Decimal("0.000000001"),
            Decimal("1234567.123456789"),
            None,
        ],
    )

    [_head, *rows] = cells(reader)

    assert rows == [
        [("9007199254740993", "s"), ("9007199254740993.01", "s"), (12345678901234.5, "n")],
        [(-(10**18), "n"), (-0.5, "n"), (1e-9, "n")],
        [(999_999_999_999_999, "n"), (1234567890123.45, "n"), ("1234567.123456789", "s")],
        [(0, "n"), (None, "n"), (None, "n")],
    ]


def test_truths_and_years_are_such_cells(tmp_path):
    [_head, *rows] = cells(reader_of(tmp_path, truth=[True, False, None], year=[2026, None, 0]))

    assert rows == [
        [(True, "b"), (2026, "n")],
        [(False, "b"), (None, "n")],
        [(None, "n"), (0, "n")],
    ]


def test_the_same_rows_make_the_same_bytes(tmp_path):
    reader = reader_of(tmp_path, text=["a", "b"])

    assert b"".join(workbook(reader)) == b"".join(workbook(reader))


def test_rows_are_narrowed_and_sorted_as_asked(tmp_path):
    reader = reader_of(tmp_path, text=["a", "b", "a"], whole=[1, 2, 3])
    query = Query((Filter("text", "eq", "a"),), sort="whole", descending=True)

    [_head, *rows] = cells(reader, query)

    assert [row[1][0] for row in rows] == [3, 1]


def test_a_second_sheet_says_what_the_rows_are(tmp_path):
    reader = reader_of(tmp_path, text=["a"])

    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(workbook(reader, ALL, [("table", "Roads & lanes")])))
    )

    rows = [[cell.value for cell in row] for row in book["about"].iter_rows()]
    assert rows[0][:2] == ["table", "Roads & lanes"]
    assert ["text", "<text>", "What & why", None, None] in [
        [cell or None for cell in row] for row in rows
    ]


def test_a_workbook_is_a_sound_archive_and_comes_in_blocks(tmp_path):
    reader = reader_of(tmp_path, text=["road"] * 50_000)

    blocks = list(workbook(reader))

    with zipfile.ZipFile(io.BytesIO(b"".join(blocks))) as archive:
        assert archive.testzip() is None
    assert len(blocks) > 3


def test_more_rows_than_a_sheet_holds_are_refused_in_words(tmp_path, monkeypatch):
    reader = reader_of(tmp_path, text=["a", "b", "c"])
    monkeypatch.setattr(xlsx, "ROWS_MOST", 2)

    with pytest.raises(QueryError) as refused:
        workbook(reader)

    assert str(refused.value) == (
        "A sheet holds 2 rows and these are 3; narrow them with a filter, or take CSV or Parquet"
    )
    assert len(cells(reader, Query((Filter("text", "ne", "a"),)))) == 3


def test_a_text_longer_than_a_cell_holds_is_refused_in_words(tmp_path):
    reader = reader_of(tmp_path, text=["a" * 32_767, "b" * 32_768])

    with pytest.raises(QueryError) as refused:
        workbook(reader)

    assert str(refused.value).startswith(
        "A cell of a sheet holds 32767 letters, and text has longer"
    )
    assert len(cells(reader, Query((Filter("line", "eq", "2"),)))) == 2
