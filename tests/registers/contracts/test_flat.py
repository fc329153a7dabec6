"""Contracts handed in as tables: CSV, workbooks and archives of CSV, as other tools write them."""

import csv
import gzip
import io
import json
import zipfile

import flattentool
import openpyxl
import pytest

from pendopo.programme.child import check
from pendopo.standards.ocds.exact import parse
from pendopo.terms.report_json import report_from_json

RELEASES = [
    ["ocid", "id", "date", "tag", "initiationType", "tender/id", "tender/value/amount"],
    ["ocds-abc123-1", "1", "2026-03-02T09:00:00Z", "tender;award", "tender", "T1", "1250000.50"],
    ["ocds-abc123-2", "1", "2026-03-03T09:00:00Z", "tender", "tender", "T2", "12.5"],
]
AWARDS = [
    ["ocid", "id", "awards/0/id", "awards/0/title", "awards/0/date"],
    ["ocds-abc123-1", "1", "A1", "Jembatan", "2026-04-01T00:00:00Z"],
    ["ocds-abc123-1", "1", "A2", "Jalan", "tomorrow"],
]


def text_of(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def packed(tables):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, rows in tables.items():
            archive.writestr(f"tables/{name}.csv", text_of(rows))
    return content.getvalue()


def workbook(tables):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


BOTH = {"awards": AWARDS, "releases": RELEASES}


@pytest.fixture
def checked(tmp_path):
    """Check a file of bytes as the child does; give the report, and the releases by ocid."""

    def run(content, name):
        file, work = tmp_path / name, tmp_path / "work"
        file.write_bytes(content)
        work.mkdir()
        given = {
            "path": str(file), "filename": name, "sender": "Dinas", "work": str(work),
            "received_at": "2026-11-18T02:00:00Z",
        }  # fmt: skip
        spec = {"register": "contracts", "files": [given], "country": "ID"}
        [report] = check(spec, lambda _: None)["reports"]
        return report_from_json(report), releases_in(report)

    return run


def releases_in(report):
    import pyarrow.parquet as pq  # noqa: PLC0415

    for one in report["tables"]:
        if one["table"]["name"] == "releases":
            rows = pq.read_table(one["path"]).to_pylist()
            return {row["ocid"]: (row["line"], parse(row["json"].encode())) for row in rows}
    return {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("releases.zip", packed(BOTH)),
        ("releases.xlsx", workbook(BOTH)),
        ("odd-name.bin", workbook(BOTH)),  # told by what it is, not by its name
    ],
)
def test_tables_are_put_together_to_releases(checked, name, content):
    report, found = checked(content, name)

    assert not report.stopped, report.findings
    line, release = found["ocds-abc123-1"]
    assert (line, release["tag"]) == (2, ["tender", "award"])
    assert str(release["tender"]["value"]["amount"]) in {"1250000.50", "1250000.5"}
    assert [one["title"] for one in release["awards"]] == ["Jembatan", "Jalan"]
    assert found["ocds-abc123-2"][0] == 3


def test_a_packed_csv_alone_is_read(checked):
    report, found = checked(gzip.compress(text_of(RELEASES)), "releases.csv.gz")

    assert not report.stopped, report.findings
    assert len(found) == 2


def test_the_json_files_of_an_archive_are_read_one_behind_the_other(checked):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in ("1", "2"):
            release = {"ocid": f"ocds-abc123-{number}", "id": "1", "tag": ["tender"]}
            archive.writestr(f"{number}.jsonl", json.dumps(release))

    report, found = checked(content.getvalue(), "releases.zip")

    assert not report.stopped, report.findings
    assert [(ocid, line) for ocid, (line, _) in found.items()] == [
        ("ocds-abc123-1", 1),
        ("ocds-abc123-2", 2),
    ]


def test_a_fault_is_told_with_its_table_its_column_and_its_row(checked):
    report, _ = checked(packed(BOTH), "releases.zip")

    [fault] = [one for one in report.findings if one.values.get("pointer") == "/awards/*/date"]

    assert (fault.table, fault.column, fault.lines) == ("awards", "awards/0/date", (3,))


def test_rows_that_say_different_things_are_told_with_their_rows(checked):
    twice = [*RELEASES, [*RELEASES[1][:-1], "99"]]

    report, found = checked(workbook({"releases": twice}), "releases.xlsx")

    [fault] = [one for one in report.findings if one.rule == "rows_of_a_release_agree"]
    assert (fault.table, fault.column, fault.lines) == ("releases", "tender/value/amount", (4,))
    assert str(found["ocds-abc123-1"][1]["tender"]["value"]["amount"]).startswith("1250000.5")


def test_tables_without_an_ocid_are_refused_with_what_to_write(checked):
    report, _ = checked(text_of([["road", "cost"], ["R1", "12"]]), "roads.csv")

    assert report.stopped
    assert "column ocid" in report.findings[0].message


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_flatten_tool_writes_is_read(checked, tmp_path, form):
    release = {
        "ocid": "ocds-abc123-1", "id": "1", "date": "2026-03-02T09:00:00Z", "tag": ["award"],
        "initiationType": "tender",
        "awards": [{"id": "A1", "suppliers": [{"id": "S1", "name": "CV Contoh"}]}, {"id": "A2"}],
    }  # fmt: skip
    (tmp_path / "in.json").write_text(json.dumps({"releases": [release]}))
    place = tmp_path / ("flat.xlsx" if form == "xlsx" else "flat")
    flattentool.flatten(
        str(tmp_path / "in.json"), root_list_path="releases", main_sheet_name="releases",
        root_id="ocid", output_format=form, output_name=str(place),
    )  # fmt: skip
    content = place.read_bytes() if form == "xlsx" else zipped(place)

    report, found = checked(content, "flat.xlsx" if form == "xlsx" else "flat.zip")

    assert not report.stopped, report.findings
    assert found["ocds-abc123-1"][1] == release


def zipped(folder):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    return content.getvalue()


def test_sheets_of_rates_beside_releases_are_read_too(checked):
    head = ["currency", "home_currency", "day", "rate"]
    rates = {
        name: [head, [currency, "IDR", "2026-01-05", "16000"]]
        for name, currency in (("kurs", "USD"), ("kurs 2", "EUR"))
    }

    report, found = checked(workbook({**rates, **BOTH, "catatan": [["a", "b"], [1, 2]]}), "b.xlsx")

    assert sorted(found) == ["ocds-abc123-1", "ocds-abc123-2"]
    assert {one.table.name: one.rows for one in report.tables}["exchange_rates"] == 2
