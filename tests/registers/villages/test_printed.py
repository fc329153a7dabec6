"""A report that was printed as PDF is read by a mapping: to the rupiah, or not at all."""

import json

import openpyxl
import pytest
import typst
from PIL import Image

from pendopo.programme.child import check
from pendopo.programme.mappings import load_mapping
from pendopo.store.engine import connect
from pendopo.terms.report_json import report_from_json

HEAD = ["Kode Kegiatan", "Kode Rekening", "Uraian", "Anggaran", "Realisasi"]
LONG = "Pembangunan Jalan Usaha Tani Dusun Krajan sampai Jembatan Kali Misal (lanjutan)"
# What a village spends on 30 activities stands on two pages.
ROWS = [
    ["", "4.", "PENDAPATAN", "60.000.000,00", "45.000.000,50"],
    ["", "4.2.1.", "Dana Desa", "60.000.000,00", "45.000.000,50"],
    *(
        row
        for one in range(1, 31)
        for row in (
            [f"02.03.{one:02}.", "", LONG, "2.000.000,00", "1.500.000,00"],
            ["", "5.3.5.", "Belanja Modal Jalan", "2.000.000,00", "1.500.000,00"],
        )
    ),
]
# Every row between lines, as Siskeudes Online prints it; or lines between the columns alone.
STROKES = {"gridded": "0.5pt", "columns": "(x, y) => (x: 0.5pt, top: if y < 2 { 0.5pt })"}
PAGE = """#let found = json(bytes(sys.inputs.rows))
#set page(width: 210mm, height: 297mm, margin: 15mm)
#set text(size: 8pt)
#align(center)[PEMERINTAH DESA REKAAN \\ LAPORAN REALISASI PELAKSANAAN APBDESA]
#table(
  columns: (22mm, 22mm, 1fr, 30mm, 30mm), stroke: STROKE,
  align: (x, y) => if y > 0 { (left, left, left, right, right).at(x) } else { center },
  table.header(..found.first()), ..found.slice(1).flatten(),
)
#align(right)[Rekaan, 31 Desember 2026 \\ Kepala Desa]
"""


def printed(path, stroke, rows):
    inputs = {"rows": json.dumps([HEAD, *rows])}
    path.write_bytes(
        typst.compile(PAGE.replace("STROKE", STROKES[stroke]).encode(), sys_inputs=inputs)
    )
    return path


def report_of(path, work, mapping="siskeudes-realisasi"):
    reading = {"mapping": load_mapping(work, mapping).content} if mapping else {}
    file = {
        "path": str(path),
        "filename": "99.01.01.2001-2026.pdf",
        "sender": "village office",
        "received_at": "2026-11-01T08:00:00Z",
        "came_from": "",
        "work": str(work),
        "reading": reading,
    }
    spec = {"register": "villages", "files": [file], "memory_mb": 1024, "threads": 1}
    [report] = map(report_from_json, check(spec, lambda _: None)["reports"])
    return report


def lines_of(report):
    assert [one.sentence() for one in report.findings if one.weight.value == "stop"] == []
    [lines] = [one for one in report.tables if one.table.name == "lines"]
    with connect() as engine:
        engine.from_parquet(lines.path).create_view("rows")
        return engine.sql(
            "select activity_code, account_code, amount::varchar, planned::varchar from rows "
            "order by all"
        ).fetchall()


@pytest.fixture(scope="module", params=STROKES)
def read(request, tmp_path_factory):
    work = tmp_path_factory.mktemp("printed")
    return lines_of(report_of(printed(work / "report.pdf", request.param, ROWS), work))


def test_a_printed_report_gives_every_amount_of_its_pages_and_no_sum_twice(read):
    spent = [row for row in read if row[1] == "5.3.5"]

    assert len(read) == 1 + 30
    assert [row[0] for row in spent] == [f"02.03.{one:02}" for one in range(1, 31)]
    assert {row[2:] for row in spent} == {("1500000.00", "2000000.00")}
    assert (None, "4.2.1", "45000000.50", "60000000.00") in read


def test_a_report_gives_the_same_rows_as_the_workbook_it_was_printed_from(read, tmp_path):
    book = openpyxl.Workbook()
    for row in [HEAD, *ROWS]:
        book.active.append([cell or None for cell in row])
    book.save(tmp_path / "report.xlsx")

    assert lines_of(report_of(tmp_path / "report.xlsx", tmp_path)) == read


def unruled(path):
    path.write_bytes(typst.compile(b"Kode Rekening #h(4cm) Anggaran \\ 4.2.1 #h(5cm) 100"))


def scanned(path):
    Image.new("RGB", (200, 300), "white").save(path)


def damaged(path):
    path.write_bytes(b"%PDF-1.7\n%%EOF\n" + bytes(200))


def of_two_tables(path):
    text = "#table(columns: 3, [A], [B], [C])#pagebreak()#table(columns: 4, [A], [B], [C], [D])"
    path.write_bytes(typst.compile(text.encode()))


LINED = "#table(columns: 3, [Kode], [Anggaran], [Realisasi], [4.2.1], [1.000,00], [500,00])"


def of_a_page_without_lines(path):
    plain = "#table(columns: 3, stroke: none, [5.3.5], [900,00], [400,00])"
    path.write_bytes(typst.compile(f"{LINED}#pagebreak(){plain}".encode()))


def of_a_page_in_a_frame(path):
    longer = LINED.replace("#table", "#place(rect(width: 100%, height: 100%)) #table")
    path.write_bytes(typst.compile(f"{LINED}#pagebreak(){longer}".encode()))


def of_a_scanned_page_with_a_number(path):
    Image.new("RGB", (200, 300), "white").save(path.with_name("scan.png"))
    scan = '#set page(margin: 0pt)\n#image("scan.png", height: 100%) #place(top)[1]'
    text = f"{scan}#pagebreak(){LINED}"
    path.with_suffix(".typ").write_text(text)
    path.write_bytes(typst.compile(str(path.with_suffix(".typ"))))


def of_a_line_below_the_table(path):
    path.write_bytes(typst.compile(f"{LINED}Dicetak 31.12.2026 10.30\n\n5.3.5 Jalan 5,00".encode()))


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (scanned, "is a picture, as scanners make them"),
        (unruled, "no table whose columns are parted by lines"),
        (damaged, "it is damaged or has a password"),
        (of_two_tables, "on page 2 of the PDF has other columns"),
        (of_a_page_without_lines, "Page 2 of the PDF holds text but no table with lines"),
        (of_a_page_in_a_frame, "Page 2 of the PDF holds text but no table with lines"),
        (of_a_scanned_page_with_a_number, "is a picture, as scanners make them"),
        (of_a_line_below_the_table, "the amount 5,00 stands outside the lines"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused_with_the_reason(tmp_path, made, told):
    path = tmp_path / "report.pdf"
    made(path)

    [finding] = [one for one in report_of(path, tmp_path).findings if one.weight.value == "stop"]

    assert told in finding.sentence()
    assert "XLSX" in finding.write


def test_amounts_that_run_into_one_another_stop_the_file(tmp_path):
    rows = [["", "4.2.1.", "Dana Desa", "1" * 30, "5,00"]]

    report = report_of(printed(tmp_path / "report.pdf", "gridded", rows), tmp_path)

    assert report.stopped
