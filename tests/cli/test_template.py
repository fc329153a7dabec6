"""``pendopo template``: a workbook to fill in."""

import json

import openpyxl
import pytest

pytestmark = pytest.mark.usefixtures("home")

SCHEMA = {
    "fields": [
        {"name": "number", "type": "string", "kind": "code", "constraints": {"required": True}},
        {"name": "done", "type": "boolean"},
    ]
}


@pytest.fixture
def schema(tmp_path):
    """A Table Schema."""
    path = tmp_path / "grants.schema.json"
    path.write_text(json.dumps(SCHEMA))
    return path


def test_a_template_is_written_with_what_to_do_next(run, schema, home):
    result = run("template", "datasets", "--schema", schema)

    assert result.exit_code == 0, result.output
    assert "grants-template.xlsx: 2 columns." in result.stdout
    assert "pendopo check grants-template.xlsx --register datasets --schema" in result.stdout
    book = openpyxl.load_workbook(home / "grants-template.xlsx")
    assert [cell.value for cell in book["data"][1]] == ["number", "done"]


def test_a_filled_template_passes_its_check(run, schema, tmp_path):
    out = tmp_path / "t.xlsx"
    run("template", "datasets", "--schema", schema, "--out", out, "--filled")

    words = ("--register", "datasets", "--schema", schema, "--json")
    report = json.loads(run("check", out, *words).stdout)

    assert [one["rule"] for one in report["findings"] if one["weight"] != "note"] == []
    assert report["tables"][0]["rows"] == 3


def test_a_template_speaks_the_language_in_use(run, schema, tmp_path):
    run(
        "--language", "id", "template", "datasets", "--schema", schema, "--out", tmp_path / "t.xlsx"
    )

    names = openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames
    assert names[1:3] == ["Pendopo · Kolom", "Pendopo · Contoh"]


def test_a_dataset_without_a_schema_has_no_columns_to_write(run):
    result = run("template", "datasets")

    assert result.exit_code == 2
    assert "write --schema FILE" in result.stderr
    assert "--write-schema" in result.stderr


def test_sheets_of_contracts_are_filled_in_together(run, tmp_path):
    result = run("template", "contracts", "--out", tmp_path / "c.xlsx", "--filled")

    assert "Fill in its sheets" in result.stdout
    names = openpyxl.load_workbook(tmp_path / "c.xlsx").sheetnames
    assert names[:3] == ["releases", "parties", "items"]
    report = json.loads(
        run("check", tmp_path / "c.xlsx", "--register", "contracts", "--json").stdout
    )
    assert {one["weight"] for one in report["findings"]} == {"note"}
    assert {one["name"]: one["rows"] for one in report["tables"]}["contracts"] == 3


def test_one_of_the_sheets_of_contracts_can_be_asked_for(run, tmp_path):
    run("template", "contracts", "--table", "awards", "--out", tmp_path / "c.xlsx")

    assert openpyxl.load_workbook(tmp_path / "c.xlsx").sheetnames[0] == "awards"


def test_a_schema_that_cannot_be_followed_is_told(run, schema):
    schema.write_text('{"fields": [{"name": "a", "type": "colour"}]}')

    result = run("template", "datasets", "--schema", schema)

    assert result.exit_code == 2
    assert "fields[0].type is colour" in result.stderr


def test_a_template_is_a_workbook(run, schema):
    result = run("template", "datasets", "--schema", schema, "--out", "t.csv")

    assert result.exit_code == 2
    assert "ends in .xlsx" in result.stderr
