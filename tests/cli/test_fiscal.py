"""Fiscal Data Packages: checked for anyone, written anew, and handed in as a source."""

import csv
import json
import zipfile
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from pendopo.cli.packing import packed
from pendopo.programme.programme import Programme

SCOPE = ["--scope", "phase=approved.revised", "--scope", "publisher=35.22", "--scope", "year=2026"]
WEEK = """Dinas,Nama,Fungsi,Rekening,Disahkan,Perubahan
1.01,Dinas Pendidikan,1.01,5.1.01,"Rp 1.000.000,50","Rp 1.100.000,00"
1.02,Dinas Kesehatan,1.02,5.1.02,"Rp 500.000,00","(Rp 600.000,00)"
"""
MONEY = {"type": "number", "bareNumber": False, "groupChar": ".", "decimalChar": ","}


def field(name, column_type="", **more):
    found = {"name": name, "type": "string", **more}
    return found | ({"columnType": column_type} if column_type else {})


def package(**more):
    """Describe two phases side by side, as the specification's George has them."""
    fields = [
        field("Dinas", "administrative-classification:generic:code"),
        field("Nama", "administrative-classification:generic:label"),
        field("Fungsi", "functional-classification:generic:code"),
        field("Rekening", "economic-classification:generic:code"),
        field("Disahkan", **MONEY, normalize={"Tahap": "approved"}),
        field("Perubahan", **MONEY, normalize={"Tahap": "Adjusted"}),
    ]
    extra = [
        field("Jumlah", "value", type="number", normalizationTarget=True),
        field("Tahap", "phase:id"),
        field("Tahun", "date:fiscal-year", type="integer", constant=2026),
        field("Arah", "direction", constant="spending"),
        field("Mata uang", "value-currency:code", constant="IDR"),
    ]
    schema = {"fields": fields, "extraFields": extra}
    budget = {"name": "budget", "path": "data/week.csv", "schema": schema}
    return {"name": "apbd", "profile": "fiscal-data-package", "resources": [budget], **more}


@pytest.fixture
def folder(tmp_path):
    """A package as a folder."""
    made = tmp_path / "apbd"
    (made / "data").mkdir(parents=True)
    (made / "data" / "week.csv").write_text(WEEK, "utf-8")
    (made / "datapackage.json").write_text(json.dumps(package()), "utf-8")
    return made


def described(folder, change):
    found = package()
    change(found["resources"][0]["schema"], found)
    (folder / "datapackage.json").write_text(json.dumps(found), "utf-8")


def zipped(folder, within=""):
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(folder.rglob("*.*")):
            archive.write(file, f"{within}{file.relative_to(folder)}")
    return target


def rows(home):
    programme = Programme.open(home)
    [part] = programme.table(programme.state(), "budgets", "lines").parts
    return pq.read_table(part.path).to_pylist()


def test_a_folder_its_descriptor_and_its_archive_are_one_package(folder, tmp_path):
    one = packed(folder, tmp_path / "1").read_bytes()

    assert packed(folder / "datapackage.json", tmp_path / "2").read_bytes() == one
    assert packed(zipped(folder), tmp_path / "3") == folder.with_suffix(".zip")


def test_files_outside_the_folder_are_not_packed(folder, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    described(folder, lambda _, found: found["resources"][0].update(path="../secret.csv"))

    with zipfile.ZipFile(packed(folder, tmp_path / "1")) as archive:
        assert archive.namelist() == ["datapackage.json"]


def test_a_package_of_1_0_is_published_as_it_is(folder, home, run):
    result = run("publish", zipped(folder, "apbd/"), "--register", "budgets", *SCOPE)

    assert result.exit_code == 0, result.output
    lines = rows(home)
    assert [(one["phase"], one["amount"]) for one in lines] == [
        ("approved", Decimal("1000000.50")), ("revised", Decimal("1100000.00")),
        ("approved", Decimal("500000.00")), ("revised", Decimal("-600000.00")),
    ]  # fmt: skip
    assert [one["line"] for one in lines] == [2, 2, 3, 3]
    assert {(one["year"], one["direction"], one["currency"]) for one in lines} == {
        (2026, "expenditure", "IDR")
    }
    assert lines[0]["administrative_2_label"] == "Dinas Pendidikan"
    assert lines[0]["line_id"] == "expenditure:1.01:1.01:5.1.01"


def test_a_package_of_0_3_is_published_with_its_levels_phases_and_factor(home, run, tmp_path):
    attributes = {
        "id1": {"source": "l1"}, "name1": {"source": "n1", "labelfor": "id1"},
        "id2": {"source": "l2", "parent": "id1"},
    }  # fmt: skip
    functions = {
        "dimensionType": "classification", "classificationType": "functional",
        "attributes": attributes, "primaryKey": "id2",
    }  # fmt: skip
    said = {"currency": "IDR", "factor": 1000, "direction": "expenditure"}
    model = {
        "measures": {
            "plan": {"source": "plan", "phase": "approved", **said},
            "actual": {"source": "actual", "phase": "executed", **said},
        },
        "dimensions": {"for": functions},
    }
    made = tmp_path / "old"
    made.mkdir()
    (made / "b.csv").write_text("l1,n1,l2,plan,actual\n09,Education,09.1,1000,990\n", "utf-8")
    resources = [{"name": "b", "path": "b.csv", "schema": {"fields": []}}]
    period = {"start": "2025-01-01", "end": "2025-12-31"}
    found = {"name": "old", "fiscalPeriod": period, "model": model, "resources": resources}
    (made / "datapackage.json").write_text(json.dumps(found), "utf-8")
    scope = ["--scope", "phase=approved.executed", "--scope", "publisher=35.22"]

    result = run("publish", made, "--register", "budgets", *scope, "--scope", "year=2025")

    assert result.exit_code == 0, result.output
    assert "version 0.3" in result.output
    read = [
        (one["phase"], one["year"], one["amount"], one["functional_1_label"],
         one["functional_2_code"])
        for one in rows(home)
    ]  # fmt: skip
    assert read == [
        ("approved", 2025, Decimal(1000000), "Education", "09.1"),
        ("executed", 2025, Decimal(990000), "Education", "09.1"),
    ]


def test_a_cell_that_is_no_amount_stops_with_its_row(folder, home, run):  # noqa: ARG001
    (folder / "data" / "week.csv").write_text(WEEK.replace("Rp 500.000,00", "lima"), "utf-8")

    result = run("check", folder, "--register", "budgets", *SCOPE, "--json")

    stops = [one for one in json.loads(result.stdout)["findings"] if one["weight"] == "stop"]
    assert (stops[0]["column"], stops[0]["lines"], stops[0]["cells"]) == ("amount", [3], ["lima"])


def test_an_amount_is_not_read_by_other_marks_than_its_field_says(folder, home, run):  # noqa: ARG001
    described(folder, lambda schema, _: schema["fields"][4].pop("groupChar"))
    text = WEEK.replace('"Rp 500.000,00"', "500.00").replace('"Rp 1.000.000,50"', '"Rp 7,50"')
    (folder / "data" / "week.csv").write_text(text, "utf-8")

    result = run("check", folder, "--register", "budgets", *SCOPE, "--json")

    stops = [one for one in json.loads(result.stdout)["findings"] if one["weight"] == "stop"]
    assert [(one["column"], one["lines"], one["cells"]) for one in stops] == [
        ("amount", [3], ["500.00"]),
    ]  # fmt: skip


def test_a_file_that_is_not_there_stops_and_is_never_fetched(folder, home, run):  # noqa: ARG001
    def elsewhere(_, found):
        found["resources"][0]["path"] = "https://127.0.0.1:1/week.csv"

    described(folder, elsewhere)

    result = run("check", folder, "--register", "budgets", *SCOPE, "--json")

    [stop] = [one for one in json.loads(result.stdout)["findings"] if one["weight"] == "stop"]
    assert "https://127.0.0.1:1/week.csv" in stop["sentence"]


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"resources": [1]}', '{"model": {}, "resources": [{}]}', "[" * 100_000]
)
def test_an_odd_descriptor_is_told_and_breaks_nothing(text, folder, run):
    (folder / "datapackage.json").write_text(text, "utf-8")

    result = run("fiscal", "check", zipped(folder))

    assert (result.exit_code, result.exception.__class__) == (1, SystemExit), result.output


def checked(run, folder, *words):
    result = run("fiscal", "check", folder, "--json", *words)
    return result.exit_code, json.loads(result.stdout)


def test_a_sound_package_follows_the_standard(folder, run):
    code, report = checked(run, folder, "--strict")

    assert (code, report["findings"], report["amounts"]) == (0, [], 4)
    assert (report["version"], report["resources"]) == ("1.0", ["budget"])


def test_a_file_that_the_descriptor_does_not_name_is_noted(folder, run):
    (folder / "2025.csv").write_text(WEEK, "utf-8")

    code, report = checked(run, zipped(folder))

    notes = [one["sentence"] for one in report["findings"]]
    assert (code, notes) == (0, ["Of the archive, these files were not read: 2025.csv."])


@pytest.mark.parametrize(
    ("change", "text", "said", "lines"),
    [
        (lambda s, _: s["fields"][0].update(type="date"), WEEK, "Cells are not of type date.",
         [2, 3]),
        (lambda s, _: s["fields"].pop(1), WEEK,
         "The file has a column Nama, which no field describes.", []),
        (lambda s, _: s["fields"].append(field("Catatan")), WEEK, "The file has no column Catatan.",
         []),
        (lambda s, _: s.update(primaryKey=["Rekening", "Fungsi"]), WEEK + WEEK.splitlines()[1],
         "Rows have the primary key of another: Rekening, Fungsi.", [4]),
        (lambda s, _: s["fields"][2].update(constraints={"enum": ["1.01"]}), WEEK,
         "Cells break the constraint enum: ['1.01'].", [3]),
        (lambda s, _: s["fields"][2].update(constraints={"pattern": "(1+)+x"}), WEEK,
         "Cells break the constraint pattern: (1+)+x.", [2, 3]),
        (lambda s, _: s["fields"][2].update(constraints={"required": True}),
         WEEK.replace(",1.02,", ",,"), "Cells are empty that should not be.", [3]),
        (lambda s, _: s["fields"][2].update(constraints={"unique": True}),
         WEEK.replace(",1.02,", ",1.01,"), "Values that should be there once stand twice.", [3]),
        (lambda *_: None, WEEK + "1.03,x\n",
         "Rows have more or fewer cells than the header has columns.", [4]),
        (lambda s, p: (s.update(foreignKeys=[{"fields": "Fungsi", "reference":
            {"resource": "functions", "fields": "code"}}]),
            p["resources"].append({"name": "functions", "data": [{"code": "1.01"}],
                                   "schema": {"fields": [field("code")]}})), WEEK,
         "Codes stand in no row of functions.", [3]),
    ],
)  # fmt: skip
def test_what_a_file_says_otherwise_than_its_fields_is_told(change, text, said, lines, folder, run):
    (folder / "data" / "week.csv").write_text(text, "utf-8")
    described(folder, change)

    _, report = checked(run, folder)

    found = {one["sentence"]: one for one in report["findings"]}
    assert said in found
    assert found[said]["lines"] == lines
    assert found[said]["pointer"].startswith("/resources/0")


def test_a_fault_of_the_descriptor_leads_to_its_place_and_clause(folder, run):
    described(folder, lambda schema, _: schema["extraFields"].pop(0))

    code, report = checked(run, folder)

    assert code == 1
    [fault] = [one for one in report["findings"] if "normalizationTarget" in one["sentence"]]
    assert fault["pointer"] == "/resources/0/schema/extraFields"
    assert "Fiscal Data Package 1.0-rc, Normalizing" in fault["source"]


def test_the_report_is_a_page_of_its_own_in_the_language_asked_for(folder, run, tmp_path):
    page = tmp_path / "report.html"
    described(folder, lambda schema, _: schema["fields"][0].update(columnType="a::b"))

    result = run("--language", "en", "fiscal", "check", folder, "--html", page)

    text = page.read_text("utf-8")
    assert result.exit_code == 1
    assert "It does not follow Fiscal Data Package 1.0-rc." in text
    assert "a::b is no columnType." in text


@pytest.mark.parametrize("name", ["minimal", "labels-and-hierarchies", "entities-normalized"])
def test_an_example_of_0_3_is_no_1_0_until_it_is_converted(name, shared_data, run, tmp_path):
    old = shared_data / "budget" / "standards" / f"fdp_{name}"

    before, _ = checked(run, old)
    converted = run("fiscal", "convert", old, "--out", tmp_path / "new")
    after, report = checked(run, tmp_path / "new", "--strict")

    assert (before, converted.exit_code, after) == (1, 0, 0)
    assert (report["version"], report["findings"]) == ("1.0", [])


def test_what_is_converted_says_the_same_and_is_not_written_over(folder, run, tmp_path):
    first = run("fiscal", "convert", folder, "--out", tmp_path / "one")
    second = run("fiscal", "convert", tmp_path / "one", "--out", tmp_path / "two")
    again = run("fiscal", "convert", folder, "--out", tmp_path / "two")

    assert (first.exit_code, second.exit_code, again.exit_code) == (0, 0, 2)
    one, two = ((tmp_path / name / "lines.csv").read_text("utf-8") for name in ("one", "two"))
    assert sorted(one.splitlines()[0].split(",")) == sorted(two.splitlines()[0].split(","))
    told = [row["value"] for row in csv.DictReader(two.splitlines())]
    assert told == ["1000000.50", "1100000.00", "500000.00", "-600000.00"]
