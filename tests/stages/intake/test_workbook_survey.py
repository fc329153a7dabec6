"""Workbooks that would end a reader are refused by words, before any reader sees them."""

import zipfile

import pytest

from pendopo.stages.intake.workbook_survey import HostileError, survey
from pendopo.terms.finding import Weight

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = f'<worksheet xmlns="{_MAIN}"><sheetData>%s</sheetData></worksheet>'
TWO_CELLS = _SHEET % (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
    '<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": "<Relationships>"
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": _SHEET % '<row r="1"><c r="A1"><v>1</v></c></row>',
}


def archive(path, parts, **more):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in {**PARTS, **parts}.items():
            book.writestr(name, content)
        for name, content in more.items():
            book.writestr(name, content)
    return path


def refused(path):
    with pytest.raises(HostileError) as caught:
        survey(path)
    finding = caught.value.finding
    assert finding.weight is Weight.STOP
    assert finding.write
    return finding


def test_a_plain_workbook_passes_and_its_cells_are_counted(tmp_path):
    found = survey(archive(tmp_path / "a.xlsx", {}))

    assert (found.part("Data").cells, found.part("Data").rows) == (1, 1)


def test_a_few_kilobytes_with_two_far_cells_are_refused(tmp_path):
    path = archive(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": TWO_CELLS})

    finding = refused(path)

    assert path.stat().st_size < 4096
    assert "row 1048576" in finding.sentence()


def test_far_cells_are_found_whatever_the_part_is_called(tmp_path):
    parts = {"xl/media/image1.png": "\n" + TWO_CELLS}

    finding = refused(archive(tmp_path / "a.xlsx", parts))

    assert finding.rule == "workbook_is_harmless"


def test_cells_without_a_reference_are_counted_in_their_order(tmp_path):
    sheet = _SHEET % "<row><c/><c/></row><row><c/><c t='e'/></row>"

    found = survey(archive(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": sheet}))

    part = found.part("Data")
    assert (part.rows, part.columns, part.errors) == (2, 2, [(2, "#2")])


def test_more_cells_than_a_table_has_are_refused_over_all_sheets(tmp_path, monkeypatch):
    monkeypatch.setattr("pendopo.stages.intake.workbook_survey._CELLS_MOST", 100)
    sheet = _SHEET % ("<row>" + "<c/>" * 60 + "</row>")
    parts = {"xl/worksheets/sheet1.xml": sheet, "xl/worksheets/sheet2.xml": sheet}

    finding = refused(archive(tmp_path / "a.xlsx", parts))

    assert "100 cells" in finding.sentence()


def test_a_shared_string_that_fills_memory_is_refused_by_its_ratio(tmp_path):
    strings = f'<sst xmlns="{_MAIN}"><si><t>' + "a" * (64 << 20) + "</t></si></sst>"

    finding = refused(archive(tmp_path / "a.xlsx", {"xl/sharedStrings.xml": strings}))

    assert "times its size" in finding.sentence()


def test_declared_sizes_are_added_up(tmp_path, monkeypatch):
    monkeypatch.setattr("pendopo.stages.intake.workbook_survey._BYTES_MOST", 3 << 20)
    parts = {f"xl/media/{n}.bin": b"a" * (1 << 20) for n in range(3)}

    finding = refused(archive(tmp_path / "a.xlsx", parts))

    assert "more than 3 MB" in finding.sentence()


def test_a_size_that_lies_is_found_while_unpacking(tmp_path):
    path = archive(tmp_path / "a.xlsx", {"xl/sharedStrings.xml": b"a" * (8 << 20)})
    data = bytearray(path.read_bytes())
    true, lie = (8 << 20).to_bytes(4, "little"), (4096).to_bytes(4, "little")
    path.write_bytes(bytes(data).replace(true, lie))

    assert refused(path).rule == "workbook_is_whole"


def test_bytes_are_counted_while_unpacking_whatever_was_declared(tmp_path, monkeypatch):
    monkeypatch.setattr("pendopo.stages.intake.workbook_survey._check_members", lambda _: None)
    monkeypatch.setattr("pendopo.stages.intake.workbook_survey._BYTES_MOST", 3 << 20)
    path = archive(tmp_path / "a.xlsx", {"xl/media/a.bin": b"a" * (4 << 20)})

    finding = refused(path)

    assert "more than 3 MB" in finding.sentence()


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/x.xml"]
)
def test_entities_are_refused_with_their_document_type(tmp_path, part):
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'

    finding = refused(archive(tmp_path / "a.xlsx", {part: laughs}))

    assert "document type" in finding.message


def test_an_entity_in_utf_16_is_refused_too(tmp_path):
    laughs = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'

    finding = refused(
        archive(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": laughs.encode("utf-16")})
    )

    assert "document type" in finding.message


def test_a_count_of_texts_that_no_workbook_has_is_refused(tmp_path):
    strings = f'<sst xmlns="{_MAIN}" uniqueCount="99999999999"/>'

    assert (
        "99999999999"
        in refused(archive(tmp_path / "a.xlsx", {"xl/sharedStrings.xml": strings})).sentence()
    )


def test_a_part_that_points_outside_is_refused(tmp_path):
    assert "../x" in refused(archive(tmp_path / "a.xlsx", {"../x": ""})).sentence()


def test_two_parts_of_one_name_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    archive(path, {})
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/workbook.xml", "<other/>")

    assert "two parts" in refused(path).message


def test_thousands_of_parts_are_refused(tmp_path):
    assert (
        "parts inside"
        in refused(archive(tmp_path / "a.xlsx", {f"p{n}": "" for n in range(2000)})).message
    )


def test_another_archive_is_not_taken_for_a_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("table.csv", "a,b\n")

    assert refused(path).rule == "workbook_is_one"


def test_a_password_is_named(tmp_path):
    path = archive(tmp_path / "a.xlsx", {})
    data = path.read_bytes()
    central = data.index(b"PK\x01\x02")
    path.write_bytes(data[: central + 8] + b"\x01" + data[central + 9 :])

    assert refused(path).rule == "workbook_is_open"


@pytest.mark.parametrize("end", [10, 300, -40])
def test_a_workbook_that_is_cut_off_is_called_damaged(tmp_path, end):
    path = archive(tmp_path / "a.xlsx", {})
    path.write_bytes(path.read_bytes()[:end])

    assert refused(path).rule == "workbook_is_whole"


def test_xml_that_is_broken_is_called_damaged(tmp_path):
    assert (
        refused(archive(tmp_path / "a.xlsx", {"xl/styles.xml": "<a><b></a>"})).rule
        == "workbook_is_whole"
    )


def test_a_flipped_byte_is_called_damaged(tmp_path):
    path = archive(tmp_path / "a.xlsx", {"xl/media/a.bin": bytes(range(256)) * 100})
    data = bytearray(path.read_bytes())
    data[data.index(b"xl/media/a.bin") + 60] ^= 0xFF
    path.write_bytes(data)

    assert refused(path).rule == "workbook_is_whole"
