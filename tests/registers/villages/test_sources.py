"""Reports of other programs are read by a mapping: no code knows them."""

import openpyxl

from pendopo.programme.child import check
from pendopo.programme.mappings import load_mapping
from pendopo.store.engine import connect
from pendopo.terms.report_json import report_from_json

REALISED = [
    ["PEMERINTAH DESA REKAAN", None, None, None, None],
    ["LAPORAN REALISASI PELAKSANAAN APBDESA", None, None, None, None],
    ["Kode Kegiatan", "Kode Rekening", "Uraian", "Anggaran", "Realisasi"],
    [None, "4.", "PENDAPATAN", "1.000.000,00", "900.000,00"],
    [None, "4.2.", "Pendapatan Transfer", "1.000.000,00", "900.000,00"],
    [None, "4.2.1.", "Dana Desa", "1.000.000,00", "900.000,00"],
    ["02.03.10.", None, "Jalan Dusun Krajan", "1.050.000,00", "400.000,00"],
    [None, "5.3.", "Belanja Modal", "1.050.000,00", "400.000,00"],
    [None, "5.3.5.", "Belanja Modal Jalan", "1.050.000,00", "400.000,00"],
    [None, "6.1.", "Penerimaan Pembiayaan", "50.000,00", "50.000,00"],
    [None, "6.1.1.", "SILPA Tahun Sebelumnya", "50.000,00", "50.000,00"],
]
SHEET = [
    ["Kode Desa", "Tahun", "Kode Kegiatan", "Kode Rekening", "Uraian", "Sumber", "Anggaran",
     "Realisasi"],
    ["99.01.01.2001", "2026", None, "4.2.1", "Dana Desa", "DDS", "500.000", "500.000"],
    ["99.01.01.2001", "2026", "2.2.2", "5.2.7", "Posyandu", "DDS", "500.000", "120.000"],
]  # fmt: skip


def read(tmp_path, name, mapping, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    file = {
        "path": str(tmp_path / name),
        "filename": name,
        "sender": "village office",
        "received_at": "2026-11-01T08:00:00Z",
        "came_from": "",
        "work": str(tmp_path),
        "reading": {"mapping": load_mapping(tmp_path, mapping).content},
    }
    spec = {"register": "villages", "files": [file], "memory_mb": 1024, "threads": 1}
    [report] = map(report_from_json, check(spec, lambda _: None)["reports"])
    assert [one.sentence() for one in report.findings if one.weight.value == "stop"] == []
    [lines] = [one for one in report.tables if one.table.name == "lines"]
    with connect() as engine:
        engine.from_parquet(lines.path).create_view("rows")
        columns = "village, year, phase, direction, activity_code, account_code, amount::bigint, "
        columns += "planned::bigint"
        asked = f"select {columns} from rows order by phase, account_code"  # noqa: S608  own words
        return engine.sql(asked).fetchall()


def test_the_printed_report_of_siskeudes_gives_its_accounts_and_no_sum_twice(tmp_path):
    found = read(tmp_path, "99.01.01.2001-2026.xlsx", "siskeudes-realisasi", REALISED)

    assert {row[:3] for row in found} == {("99.01.01.2001", 2026, "executed")}
    # What was planned stands beside what was carried out: a report sets no budget.
    assert [row[3:] for row in found] == [
        ("revenue", None, "4.2.1", 900000, 1000000),
        ("expenditure", "02.03.10", "5.3.5", 400000, 1050000),
        ("financing-in", None, "6.1.1", 50000, 50000),
    ]


def test_what_was_planned_is_not_known_where_a_row_does_not_say_what_was_spent(tmp_path):
    goods = [None, "5.2.1.", "Belanja Barang", "40.000,00", None]

    found = read(tmp_path, "99.01.01.2001-2026.xlsx", "siskeudes-realisasi", [*REALISED, goods])

    # A part of what was planned would look like all of it.
    assert [row[5:] for row in found] == [
        ("4.2.1", 900000, None),
        ("5.3.5", 400000, None),
        ("6.1.1", 50000, None),
    ]


def test_a_sheet_with_plan_and_realisation_side_by_side_gives_both(tmp_path):
    found = read(tmp_path, "apbdes.xlsx", "apbdes-lembar", SHEET)

    assert [(row[2], row[4], row[6]) for row in found] == [
        ("approved", None, 500000),
        ("approved", "02.02.02", 500000),
        ("executed", None, 500000),
        ("executed", "02.02.02", 120000),
    ]
