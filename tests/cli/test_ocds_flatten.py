"""``pendopo ocds flatten`` and ``unflatten``, beside the tool whose tables they share."""

import json
import warnings
from contextlib import suppress

import flattentool
import pytest
from openpyxl import load_workbook

from pendopo.standards.ocds.exact import JsonError, dump, parse
from pendopo.standards.ocds.flat.beside import same
from pendopo.standards.ocds.package import releases_in

RELEASE = {
    "ocid": "ocds-abc123-1",
    "id": "1",
    "date": "2026-03-02T09:00:00+07:00",
    "tag": ["tender", "award"],
    "language": None,
    "tender": {
        "id": "007",
        "title": '=HYPERLINK("x")\r\n"quoted", ok',
        "value": {"amount": 12.5, "currency": "IDR"},
        "items": [{"id": "1", "quantity": 3}, {"id": "2", "unit": {"name": "\x07 bell"}}],
        "documents": [],
        # Without ids, and the table of what is in them is named before their own.
        "amendments": [{"date": "a", "documents": [{"id": "1", "url": "x"}]}, {"date": "b"}],
    },
    "parties": [{"id": "b", "roles": ["buyer"], "details": {"score": 5, "active": True}}],
    "notes": [{"text": "no id"}, {"text": "no id"}],
}


@pytest.fixture
def package(tmp_path):
    releases = [RELEASE, RELEASE | {"id": "2"}, {"ocid": "ocds-abc123-2", "id": "1"}]
    package = {"uri": "https://contoh.example/1", "version": "1.1", "releases": releases}
    (tmp_path / "package.json").write_text(json.dumps(package))
    return package


@pytest.mark.parametrize("place", ["tables", "tables.xlsx"])
def test_a_package_comes_back_from_its_tables(run, package, place):
    flattened = run("ocds", "flatten", "package.json", "--to", place)
    unflattened = run("ocds", "unflatten", place)

    assert (flattened.exit_code, flattened.output) == (0, "")
    assert json.loads(unflattened.stdout) == package
    assert unflattened.stderr == ""


def test_releases_are_printed_as_lines_or_written_to_a_file(run, package, tmp_path):
    run("ocds", "flatten", "package.json", "--to", "tables")

    lines = run("ocds", "unflatten", "tables", "--lines").stdout.splitlines()
    out = run("ocds", "unflatten", "tables", "--out", "again.json")

    assert [json.loads(line) for line in lines] == package["releases"]
    assert out.output == ""
    assert json.loads((tmp_path / "again.json").read_text()) == package


def test_a_carriage_return_alone_stays_within_its_cell(run, tmp_path):
    releases = [RELEASE | {"language": "a\rb,c\rd"}, RELEASE | {"id": "2"}]
    (tmp_path / "one.json").write_text(json.dumps({"releases": releases}))

    assert run("ocds", "flatten", "one.json", "--to", "tables").exit_code == 0
    result = run("ocds", "unflatten", "tables")

    assert json.loads(result.stdout)["releases"] == releases


@pytest.mark.usefixtures("package")
def test_a_text_that_begins_like_a_formula_is_a_text_in_a_workbook(run, tmp_path):
    run("ocds", "flatten", "package.json", "--to", "tables.xlsx")

    book = load_workbook(tmp_path / "tables.xlsx")

    page = book["releases"]
    [column] = [cell.column for cell in page[1] if cell.value == "tender/title"]
    assert page.cell(2, column).data_type == "s"


@pytest.mark.usefixtures("package")
def test_tables_are_not_written_over_others(run):
    run("ocds", "flatten", "package.json", "--to", "tables")

    again = run("ocds", "flatten", "package.json", "--to", "tables")

    assert again.exit_code == 2
    assert "write a new place" in again.stderr


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none", None, "there is no such file"),
        ("broken.xlsx", b"PK", "write a workbook"),
        ("latin.csv", "ocid,title\no,caf\xe9\n".encode("latin-1"), "write CSV in UTF-8"),
        ("empty.csv", b"", "No table of the file has a column ocid"),
        ("roads.csv", b"road,cost\nR1,12\n", "No table of the file has a column ocid"),
        ("one.json", b'[{"ocid": "o"}]', "No table of the file has a column ocid"),
    ],
)
def test_a_table_that_cannot_be_read_is_told(run, tmp_path, name, content, told):
    if content is not None:
        (tmp_path / name).write_bytes(content)

    result = run("ocds", "unflatten", name)

    assert result.exit_code == 2
    assert told in result.stderr


@pytest.fixture
def fictional(shared_data):
    """The fictional example of the standard, and the release schema."""
    example = shared_data / "ocds/sample-data/fictional-example/1.1/ocds-213czf-000-00001.json"
    schema = shared_data / "ocds/standard/schema-1__1__5/schema/release-schema.json"
    return example, schema


def test_flatten_tool_reads_our_tables(run, fictional, tmp_path):
    example, schema = fictional
    run("ocds", "flatten", example, "--to", "tables")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        flattentool.unflatten(
            str(tmp_path / "tables"),
            input_format="csv",
            root_list_path="releases",
            root_id="ocid",
            schema=str(schema),
            output_name=str(tmp_path / "theirs.json"),
        )

    theirs = json.loads((tmp_path / "theirs.json").read_text())["releases"]
    ours = json.loads(example.read_text("utf-8"))["releases"]
    # It orders releases by the names of the tables that first tell of them.
    assert sorted(theirs, key=lambda one: one["id"]) == sorted(ours, key=lambda one: one["id"])


def test_we_read_the_tables_of_flatten_tool(run, fictional, tmp_path):
    example, schema = fictional
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        flattentool.flatten(
            str(example),
            output_format="csv",
            root_list_path="releases",
            root_id="ocid",
            main_sheet_name="releases",
            schema=str(schema),
            output_name=str(tmp_path / "theirs"),
        )

    unflattened = run("ocds", "unflatten", "theirs")

    ours = json.loads(unflattened.stdout)["releases"]
    assert ours == json.loads(example.read_text("utf-8"))["releases"]
    assert unflattened.stderr == ""


def test_the_flattened_examples_of_the_standard_are_read(run, shared_data):
    sample = shared_data / "ocds/sample-data/fictional-example"
    [name] = [one.stem for one in (sample / "flattened").glob("*-04-award.xlsx")]

    result = run("ocds", "unflatten", sample / f"flattened/{name}.xlsx")

    found = json.loads(result.stdout)
    expected = json.loads((sample / f"1.1/{name}.json").read_text("utf-8"))
    # The workbook was not brought up to date when the buyer got a second role.
    expected["releases"][0]["parties"][0]["roles"] = ["buyer"]
    assert found["releases"] == expected["releases"]
    assert (found["version"], found["publisher"]["name"]) == ("1.1", expected["publisher"]["name"])


@pytest.mark.parametrize(("place", "every", "many"), [("tables", 1, 675), ("tables.xlsx", 5, 135)])
def test_real_releases_come_back_from_the_files_of_its_tables(
    run, shared_data, tmp_path, place, every, many
):
    releases = list(real_releases(shared_data / "ocds/real-ocds-sample-data"))[::every]
    (tmp_path / "real.jsonl").write_text("".join(dump(one) + "\n" for one in releases), "utf-8")

    flattened = run("ocds", "flatten", "real.jsonl", "--to", place)
    lines = run("ocds", "unflatten", place, "--lines").stdout.splitlines()

    again = [parse(line.encode()) for line in lines]
    assert (flattened.exit_code, len(again)) == (0, len(releases))
    assert [n for n, one in enumerate(again) if not same(one, releases[n])] == []
    assert len(releases) == many


def real_releases(folder):
    """Give one release of each ocid and id: of two by one name all stands beside the tables."""
    met = set()
    for path in sorted(folder.rglob("*.json")):
        with suppress(JsonError):
            for one in releases_in(parse(path.read_bytes())):
                name = (one.get("ocid"), str(one.get("id")))
                if name not in met:
                    met.add(name)
                    yield one


@pytest.mark.parametrize("name", ["serialization-flat", "serialization-flat-two-items"])
def test_the_serialization_examples_of_the_standard_are_read(run, shared_data, name):
    examples = shared_data / "ocds/standard/docs-examples-1__1__5/docs/examples"

    found = json.loads(run("ocds", "unflatten", examples / f"{name}.csv").stdout)

    expected = json.loads((examples / f"{name}.json").read_text("utf-8"))
    expected["releases"][0]["tag"] = ["tender"]  # a list by the schema; the example forgets it
    assert found == expected


@pytest.mark.parametrize("levels", [260, 600, 2000])
def test_a_release_nested_too_deep_is_left_out_and_told(run, tmp_path, levels):
    deep = json.dumps(RELEASE)[:-1] + ', "x": ' + '{"a":' * levels + "1" + "}" * levels + "}"
    (tmp_path / "deep.json").write_text(f"[{json.dumps(RELEASE)},\n{deep}]\n")

    flattened = run("ocds", "flatten", "deep.json", "--to", "tables")
    again = run("ocds", "unflatten", "tables")

    assert (flattened.exit_code, flattened.stderr.count("line 2: nested too deep")) == (1, 1)
    assert json.loads(again.stdout)["releases"] == [RELEASE]


@pytest.mark.parametrize("number", ["1e999", "1e-99999999999999999999"])
def test_a_release_with_a_number_beyond_all_counting_is_left_out_and_told(run, tmp_path, number):
    far = json.dumps(RELEASE).replace("12.5", number)
    text = f"[{far},\n{json.dumps(RELEASE | {'id': '2'})}]"
    (tmp_path / "far.json").write_text(text)

    flattened = run("ocds", "flatten", "far.json", "--to", "tables")
    again = run("ocds", "unflatten", "tables")

    assert flattened.exit_code == 1
    assert "line 1: a number beyond all counting, left out" in flattened.stderr
    assert json.loads(again.stdout)["releases"] == [RELEASE | {"id": "2"}]


def test_what_is_no_table_leaves_what_stood_where_it_was_to_be_written(run, tmp_path):
    (tmp_path / "roads.csv").write_text("road,cost\nR1,12\n")
    (tmp_path / "out.json").write_text("before")

    result = run("ocds", "unflatten", "roads.csv", "--out", "out.json")

    assert result.exit_code == 2
    assert (tmp_path / "out.json").read_text() == "before"


def test_a_package_without_releases_comes_back_without_any(run, tmp_path):
    (tmp_path / "none.json").write_text(json.dumps({"uri": "u", "releases": []}))

    flattened = run("ocds", "flatten", "none.json", "--to", "tables")
    again = run("ocds", "unflatten", "tables")

    assert (flattened.exit_code, again.exit_code) == (0, 0)
    assert json.loads(again.stdout)["releases"] == []


def test_what_is_no_json_is_told_with_what_to_write(run, tmp_path):
    (tmp_path / "text.json").write_text("hello")

    result = run("ocds", "flatten", "text.json", "--to", "tables")

    assert result.exit_code == 2
    assert "write it again as JSON" in result.stderr
    assert not (tmp_path / "tables").exists()


def test_a_broken_line_is_left_out_and_told_and_the_rest_is_written(run, tmp_path):
    lines = [json.dumps(RELEASE), '{"ocid": oh', json.dumps(RELEASE | {"id": "2"})]
    (tmp_path / "some.jsonl").write_text("\n".join(lines))

    flattened = run("ocds", "flatten", "some.jsonl", "--to", "tables")
    again = run("ocds", "unflatten", "tables", "--lines")

    assert flattened.exit_code == 1
    assert "line 2, column 10: 'oh' is not JSON, left out" in flattened.stderr
    assert [json.loads(line)["id"] for line in again.stdout.splitlines()] == ["1", "2"]
