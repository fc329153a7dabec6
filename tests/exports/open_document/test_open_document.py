"""The same ODS back: comments where the faults are, and every other byte of hers as it was."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.exports.open_document import comment_open_document
from pendopo.exports.remarks import Remark
from pendopo.stages.intake.workbook.book import Bounds
from pendopo.stages.intake.workbook.ods import open_book
from pendopo.stages.intake.workbook.package import opened
from pendopo.terms.finding import Weight
from pendopo.terms.reading import OUR_SHEETS
from tests.corpus.workbooks.write import ods, ods_row, ods_table, repacked
from tests.exports.test_commented import STOP, WORDS, sheet

_T = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_S = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_F = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_X = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MONEY = (
    '<style:style style:name="money" style:family="table-cell" style:data-style-name="N4">'
    '<style:table-cell-properties style:rotation-angle="0"/></style:style>'
)
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_LINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
_HERS = (
    f"<office:annotation><dc:creator {_DC}>Sari</dc:creator><text:p>mine</text:p>"
    "</office:annotation>"
)


def commented(content, remarks, tmp_path, words=WORDS):
    """Comment an ODS; give what came back."""
    path, out = tmp_path / "a.ods", tmp_path / "out"
    path.write_bytes(content)
    read = sheet(("unit", "day", "amount"), [], 3, "Data")
    assert comment_open_document(path, read, remarks, words, out)
    return out.read_bytes()


def root_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ET.fromstring(archive.read("content.xml"))  # noqa: S314  we wrote it


def cells_of(content, name="Data"):
    """Give each cell of a sheet that says or has something: its text, comment and colour."""
    root = root_of(content)
    styles = {one.get(f"{_S}name"): one for one in root.iter(f"{_S}style")}
    [table] = [one for one in root.iter(f"{_T}table") if one.get(f"{_T}name") == name]
    found, line = {}, 1
    for row in table.iter(f"{_T}table-row"):
        for _ in range(int(row.get(f"{_T}number-rows-repeated", 1))):
            column = 1
            for cell in row:
                for _ in range(int(cell.get(f"{_T}number-columns-repeated", 1))):
                    if facts := _facts(cell, styles):
                        found[line, column] = facts
                    column += 1
            line += 1
    return found


def _facts(cell, styles):
    note = cell.find(f"{_O}annotation")
    said = None if note is None else "\n".join("".join(p.itertext()) for p in note.iter(f"{_X}p"))
    text = "\n".join("".join(p.itertext()) for p in cell.findall(f"{_X}p"))
    style = styles.get(cell.get(f"{_T}style-name"))
    look = None if style is None else style.find(f"{_S}table-cell-properties")
    colour = None if look is None else look.get(f"{_F}background-color")
    return (text, said, colour) if text or said or colour else None


def on(line, column="day", **more):
    return replace(STOP, lines=(line,), column=column, **more)


HEADER = ods_row("unit", "day", "amount")


def test_the_cell_has_a_comment_and_a_colour_and_all_else_is_as_it_was(tmp_path):
    row = ods_row("A", "x", ("float", "5", "5,00", 'table:style-name="money"'))
    away = ods_table(ods_row("rahasia"), "Away", "away")
    content = ods(ods_table(ods_row("Belanja 2026") + HEADER + row), away, styles=_MONEY)

    back = commented(content, [on(3), on(3, "amount")], tmp_path)

    cells = cells_of(back)
    assert cells[3, 2] == ("x", "STOP: No day.\n→ Write one.", "#f7c9c1")
    assert cells[3, 3] == ("5,00", "STOP: No day.\n→ Write one.", "#f7c9c1")
    text = zipfile.ZipFile(io.BytesIO(back)).read("content.xml").decode()
    assert away in text
    assert _MONEY in text
    assert text.count('style:data-style-name="N4"') == 2
    assert {place: one[0] for place, one in cells.items()} == {
        place: one[0] for place, one in cells_of(content).items()
    }


def test_the_archive_begins_with_its_kind_and_keeps_its_other_parts(tmp_path):
    picture = bytes(range(256))
    content = repacked(ods(HEADER), {"Pictures/a.png": picture})

    back = commented(content, [STOP], tmp_path)

    with zipfile.ZipFile(io.BytesIO(back)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert back[30:38] == b"mimetype"
        assert archive.read("Pictures/a.png") == picture


def test_a_row_and_a_cell_that_stand_for_many_are_taken_apart_only_there(tmp_path):
    many = '<table:table-cell table:number-columns-repeated="5" office:value-type="string">'
    row = f'<table:table-row table:number-rows-repeated="9">{many}<text:p>x</text:p>'
    end = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
    rows = f"{HEADER}{row}</table:table-cell></table:table-row>{end}</table:table-row>"

    back = commented(ods(rows), [on(4), on(7, "amount")], tmp_path)

    cells = cells_of(ods(HEADER)) | {
        (line, column): ("x", None, None) for line in range(2, 11) for column in range(1, 6)
    }
    said = ("x", "STOP: No day.\n→ Write one.", "#f7c9c1")
    text = zipfile.ZipFile(io.BytesIO(back)).read("content.xml").decode()
    assert cells_of(back) == cells | {(4, 2): said, (7, 3): said}
    assert 'table:number-rows-repeated="1048000"' in text
    [table] = [one for one in root_of(back).iter(f"{_T}table") if one.get(f"{_T}name") == "Data"]
    assert len(table) == 7


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_stands_for_many_only_what_is_said_is_added(tmp_path, data):
    count = st.integers(1, 4)
    rows = []
    for _ in range(data.draw(st.integers(1, 4))):
        cells = "".join(
            f'<table:table-cell table:number-columns-repeated="{data.draw(count)}">'
            f"<text:p>{data.draw(st.sampled_from(['x', 'a &lt; b', '&#13;']))}</text:p>"
            "</table:table-cell>"
            if data.draw(st.booleans())
            else f'<table:table-cell table:number-columns-repeated="{data.draw(count)}" />'
            for _ in range(data.draw(st.integers(1, 4)))
        )
        rows.append(
            f'<table:table-row table:number-rows-repeated = "{data.draw(count)}">{cells}'
            "</table:table-row >"
        )
    content = ods(HEADER + "".join(rows))
    last = sum(int(row.split('"')[1]) for row in rows) + 1
    places = data.draw(st.sets(st.tuples(st.integers(2, last), st.integers(1, 3)), max_size=6))
    names = ("unit", "day", "amount")

    back = commented(content, [on(line, names[at - 1]) for line, at in sorted(places)], tmp_path)

    before, after = cells_of(content), cells_of(back)
    texts = {place: one[0] for place, one in after.items() if one[0]}
    assert {place for place, one in after.items() if one[1]} == places
    assert texts == {place: one[0] for place, one in before.items()}


def test_her_own_comment_stays_and_ours_of_an_earlier_check_goes(tmp_path):
    hers = (
        f'<table:table-cell office:value-type="string">{_HERS}<text:p>x</text:p></table:table-cell>'
    )
    content = ods(HEADER + ods_row("A", hers) + ods_row("B", "y"), styles=_MONEY)
    first = commented(content, [on(2), on(3)], tmp_path)

    second = commented(first, [on(2, write="Write two.")], tmp_path)
    third = commented(second, [], tmp_path)

    assert cells_of(first)[2, 2][1] == "mine\n— Pendopo —\nSTOP: No day.\n→ Write one."
    assert cells_of(first)[3, 2][1:] == ("STOP: No day.\n→ Write one.", "#f7c9c1")
    assert cells_of(second)[2, 2][1] == "mine\n— Pendopo —\nSTOP: No day.\n→ Write two."
    assert cells_of(second)[3, 2] == ("y", None, None)
    assert cells_of(third)[2, 2] == ("x", "mine", None)
    names = [one.get(f"{_T}name") for one in root_of(third).iter(f"{_T}table")]
    assert names == [OUR_SHEETS + "Findings", "Data"]
    ranges = [one.get(f"{_T}name") for one in root_of(third).iter(f"{_T}database-range")]
    assert ranges == ["pendopo-list"]


def test_the_list_of_an_earlier_check_goes_in_whatever_language_it_is(tmp_path):
    first = commented(ods(HEADER + ods_row("A", "x")), [on(2)], tmp_path)
    told = replace(WORDS, findings="Temuan")

    back = commented(first, [on(2)], tmp_path, told)

    names = [one.get(f"{_T}name") for one in root_of(back).iter(f"{_T}table")]
    assert names == [OUR_SHEETS + "Temuan", "Data"]


def test_a_merged_cell_is_commented_where_it_can_be_seen(tmp_path):
    wide = (
        '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" '
        'office:value-type="string"><text:p>A</text:p></table:table-cell>'
        "<table:covered-table-cell/>"
    )
    below = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    content = ods(HEADER + ods_row(wide) + ods_row(below))

    back = commented(content, [on(3)], tmp_path)

    assert {place for place, one in cells_of(back).items() if one[1]} == {(2, 1)}


def test_a_cell_that_a_row_lacks_is_added_for_its_comment(tmp_path):
    back = commented(ods(HEADER + "<table:table-row/>" + ods_row("A")), [on(2), on(3)], tmp_path)

    said = ("", "STOP: No day.\n→ Write one.", "#f7c9c1")
    assert cells_of(back)[2, 2] == cells_of(back)[3, 2] == said
    assert cells_of(back)[3, 1][0] == "A"


def test_the_first_sheet_lists_the_findings_with_a_link_and_keeps_formulas_text(tmp_path):
    content = ods(HEADER + ods_row("A", "=1+1"), name_of("Belanja '26"))
    many = Remark(Weight.WARN, "WARN", "=cmd()", "", column="day", lines=(2,), count=1000)

    back = commented(content, [many], tmp_path)

    listed = cells_of(back, OUR_SHEETS + "Findings")
    texts = {place: one[0] for place, one in listed.items()}
    assert [texts.get((4, at), "") for at in range(1, 6)] == ["WARN", "2", "day", "=1+1", "=cmd()"]
    assert texts[5, 5] == "and 999 more rows"
    link = next(root_of(back).iter(f"{_X}a"))
    assert link.get("{http://www.w3.org/1999/xlink}href") == "#'Data'.B2"


def name_of(name):
    return ods_table(ods_row("notes"), name)


def told(formula, shown):
    kind = 'office:value-type="string"'
    return (
        f'<table:table-cell table:formula="{formula}" {kind}><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )


def test_what_reaches_outside_the_workbook_is_taken_out_and_its_results_stay(tmp_path):
    link = f'<text:a {_LINK} xlink:href="https://example.org/steal">go</text:a>'
    heard = "<office:event-listeners><a/><event-listener/></office:event-listeners>"
    away = [
        told("of:=WEBSERVICE(&quot;http://x&quot;)", "seen"),
        told("of:='file:///etc/passwd'#$Sheet1.A1", "old"),
        told("of:=SUM([.A1:.A2];{1|2})", "3"),
        f"<table:table-cell><text:p>{link}</text:p></table:table-cell>",
        f"<table:table-cell>{heard}</table:table-cell>",
    ]
    listed = ("Basic/", "content.xml")
    entries = "".join(f'<m:file-entry m:full-path="{name}"/>' for name in listed)
    content = repacked(
        ods(HEADER + ods_row(*away)),
        {
            "Basic/Standard/Module1.xml": "<x/>",
            "META-INF/documentsignatures.xml": "<x/>",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="urn:m">{entries}</m:manifest>',
            "styles.xml": f'<a {_LINK} xlink:href="//host/x"/>',
        },
    )

    back = commented(content, [on(2)], tmp_path)

    with zipfile.ZipFile(io.BytesIO(back)) as archive:
        text = archive.read("content.xml").decode()
        manifest = archive.read("META-INF/manifest.xml").decode()
        assert b"host" not in archive.read("styles.xml")
        assert [
            name for name in archive.namelist() if name.startswith(("Basic", "META-INF/d"))
        ] == []
    for gone in ("WEBSERVICE", "passwd", "example.org", "event-listener"):
        assert gone not in text
    assert 'table:formula="of:=SUM([.A1:.A2];{1|2})"' in text
    assert [cells_of(back)[2, at][0] for at in (1, 2, 3, 4)] == ["seen", "old", "3", "go"]
    assert "Basic" not in manifest
    assert "content.xml" in manifest


def test_what_comes_back_is_read_as_what_was_handed_in(tmp_path):
    content = ods(HEADER + ods_row("A", "  x  y", ("date", "2026-03-01")) + ods_row("B", "y"))

    back = commented(content, [on(2), on(3)], tmp_path)

    (tmp_path / "back.ods").write_bytes(back)
    with opened(tmp_path / "a.ods") as was, opened(tmp_path / "back.ods") as now:
        before, after = open_book(was, Bounds()), open_book(now, Bounds())
        [old], [ours, new] = before.leaves, after.leaves
        assert ours.name == OUR_SHEETS + "Findings"
        assert list(new.read().rows()) == list(old.read().rows())


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
        "<a>",
        "<a/>",
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
        "<a>" * 300,
    ],
)
def test_what_is_no_workbook_of_that_form_is_not_written(content, tmp_path):
    path, out = tmp_path / "a.ods", tmp_path / "out"
    path.write_bytes(repacked(ods(HEADER), {"content.xml": content}))

    assert not comment_open_document(path, None, [STOP], WORDS, out)
    assert not out.exists()


def test_a_locked_workbook_is_not_written(tmp_path):
    path, out = tmp_path / "a.ods", tmp_path / "out"
    locked = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    path.write_bytes(ods(HEADER, manifest=locked))

    assert not comment_open_document(path, None, [STOP], WORDS, out)


def test_of_a_workbook_that_could_not_be_read_the_findings_are_listed(tmp_path):
    path, out = tmp_path / "a.ods", tmp_path / "out"
    path.write_bytes(ods(HEADER + ods_row("x")))

    assert comment_open_document(path, None, [replace(STOP, lines=())], WORDS, out)

    assert (4, 5) in cells_of(out.read_bytes(), OUR_SHEETS + "Findings")
