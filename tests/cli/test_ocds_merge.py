"""``pendopo ocds merge``, for any file and without a programme."""

import gzip
import json
import zipfile

import pytest
from click.testing import CliRunner

from pendopo.cli import main


@pytest.fixture
def merge(run):
    """Merge, and give the exit code, the lines printed, and what was said beside them."""

    def call(*words):
        result = run("ocds", "merge", *words)
        lines = [json.loads(line) for line in result.stdout.splitlines()] if result.stdout else []
        return result.exit_code, lines, result.stderr

    return call


def release(ocid="ocds-abc123-1", day=1, **fields):
    date = f"2026-03-{day:02}T00:00:00Z"
    return {"ocid": ocid, "id": f"{ocid}-{day}", "date": date, "tag": ["tender"], **fields}


def test_processes_are_printed_in_the_order_in_which_they_first_appear(merge, tmp_path):
    package = {"releases": [release("b", 2, language="id"), release("a"), release("b", 1)]}
    (tmp_path / "package.json").write_text(json.dumps(package))

    code, printed, said = merge("package.json")

    assert (code, said) == (0, "")
    assert [one["ocid"] for one in printed] == ["b", "a"]
    assert printed[0] == {
        "ocid": "b",
        "id": "b-2026-03-02T00:00:00Z",
        "date": "2026-03-02T00:00:00Z",
        "tag": ["compiled"],
        "language": "id",
    }


def test_every_digit_of_a_number_is_kept(run, tmp_path):
    text = json.dumps(release(tender={"value": {"amount": 1}})).replace(": 1}", ": 12.50}")
    (tmp_path / "one.json").write_text(text)

    result = run("ocds", "merge", "one.json")

    assert '"amount":12.50}' in result.stdout


def test_a_process_that_contradicts_itself_is_named_and_the_rest_is_printed(merge, tmp_path):
    lines = [release("a", 1, tender="x"), release("b"), release("a", 2, tender={"id": 1})]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, lines)))

    code, printed, said = merge("r.jsonl", "--report", "met.jsonl")

    assert (code, [one["ocid"] for one in printed]) == (1, ["b"])
    assert said.splitlines()[0].startswith("a: /tender: a literal in an earlier release")
    [met] = map(json.loads, (tmp_path / "met.jsonl").read_text().splitlines())
    assert (met["kind"], met["ocid"]) == ("left out", "a")


def test_what_cannot_be_merged_is_told_with_its_line(merge, tmp_path):
    lines = ["{", json.dumps({"id": "1"}), '{"url": "https://contoh.example/1"}', "5"]
    record = {"ocid": "c", "compiledRelease": {}}
    lines += [json.dumps({"records": [record]}), json.dumps(release("a"))]
    (tmp_path / "r.jsonl").write_text("\n".join(lines))

    code, printed, said = merge("r.jsonl")

    assert (code, [one["ocid"] for one in printed]) == (1, ["a"])
    assert "line 1: this is not JSON" in said
    assert "a record without releases" in said


def test_differences_from_the_reference_are_listed_by_ocid_and_clause(merge, tmp_path):
    value = {"tender": {"value": {"amount": 5}}}
    releases = [release("a", 1, **value), release("a", 2, tender={"value": None})]
    (tmp_path / "r.json").write_text(json.dumps(releases))

    code, printed, said = merge("r.json", "--report", "met.jsonl")
    _, alike, _ = merge("r.json", "--like-reference")

    assert (code, printed[0]["tender"]) == (0, {})
    assert alike[0]["tender"] == {"value": {"amount": 5}}
    assert said.splitlines()[0] == "a: null: /tender/value"
    [met] = map(json.loads, (tmp_path / "met.jsonl").read_text().splitlines())
    assert met == {
        "kind": "difference",
        "ocid": "a",
        "clause": "null",
        "pointer": "/tender/value",
        "reference": {"amount": 5},
    }


def test_records_hold_the_releases_oldest_first_and_what_they_merge_into(merge, tmp_path):
    releases = [release("a", 2, language="id"), release("a", 1, language="en")]
    (tmp_path / "r.json").write_text(json.dumps(releases))

    _, [record], _ = merge("r.json", "--record", "--versioned")
    _, [versioned], _ = merge("r.json", "--versioned")

    assert list(record) == ["ocid", "releases", "compiledRelease", "versionedRelease"]
    assert record["releases"] == releases[::-1]
    assert record["compiledRelease"]["language"] == "id"
    assert record["versionedRelease"] == versioned
    assert [one["value"] for one in versioned["language"]] == ["en", "id"]


def test_a_schema_of_ones_own_says_how_fields_merge(merge, tmp_path):
    schema = {"properties": {"lots": {"type": "array", "wholeListMerge": True}}}
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    releases = [release("a", 1, lots=[{"id": 1}]), release("a", 2, lots=[{"id": 2}])]
    (tmp_path / "r.json").write_text(json.dumps(releases))

    _, [ours], _ = merge("r.json", "--schema", "schema.json")
    _, [core], _ = merge("r.json")

    assert ours["lots"] == [{"id": 2}]
    assert core["lots"] == [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize(("text", "told"), [("{", "is not JSON"), ("[]", "no properties")])
def test_a_schema_that_is_none_is_refused(merge, tmp_path, text, told):
    (tmp_path / "schema.json").write_text(text)
    (tmp_path / "r.json").write_text("[]")

    code, _, said = merge("r.json", "--schema", "schema.json")

    assert code == 2
    assert told in said


def test_packed_files_and_several_of_them_are_read_as_one(merge, tmp_path):
    text = json.dumps([release("a", 1)])
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        later = [release("b"), release("a", 2, language="id")]
        archive.writestr("b.json", json.dumps({"releases": later}))
    (tmp_path / "broken.gz").write_bytes(gzip.compress(text.encode())[:-12])

    code, printed, _ = merge("a.json.gz", "b.zip")
    broken, _, said = merge("broken.gz")

    assert (code, [one["ocid"] for one in printed]) == (0, ["a", "b"])
    assert printed[0]["language"] == "id"
    assert broken == 2
    assert said.startswith("pendopo: broken.gz: ")


def test_a_pipe_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, ["ocds", "merge", "-"], input=json.dumps([release("a")]))

    assert json.loads(result.stdout)["ocid"] == "a"


def test_extensions_that_packages_name_or_that_are_declared_say_how_fields_merge(merge, tmp_path):
    folder = tmp_path / "lotteries"
    folder.mkdir()
    drawn = {"type": "array", "wholeListMerge": True, "items": {"type": "object"}}
    (folder / "release-schema.json").write_text(json.dumps({"properties": {"drawn": drawn}}))
    releases = [release("a", day, drawn=[{"id": day}]) for day in (1, 2)]
    (tmp_path / "r.json").write_text(json.dumps(releases))

    _, [core], _ = merge("r.json")
    _, [declared], _ = merge("r.json", "--extension", "lotteries")

    assert core["drawn"] == [{"id": 1}, {"id": 2}]
    assert declared["drawn"] == [{"id": 2}]


def test_a_process_with_a_number_that_cannot_be_held_is_left_out(merge, tmp_path):
    lines = [json.dumps(release(ocid, n="N")) for ocid in ("a", "b", "c")]
    lines[1] = lines[1].replace('"N"', "1e-99999999999999999999")
    (tmp_path / "odd.jsonl").write_text("\n".join(lines))

    code, printed, said = merge("odd.jsonl")

    assert code == 1
    assert [one["ocid"] for one in printed] == ["a", "c"]
    assert "b: " in said


@pytest.mark.parametrize("text", ['{"releases":{}}', "null", "{}", "[]", '{"releases":[]}'])
def test_that_nothing_was_merged_is_said(merge, tmp_path, text):
    (tmp_path / "none.json").write_text(text)

    code, printed, said = merge("none.json")

    assert (code, printed) == (1, [])
    assert "nothing was merged" in said


def test_a_record_whose_releases_are_an_empty_list_is_left_out(merge, tmp_path):
    record = {"ocid": "a", "releases": [], "compiledRelease": release("a")}
    for text in (record, {"records": [record]}):
        (tmp_path / "record.json").write_text(json.dumps(text))

        code, printed, said = merge("record.json")

        assert (code, printed) == (1, [])
        assert "a record without releases" in said


def test_another_encoding_can_be_named(merge, run, tmp_path):
    text = json.dumps(release(language="é"), ensure_ascii=False)
    (tmp_path / "old.json").write_bytes(text.encode("windows-1252"))

    code, printed, _ = merge("old.json", "--encoding", "windows-1252")
    tables = run("ocds", "flatten", "old.json", "--to", "t", "--encoding", "windows-1252")

    assert (code, printed[0]["language"], tables.exit_code) == (0, "é", 0)
