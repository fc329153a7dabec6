"""Cells that are values keep their value, whatever marks and forms are declared for texts."""

import json
from datetime import date
from typing import Any

import openpyxl
import pytest

from pendopo.terms.finding import Weight
from pendopo.terms.mapping import parse_toml
from tests.corpus.conftest import check_file

MARKS = {"decimalChar": ",", "groupChar": "."}


@pytest.fixture
def published(tmp_path):
    """Check a file, given as text or as a sheet's rows: its cells, and what was told of them."""

    def checked(content, **reading):
        if isinstance(content, str):
            json_text = content.startswith("[")
            path = tmp_path / ("table.json" if json_text else "table.csv")
            path.write_text(content, "utf-8")
        else:
            path = tmp_path / "table.xlsx"
            book = openpyxl.Workbook()
            for row in content:
                book.active.append(row)
            book.save(path)
        mapping = reading.pop("mapping", "")
        if mapping:
            reading["mapping"] = parse_toml(mapping)
        return check_file(path, tmp_path, reading)

    return checked


def schema(*fields):
    return {"fields": [{"name": "desa"}, *fields]}


def cells(checked):
    return [row[-1] for row in checked.rows]


def told(checked):
    return [(finding.rule, finding.weight) for finding in checked.loud]


@pytest.mark.parametrize("as_json", [False, True])
def test_declared_marks_are_for_texts_and_leave_numbers_alone(published, as_json):
    rows: list[list[Any]] = [["desa", "luas"], ["A", 1.125], ["B", 2.375], ["C", 1250.5]]
    content = json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]])

    checked = published(
        content if as_json else rows, schema=schema({"name": "luas", "type": "number", **MARKS})
    )

    assert cells(checked) == ["1.125", "2.375", "1250.500"]
    assert told(checked) == []


def test_one_schema_serves_a_csv_and_a_sheet(published):
    declared = {
        "fields": [
            {"name": "tgl", "type": "date", "format": "%d/%m/%Y"},
            {"name": "rp", "type": "number", "kind": "money", **MARKS},
            {"name": "ya", "type": "boolean", "trueValues": ["Ya"], "falseValues": ["Tidak"]},
        ]
    }

    sheet = published(
        [["tgl", "rp", "ya"], [date(2025, 3, 14), 1250.5, True], [date(2025, 12, 3), 1250, False]],
        schema=declared,
    )
    text = published("tgl;rp;ya\n14/03/2025;1.250,5;Ya\n03/12/2025;1250;Tidak\n", schema=declared)

    assert (
        sheet.rows
        == text.rows
        == [["2025-03-14", "1250.50", "True"], ["2025-12-03", "1250.00", "False"]]
    )
    assert (told(sheet), told(text)) == ([], [])


def test_a_number_that_a_merged_cell_shows_in_each_of_its_rows_is_one_in_all(tmp_path):
    book = openpyxl.Workbook()
    for row in (["desa", "luas"], ["A", 1.125], ["B", None], ["C", 2.375]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    path = tmp_path / "merged.xlsx"
    book.save(path)

    checked = check_file(
        path, tmp_path, {"schema": schema({"name": "luas", "type": "number", **MARKS})}
    )

    assert cells(checked) == ["1.125", "1.125", "2.375"]


MAPPING = (
    '[[column]]\nname = "desa"\nfrom = "desa"\n'
    '[[column]]\nname = "luas"\nfrom = "luas"\ndecimal = ","\ngroup = "."\n'
)


@pytest.mark.parametrize(
    "declared",
    [
        None,
        schema({"name": "luas", "type": "number", **MARKS}),
        schema({"name": "luas", "type": "number"}),
    ],
)
def test_what_a_mapping_reads_is_read_once(published, declared):
    checked = published("desa;luas\nA;1,125\nB;2,375\nC;12,875\n", mapping=MAPPING, schema=declared)

    assert cells(checked) == ["1.125", "2.375", "12.875"]
    assert told(checked) == []


def test_a_mapping_s_marks_and_dates_are_for_texts_too(published):
    mapping = MAPPING + '[[column]]\nname = "tgl"\nfrom = "tgl"\ndate = "%d/%m/%Y"\n'

    checked = published(
        [["desa", "luas", "tgl"], ["A", 1.125, date(2025, 3, 4)], ["B", "2.375,5", "14/03/2025"]],
        mapping=mapping,
    )

    assert [row[1:] for row in checked.rows] == [
        ["1.125", "2025-03-04"],
        ["2375.500", "2025-03-14"],
    ]
    assert all(finding.weight is not Weight.STOP for finding in checked.findings)


def test_values_keep_being_so_where_rows_are_skipped_filled_and_turned(published):
    mapping = (
        'fill_down = ["desa"]\n[[skip]]\ncolumn = "uraian"\nwords = ["JUMLAH"]\n'
        '[unpivot]\ncolumns = ["2025", "2026"]\nname = "tahun"\nvalue = "nilai"\n'
        '[[column]]\nname = "desa"\nfrom = "desa"\n'
        '[[column]]\nname = "tahun"\nfrom = "tahun"\n'
        '[[column]]\nname = "nilai"\nfrom = "nilai"\n'
    )
    rows = [
        ["desa", "uraian", "2025", "2026"],
        [1.125, "a", 1.375, "1.500"],
        [None, "JUMLAH", 9.5, 9.5],
        [None, "b", 2.625, 3.25],
    ]
    declared = {
        "fields": [
            {"name": "desa", "type": "number", **MARKS},
            {"name": "tahun"},
            {"name": "nilai", "type": "number", **MARKS},
        ]
    }

    checked = published(rows, mapping=mapping, schema=declared)

    assert [(row[0], row[2]) for row in checked.rows] == [
        ("1.125", "1.375"),
        ("1.125", "1500.000"),
        ("1.125", "2.625"),
        ("1.125", "3.250"),
    ]


def test_a_cell_that_a_mapping_stops_is_not_stopped_again(published):
    checked = published(
        "desa;luas\nA;1,125\nB;2.3.7\n",
        mapping=MAPPING,
        schema=schema({"name": "luas", "type": "number"}),
    )

    assert told(checked) == [("numbers_have_the_marks", Weight.STOP)]


@pytest.mark.parametrize(
    "constraints", [{"enum": ["ya", "tidak"]}, {"required": True}, {"pattern": "ya|tidak"}]
)
def test_a_code_that_a_mapping_does_not_know_is_not_stopped_again(published, constraints):
    mapping = (
        '[[column]]\nname = "cair"\nfrom = "cair"\n[column.codes]\n"Y" = "ya"\n"T" = "tidak"\n'
    )

    checked = published(
        "cair,n\nY,1\nbelum,2\n",
        mapping='ignore = ["n"]\n' + mapping,
        schema={"fields": [{"name": "cair", "constraints": constraints}]},
    )

    assert told(checked) == [("codes_are_mapped", Weight.STOP)]


@pytest.mark.parametrize(
    "content",
    [
        [["desa", "harga"], ["A", "12.500"], ["B", "17.000"], ["C", 28750]],
        '[{"desa": "A", "harga": "1.250"}, {"desa": "B", "harga": 980}]',
    ],
)
def test_texts_that_can_be_read_in_two_ways_among_numbers_keep_a_column_text(published, content):
    checked = published(content)

    assert cells(checked)[0] in {"12.500", "1.250"}
    [finding] = checked.loud  # told once, by the workbook's reader where that saw it
    assert finding.rule in {"cells_are_of_one_kind", "numbers_are_numbers"}


def test_numbers_alone_leave_no_doubt(published):
    checked = published([["desa", "harga"], ["A", 1.5], ["B", 2.25], ["C", 1.125]])

    assert cells(checked) == ["1.500", "2.250", "1.125"]
    assert told(checked) == []


def test_codes_that_a_spreadsheet_made_numbers_are_told(published):
    checked = published([["Kode Urusan", "desa"], [1.01, "A"], [1.1, "B"]])

    [finding] = checked.loud
    assert (finding.rule, finding.values["found"]) == ("codes_keep_their_zeros", "1.01")


def test_codes_of_several_parts_are_to_become_text(published):
    checked = published([["rekening", "n"], ["5.1.02.01", 1], [5.1, 2]])

    assert {finding.rule for finding in checked.loud} == {"codes_keep_their_zeros"}
    assert all("as text" in finding.write for finding in checked.loud)


def test_of_codes_with_and_without_zeros_the_numbers_are_told(published):
    checked = published([["nomor", "n"], [1, 1], ["002", 2], ["003", 3]])

    [finding] = checked.loud
    assert (finding.rule, finding.lines, finding.values["code"]) == (
        "codes_keep_their_zeros",
        (2,),
        "002",
    )


def test_a_number_of_a_day_among_days_is_told_and_the_days_are_not(published):
    days = [date(2025, 8, 17), date(2025, 2, 2)]

    checked = published([["tanggal", "n"], ["4/3/2025", 1], [days[0], 2], [days[1], 3], [45720, 4]])

    told_days = [f.lines for f in checked.loud if f.rule == "dates_are_of_one_kind"]
    assert told_days == [(2,), (5,)]


def test_days_that_leave_one_reading_are_published_as_those_of_the_clean_table(published):
    clean = published("desa,tgl\nA,2026-04-13\nB,2026-02-01\n")

    for first, second in [
        ("13/04/2026", "01/02/2026"),
        ("13 April 2026", "1 Pebruari 2026"),
        ("2026/04/13", "2026/02/01"),
        ("20260413", "20260201"),
        ("13042026", "01022026"),
    ]:
        dirty = published(f"desa,tgl\nA,{first}\nB,{second}\n")
        assert dirty.same_table(clean)
        assert dirty.loud == []
