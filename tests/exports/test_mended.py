"""A spreadsheet with cells written anew: in the right sheet, and with nothing of it lost."""

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from pendopo.exports.mended import mend_rows, mend_workbook, opened_workbook
from pendopo.exports.mending import Cell, MendingError
from pendopo.terms.register import Sheet
from tests.exports.test_commented import sheet

LINES = Sheet("lines", ("village", "amount"), iter(()))
TRANCHES = Sheet("tranches", ("village", "amount"), iter(()))
EVENTS = Sheet("events", ("village", "day"), iter(()))


def saved(path, **more):
    """A workbook of three sheets, two of which have the same columns."""
    book = Workbook()
    book.remove(book.active)
    rows = {"lines": ("amount", "4o1"), "tranches": ("amount", "5o1"), "events": ("day", "2026")}
    for name, (column, value) in (rows | more).items():
        table = book.create_sheet(name)
        table.append(["village", column])
        table.append(["Rejo", value])
    book.save(path)
    return path


def mended(path, cells, sheets=(LINES, TRANCHES, EVENTS)):
    book = opened_workbook(path, sheets)
    assert book
    done = mend_workbook(book, sheets, cells)
    book.save(path)
    return done


@pytest.mark.parametrize(
    ("cell", "changed"),
    [
        (Cell(2, "amount", "501", "tranches", "5o1"), "tranches!B2"),
        (Cell(2, "Amount", "401", "lines", "4o1"), "lines!B2"),
        (Cell(2, "day", "2026-01-01", "", "2026"), "events!B2"),
        (Cell(2, "village", "Jati", "events", "Rejo"), "events!A2"),
        (Cell(2, "amount", "5", "of another name", "5o…"), "tranches!B2"),
    ],
)
def test_a_cell_is_written_in_the_sheet_in_which_it_was_found(tmp_path, cell, changed):
    path = saved(tmp_path / "a.xlsx")
    before = openpyxl.load_workbook(path)

    assert mended(path, [cell]) == 1

    after = openpyxl.load_workbook(path)
    other = {
        f"{table.title}!{one.coordinate}": one.value
        for table in after.worksheets
        for row in table.iter_rows()
        for one in row
        if one.value != before[table.title][one.coordinate].value
    }
    assert other == {changed: cell.text}


@pytest.mark.parametrize(
    "cell",
    [
        Cell(2, "village", "Jati", "of another name", "Rejo"),
        Cell(2, "nowhere", "1", "lines", ""),
    ],
)
def test_a_cell_of_which_it_is_not_certain_where_it_stands_is_refused(tmp_path, cell):
    with pytest.raises(MendingError, match="not certain in which sheet"):
        mended(saved(tmp_path / "a.xlsx"), [cell])


def test_a_workbook_with_a_formula_in_any_of_its_sheets_is_not_copied(tmp_path):
    path = saved(tmp_path / "a.xlsx", events=("day", "=1+1"))

    with pytest.raises(MendingError, match="would lose formulas or sheets"):
        opened_workbook(path, [LINES])


def test_of_the_only_sheet_with_a_formula_and_of_what_is_no_workbook_rows_are_written(tmp_path):
    book = Workbook()
    book.active.append(["amount"])
    book.active.append(["=1+1"])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.ods").write_bytes(b"PK\x03\x04")

    assert opened_workbook(tmp_path / "a.xlsx", [LINES]) is None
    assert opened_workbook(tmp_path / "b.ods", [LINES]) is None
    with pytest.raises(MendingError, match="would lose"):
        opened_workbook(tmp_path / "b.ods", [LINES, EVENTS])


def test_rows_keep_their_places_and_a_cell_that_they_lack_is_refused(tmp_path):
    def read():
        return sheet(["a", "b"], [["1", "x"], ["2", "y"]], 3)

    done = mend_rows(read(), [Cell(4, "B", "z")], tmp_path / "out.csv")

    assert done == 1
    assert (tmp_path / "out.csv").read_text().split() == ["a,b", "1,x", "2,z"]
    for cell in (Cell(9, "b", "z"), Cell(4, "c", "z")):
        with pytest.raises(MendingError, match="not certain"):
            mend_rows(read(), [cell], tmp_path / "out.csv")
