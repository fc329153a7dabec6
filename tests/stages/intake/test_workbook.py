"""XLSX: a cell's text is what a spreadsheet shows, but exact; what it would hide is told."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from pendopo.stages.intake.workbook import text_of
from pendopo.terms.finding import Weight


def workbook(*rows, name="Data", change=None):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def take_book(take):
    def taken(*rows, change=None, **options):
        return take(workbook(*rows, change=change), "table.xlsx", **options)

    return taken


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (-3.0, "-3"),
        (536_000_000_000.0, "536000000000"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1234567.89, "1234567.89"),
        (True, "TRUE"),
        ("007", "007"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime.fromisoformat("2026-03-01T09:30"), "2026-03-01T09:30:00"),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
    ],
)
def test_a_value_is_written_as_shown_but_exactly(value, text):
    assert text_of(value) == text


def test_cells_of_every_kind_become_text(take_book):
    taken = take_book(["code", "n", "day", "yes"], ["007", 2.5, date(2026, 3, 1), True])

    assert taken.header == ("code", "n", "day", "yes")
    assert taken.rows == {2: ("007", "2.5", "2026-03-01", "TRUE")}
    assert taken.findings == []


def test_rows_are_numbered_as_the_spreadsheet_numbers_them(take_book):
    taken = take_book([], ["a", "b"], [1, 2], [None, None], [3, None])

    assert taken.rows == {3: ("1", "2"), 5: ("3", "")}
    assert [f.lines for f in taken.findings] == [(1,), (4,)]


def test_columns_behind_the_last_name_count_only_when_they_hold_something(take_book):
    wide = take_book(["a", "b", None, None], [1, 2, "", ""])
    stray = take_book(["a", "b", None, None], [1, 2, None, "note"])

    assert wide.header == ("a", "b")
    assert stray.stops == ["columns_have_names"]


def test_a_cell_that_shows_an_error_stops_the_file_by_its_place(take_book):
    def damage(book):
        book.active["B3"] = "#N/A"

    taken = take_book(["a", "b"], [1, 2], [3, None], change=damage)

    finding = taken.found("cells_have_no_error")
    assert (finding.weight, finding.lines) == (Weight.STOP, (3,))
    assert finding.values["cells"] == "B3"


def test_a_formula_whose_result_was_not_stored_stops_the_file(take_book):
    taken = take_book(["a", "b"], [1, "=A2*2"], [2, 4])

    finding = taken.found("formulas_have_results")
    assert (finding.weight, finding.lines, finding.values["cells"]) == (Weight.STOP, (2,), "B2")


def test_a_formula_with_its_result_is_noted(take):
    content = workbook(["a", "b"], [1, "=A2*2"])
    content = rewritten(content, "xl/worksheets/sheet1.xml", b"<v />", b"<v>2</v>")

    taken = take(content, "table.xlsx")

    assert taken.rows == {2: ("1", "2")}
    assert taken.found("cells_are_written").weight is Weight.NOTE
    assert taken.found("cells_are_written").count == 1


def test_a_formula_that_gives_an_empty_text_has_a_result(take):
    content = workbook(["a", "b"], [1, "=A2"], [2, 3])
    content = rewritten(content, "xl/worksheets/sheet1.xml", b'r="B2"', b'r="B2" t="str"')

    taken = take(content, "table.xlsx")

    assert taken.stops == []


def test_merged_cells_are_told(take_book):
    taken = take_book(["a", "b"], [1, 2], change=lambda book: book.active.merge_cells("A2:A3"))

    assert taken.found("cells_stand_alone").weight is Weight.WARN


def test_hidden_sheets_are_named_and_not_read(take_book):
    def hide(book):
        book.create_sheet("Draft").sheet_state = "hidden"
        book["Draft"].append(["x"])

    taken = take_book(["a"], [1], change=hide)

    assert taken.found("sheets_are_visible").values["sheets"] == "Draft"


def test_the_sheet_a_person_names_is_the_one_that_is_read(take_book):
    def add(book):
        book.create_sheet("Second").append(["b"])
        book["Second"].append([7])

    named = take_book(["a"], [1], change=add, sheet="Second")
    unknown = take_book(["a"], [1], change=add, sheet="Third")

    assert named.rows == {2: ("7",)}
    assert unknown.found("sheet_exists").values["sheets"] == "Data, Second"


def test_numbers_longer_than_excel_keeps_are_told(take_book):
    taken = take_book(["nik"], [3_522_011_501_900_001], [12])

    finding = taken.found("numbers_keep_their_digits")
    assert (finding.weight, finding.lines, finding.count) == (Weight.WARN, (2,), 1)
    assert taken.rows[2] == ("3522011501900001",)


def test_a_workbook_that_holds_nothing_stops(take_book):
    taken = take_book()

    assert taken.stops == ["file_has_content"]


def test_a_header_without_rows_is_told_of_a_workbook_too(take_book):
    taken = take_book(["a", "b"])

    assert taken.found("table_has_rows").weight is Weight.WARN


def test_many_rows_are_handed_on_in_batches(take_book):
    taken = take_book(["n"], *([n] for n in range(20_000)))

    assert len(taken.rows) == 20_000
    assert taken.rows[20_001] == ("19999",)


def rewritten(content, part, old, new):
    """The workbook with one of its parts changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            data = before.read(name)
            if name == part:
                assert old in data, data
                data = data.replace(old, new)
            after.writestr(name, data)
    return stream.getvalue()
