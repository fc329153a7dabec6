"""The tools of open contracting, which work without a programme."""

import copy
import gzip
import json
import zipfile

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from pendopo.cli import main
from pendopo.standards.ocds.facts import release_schema

RELEASE = {
    "ocid": "ocds-abc123-1",
    "id": "1",
    "date": "2026-03-02T09:00:00+07:00",
    "tag": ["tender"],
    "initiationType": "tender",
}


def test_a_sound_file_is_checked_without_a_programme(run, tmp_path):
    (tmp_path / "sound.json").write_text(json.dumps([RELEASE]))

    result = run("ocds", "check", "sound.json")

    assert result.exit_code == 0
    assert "Stops: 0. Warnings: 0." in result.output


def test_a_stop_ends_with_one(run, tmp_path):
    (tmp_path / "broken.json").write_text('{"releases": [')

    result = run("ocds", "check", "broken.json", "--json")

    assert result.exit_code == 1
    assert json.loads(result.output)["findings"][0]["weight"] == "stop"


def check(run, tmp_path, *releases, words=(), name="file.jsonl"):
    (tmp_path / name).write_text("\n".join(json.dumps(one) for one in releases))
    result = run("ocds", "check", name, "--json", *words)
    return result.exit_code, json.loads(result.output)


def rules_of(report):
    return [finding["rule"] for finding in report["findings"]]


def test_each_finding_leads_to_its_line_release_and_field(run, tmp_path):
    faulty = RELEASE | {"id": "2", "tender": {"id": "1", "items": [{"id": "1"}, {"id": []}]}}

    code, report = check(run, tmp_path, RELEASE, faulty, words=["--schema-only"])

    [finding] = [one for one in report["findings"] if one["rule"] == "release_fits_the_schema"]
    assert code == 0
    assert finding["places"] == [
        {
            "release": 2,
            "line": 2,
            "ocid": "ocds-abc123-1",
            "release_id": "2",
            "pointer": "/tender/items/1/id",
        }
    ]


def test_what_a_process_says_of_itself_is_told(run, tmp_path):
    awards = [{"id": "1", "status": "cancelled", "date": "2026-03-01T00:00:00+07:00"}]
    contracts = [{"id": "1", "awardID": "1", "dateSigned": "2026-02-01T00:00:00+07:00"}]

    _, report = check(run, tmp_path, RELEASE | {"awards": awards, "contracts": contracts})

    assert {"coherent_dates", "coherent_awards_status"} <= set(rules_of(report))


def test_an_extension_that_is_named_makes_its_fields_known(run, tmp_path):
    bids = RELEASE | {"bids": {"details": [{"id": "1"}]}}

    _, without = check(run, tmp_path, bids)
    _, known = check(run, tmp_path, bids, words=["--extension", "bids"])

    assert "field_is_in_the_schema" in rules_of(without)
    assert "field_is_in_the_schema" not in rules_of(known)
    assert known["extensions"]["applied"] == ["bids"]


def test_an_extension_may_be_a_folder(run, tmp_path):
    (tmp_path / "satker").mkdir()
    patch = {"properties": {"kodeSatker": {"type": "string"}}}
    (tmp_path / "satker" / "release-schema.json").write_text(json.dumps(patch))

    _, report = check(run, tmp_path, RELEASE | {"kodeSatker": 5}, words=["--extension", "satker"])

    assert rules_of(report) == ["release_fits_the_schema"]


def test_an_extension_that_there_is_not_is_refused_with_those_there_are(run, tmp_path):
    (tmp_path / "x.json").write_text("[]")

    result = run("ocds", "check", "x.json", "--extension", "bid")

    assert result.exit_code == 2
    assert "Did you mean bids?" in result.output


def test_limits_are_a_governments_own(run, tmp_path):
    dear = RELEASE | {"tender": {"id": "1", "value": {"amount": 5e12, "currency": "IDR"}}}
    (tmp_path / "limits.toml").write_text("[realistic]\nIDR = 1e12\n")

    _, usual = check(run, tmp_path, dear)
    _, low = check(run, tmp_path, dear, words=["--limits", "limits.toml"])

    assert "coherent_value_realistic" not in rules_of(usual)
    assert "coherent_value_realistic" in rules_of(low)


def test_what_an_earlier_file_had_is_missed(run, tmp_path):
    other = RELEASE | {"ocid": "ocds-abc123-2"}
    (tmp_path / "before.json").write_text(json.dumps([RELEASE, other]))

    _, report = check(run, tmp_path, RELEASE, words=["--before", "before.json"])

    assert "file_time_ocid" in rules_of(report)


def test_an_earlier_file_is_read_as_the_file_is(run, tmp_path):
    named = RELEASE | {"tender": {"id": "1", "title": "Jembatan Café"}}
    text = json.dumps([named], ensure_ascii=False)
    (tmp_path / "before.json").write_text(text, "windows-1252")
    (tmp_path / "utf8.json").write_text(text)
    (tmp_path / "now.json").write_text(text, "windows-1252")

    unnamed = run("ocds", "check", "utf8.json", "--before", "before.json", "--schema-only")
    for before in ("before.json", "utf8.json"):
        words = ["--before", before, "--encoding", "windows-1252"]
        read = run("ocds", "check", "now.json", *words)
        assert (read.exit_code, read.stderr) == (0, "")

    assert unnamed.exit_code == 2
    assert "--before before.json: The file is not written in UTF-8" in unnamed.stderr


def test_an_earlier_table_is_read_by_the_schema_of_ones_own(run, tmp_path):
    own = {
        "properties": {"tender": {"type": "object", "properties": {"title": {"type": "number"}}}}
    }
    (tmp_path / "own.json").write_text(json.dumps(own))
    for name in ("before.csv", "now.csv"):
        rows = "ocid,id,date,tag,tender/title\na,1,2026-03-02T09:00:00Z,tender,12\n"
        (tmp_path / name).write_text(rows)

    words = ["--before", "before.csv", "--schema", "own.json"]
    report = json.loads(run("ocds", "check", "now.csv", "--json", *words).stdout)

    assert "file_time_tender_title" not in rules_of(report)


def test_what_is_told_of_an_earlier_file_is_no_finding_of_the_file(run, tmp_path):
    rows = ["ocid,id,date,tag,initiationType,language"]
    rows += [f"ocds-abc123-1,1,2026-03-02T09:00:00Z,tender,tender,{code}" for code in ("id", "en")]
    (tmp_path / "before.csv").write_text("\n".join(rows))
    (tmp_path / "now.json").write_text(json.dumps([RELEASE]))

    result = run("ocds", "check", "now.json", "--before", "before.csv", "--strict", "--json")

    assert "rows_of_a_release_agree" not in rules_of(json.loads(result.stdout))
    assert "before.csv" in result.stderr
    assert "say different things at language" in result.stderr


def test_with_strict_a_warning_ends_with_one(run, tmp_path):
    code, _ = check(run, tmp_path, RELEASE | {"language": 5}, words=["--strict"])

    assert code == 1


def test_the_csv_has_a_line_for_each_place(run, tmp_path):
    (tmp_path / "x.json").write_text(json.dumps([RELEASE | {"id": n} for n in (1, 2)]))

    result = run("ocds", "check", "x.json", "--csv")

    lines = result.output.splitlines()
    assert lines[0].startswith("rule,weight,sentence,what_to_write,count,release,line,ocid")
    assert [line.split(",")[-1] for line in lines[1:]] == ["/id", "/id"]


def test_a_packed_file_is_unpacked(run, tmp_path):
    (tmp_path / "x.json.gz").write_bytes(gzip.compress(json.dumps([RELEASE]).encode()))

    result = run("ocds", "check", "x.json.gz")

    assert result.exit_code == 0
    assert "1 releases, 1 processes" in result.output


def test_an_old_file_is_written_in_the_new_form(run, tmp_path):
    old = {"releases": [{"ocid": "x", "buyer": {"id": "1", "name": "é", "n": "N"}}]}
    (tmp_path / "old.json").write_text(json.dumps(old).replace('"N"', "1.10"))

    shown = run("ocds", "upgrade", "old.json")
    written = run("ocds", "upgrade", "old.json", "--out", "new.json")

    assert (shown.exit_code, written.exit_code) == (0, 0)
    assert (tmp_path / "new.json").read_text("utf-8") == shown.output
    new = json.loads(shown.output)
    assert new["version"] == "1.1"
    assert new["releases"][0]["buyer"] == {"id": "1", "name": "é"}
    assert '"n":1.10' in shown.output
    assert "1 releases upgraded" in written.output


def test_a_long_package_is_upgraded_part_by_part(run, tmp_path):
    releases = [{"ocid": "x", "id": str(n), "buyer": {"name": "y" * 900}} for n in range(600)]
    text = json.dumps({"uri": "u", "releases": releases, "publisher": {"name": "p"}}, indent=1)
    (tmp_path / "old.json").write_text(text)

    result = run("ocds", "upgrade", "old.json")

    new = json.loads(result.output)
    assert [one["id"] for one in new["releases"]] == [str(n) for n in range(600)]
    assert {key: new[key] for key in new if key != "releases"} == {
        "uri": "u",
        "version": "1.1",
        "publisher": {"name": "p"},
    }
    assert all(one["parties"][0]["roles"] == ["buyer"] for one in new["releases"])


def test_what_breaks_is_told_and_ends_with_one(run, tmp_path):
    (tmp_path / "broken.json").write_text('{"releases": [{"ocid": oh')

    for verb in ("upgrade", "stats", "check"):
        result = run("ocds", verb, "broken.json")
        assert (verb, result.exit_code) == (verb, 1)


def test_stats_say_what_is_in_a_file(run, tmp_path):
    later = RELEASE | {"id": "2", "date": "2026-04-02T09:00:00+07:00", "awards": [{"id": "1"}]}
    (tmp_path / "x.json").write_text(json.dumps([RELEASE, later, later | {"date": None}]))

    result = run("ocds", "stats", "x.json", "--json")

    found = json.loads(result.output)
    assert (found["releases"], found["processes"], found["awards"]) == (3, 1, 1)
    assert (found["first"], found["undated"]) == ("2026-03-02T02:00:00Z", 1)
    assert found["fields"]["/awards/id"] == 2
    assert "Awards" in run("ocds", "stats", "x.json", "--fields").output
    assert found["schema_fields_filled"] == 7
    assert found["schema_fields"] > 200


def test_stats_count_the_fields_of_a_schema_of_ones_own(run, tmp_path):
    text = {"type": ["string", "null"]}
    desk = {"type": "object", "properties": {"id": text, "name": text}}
    desks = {"type": "array", "items": desk}
    schema = {"properties": {"ocid": text, "title": text, "desks": desks}}
    (tmp_path / "own.json").write_text(json.dumps(schema))
    (tmp_path / "x.json").write_text(json.dumps([RELEASE | {"desks": [{"id": 1}, {"name": ""}]}]))

    found = json.loads(run("ocds", "stats", "x.json", "--json", "--schema", "own.json").stdout)
    shown = run("ocds", "stats", "x.json", "--schema", "own.json").stdout

    assert (found["schema_fields_filled"], found["schema_fields"]) == (3, 5)
    assert "3 of 5" in shown


def test_letters_of_another_encoding_are_told_and_can_be_named(run, tmp_path):
    text = json.dumps([RELEASE | {"tender": {"id": "1", "title": "Café"}}], ensure_ascii=False)
    (tmp_path / "x.json").write_bytes(text.encode("windows-1252"))

    unnamed = run("ocds", "check", "x.json")
    named = run("ocds", "check", "x.json", "--encoding", "windows-1252")

    assert (unnamed.exit_code, named.exit_code) == (1, 0)
    assert "--encoding windows-1252" in unnamed.output


@pytest.mark.parametrize("name", ["marked.json", "marked.jsonl"])
@pytest.mark.parametrize("words", [["check"], ["merge"], ["merge", "--record"]])
def test_a_byte_order_mark_is_no_part_of_a_file(run, tmp_path, name, words):
    releases = [RELEASE, RELEASE | {"ocid": "ocds-abc123-2"}]
    text = json.dumps({"releases": releases}) if name == "marked.json" else ""
    text = text or "\n".join(json.dumps(one) for one in releases)
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / name).write_text(text, "utf-8")
    (tmp_path / name).write_text(text, "utf-8-sig")

    plain = run("ocds", *words, f"plain/{name}")
    marked = run("ocds", *words, name)

    assert (marked.exit_code, marked.exception) == (plain.exit_code, plain.exception)
    assert (marked.stdout, marked.exit_code) == (plain.stdout, 0)


def test_a_file_may_be_upgraded_in_its_place(run, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"releases": [RELEASE]}))

    result = run("ocds", "upgrade", "a.json", "--out", "a.json")

    assert result.exit_code == 0, result.output
    assert json.loads(path.read_text())["version"] == "1.1"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


def test_an_upgrade_that_fails_leaves_what_was_there(run, tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"releases": [RELEASE]}))
    before = path.read_text()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pendopo.cli.ocds_upgrade.dump", fail)
    result = run("ocds", "upgrade", "a.json", "--out", "a.json")

    assert result.exit_code != 0
    assert path.read_text() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("words", [["stats", "--json"], ["upgrade"]])
def test_findings_stay_off_the_output_of_a_program(run, tmp_path, words):
    text = json.dumps([RELEASE | {"language": "\ufffd"}], ensure_ascii=False)
    (tmp_path / "harmed.json").write_text(text, "utf-8")

    result = run("ocds", *words, "harmed.json")

    assert json.loads(result.stdout)
    assert "Letters were lost" in result.stderr


@pytest.mark.parametrize("levels", [260, 600])
@pytest.mark.parametrize("name", ["deep.jsonl", "deep.json"])
def test_what_is_nested_too_deep_is_left_out_of_an_upgrade_and_told(run, tmp_path, name, levels):
    deep = json.dumps(RELEASE)[:-1] + ', "x": ' + '{"a":' * levels + "1" + "}" * levels + "}"
    sound = json.dumps(RELEASE | {"id": "2"})
    parted = f"{deep}\n{sound}" if name == "deep.jsonl" else f"[{deep},\n{sound}{' ' * 300_000}]"
    (tmp_path / name).write_text(parted)

    result = run("ocds", "upgrade", name)

    found = json.loads(result.stdout)
    found = found[0] if isinstance(found, list) else found
    assert (found["id"], result.exit_code) == ("2", 1)
    assert "line 1: nested too deep" in result.stderr


@pytest.mark.parametrize("words", [["check"], ["stats", "--json"], ["upgrade"]])
def test_a_pipe_is_read(words):
    result = CliRunner().invoke(main, ["ocds", *words, "-"], input=json.dumps([RELEASE]))

    assert result.exit_code == 0, result.output
    assert result.stdout


def test_a_packed_file_may_unpack_to_more_than_one_that_is_handed_in(run, tmp_path, monkeypatch):
    monkeypatch.setattr("pendopo.stages.intake.unpacking._BYTES_MOST", 100)
    (tmp_path / "large.json.gz").write_bytes(gzip.compress(json.dumps([RELEASE] * 9).encode()))

    assert json.loads(run("ocds", "stats", "--json", "large.json.gz").stdout)["releases"] == 9

    monkeypatch.setattr("pendopo.cli.ocds_input.UNPACKED_MOST", 100)
    assert "unpacks to more than" in run("ocds", "check", "large.json.gz").stdout


def test_a_file_is_held_against_a_schema_of_ones_own(run, tmp_path):
    schema = release_schema()
    own = schema | {"required": ["kode"], "properties": schema["properties"] | {"kode": {}}}
    (tmp_path / "own.json").write_text(json.dumps(own))
    (tmp_path / "broken.json").write_text(json.dumps(own | {"type": 5}))
    (tmp_path / "one.json").write_text(json.dumps([RELEASE, RELEASE | {"id": "2", "kode": "1"}]))

    found = run("ocds", "check", "one.json", "--schema", "own.json", "--csv", "--schema-only")
    broken = run("ocds", "check", "one.json", "--schema", "broken.json")

    assert found.stdout.count("/kode is missing.") == 1
    assert "/kode is a field that OCDS does not know" not in found.stdout
    assert broken.exit_code == 2
    assert "--schema broken.json" in broken.stderr


def test_the_json_files_of_an_archive_are_read_one_behind_the_other(run, tmp_path):
    second = json.dumps({"releases": [RELEASE | {"id": "2"}]}).encode("utf-16")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("2026-01.json", b"\xef\xbb\xbf" + json.dumps([RELEASE]).encode())
        archive.writestr("2026-02.json", second)
        archive.writestr("readme.txt", "Rilis tahun 2026.")

    result = run("ocds", "check", "all.zip", "--schema-only", "--json")

    report = json.loads(result.output)
    told = [one for one in report["findings"] if one["rule"] == "archive_is_read_as_one"]
    assert (report["stopped"], report["releases"], report["processes"]) == (False, 2, 1)
    assert told[0]["sentence"] == "Of the archive, these files were not read: readme.txt."
    assert "2026-01.json (1), 2026-02.json (2)" in told[1]["sentence"]


def test_an_archive_of_json_and_of_tables_is_not_read_as_one(run, tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.json", json.dumps([RELEASE]))
        archive.writestr("b.csv", "ocid,id\n")

    result = run("ocds", "check", "all.zip", "--json")

    assert json.loads(result.output)["stopped"] is True


TABLES = {
    "releases": [
        ["ocid", "id", "date", "tag", "initiationType", "tender/id", "tender/value/amount", "x/n"],
        ["ocds-abc123-1", "1", "2026-03-02T09:00:00Z", "tender;award", "tender", "T", "12.50", "7"],
        ["ocds-abc123-2", "1", "2026-03-03T09:00:00Z", "tender", "tender", "T", "3", "8"],
    ],
    "awards": [
        ["ocid", "id", "awards/0/id", "awards/0/date"],
        ["ocds-abc123-1", "1", "A1", "2026-04-01T00:00:00Z"],
        ["ocds-abc123-1", "1", "A2", "tomorrow"],
    ],
}


def write_tables(path):
    """Write the tables in the form that the name of the file says."""
    texts = {name: "\n".join(map(",".join, rows)) for name, rows in TABLES.items()}
    if path.suffix == ".xlsx":
        book = Workbook()
        book.remove(book.active)
        for name, rows in TABLES.items():
            page = book.create_sheet(name)
            for row in rows:
                page.append(row)
        book.save(path)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in texts.items():
                archive.writestr(f"{name}.csv", text)
    else:
        path.write_bytes(gzip.compress(texts["releases"].encode()))


@pytest.mark.parametrize("name", ["flat.xlsx", "flat.zip", "releases.csv.gz"])
def test_flattened_tables_are_read_by_every_verb(run, tmp_path, name):
    write_tables(tmp_path / name)
    schema = copy.deepcopy(release_schema())
    schema["properties"]["x"] = {"type": "object", "properties": {"n": {"type": "integer"}}}
    (tmp_path / "own.json").write_text(json.dumps(schema))

    checked = run("ocds", "check", name, "--json", "--schema-only")
    merged = run("ocds", "merge", name, "--schema", "own.json")
    counted = run("ocds", "stats", name, "--json")
    upgraded = run("ocds", "upgrade", name, "--schema", "own.json")
    flattened = run("ocds", "flatten", name, "--to", "again")

    compiled = [json.loads(line) for line in merged.stdout.splitlines()]
    assert [one["ocid"] for one in compiled] == ["ocds-abc123-1", "ocds-abc123-2"]
    assert (compiled[0]["tender"]["value"]["amount"], compiled[0]["x"]) == (12.5, {"n": 7})
    assert json.loads(counted.stdout)["releases"] == json.loads(checked.stdout)["releases"] == 2
    first = json.loads(upgraded.stdout.splitlines()[0])
    assert (first["tag"], first["x"]) == (["tender", "award"], {"n": 7})
    assert (tmp_path / "again" / "releases.csv").read_text().startswith("ocid,id,date")
    assert {one.exit_code for one in (checked, merged, counted, upgraded, flattened)} == {0}


def test_a_finding_of_tables_leads_to_their_row_and_column(run, tmp_path):
    write_tables(tmp_path / "flat.xlsx")

    report = json.loads(run("ocds", "check", "flat.xlsx", "--json", "--schema-only").stdout)
    shown = run("ocds", "check", "flat.xlsx", "--schema-only").stdout

    [found] = [one for one in report["findings"] if one["rule"] == "release_fits_the_schema"]
    [place] = found["places"]
    assert (found["table"], found["column"]) == ("awards", "awards/0/date")
    assert (place["release"], place["line"], place["pointer"]) == (1, 3, "/awards/1/date")
    assert "table awards · column awards/0/date · row 3" in shown


@pytest.mark.parametrize("words", [["merge"], ["flatten", "--to", "flat"], ["stats"], ["upgrade"]])
def test_what_is_told_of_tables_is_told_by_every_verb(run, tmp_path, words):
    rows = ["ocid,id,date,tag,tender/title"]
    rows += [f"ocds-abc123-1,1,2026-03-02T09:00:00Z,tender,{title}" for title in ("Road", "Bridge")]
    (tmp_path / "differ.csv").write_text("\n".join(rows))

    result = run("ocds", *words, "differ.csv")

    assert result.exit_code == 0
    assert "say different things at tender/title" in result.stderr
    assert "say different things" not in result.stdout


def test_what_is_told_of_one_of_several_files_names_it(run, tmp_path):
    write_tables(tmp_path / "flat.xlsx")
    (tmp_path / "differ.csv").write_text("ocid,id,language\na,1,id\na,1,en\n")

    result = run("ocds", "merge", "flat.xlsx", "differ.csv")

    assert "differ.csv" in result.stderr
    assert "flat.xlsx" not in result.stderr


def test_tables_that_are_no_releases_are_refused_with_what_to_write(run, tmp_path):
    (tmp_path / "roads.csv").write_text("road,cost\nR1,12\n")

    checked = run("ocds", "check", "roads.csv", "--json")
    merged = run("ocds", "merge", "roads.csv")

    assert json.loads(checked.stdout)["findings"][0]["rule"] == "file_holds_releases"
    assert (checked.exit_code, merged.exit_code) == (1, 2)
    assert "no table of the file has a column ocid" in merged.stderr.lower()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--limits", "bytes"], "--limits bytes: this is not written in UTF-8"),
        (["--before", "bytes"], "--before bytes: "),
        (["--before", "none.json"], "--before none.json: there is no release in it"),
        (["--before", "gone"], "--before gone: there is no such file"),
        (["--extension", "folder"], "--extension folder: no extension is in it"),
        (["--schema", "bytes"], "--schema bytes: "),
        (["--encoding", "klingon"], "no encoding called klingon"),
    ],
)
def test_what_is_handed_along_and_cannot_be_used_is_named(run, tmp_path, words, told):
    (tmp_path / "one.json").write_text(json.dumps([RELEASE]))
    (tmp_path / "bytes").write_bytes(b"\x90\x00\xff" * 9)
    (tmp_path / "none.json").write_text("hello")
    (tmp_path / "folder").mkdir()

    result = run("ocds", "check", "one.json", *words)

    assert result.exit_code in {1, 2}
    assert told in result.output + result.stderr
    assert not isinstance(result.exception, UnicodeDecodeError)
