"""``pendopo demo``: an example is built whole, verified and served."""

import json
import textwrap
from pathlib import Path

import pytest

from pendopo.cli.demo_desk import _approving, told_of
from pendopo.cli.demo_witnesses import found
from pendopo.cli.words import speaking
from pendopo.programme.config import FILE_NAME, load
from pendopo.programme.programme import Programme
from pendopo.published.witnessed import cosignatures

GOOD = "village,households\nRejo,412\n"
MAKE = """
import json, pathlib, sys

into = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
for name, text in {files!r}.items():
    (into / name).write_text(text)
print("made")
"""


def submission(file, received_at, expect="publish", **said):
    """A file of an example: its line of the manifest, and its sidecar."""
    sidecar = {
        "register": "datasets",
        "title": file,
        "licence": "CC-BY-4.0",
        "scope": {"dataset": file.partition(".")[0]},
        **said,
    }
    line = {
        "file": file,
        "sidecar": f"{file}.said.json",
        "received_at": received_at,
        "expect": expect,
        "rules": [],
    }
    return line, sidecar


@pytest.fixture
def example(home, tmp_path):
    """Give an example's folder that makes the files it is told to."""

    def write(submissions, **contents):
        files = {"manifest.json": json.dumps([line for line, _ in submissions])}
        for line, sidecar in submissions:
            files[line["sidecar"]] = json.dumps(sidecar)
            files[line["file"]] = contents.get(line["file"].partition(".")[0], GOOD)
        files |= {name: text for name, text in contents.items() if "." in name}
        folder = tmp_path / "example"
        folder.mkdir(exist_ok=True)
        (folder / "make.py").write_text(textwrap.dedent(MAKE).format(files=files))
        settings = (home / FILE_NAME).read_text()
        (folder / FILE_NAME).write_text(settings.replace('licence = "CC-BY-4.0"', 'licence = ""'))
        return folder

    return write


def demo(run, tmp_path, folder, *more):
    words = ("--witnesses", 0, "--no-serve", *more)
    return run("demo", "--dir", tmp_path / "demo", "--example", folder, *words)


def releases(*ids):
    made = [
        {"ocid": f"ocds-213czf-{n}", "id": "1", "date": "2025-02-03T00:00:00Z", "tag": ["planning"]}
        for n in ids
    ]
    return json.dumps({"releases": made})


def test_an_example_is_built_measured_and_verified(run, tmp_path, example):
    folder = example(
        [
            submission("villages.csv", "2024-03-01T02:00:00Z"),
            submission("roads.csv", "2025-03-01T02:00:00Z"),
            submission("contracts.json", "2025-03-02T02:00:00Z", register="contracts", scope={}),
        ],
        contracts=releases(1, 2),
    )

    result = demo(run, tmp_path, folder)

    state = Programme.open(tmp_path / "demo").state()
    assert result.exit_code == 0, result.output
    assert [one.register for one in state.publications] == ["datasets", "datasets", "contracts"]
    assert "made" in result.stdout
    assert "Files published: 3." in result.stdout
    assert "Files refused: 0." in result.stdout
    assert "single_bid_share: unknown, for want of data, as of 2025-03-02" in result.stdout
    assert "Everything that was checked is as it was signed." in result.stdout
    assert state.entries[-1].leaf.type == "heartbeat"


def test_what_is_published_is_dated_as_it_was_handed_in(run, tmp_path, example):
    folder = example(
        [
            submission("villages.csv", "2024-03-01T02:00:00Z"),
            submission("roads.csv", "2025-03-01T02:00:00Z"),
        ]
    )

    demo(run, tmp_path, folder)

    state = Programme.open(tmp_path / "demo").state()
    assert [one.time for one in state.publications] == [
        "2024-03-01T02:00:00Z",
        "2025-03-01T02:00:00Z",
    ]


def test_faulty_files_are_told_with_the_reason_and_the_others_go_on(run, tmp_path, example):
    folder = example(
        [
            submission("villages.csv", "2025-03-01T02:00:00Z"),
            submission("papers.csv", "2025-03-02T02:00:00Z", "stop", licence=""),
        ]
    )

    result = demo(run, tmp_path, folder)

    assert result.exit_code == 0, result.output
    assert "Files refused: 1." in result.stdout
    assert "papers.csv: No licence says that people may use the data again." in result.stdout
    assert "the example expects it to be" not in result.stderr


def test_what_the_example_did_not_expect_is_told(run, tmp_path, example):
    folder = example(
        [
            submission("villages.csv", "2025-03-01T02:00:00Z", "stop"),
            submission("papers.csv", "2025-03-02T02:00:00Z", licence=""),
        ]
    )

    result = demo(run, tmp_path, folder)

    assert "villages.csv: the example expects it to be refused" in result.stderr
    assert "papers.csv: the example expects it to be published" in result.stderr


def test_a_correction_replaces_the_file_that_it_names(run, tmp_path, example):
    said = {"register": "contracts", "scope": {}}
    folder = example(
        [
            submission("first.json", "2025-03-01T02:00:00Z", **said),
            submission("second.json", "2025-03-02T02:00:00Z", replaces="first.json", **said),
        ],
        first=releases(1),
        second=releases(1, 2),
    )

    result = demo(run, tmp_path, folder)

    first, second = Programme.open(tmp_path / "demo").state().publications
    assert result.exit_code == 0, result.output
    assert second.prev == first.index


def test_a_schema_beside_a_file_is_handed_along(run, tmp_path, example):
    fields = [{"name": "village", "type": "string"}, {"name": "households", "type": "string"}]
    folder = example(
        [submission("villages.csv", "2025-03-01T02:00:00Z", schema="villages.schema.json")],
        **{"villages.schema.json": json.dumps({"fields": fields})},
    )

    demo(run, tmp_path, folder)

    opened = Programme.open(tmp_path / "demo")
    [table] = opened.tables(opened.state())
    assert [column.kind for column in table.table.columns] == ["text", "text"]


def test_a_second_run_takes_what_is_there(run, tmp_path, example):
    folder = example([submission("villages.csv", "2025-03-01T02:00:00Z")])
    demo(run, tmp_path, folder)
    checkpoint = (tmp_path / "demo" / "public" / "log" / "checkpoint").read_bytes()

    again = demo(run, tmp_path, folder)

    assert again.exit_code == 0
    assert "is there already; delete it to begin anew" in again.stdout
    assert (tmp_path / "demo" / "public" / "log" / "checkpoint").read_bytes() == checkpoint


def test_a_demo_that_broke_off_is_not_taken_for_a_whole_one(run, tmp_path, example):
    broken = example(
        [submission("villages.csv", "2025-03-01T02:00:00Z", register="no-such")],
    )
    fell = demo(run, tmp_path, broken)
    good = example([submission("villages.csv", "2025-03-01T02:00:00Z")])

    again = demo(run, tmp_path, good)

    assert fell.exception is not None
    assert again.exit_code == 0, again.output
    assert not (tmp_path / ".demo.building").exists()


def test_a_folder_that_holds_something_else_is_left_alone(run, tmp_path, example):
    folder = example([submission("villages.csv", "2025-03-01T02:00:00Z")])
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "diary.txt").write_text("mine")

    result = demo(run, tmp_path, folder)

    assert result.exit_code == 2
    assert "holds something else; write another folder" in result.stderr
    assert [path.name for path in (tmp_path / "demo").iterdir()] == ["diary.txt"]


def test_an_empty_folder_that_is_there_will_do(run, tmp_path, example):
    folder = example([submission("villages.csv", "2025-03-01T02:00:00Z")])
    (tmp_path / "demo").mkdir()

    result = demo(run, tmp_path, folder)

    assert result.exit_code == 0, result.output


def test_an_example_that_there_is_not_is_refused(run, tmp_path):
    result = demo(run, tmp_path, tmp_path / "nowhere")

    assert result.exit_code == 2
    assert "no example is here; run this in the repository, or write --example DIR" in result.stderr


def test_a_generator_that_fails_is_told(run, tmp_path, example):
    folder = example([submission("villages.csv", "2025-03-01T02:00:00Z")])
    (folder / "make.py").write_text("raise SystemExit('no seed')")

    result = demo(run, tmp_path, folder)

    assert result.exit_code == 2
    assert "make.py: no seed" in result.stderr
    assert not (tmp_path / "demo").exists()


def test_what_is_built_is_served_at_the_port_asked_for(run, tmp_path, example, monkeypatch):
    folder = example([submission("villages.csv", "2025-03-01T02:00:00Z")])
    asked = []
    monkeypatch.setattr("pendopo.cli.demo.serve", lambda *what, **how: asked.append((what, how)))
    monkeypatch.setattr("pendopo.cli.demo.keep_open", lambda *_what: None)  # the desk beside it

    run(
        "demo",
        "--dir",
        tmp_path / "demo",
        "--example",
        folder,
        "--port",
        "8555",
        "--witnesses",
        "0",
    )

    [((root, place, workers), _)] = asked
    assert (root, place, workers) == (tmp_path / "demo", ("127.0.0.1", 8555), 2)


def test_the_pages_lead_to_the_desk_that_runs_beside_them(run, tmp_path, example):
    demo(run, tmp_path, example([submission("villages.csv", "2025-03-01T02:00:00Z")]))
    opened = Programme.open(tmp_path / "demo")

    first, again = (told_of(opened, port, 18_420).config for port in (18_431, 18_555))

    assert first.desk.address == "http://localhost:18431"
    assert again.desk.address == "http://localhost:18555"
    assert again.serve.address == "http://127.0.0.1:18420"
    assert Programme.open(tmp_path / "demo").config == again


def test_what_is_built_is_witnessed_by_four_of_five(run, tmp_path, example):
    folder = example([submission("villages.csv", "2025-03-01T02:00:00Z")])

    result = demo(run, tmp_path, folder, "--witnesses", "5")

    opened = Programme.open(tmp_path / "demo")
    policy = opened.witnesses.policy()
    signed = cosignatures((tmp_path / "demo/public/log/checkpoint").read_text(), policy)
    assert result.exit_code == 0, result.output
    assert (policy.needed(), len(policy.witnesses)) == (4, 5)
    assert len(signed) >= 4
    assert opened.witnesses.waiting() is None
    assert [one.name for one in found(tmp_path / "demo", opened)] == list(policy.witnesses)


def test_one_language_is_spoken_from_the_first_line_to_the_last(
    run, tmp_path, example, monkeypatch
):
    monkeypatch.delenv("LANG")
    folder = example([submission("villages.csv", "2025-03-01T02:00:00Z")])
    path = folder / FILE_NAME
    path.write_text(path.read_text().replace('["en", "id"]', '["id", "en"]'))

    built = demo(run, tmp_path, folder)
    again = demo(run, tmp_path, folder)

    assert '["id", "en"]' in path.read_text()
    assert f"The example is built in {tmp_path / 'demo'}." in built.stdout
    assert "Files published: 1." in built.stdout
    assert "Everything that was checked is as it was signed." in built.stdout
    assert "is there already" not in again.stdout


def test_claims_stand_in_the_log_on_their_days_and_differ(run, tmp_path, example):
    folder = example(
        [
            submission("villages.csv", "2026-03-01T02:00:00Z"),
            submission("roads.csv", "2026-04-01T02:00:00Z"),
        ]
    )
    (folder / "plan").mkdir()
    (folder / "plan" / "plan.md").write_text(PLAN)
    (folder / "plan" / "1.md").write_text(COMMITMENT)
    (folder / "claims.toml").write_text(CLAIMS)

    result = demo(run, tmp_path, folder)

    claims = Programme.open(tmp_path / "demo").claiming.claims()
    assert result.exit_code == 0, result.output
    assert [(one.office, one.claim.value, one.time) for one in claims.recorded] == [
        ("Secretariat", "Complete", "2026-03-15T02:00:00Z"),
        ("Youth club", "Limited", "2026-05-02T02:00:00Z"),
    ]
    assert [one.key is not None for one in claims.recorded] == [True, False]
    assert claims.disputed == {("uji-2026", "open-contracting")}
    assert (tmp_path / "demo" / "people" / "secretariat").exists()


PLAN = """+++
id = "uji-2026"
title = "Plan of Uji"
level = "local"
government = "Regency of Example"
submitted = 2026
start = 2026-01-01
end = 2027-12-31
+++
"""
COMMITMENT = """+++
id = "open-contracting"
title = "Every contract in the open"
lead = "Procurement unit"
start = 2026-01-01
end = 2027-12-31
+++
"""
CLAIMS = """
[[voices]]
unit = "secretariat"
office = "Secretariat"
role = "publisher"

[[voices]]
unit = "youth"
office = "Youth club"
role = "civil-society"
signs = false

[[claims]]
by = "youth"
at = 2026-05-02T02:00:00Z
commitment = "open-contracting"
question = "completion_end"
value = "Limited"
sources = ["A letter"]

[[claims]]
by = "secretariat"
at = 2026-03-15T02:00:00Z
commitment = "open-contracting"
question = "completion_end"
value = "Complete"
sources = ["Report"]
"""


def test_a_visitor_of_the_desk_is_told_how_a_second_step_becomes_a_signature(home):
    with speaking("en"):
        told = _approving(Programme.open(home))

    assert str(home / "pendopo.toml") in told
    assert 'write approval = "own-key" under [desk]' in told


@pytest.mark.parametrize("example", ["bojonegoro-2017", "kabupaten-contoh", "us-nap5"])
def test_whoever_looks_at_an_example_needs_no_passkey(example):
    root = Path(__file__).parents[2]

    assert load(root / "examples" / example / "pendopo.toml").desk.approval == "second-step"
