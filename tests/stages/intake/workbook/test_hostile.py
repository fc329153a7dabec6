"""Workbooks that would end a reader are refused by words, before memory or time is spent."""

import io
import struct
import zipfile

import pytest

from pendopo.stages.intake.workbook import book as bounds
from pendopo.stages.intake.workbook import package
from tests.corpus.workbooks.write import (
    Xls,
    compound,
    ods,
    ods_row,
    packed,
    parts,
    record,
    row,
    xlsx,
    xml_2003,
    xml_row,
)

ROWS = row(1, "a", "b") + row(2, "x", 1)
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>'


def with_part(name, content):
    return packed({**parts(ROWS), name: content})


def test_a_few_kilobytes_with_two_far_cells_are_refused(refused):
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    content = xlsx(row(1, 1) + far)

    assert len(content) < 4096
    assert "row 1048576" in refused(content).sentence()


def test_a_row_beyond_all_rows_is_refused(refused):
    assert refused(xlsx(row(1, "a") + row(99_999_999_999, 1))).rule == "workbook_is_whole"


def test_a_column_beyond_all_columns_is_refused(refused):
    assert refused(xlsx('<row r="1"><c r="XFE1"><v>1</v></c></row>')).rule == "workbook_is_whole"


def test_cells_of_ods_that_stand_for_millions_are_refused(refused):
    many = ('table:number-columns-repeated="16000"', ' table:number-rows-repeated="1000000"')

    finding = refused(ods(ods_row(("float", 1, "", many[0]), more=many[1])))

    assert finding.rule == "workbook_is_harmless"


def test_a_cell_of_ods_that_stands_for_more_columns_than_there_are_is_refused(refused):
    many = 'table:number-columns-repeated="9999999"'

    assert refused(ods(ods_row(("float", 1, "", many)))).rule == "workbook_is_harmless"


@pytest.mark.parametrize("what", ["columns", "rows"])
def test_a_cell_of_ods_that_stands_for_more_than_can_be_counted_is_refused(refused, what):
    names = ods_row("a", "b")
    many = f'table:number-{what}-repeated="{10**30}"'
    cell = ("float", 1, "", many if what == "columns" else "")

    finding = refused(ods(names + ods_row(cell, more=f" {many}" if what == "rows" else "")))

    assert (finding.rule, "cells" in finding.message) == ("workbook_is_harmless", True)


def test_more_cells_than_a_table_has_are_refused(refused, monkeypatch):
    monkeypatch.setattr(bounds, "CELLS_MOST", 5000)

    finding = refused(xlsx("".join(row(at, *range(100)) for at in range(1, 200))))

    assert "5000 cells" in finding.sentence()


def test_millions_of_merged_areas_are_refused(refused, monkeypatch):
    monkeypatch.setattr(bounds, "_MERGED_MOST", 100)
    areas = "".join(f'<mergeCell ref="A{at}:A{at + 1}"/>' for at in range(2, 400, 2))

    finding = refused(xlsx(ROWS, after=f"<mergeCells>{areas}</mergeCells>"))

    assert "100 merged areas" in finding.sentence()


def test_millions_of_styles_are_refused(refused):
    xfs = "".join(f"<xf numFmtId='1' fontId='{at * 7919 % 99991}'/>" for at in range(70_000))
    styles = f"<styleSheet><cellXfs>{xfs}</cellXfs></styleSheet>"

    finding = refused(with_part("xl/styles.xml", styles))

    assert "65536 styles" in finding.sentence()


def test_thousands_of_sheets_are_refused(refused):
    sheets = "".join(f'<sheet name="S{at}" sheetId="{at}" r:id="rId1"/>' for at in range(1200))

    assert "1000 sheets" in refused(xlsx(ROWS, sheets=[sheets])).sentence()


def test_a_text_that_fills_memory_is_refused_by_its_ratio(refused):
    texts = "<sst><si><t>" + "a" * (64 << 20) + "</t></si></sst>"

    assert "times its size" in refused(with_part("xl/sharedStrings.xml", texts)).sentence()


def test_a_cell_of_a_million_letters_is_refused(refused):
    noise = "".join(f"{at * 7919 % 999983:06d}" for at in range(200_000))

    assert "characters" in refused(xlsx(row(1, noise))).sentence()


def test_a_tag_that_does_not_end_is_refused(refused):
    noise = "".join(f"{at:08d}" for at in range(700_000))

    finding = refused(xlsx(f'<row r="1"><c r="A1" x="{noise}"><v>1</v></c></row>'))

    assert "single tag" in finding.sentence()


@pytest.mark.parametrize("name", ["c", "v", "row", "other"])
def test_elements_within_elements_without_end_are_refused(refused, name):
    assert "deep" in refused(xlsx(f"<{name}>" * 10_000)).sentence()


def test_a_count_of_texts_that_no_workbook_has_is_refused(refused):
    finding = refused(with_part("xl/sharedStrings.xml", '<sst uniqueCount="99999999999"/>'))

    assert "99999999999" in finding.sentence()


@pytest.mark.parametrize(
    "part",
    ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_with_their_document_type(refused, part, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}<a>&c;</a>'

    assert "document type" in refused(with_part(part, text.encode(encoding))).message


def test_entities_are_refused_in_ods_and_in_xml_of_2003(refused):
    content = ods(ods_row("a"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = archive.read("content.xml").decode()

    assert "document type" in refused(packed({"content.xml": LAUGHS + inside})).message
    assert (
        "document type"
        in refused(
            xml_2003(xml_row("a")).replace(b"<Workbook", LAUGHS.encode() + b"<Workbook")
        ).message
    )


def test_parts_that_no_table_needs_are_not_unpacked(open_book):
    opened = open_book(with_part("docProps/x.xml", LAUGHS + "<a>&c;</a>"))

    assert opened.rows == {2: ("x", "1")}


def test_declared_sizes_do_not_matter_bytes_do(refused, monkeypatch):
    monkeypatch.setattr(package, "BYTES_MOST", 3 << 20)
    noise = "".join(f"<si><t>{at * 7919 % 999983:06d}</t></si>" for at in range(200_000))

    finding = refused(with_part("xl/sharedStrings.xml", f"<sst>{noise}</sst>"))

    assert "more than 3 MB" in finding.sentence()


def test_a_size_that_lies_is_found_while_unpacking(refused):
    content = with_part("xl/sharedStrings.xml", b"<sst>" + b"a" * (8 << 20))
    true, lie = (5 + (8 << 20)).to_bytes(4, "little"), (4096).to_bytes(4, "little")

    assert refused(content.replace(true, lie)).rule == "workbook_is_whole"


@pytest.mark.parametrize("name", ["../x", "/x", "C:\\x", "a\\..\\x", ".", "./"])
def test_a_part_that_points_outside_is_refused(refused, name):
    assert "points outside" in refused(with_part(name, "")).message


def test_a_link_in_place_of_a_part_is_refused(refused):
    stream = io.BytesIO(packed(parts(ROWS)))
    link = zipfile.ZipInfo("xl/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(link, "/etc/passwd")

    assert "points outside" in refused(stream.getvalue()).message


def test_two_parts_of_one_name_are_refused_whatever_their_capitals(refused):
    assert "two parts" in refused(with_part("XL/Workbook.xml", "<other/>")).message


def test_thousands_of_parts_are_refused(refused):
    many = {f"p{number}": "" for number in range(2000)}

    assert "parts inside" in refused(packed({**parts(ROWS), **many})).message


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n" + packed(parts(ROWS)), packed(parts(ROWS)) + b"%PDF"]
)
def test_a_file_that_is_two_in_one_is_refused(refused, content):
    finding = refused(b"PK" + content if content.startswith(b"%") else content)

    assert "two files in one" in finding.message


def test_another_archive_is_not_taken_for_a_workbook(refused):
    assert refused(packed({"table.csv": "a,b\n"})).rule == "workbook_is_one"


def test_a_binary_workbook_is_named(refused):
    rels = packed(
        {**parts(ROWS), "_rels/.rels": parts(ROWS)["_rels/.rels"].replace(".xml", ".bin")}
    )

    assert "XLSB" in refused(rels).message


def test_a_password_is_named(refused):
    content = packed(parts(ROWS))
    central = content.index(b"PK\x01\x02")

    assert (
        refused(content[: central + 8] + b"\x01" + content[central + 9 :]).rule
        == "workbook_is_open"
    )
    assert refused(compound({"EncryptedPackage": b"x"})).rule == "workbook_is_open"
    assert refused(xls_stream(record(0x002F, b"\0" * 54))).rule == "workbook_is_open"


def test_links_to_other_machines_are_never_followed(open_book):
    made = parts(ROWS)
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
        'Target="sharedStrings.xml"',
        'Target="http://192.0.2.1/sharedStrings.xml" TargetMode="External"',
    )

    assert open_book(packed(made)).rows == {2: ("x", "1")}


@pytest.mark.parametrize("end", [10, 300, -40])
def test_a_workbook_that_is_cut_off_is_refused(refused, end):
    assert refused(packed(parts(ROWS))[:end]).rule in {"workbook_is_whole", "workbook_is_harmless"}


def test_xml_that_is_broken_is_called_damaged(refused):
    assert refused(with_part("xl/styles.xml", "<a><b></a>")).rule == "workbook_is_whole"
    assert refused(with_part("xl/styles.xml", '<?xml version="1.0" encoding="x-y"?><a/>')).rule == (
        "workbook_is_whole"
    )


def test_a_flipped_byte_is_called_damaged(refused):
    content = bytearray(packed(parts("".join(row(at, "words", at) for at in range(1, 2000)))))
    content[content.index(b"xl/worksheets/sheet1.xml") + 400] ^= 0xFF

    assert refused(bytes(content)).rule == "workbook_is_whole"


def xls_stream(*records):
    begin = record(0x0809, struct.pack("<4H8x", 0x0600, 5, 0, 0))
    return compound({"Workbook": begin + b"".join(records)})


def changed(content, place, number):
    return content[:place] + struct.pack("<I", number) + content[place + 4 :]


def test_a_chain_of_sectors_that_goes_round_is_refused(refused):
    content = Xls().table(["a", "b"], ["x", 1.0]).bytes()
    first_of_stream = 512 + 4 * 2

    assert refused(changed(content, first_of_stream, 2)).rule == "workbook_is_whole"


def test_a_table_of_sectors_that_goes_round_is_refused(refused):
    content = Xls().table(["a", "b"], ["x", 1.0]).bytes()

    assert refused(changed(changed(content, 68, 0), 48, 0xFFFF)).rule == "workbook_is_whole"


def test_a_stream_that_says_it_is_larger_than_the_file_is_refused(refused):
    content = Xls().table(["a", "b"], ["x", 1.0]).bytes()
    size_of_stream = 1024 + 128 + 120

    assert refused(changed(content, size_of_stream, 100 << 20)).rule == "workbook_is_whole"
    assert "MB" in refused(changed(content, size_of_stream, 1 << 31)).sentence()


def test_a_record_that_says_it_is_larger_than_the_file_is_refused(refused):
    assert refused(xls_stream(struct.pack("<2H", 0x00FC, 0xFFFF))).rule == "workbook_is_whole"


def test_a_count_of_texts_that_no_old_workbook_has_is_refused(refused):
    texts = record(0x00FC, struct.pack("<2I", 1, 99_999_999))

    assert "99999999" in refused(xls_stream(texts, record(0x000A, b""))).sentence()


def test_a_text_that_an_old_workbook_lacks_is_refused(refused):
    cell = record(0x00FD, struct.pack("<3HI", 0, 0, 0, 7))

    assert refused(Xls().sheet("Data", cell).bytes()).rule == "workbook_is_whole"


def test_an_old_document_that_is_no_workbook_is_named(refused):
    assert "not a workbook" in refused(compound({"Other": b"x"})).message


def test_a_workbook_of_excel_4_is_named(refused):
    assert "Excel 4" in refused(Xls(version=0x0400).table(["a"]).bytes()).message


def test_a_web_page_that_nests_its_tables_without_end_is_refused(refused):
    assert "deep" in refused(b"<html>" + b"<table><tr><td>" * 1000).sentence()


def test_a_web_page_of_one_tag_is_refused(refused):
    assert "single tag" in refused(b"<html><table x='" + b"a" * (6 << 20)).sentence()


def test_a_web_page_with_a_cell_of_a_million_letters_is_refused(refused):
    assert "characters" in refused(b"<table><tr><td>" + b"a " * (1 << 20)).sentence()
