"""``pendopo check``: what the rules say, and nothing published."""

import gzip
import html
import json
import os
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from pendopo.cli.report_json import FINDING, REPORT, TABLE
from tests.corpus.workbooks.write import ods, ods_row

pytestmark = pytest.mark.usefixtures("home")


def check(run, path, *more):
    return run("check", path, "--register", "datasets", *more)


def test_a_good_file_passes_and_nothing_is_published(run, villages, entries):
    before = len(entries())

    result = check(run, villages)

    assert result.exit_code == 0, result.output
    assert "villages.csv" in result.stdout
    assert "2 rows, 3 columns" in result.stdout
    assert "Stops: 0." in result.stdout
    assert len(entries()) == before


def test_a_stop_is_told_with_what_to_write_and_exit_code_1(run, broken):
    result = check(run, broken)

    assert result.exit_code == 1
    assert "STOP" in result.stdout
    assert "UTF-8" in result.stdout
    assert "→ " in result.stdout
    assert "Stops: 1." in result.stdout


def test_a_text_of_another_form_is_named_with_what_to_hand_in(run, tmp_path):
    (tmp_path / "desa.csv").write_text("- desa: Ngasem\n  jiwa: 12\n- desa: Gayam\n  jiwa: 9\n")

    result = run("check", tmp_path / "desa.csv", "--register", "datasets")

    assert result.exit_code == 1
    assert "written as YAML" in result.output
    assert "pendopo template" in result.output


def test_kinds_that_were_inferred_are_shown_for_correction(run, villages):
    result = check(run, villages)

    assert "kinds inferred from the cells, to be corrected" in result.stdout
    assert "households  whole number" in result.stdout
    assert "--write-schema FILE" in result.stdout


def test_what_is_missing_for_publication_is_said_but_stops_nothing(run, villages):
    result = check(run, villages)

    assert result.exit_code == 0
    assert "To publish it, say also:" in result.stdout
    assert "--scope dataset=" in result.stdout


def test_nothing_is_missing_when_scope_and_licence_are_said(run, villages):
    result = check(run, villages, "--scope", "dataset=villages")

    assert result.exit_code == 0
    assert "To publish it" not in result.stdout


def test_the_report_comes_as_json(run, broken):
    result = check(run, broken, "--json")

    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["file"] == "broken.csv"
    assert report["stopped"] is True
    assert report["findings"][0]["weight"] == "stop"
    assert "UTF-8" in report["findings"][0]["sentence"]
    assert report["to_publish"][0]["rule"] == "scope_is_named"


def test_the_json_names_the_columns_as_they_were_read(run, villages):
    report = json.loads(check(run, villages, "--json").stdout)

    [table] = report["tables"]
    assert table["rows"] == 2
    assert table["columns"][2] == {"name": "households", "kind": "integer", "inferred": True}


def test_a_schema_that_is_written_can_be_corrected_and_handed_along(run, villages, tmp_path):
    path = tmp_path / "schema.json"

    check(run, villages, "--write-schema", path)
    schema = json.loads(path.read_text())
    schema["fields"][1]["type"] = "year"
    path.write_text(json.dumps(schema))
    report = json.loads(check(run, villages, "--schema", path, "--json").stdout)

    assert [field["name"] for field in schema["fields"]] == ["village", "year", "households"]
    assert report["tables"][0]["columns"][1] == {"name": "year", "kind": "year", "inferred": False}


def test_no_schema_is_written_of_a_file_that_could_not_be_read(run, broken, tmp_path):
    path = tmp_path / "schema.json"

    result = check(run, broken, "--write-schema", path)

    assert result.exit_code == 2
    assert "no table could be read" in result.stderr
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON from line 1, sign 2"),
        ("[]", 'write {"fields": [{"name": …}]}'),
        ('{"fields": 3}', 'write {"fields": [{"name": …}]}'),
    ],
)
def test_a_schema_that_is_none_is_refused(text, words, run, villages, tmp_path):
    path = tmp_path / "schema.json"
    path.write_text(text)

    result = check(run, villages, "--schema", path)

    assert result.exit_code == 2
    assert words in result.stderr


def test_the_report_comes_as_a_page_of_its_own(run, broken, tmp_path):
    page = tmp_path / "report.html"

    result = check(run, broken, "--html", page)

    text = page.read_text("utf-8")
    assert result.exit_code == 1
    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert "<h1>broken.csv</h1>" in text
    assert 'class="finding finding--stop"' in text
    assert "It cannot be published" in text
    assert "http" not in text.replace("https://", "http").partition("</head>")[0]
    assert "<script" not in text


@pytest.mark.parametrize(
    ("language", "sentence", "advice"),
    [
        ("en", "holds days that the calendar does not have: 2026-02-30", "write it in this form"),
        (
            "id",
            "memuat tanggal yang tidak ada dalam kalender: 2026-02-30",
            "tulis dalam bentuk ini",
        ),
    ],
)
def test_a_finding_says_where_and_what_and_what_to_write_in_four_forms(
    language, sentence, advice, run, tmp_path
):
    path, schema = tmp_path / "desa.csv", tmp_path / "schema.json"
    page, book = tmp_path / "report.html", tmp_path / "out.xlsx"
    path.write_text("desa,tgl\nRejo,2026-02-28\nSari,2026-02-30\n")
    schema.write_text('{"fields": [{"name": "desa"}, {"name": "tgl", "type": "date"}]}')
    words = ("check", path, "--register", "datasets", "--schema", schema)

    shown = run("--language", language, *words, "--html", page, "--comments", book).stdout
    told = run("--language", language, *words, "--json").stdout

    [stop] = [one for one in json.loads(told)["findings"] if one["weight"] == "stop"]
    comment = openpyxl.load_workbook(book).worksheets[-1]["B3"].comment
    for form in (" ".join(shown.split()), told, html.unescape(page.read_text("utf-8"))):
        assert sentence in form
        assert advice in form
    assert (stop["lines"], stop["column"], stop["cells"]) == ([3], "tgl", ["2026-02-30"])
    assert comment is not None
    assert sentence.partition(":")[0] in comment.text
    assert advice in comment.text


def test_the_page_escapes_what_the_file_holds(run, tmp_path):
    path = tmp_path / "<b>x.csv"
    path.write_text("<script>alert(1)</script>,b\n1,2\n")
    page = tmp_path / "report.html"

    check(run, path, "--html", page)

    assert "<script>" not in page.read_text("utf-8")
    assert "&lt;script&gt;" in page.read_text("utf-8")


def test_the_page_is_in_the_language_in_use(run, broken, tmp_path):
    page = tmp_path / "report.html"

    run("--language", "id", "check", broken, "--register", "datasets", "--html", page)

    assert '<html lang="id">' in page.read_text("utf-8")
    assert "<h2>Findings</h2>" not in page.read_text("utf-8")


def test_a_register_that_there_is_not_is_refused_with_the_one_that_was_meant(run, villages):
    result = run("check", villages, "--register", "dataset")

    assert result.exit_code == 2
    assert (
        "there is no register dataset; write one of answers, budgets, contracts, datasets"
        in result.stderr
    )
    assert "Did you mean datasets?" in result.stderr


def test_a_missing_register_is_named(run, villages):
    result = run("check", villages)

    assert result.exit_code == 2
    assert "--register" in result.stderr


def test_a_missing_file_is_named(run):
    result = check(run, "nothing.csv")

    assert result.exit_code == 2
    assert "nothing.csv: there is no such file; write the path of one" in result.stderr


def test_a_folder_is_no_file(run, tmp_path):
    result = check(run, tmp_path)

    assert result.exit_code == 2
    assert "this is not a file" in result.stderr


def test_a_file_that_may_not_be_read_is_named(run, villages, monkeypatch):
    # Modes do not bind root, whom tests may run as; the question is what is said.
    allowed = os.access
    monkeypatch.setattr("os.access", lambda path, how: path != villages and allowed(path, how))

    result = check(run, villages)

    assert result.exit_code == 2
    assert "may not be read; run: chmod u+r" in result.stderr


def test_contracts_are_checked_by_their_own_rules(run, tmp_path):
    path = tmp_path / "releases.json"
    path.write_text('{"releases": [{"id": "1"}]}')

    result = run("check", path, "--register", "contracts")

    assert result.exit_code == 1
    assert "ocid" in result.stdout


def test_what_is_printed_can_be_piped(home, villages):
    command = [
        sys.executable,
        "-m",
        "pendopo",
        "check",
        villages,
        "--register",
        "datasets",
        "--json",
    ]

    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["file"] == "villages.csv"


def test_rows_that_a_stop_kept_from_being_read_are_not_said_to_be_missing(run, tmp_path):
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("a,b\n1\n2\n")
    page = tmp_path / "report.html"

    told = check(run, ragged, "--html", page)

    facts = json.loads(check(run, ragged, "--json").stdout)
    assert told.exit_code == 1
    assert "Rows have 1 cells" in told.stdout
    for text in (told.stdout, page.read_text(), json.dumps(facts)):
        assert "has a header and no rows" not in text
    assert "Warnings: 0." in told.stdout


def test_a_table_that_is_empty_is_still_told(run, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("a,b\n")

    result = check(run, empty)

    assert "has a header and no rows" in result.stdout
    assert "0 rows, 2 columns" in result.stdout


def test_broken_json_shows_no_tables(run, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text('{"releases": [')

    result = run("check", broken, "--register", "contracts")

    assert result.exit_code == 1
    assert "table " not in result.stdout


def test_the_json_has_the_fields_that_the_reference_describes(run, broken, villages):
    report = json.loads(check(run, broken, "--json").stdout)
    good = json.loads(check(run, villages, "--json").stdout)

    assert set(report) == set(REPORT)
    assert all(set(one) == set(FINDING) for one in report["findings"] + report["to_publish"])
    assert all(set(one) == set(TABLE) for one in good["tables"])


def test_the_spreadsheet_comes_back_with_comments(run, tmp_path):
    path, out = tmp_path / "grants.csv", tmp_path / "out.xlsx"
    path.write_text("number,day\n001,2026-02-30\n=1+1,2026-01-01\n")
    schema = tmp_path / "schema.json"
    fields = [{"name": "number", "type": "string"}, {"name": "day", "type": "date"}]
    schema.write_text(json.dumps({"fields": fields}))

    result = check(run, path, "--schema", schema, "--comments", out)

    book = openpyxl.load_workbook(out)
    assert result.exit_code == 1
    assert book.sheetnames == ["Pendopo · Findings", "Rows"]
    assert book["Rows"]["B2"].comment.text.startswith("STOP: Column day holds")
    assert (book["Rows"]["A3"].value, book["Rows"]["A3"].data_type) == ("=1+1", "s")
    assert book.worksheets[0]["B4"].value == "2"


def grants(path):
    """Write a file with a day that there is not, in row 2, as its name says."""
    rows = (("number", "day"), ("001", "2026-02-30"), ("002", "2026-01-01"))
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        book.active.title = "Grants"
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        path.write_text("".join(",".join(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize(("name", "sheet"), [("grants.csv", "Rows"), ("grants.xlsx", "Grants")])
@pytest.mark.parametrize("packing", ["zip", "gz"])
def test_what_was_packed_comes_back_with_comments_on_its_rows(name, sheet, packing, run, tmp_path):
    path, out = grants(tmp_path / name), tmp_path / "out.xlsx"
    packed = tmp_path / f"{name}.{packing}"
    if packing == "zip":
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(path, name)
    else:
        packed.write_bytes(gzip.compress(path.read_bytes()))
    schema = tmp_path / "schema.json"
    fields = [{"name": "number", "type": "string"}, {"name": "day", "type": "date"}]
    schema.write_text(json.dumps({"fields": fields}))

    check(run, packed, "--schema", schema, "--comments", out)

    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Pendopo · Findings", sheet]
    assert book[sheet]["B2"].comment is not None
    assert book[sheet]["A3"].value == "002"


def test_a_workbook_with_comments_can_be_mended_and_handed_in_again(run, tmp_path):
    path, out = tmp_path / "grants.csv", tmp_path / "out.xlsx"
    path.write_text("number,day\n001,2026-02-30\n002,2026-01-01\n")
    schema = tmp_path / "schema.json"
    fields = [{"name": "number", "type": "string"}, {"name": "day", "type": "date"}]
    schema.write_text(json.dumps({"fields": fields}))
    check(run, path, "--schema", schema, "--comments", out)
    book = openpyxl.load_workbook(out)
    book["Rows"]["B2"].value = "2026-02-28"
    book.save(out)

    result = check(run, out, "--schema", schema, "--json")

    report = json.loads(result.stdout)
    assert result.exit_code == 0, report["findings"]
    assert [one["rule"] for one in report["findings"] if one["weight"] != "note"] == []
    assert report["tables"][0]["rows"] == 2


def test_the_comments_are_in_the_language_in_use(run, broken, tmp_path):
    out = tmp_path / "out.xlsx"

    run("--language", "id", "check", broken, "--register", "datasets", "--comments", out)

    assert openpyxl.load_workbook(out).sheetnames == ["Pendopo · Temuan"]


def test_of_a_json_file_the_findings_alone_are_a_workbook(run, tmp_path):
    path, out = tmp_path / "releases.json", tmp_path / "out.xlsx"
    path.write_text('{"releases": [{"id": "1"}]}')

    run("check", path, "--register", "contracts", "--comments", out)

    assert openpyxl.load_workbook(out).sheetnames == ["Pendopo · Findings"]


def of_days(tmp_path):
    """Write a schema with a day, and a workbook of the open standard with one that is none."""
    schema = tmp_path / "schema.json"
    fields = [{"name": "number", "type": "string"}, {"name": "day", "type": "date"}]
    schema.write_text(json.dumps({"fields": fields}))
    rows = ods_row("number", "day") + ods_row("001", "2026-02-30")
    path = tmp_path / "grants.ods"
    path.write_bytes(ods(rows))
    return path, schema


def test_an_ods_comes_back_as_one_and_can_be_handed_in_again(run, tmp_path):
    path, schema = of_days(tmp_path)
    out = tmp_path / "out.ods"

    check(run, path, "--schema", schema, "--comments", out)
    again = check(run, out, "--schema", schema, "--json")

    with zipfile.ZipFile(out) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert b"STOP: Column day holds" in archive.read("content.xml")
    found = [(one["column"], one["lines"]) for one in json.loads(again.stdout)["findings"]]
    assert ("day", [2]) in found


def test_the_example_of_marks_is_a_cell_that_they_change(run, tmp_path):
    book = openpyxl.Workbook()
    for row in (["luas"], [1.5], ["2,25"], [3]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")

    report = json.loads(check(run, tmp_path / "a.xlsx", "--json").stdout)

    [told] = [one for one in report["findings"] if one["rule"] == "marks_are_guessed"]
    assert (told["values"]["found"], told["values"]["value"]) == ("2,25", "2.25")


def test_an_ods_comes_back_as_xlsx_where_that_is_asked_for(run, tmp_path):
    path, schema = of_days(tmp_path)

    check(run, path, "--schema", schema, "--comments", tmp_path / "out.xlsx")

    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["Data"]["B2"].comment is not None


def test_what_is_no_ods_does_not_come_back_as_one_and_that_is_said(run, tmp_path):
    out = tmp_path / "out.ods"

    result = check(run, grants(tmp_path / "grants.csv"), "--comments", out)

    assert not out.exists()
    assert openpyxl.load_workbook(tmp_path / "out.ods.xlsx")
    assert "out.ods.xlsx: written as XLSX" in result.stderr.replace("\n", "")


@pytest.mark.parametrize(
    ("name", "words"), [("out.csv", "ends in .xlsx"), ("same.xlsx", "the file that is checked")]
)
def test_comments_are_written_to_a_workbook_of_their_own(name, words, run, tmp_path):
    same = tmp_path / "same.xlsx"
    openpyxl.Workbook().save(same)

    result = check(run, same, "--comments", tmp_path / name)

    assert result.exit_code == 2
    assert words in result.stderr


def test_what_the_file_holds_cannot_move_the_cursor_of_a_terminal(run, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n\x1b[2Jx,1\n")

    result = check(run, path)

    assert "\x1b" not in result.stdout
