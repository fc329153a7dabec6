"""XLSX: a cell's text is what a spreadsheet shows, but exact; what it would hide is told."""

from datetime import date

import pytest

from pendopo.terms.finding import Weight
from tests.corpus.workbooks.write import book, repacked

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def take_book(take):
    def taken(*rows, change=None, **options):
        return take(book(*rows, change=change), "table.xlsx", **options)

    return taken


def test_cells_of_every_kind_become_text(take_book):
    taken = take_book(["code", "n", "day", "yes"], ["007", 2.5, date(2026, 3, 1), True])

    assert taken.header == ("code", "n", "day", "yes")
    assert taken.rows == {2: ("007", "2.5", "2026-03-01", "TRUE")}
    assert taken.findings == []


def test_rows_are_numbered_as_the_spreadsheet_numbers_them(take_book):
    taken = take_book([], ["a", "b"], [1, 2], [None, None], [3, 4])

    assert taken.rows == {3: ("1", "2"), 5: ("3", "4")}
    assert [f.lines for f in taken.findings] == [(1, 4)]


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
    changes = {SHEET: lambda xml: xml.replace("<v />", "<v>2</v>")}

    taken = take(repacked(book(["a", "b"], [1, "=A2*2"]), changes), "table.xlsx")

    assert taken.rows == {2: ("1", "2")}
    assert taken.found("cells_are_written").weight is Weight.NOTE
    assert taken.found("cells_are_written").count == 1


def test_a_formula_that_gives_an_empty_text_has_a_result(take):
    changes = {SHEET: lambda xml: xml.replace('r="B2"', 'r="B2" t="str"')}

    taken = take(repacked(book(["a", "b"], [1, "=A2"], [2, 3]), changes), "table.xlsx")

    assert taken.stops == []


def test_merged_cells_are_told(take_book):
    taken = take_book(
        ["a", "b"], ["x", 1], [None, 2], change=lambda book: book.active.merge_cells("A2:A3")
    )

    assert taken.rows == {2: ("x", "1"), 3: ("x", "2")}
    assert taken.found("cells_stand_alone").weight is Weight.WARN
    assert taken.found("cells_stand_alone").values["cells"] == "A2:A3"


def told(taken):
    return [one.rule for one in taken.findings if one.weight is not Weight.NOTE]


@pytest.mark.parametrize("amount", [5000000, 12.5, 120])
def test_an_amount_in_merged_cells_is_told_as_counted_more_than_once(take_book, amount):
    taken = take_book(
        ["a", "b"], ["x", amount], ["y", None], change=lambda book: book.active.merge_cells("B2:B3")
    )

    assert taken.rows == {2: ("x", str(amount)), 3: ("y", str(amount))}
    assert taken.found("amounts_stand_once").values["cells"] == "B2:B3"
    assert told(taken) == ["amounts_stand_once"]


@pytest.mark.parametrize("held", [2024, 7, "35.22.01", "Ngasem"])
def test_a_year_a_number_of_a_row_and_words_in_merged_cells_are_no_amounts(take_book, held):
    taken = take_book(
        ["a", "b"], ["x", held], ["y", None], change=lambda book: book.active.merge_cells("B2:B3")
    )

    assert told(taken) == ["cells_stand_alone"]


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


def test_the_row_a_person_names_is_the_header(take_book):
    taken = take_book(["TAHUN", "2024"], ["a", "b"], [1, 2], header=2)

    assert (taken.header, taken.rows) == (("a", "b"), {3: ("1", "2")})


def test_a_finding_names_the_first_cells_and_counts_all(take_book):
    taken = take_book(["a", "b"], *(["x", "#N/A"] for _ in range(30)))

    finding = taken.found("cells_have_no_error")
    assert finding.values["cells"] == "B2, B3, B4, B5, B6 …"
    assert finding.values["column"] == finding.column == "b"
    assert finding.cells == ("#N/A",) * 20
    assert len(finding.lines) == 20
    assert finding.count == 30


def test_of_tables_that_are_not_read_nothing_is_told(take_book):
    def add(book):
        book.create_sheet("Second").append(["a", "a"])
        book["Second"].append([1, 2])

    taken = take_book(["a", "b"], [1, 2], change=add)

    assert taken.findings == []


def test_a_sheet_of_notes_is_named_and_can_be_asked_for(take_book):
    def add(book):
        book.create_sheet("README", 0).append(["About this file"])

    without = take_book(["a", "b"], [1, 2], change=add)
    asked = take_book(["a", "b"], [1, 2], change=add, sheet="README")

    assert without.found("sheets_hold_tables").values["sheets"] == "README"
    assert asked.header == ("About this file",)
    assert asked.stops == []


def test_a_workbook_of_one_sheet_is_a_table_whatever_the_sheet_is_called(take_book):
    taken = take_book(["a"], [1], change=lambda book: setattr(book.active, "title", "Notes"))

    assert (taken.header, taken.rows) == (("a",), {2: ("1",)})


def test_a_first_sheet_that_is_stopped_is_not_passed_over_for_another(take_book):
    def second(made):
        other = made.create_sheet("Lain")
        for row in (["Nama", "Nilai"], ["a", 1], ["b", 2]):
            other.append(row)

    taken = take_book(
        *(["Kode", "Desa", "Camat", "KK"], ["A", "Rejo", "x", 5], ["B", "Sari", "y", 6], []),
        *(["Jumlah", "", "", 11], []),
        *(["Kode", "Nama", "Pagu"], ["C", "Pegawai", 100], ["D", "Barang", 200]),
        change=second,
    )

    assert taken.found("file_has_one_table").lines == (7,)
