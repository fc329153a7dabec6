"""The same spreadsheet back: comments where the faults are, and nothing of hers lost."""

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from pendopo.exports import commented
from pendopo.exports.commented import comment_rows, comment_workbook
from pendopo.exports.remarks import Remark, Words
from pendopo.terms.finding import Weight
from pendopo.terms.reading import OUR_SHEETS
from pendopo.terms.register import Sheet

WORDS = Words(
    findings="Findings",
    rows="Rows",
    weight="Weight",
    row="Row",
    column="Column",
    cell="As found",
    found="What was found",
    write="What to write",
    source="Source",
    more="and {more} more rows",
    partly="Only some rows.",
    summary="a.xlsx: Stops: 1.",
)
STOP = Remark(
    Weight.STOP, "STOP", "No day.", "Write one.", column="day", lines=(3,), cells=("x",), count=1
)


def sheet(header, rows, first=2, name=""):
    lines = pa.array(range(first, first + len(rows)), pa.int64())
    cells = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(header))]
    names = ["line", *map(str, range(len(header)))]
    return Sheet(name, tuple(header), iter([pa.record_batch([lines, *cells], names)]))


def hers(path):
    """A workbook with a title above its table, a formula, a format, and a sheet of another kind."""
    book = Workbook()
    table = book.active
    table.title = "Belanja '26"
    table.append(["Belanja 2026"])
    table.append(["unit", "day", "amount"])
    table.append(["A", "x", 5])
    table.append(["Jumlah", None, "=SUM(C3:C3)"])
    table["C3"].number_format = "#,##0.00"
    table.column_dimensions["A"].width = 31
    book.create_sheet("Catatan")["A1"] = "kept"
    book.save(path)
    return path


def test_her_workbook_comes_back_with_a_comment_on_the_cell(tmp_path):
    path = hers(tmp_path / "a.xlsx")
    read = sheet(["unit", "day", "amount"], [["A", "x", "5"]], 3, "Belanja '26")

    comment_workbook(path, read, [STOP], WORDS, tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    table = book["Belanja '26"]
    assert book.sheetnames == [OUR_SHEETS + "Findings", "Belanja '26", "Catatan"]
    assert table["B3"].comment.text == "STOP: No day.\n→ Write one."
    assert table["B3"].fill.fgColor.rgb == "FFF7C9C1"
    assert table["C4"].value == "=SUM(C3:C3)"
    assert table["C3"].number_format == "#,##0.00"
    assert table.column_dimensions["A"].width == 31
    assert book["Catatan"]["A1"].value == "kept"


def test_the_first_sheet_lists_the_findings_with_a_link_to_each_cell(tmp_path):
    path = hers(tmp_path / "a.xlsx")
    read = sheet(["unit", "day", "amount"], [["A", "x", "5"]], 3, "Belanja '26")
    many = Remark(Weight.WARN, "WARN", "Odd.", "", column="amount", lines=(3,), count=1000)

    comment_workbook(path, read, [many, STOP], WORDS, tmp_path / "out.xlsx")

    listed = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    rows = [[cell.value or "" for cell in row] for row in listed.iter_rows(min_row=4)]
    assert rows[0][:6] == ["STOP", "3", "day", "x", "No day.", "Write one."]
    assert rows[1][:5] == ["WARN", "3", "amount", "5", "Odd."]
    assert rows[2][4] == "and 999 more rows"
    assert listed["B4"].hyperlink.location == "'Belanja ''26'!B3"


def test_what_reaches_outside_the_workbook_becomes_text(tmp_path):
    book = Workbook()
    book.active.append(["day", "b"])
    book.active.append(["=cmd|' /C calc'!A0", '=HYPERLINK("https://example.org")'])
    book.active.append(["=WEBSERVICE(A1)", "=SUM(1,2)"])
    book.active["A1"].hyperlink = "https://example.org/steal"
    book.save(tmp_path / "a.xlsx")

    comment_workbook(tmp_path / "a.xlsx", None, [STOP], WORDS, tmp_path / "out.xlsx")

    table = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[1]
    kinds = [[cell.data_type for cell in row] for row in table.iter_rows(min_row=2, max_row=3)]
    assert kinds == [["s", "s"], ["s", "f"]]
    assert table["A2"].value == "=cmd|' /C calc'!A0"
    assert table["A1"].hyperlink is None


def test_text_of_hers_that_looks_like_a_formula_stays_text(tmp_path):
    book = Workbook()
    book.active["A1"] = "day"
    book.active["A2"] = "=1+1"
    book.active["A2"].data_type = "s"
    book.save(tmp_path / "a.xlsx")

    comment_workbook(tmp_path / "a.xlsx", None, [], WORDS, tmp_path / "out.xlsx")

    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[1]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_her_own_comment_stays_and_ours_of_an_earlier_check_goes(tmp_path):
    path = hers(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B3"].comment = Comment("mine", "Sari")
    book.worksheets[0]["A3"].comment = Comment("old", "Pendopo")
    book.create_sheet(OUR_SHEETS + "Findings", 0)
    book.save(path)
    read = sheet(["unit", "day", "amount"], [["A", "x", "5"]], 3, "Belanja '26")

    comment_workbook(path, read, [STOP], WORDS, tmp_path / "out.xlsx")

    again = openpyxl.load_workbook(tmp_path / "out.xlsx")
    table = again["Belanja '26"]
    assert table["B3"].comment.text.startswith("mine\n— Pendopo —\nSTOP")
    assert table["B3"].comment.author == "Sari"
    assert table["A3"].comment is None
    assert sum(name.startswith(OUR_SHEETS) for name in again.sheetnames) == 1


def test_her_own_comment_outlives_a_second_check(tmp_path):
    path = hers(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B3"].comment = Comment("mine", "Sari")
    book.save(path)
    read = sheet(["unit", "day", "amount"], [["A", "x", "5"]], 3, "Belanja '26")
    comment_workbook(path, read, [STOP], WORDS, tmp_path / "once.xlsx")

    comment_workbook(tmp_path / "once.xlsx", read, [], WORDS, tmp_path / "twice.xlsx")

    cell = openpyxl.load_workbook(tmp_path / "twice.xlsx")["Belanja '26"]["B3"]
    assert (cell.comment.text, cell.comment.author) == ("mine", "Sari")
    assert cell.fill.fill_type is None


def test_a_merged_cell_is_commented_where_it_can_be_seen(tmp_path):
    path = hers(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].merge_cells("A3:B3")
    book.save(path)
    read = sheet(["unit", "day", "amount"], [["A", "x", "5"]], 3, "Belanja '26")

    comment_workbook(path, read, [STOP], WORDS, tmp_path / "out.xlsx")

    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["Belanja '26"]["A3"].comment


def test_rows_of_a_csv_stand_where_a_spreadsheet_shows_them_and_are_text(tmp_path):
    read = sheet(["code", "day"], [["007", "2026-01-01"], ["=1+1", "x"]])

    comment_rows(read, [STOP], WORDS, tmp_path / "out.xlsx")

    table = openpyxl.load_workbook(tmp_path / "out.xlsx")["Rows"]
    assert [cell.value for cell in table[1]] == ["code", "day"]
    assert [(cell.value, cell.data_type) for cell in table[3]] == [("=1+1", "s"), ("x", "s")]
    assert table["B3"].comment
    assert table["A2"].value == "007"


def test_of_a_large_file_the_rows_concerned_come_back_and_are_no_table(tmp_path, monkeypatch):
    monkeypatch.setattr(commented, "CELLS_MOST", 10)
    read = sheet(["code", "day"], [[str(i), "x"] for i in range(50)])

    comment_rows(read, [STOP], WORDS, tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    table = book[OUR_SHEETS + "Rows"]
    assert [[cell.value for cell in row] for row in table.rows] == [
        ["Row", "code", "day"],
        ["3", "1", "x"],
    ]
    assert table["C2"].comment
    assert book.worksheets[0]["A2"].value == "Only some rows."


def test_a_workbook_that_openpyxl_does_not_understand_comes_back_as_rows(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    read = sheet(["code", "day"], [["1", "2"], ["3", "x"]], name="Belanja")

    comment_workbook(tmp_path / "a.xlsx", read, [STOP], WORDS, tmp_path / "out.xlsx")

    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["Belanja"]["B3"].comment


def test_of_a_file_that_could_not_be_read_the_findings_alone_come_back(tmp_path):
    comment_rows(None, [STOP], WORDS, tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == [OUR_SHEETS + "Findings"]
    assert book.worksheets[0]["E4"].value == "No day."


@pytest.mark.parametrize("order", [0, 1])
def test_two_findings_on_a_cell_share_its_comment_and_the_graver_colours_it(order, tmp_path):
    note = Remark(Weight.NOTE, "NOTE", "Hm.", "", column="day", lines=(3,), cells=("x",), count=1)
    both = [note, STOP] if order else [STOP, note]

    comment_rows(sheet(["day"], [["a"], ["x"]]), both, WORDS, tmp_path / "out.xlsx")

    cell = openpyxl.load_workbook(tmp_path / "out.xlsx")["Rows"]["A3"]
    assert cell.comment.text.count("\n\n") == 1
    assert cell.fill.fgColor.rgb == "FFF7C9C1"


def test_a_cell_that_lies_billions_away_is_passed_over(tmp_path):
    book = Workbook()
    book.active["A1"] = "day"
    book.active["A3"] = "x"
    book.active["XFD1048576"] = "far"
    book.save(tmp_path / "a.xlsx")

    comment_workbook(
        tmp_path / "a.xlsx", sheet(["day"], [["x"]], 3), [STOP], WORDS, tmp_path / "out.xlsx"
    )

    assert openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[1]["A3"].comment


def test_rows_of_json_stand_below_a_header_and_none_is_lost(tmp_path):
    rows = [["Balen", "Budi"], ["Kanor", "Siti"], ["Kapas", "Joko"]]

    comment_rows(sheet(["desa", "day"], rows, 1), [STOP], WORDS, tmp_path / "out.xlsx")

    table = openpyxl.load_workbook(tmp_path / "out.xlsx")["Rows"]
    cells = [[cell.value for cell in row] for row in table.iter_rows()]
    assert cells == [["desa", "day"], *rows]
    assert table["B4"].comment.text.startswith("STOP")


def test_the_lists_that_cells_are_chosen_from_stay_and_the_list_of_findings_goes(tmp_path):
    path = hers(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.create_sheet(OUR_SHEETS + "Daftar")["A2"] = "baik"
    book.create_sheet(OUR_SHEETS + "Temuan").auto_filter.ref = "A3:G5"
    book.save(path)
    read = sheet(["unit", "day", "amount"], [["A", "x", "5"]], 3, "Belanja '26")

    comment_workbook(path, read, [STOP], WORDS, tmp_path / "out.xlsx")

    names = openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames
    assert [name for name in names if name.startswith(OUR_SHEETS)] == [
        OUR_SHEETS + "Findings",
        OUR_SHEETS + "Daftar",
    ]
