"""XLS of every age, the XML of 2003 and web pages: what their corpus does not show."""

import struct

import pytest

from pendopo.stages.intake.workbook.compound import Compound
from tests.corpus.workbooks.write import Xls, compound, formula, record, xml_2003, xml_row


def excel_95(*cells, page=1252):
    """A workbook of Excel 95: texts of one byte a character, in a code page."""
    begin = struct.pack("<4H", 0x0500, 5, 0, 0)
    code = record(0x041E, struct.pack("<HB", 164, 4) + b"0000")
    style = record(0x00E0, struct.pack("<2H12x", 0, 164))
    head = record(0x0809, begin) + record(0x0042, struct.pack("<H", page)) + code + style
    sheet = record(0x0085, struct.pack("<I3B", 0, 0, 0, 4) + b"Data")
    start = len(head) + len(sheet) + 4
    sheet = record(0x0085, struct.pack("<I3B", start, 0, 0, 4) + b"Data")
    body = record(0x0809, struct.pack("<4H", 0x0500, 0x10, 0, 0)) + b"".join(cells)
    data = head + sheet + record(0x000A, b"") + body + record(0x000A, b"")
    return compound({"Book": data})


def label(row, column, raw):
    return record(0x0204, struct.pack("<4H", row, column, 0, len(raw)) + raw)


def test_a_workbook_of_excel_95_is_read_in_its_code_page(open_book):
    number = record(0x0203, struct.pack("<3Hd", 1, 1, 0, 7.0))
    names = label(0, 0, b"a") + label(0, 1, b"b")

    latin = open_book(excel_95(names, label(1, 0, b"Jos\xe9"), number))
    greek = open_book(excel_95(names, label(1, 0, b"\xf8"), number, page=1253))
    unknown = open_book(excel_95(names, label(1, 0, b"Jos\xe9"), number, page=9))

    assert latin.rows == {2: ("José", "0007")}
    assert greek.rows == {2: ("ψ", "0007")}
    assert unknown.rows == {2: ("José", "0007")}


def test_a_text_of_a_formula_in_excel_95_is_read(open_book):
    text = formula((1, 0), b"\0" * 6 + b"\xff\xff") + record(0x0207, b"\x05\0Kapas")

    opened = open_book(excel_95(label(0, 0, b"a"), label(0, 1, b"b"), text, label(1, 1, b"x")))

    assert opened.rows == {2: ("Kapas", "x")}


def test_a_text_of_a_formula_goes_on_in_the_next_record(open_book):
    text = record(0x0207, b"\x05\0\0Kap") + record(0x003C, b"\0as")
    cell = formula((1, 1), b"\0" * 6 + b"\xff\xff") + text

    opened = open_book(Xls().table(["a", "b"], ["x", cell]).bytes())

    assert opened.rows == {2: ("x", "Kapas")}


def test_runs_and_readings_of_a_text_are_left_out(open_book):
    rich = struct.pack("<HBHI", 5, 12, 1, 3) + b"Kapas" + b"\0" * 4 + b"abc"
    texts = record(0x00FC, struct.pack("<2I", 2, 2) + rich + struct.pack("<HB", 1, 0) + b"b")
    made = Xls()
    cells = [record(0x00FD, struct.pack("<3HI", 0, at, 0, at)) for at in (0, 1)]
    made.shared = texts
    below = record(0x0203, struct.pack("<3Hd", 1, 0, 0, 1.0))

    assert open_book(made.sheet("Data", *cells, below).bytes()).header == ("Kapas", "b")


def test_a_text_that_ends_within_itself_is_damaged(refused):
    made = Xls()
    made.shared = record(0x00FC, struct.pack("<2IHB", 1, 1, 9, 0) + b"Kap")

    assert refused(made.sheet("Data").bytes()).rule == "workbook_is_whole"


def test_a_count_of_texts_that_is_too_large_alone_is_no_damage(open_book):
    made = Xls()
    cells = [made.text((0, 0), "a"), made.text((0, 1), "b"), made.text((1, 0), "x")]
    shared = made.shared_texts()
    made.shared = shared[:8] + struct.pack("<I", 99) + shared[12:]

    assert open_book(made.sheet("Data", *cells).bytes()).rows == {2: ("x", "")}


def test_truths_and_errors_of_an_old_workbook(open_book):
    wrong = record(0x0205, struct.pack("<3H2B", 2, 1, 0, 0x2A, 1))
    true = formula((3, 1), b"\x01\0\x01\0\0\0\xff\xff")

    opened = open_book(Xls().table(["a", "b"], ["x", True], ["y", wrong], ["z", true]).bytes())

    assert opened.rows == {2: ("x", "TRUE"), 3: ("y", "#N/A"), 4: ("z", "TRUE")}


def test_cells_of_a_chart_within_a_sheet_are_not_read(open_book):
    begin = record(0x0809, struct.pack("<4H8x", 0x0600, 0x20, 0, 0))
    chart = begin + record(0x0203, struct.pack("<3Hd", 5, 5, 0, 9.0)) + record(0x000A, b"")

    assert open_book(Xls().table(["a", "b"], ["x", 1.0], more=chart).bytes()).rows == {
        2: ("x", "1")
    }


def test_a_chart_in_place_of_a_sheet_is_left_out(open_book):
    made = Xls().table(["a", "b"], ["x", 1.0]).bytes()
    sheet = made.index(struct.pack("<2H", 0x0085, 12))

    chart = made[: sheet + 9] + b"\x02" + made[sheet + 10 :]

    assert open_book(chart).doubts == ["file_has_content"]


def test_one_cell_twice_is_damage(refused):
    cell = record(0x0203, struct.pack("<3Hd", 0, 0, 0, 9.0))

    assert refused(Xls().sheet("Data", cell, cell).bytes()).rule == "workbook_is_whole"


def test_links_to_other_files_and_comments_are_told(open_book):
    made = Xls().table(["a", "b"], ["x", 1.0], more=record(0x001C, b"\0" * 8))
    made.linked = record(0x01AE, b"\x01\0\x05\0\0path")

    rules = [finding.rule for finding in open_book(made.bytes()).findings]

    assert rules == ["workbook_is_plain", "cells_are_written"]


def test_a_small_stream_is_read_from_its_small_sectors():
    made = bytearray(compound({"Small": b"Kapas"}))
    root, stream = 1024, 1024 + 128
    data, table = 2, 3
    # The stream's sector becomes the container of small ones, the next their table.
    made[root + 116 : root + 128] = struct.pack("<IQ", data, 64)
    made[stream + 116 : stream + 128] = struct.pack("<IQ", 0, 5)
    made[60:64] = struct.pack("<I", table)
    made[512 + 4 * data : 512 + 4 * data + 8] = struct.pack("<2I", 0xFFFFFFFE, 0xFFFFFFFE)
    made[(table + 1) * 512 : (table + 1) * 512 + 4] = struct.pack("<I", 0xFFFFFFFE)

    file = Compound(made)  # type: ignore[arg-type]

    assert file.stream("small") == b"Kapas"


def test_xml_of_2003_tells_what_is_hidden_and_what_is_said_beside(open_book):
    rows = xml_row("a", "b") + xml_row("x", ("Boolean", "1"), more=' ss:Hidden="1"')
    comment = "<Comment><ss:Data>hidden words</ss:Data></Comment></Cell></Row>"
    commented = rows[: rows.rindex("</Cell>")] + comment

    opened = open_book(xml_2003(commented))

    assert opened.rows == {2: ("x", "TRUE")}
    assert opened.doubts == ["rows_are_visible"]
    assert opened.found("cells_are_written").message.startswith("Sheet {sheet} has comments")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_xml_of_2003_is_read_in_every_encoding_that_it_has(open_book, encoding):
    text = xml_2003(xml_row("a", "b") + xml_row("é", "1")).decode()

    assert open_book(text.encode(encoding)).rows == {2: ("é", "1")}


def test_xml_of_2003_may_lack_its_declaration(open_book):
    text = xml_2003(xml_row("a", "b") + xml_row("x", "1")).decode()

    assert open_book(text.partition("?>")[2].encode()).rows == {2: ("x", "1")}


def test_a_hidden_sheet_of_xml_of_2003_is_not_read(open_book):
    content = xml_2003(xml_row("a"), options="<x:Visible>SheetHidden</x:Visible>")

    assert open_book(content).doubts == ["sheets_are_visible", "file_has_content"]


def test_formulas_of_xml_of_2003_are_told(open_book):
    def formulas(value):
        cell = ("Number", value, ' ss:Formula="=1+1"')
        return open_book(xml_2003(xml_row("a", "b") + xml_row("x", cell)))

    assert formulas("2").doubts == []
    assert formulas("").doubts == ["formulas_have_results"]


def test_numbers_and_days_of_xml_of_2003_under_their_formats(open_book):
    styles = '<Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style>'
    cells = [
        ("Number", "45292", ' ss:StyleID="d"'),
        ("Number", "x"),
        ("DateTime", "1899-12-31T09:30:00.000"),
    ]

    opened = open_book(xml_2003(xml_row("a", "b", "c") + xml_row(*cells), styles=styles))

    assert opened.rows == {2: ("2024-01-01", "x", "09:30:00")}


def test_cells_and_rows_of_xml_of_2003_out_of_their_order_are_damage(refused):
    cell = xml_row("a", "b", ("String", "c", ' ss:Index="1"'))
    row = xml_row("a", "b") + xml_row("c", more=' ss:Index="1"')

    assert refused(xml_2003(cell)).rule == "workbook_is_whole"
    assert refused(xml_2003(row)).rule == "workbook_is_whole"


def test_a_cell_merged_across_moves_those_behind_it(open_book):
    rows = xml_row("a", "b", "c") + xml_row(("String", "x", ' ss:MergeAcross="1"'), "z")

    assert open_book(xml_2003(rows)).rows == {2: ("x", "", "z")}


def test_a_row_of_a_web_page_that_is_not_shown_is_told(open_book):
    page = b"<html><table><tr><th>a<th>b<tr style='display: none'><td>1<td>2</table></html>"

    assert open_book(page).doubts == ["rows_are_visible"]


def test_a_web_page_without_a_table_holds_nothing(open_book):
    assert open_book(b"<html></tr></table><p>x</p></html>").doubts == ["file_has_content"]


def test_a_web_page_in_no_encoding_that_is_known_is_refused(refused):
    assert refused(b"<html><meta charset=x-nonsense><table><tr><td>a").write
