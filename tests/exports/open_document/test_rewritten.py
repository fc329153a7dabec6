"""Cells of an ODS written anew: those alone, as text, and all else as it was."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.exports.mending import Cell, MendingError
from pendopo.exports.open_document import mend_open_document
from pendopo.stages.intake.workbook.book import Bounds
from pendopo.stages.intake.workbook.ods import open_book
from pendopo.stages.intake.workbook.package import opened
from pendopo.terms.register import Sheet
from tests.corpus.workbooks.write import ods, ods_row, ods_table, repacked
from tests.exports.open_document.test_open_document import HEADER, cells_of

NAMES = ("unit", "day", "amount")
DATA = Sheet("Data", NAMES, iter(()))


def mended(content, cells, tmp_path, sheets=(DATA,)):
    """Mend an ODS; give what it came to."""
    path, out = tmp_path / "a.ods", tmp_path / "out"
    path.write_bytes(content)
    assert mend_open_document(path, sheets, cells, out) == len(cells)
    return out.read_bytes()


def read(content, tmp_path):
    """Give the cells of each sheet, as they are read when the file is handed in."""
    path = tmp_path / "read.ods"
    path.write_bytes(content)
    with opened(path) as package:
        book = open_book(package, Bounds())
        return {leaf.name: list(leaf.read().rows()) for leaf in book.leaves}


def test_a_cell_is_written_as_text_and_another_sheet_and_every_part_stay(tmp_path):
    away = ods_table(ods_row("rahasia"), "Away", "away")
    row = ods_row("A", "x", ("float", "5", "5,00", 'table:style-name="money"'))
    picture = bytes(range(256))
    content = repacked(ods(ods_table(HEADER + row), away), {"Pictures/a.png": picture})

    back = mended(content, [Cell(2, "amount", "=1+1"), Cell(2, "day", "")], tmp_path)

    cells = cells_of(back)
    assert {place: one[0] for place, one in cells.items()} == {
        (1, 1): "unit", (1, 2): "day", (1, 3): "amount", (2, 1): "A", (2, 3): "=1+1",
    }  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(back)) as archive:
        text = archive.read("content.xml").decode()
        assert archive.read("Pictures/a.png") == picture
        assert archive.infolist()[0].filename == "mimetype"
    assert away in text
    assert 'table:style-name="money"' in text
    assert 'office:value="5"' not in text
    assert read(back, tmp_path)["Away"] == read(content, tmp_path)["Away"]


def test_a_comment_and_a_picture_in_the_cell_stay(tmp_path):
    kept = (
        '<office:annotation xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Sari'
        "</dc:creator><text:p>mine</text:p></office:annotation>"
        '<draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"/>'
    )
    row = ods_row("A").replace("</table:table-row>", "") + (
        f"<table:table-cell>{kept}<text:p>x</text:p></table:table-cell></table:table-row>"
    )

    back = mended(ods(HEADER + row), [Cell(2, "day", "2026-03-01")], tmp_path)

    text = zipfile.ZipFile(io.BytesIO(back)).read("content.xml").decode()
    assert kept in text
    assert cells_of(back)[2, 2][:2] == ("2026-03-01", "mine")


def test_a_merged_cell_is_written_where_it_is_seen(tmp_path):
    merged = '<table:table-cell table:number-rows-spanned="2"><text:p>A</text:p></table:table-cell>'
    rows = (
        f"<table:table-row>{merged}</table:table-row>"
        "<table:table-row><table:covered-table-cell/></table:table-row>"
    )

    back = mended(ods(HEADER + rows), [Cell(3, "unit", "B")], tmp_path)

    assert cells_of(back)[2, 1][0] == "B"


def test_in_a_workbook_that_calculates_nothing_is_written(tmp_path):
    path, out = tmp_path / "a.ods", tmp_path / "out"
    total = ods_table(
        ods_row(("float", "5", "5", 'table:formula="of:=SUM([Data.C2:.C3])"')), "Total", "total"
    )
    path.write_bytes(ods(ods_table(HEADER + ods_row("A", "x", "4o1")), total))

    with pytest.raises(MendingError, match="keep what it calculated before"):
        mend_open_document(path, [DATA], [Cell(2, "amount", "401")], out)

    assert not out.exists()


def test_cells_of_two_sheets_are_written_each_in_its_own(tmp_path):
    both = [ods_table(HEADER + ods_row("A", "x", "4o1"), name, name) for name in ("Data", "Other")]
    sheets = (DATA, Sheet("Other", NAMES, iter(())))
    cells = [Cell(2, "amount", "401", "Data"), Cell(2, "amount", "501", "other")]

    back = mended(ods(*both), cells, tmp_path, sheets)

    assert [cells_of(back, name)[2, 3][0] for name in ("Data", "Other")] == ["401", "501"]
    with pytest.raises(MendingError, match="not certain in which sheet"):
        mended(ods(*both), [Cell(2, "amount", "1", "lines")], tmp_path, sheets)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_stands_for_many_only_the_cells_that_are_named_are_others(tmp_path, data):
    count = st.integers(1, 4)
    rows: list[str] = []
    widths: list[int] = []
    for _ in range(data.draw(st.integers(1, 4))):
        many = [data.draw(count) for _ in range(data.draw(st.integers(1, 4)))]
        filled = "".join(
            f'<table:table-cell table:number-columns-repeated="{one}" office:value-type="string">'
            f"<text:p>{data.draw(st.sampled_from(['x', 'a &lt; b', 'y']))}</text:p>"
            "</table:table-cell>"
            for one in many
        )
        widths.append(data.draw(count))
        rows.append(
            f'<table:table-row table:number-rows-repeated="{widths[-1]}">{filled}</table:table-row>'
        )
    content = ods(HEADER + "".join(rows))
    last = sum(widths) + 1
    wanted = data.draw(
        st.dictionaries(
            st.tuples(st.integers(2, last), st.integers(1, 3)),
            st.text("ab <&\n\t é", max_size=5).map(str.strip),
            min_size=1,
            max_size=6,
        )
    )
    cells = [Cell(line, NAMES[at - 1], text) for (line, at), text in sorted(wanted.items())]

    back = mended(content, cells, tmp_path)

    before, after = read(content, tmp_path)["Data"], read(back, tmp_path)["Data"]
    expected = {(line, at): text for line, row in before for at, text in enumerate(row, 1)}
    expected |= wanted
    found = {(line, at): text for line, row in after for at, text in enumerate(row, 1)}
    both = [{place: text for place, text in one.items() if text} for one in (found, expected)]
    assert both[0] == both[1]
