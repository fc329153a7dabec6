"""``log``, ``state``, ``measure`` and ``rebuild``: what is published, read on a terminal."""

import json
import shutil
from datetime import datetime, timedelta

import pytest

from pendopo.cli.verb import now

pytestmark = pytest.mark.usefixtures("home")


def test_the_log_lists_its_entries_and_its_root(run, publish, villages):
    publish(villages)

    result = run("log")

    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert "heartbeat" in lines[0]
    assert "publication" in lines[1]
    assert "datasets dataset=villages" in lines[1]
    assert "data.example.org/log has 2 entries; root " in lines[2]


def test_the_log_lists_the_last_entries(run, publish, villages):
    publish(villages)
    publish(villages, "other")

    result = run("log", "--last", "1")

    assert result.stdout.count("publication") == 1
    assert "dataset=other" in result.stdout


def test_a_replacement_is_marked(run, publish, villages):
    publish(villages)
    publish(villages, "villages", "--note", "Again")

    result = run("log")

    assert "dataset=villages replaces 1" in result.stdout


def test_the_log_comes_as_json(run, publish, villages):
    publish(villages)

    found = json.loads(run("log", "--json").stdout)

    assert [entry["index"] for entry in found] == [0, 1]
    assert found[1]["type"] == "publication"
    assert found[1]["scope"] == {"dataset": "villages"}


def test_a_day_has_one_heartbeat(run, entries, monkeypatch):
    # The programme may have begun before midnight, and this test after it.
    (begun,) = entries()
    monkeypatch.setattr("pendopo.cli.log.now", lambda: datetime.fromisoformat(begun["time"]))

    result = run("log", "--heartbeat")

    assert result.exit_code == 0
    assert "Today's heartbeat is there." in result.stdout
    assert [entry["type"] for entry in entries()] == ["heartbeat"]


def test_the_next_day_has_its_own_heartbeat(run, entries, monkeypatch):
    tomorrow = now() + timedelta(days=1)
    monkeypatch.setattr("pendopo.cli.log.now", lambda: tomorrow)

    result = run("log", "--heartbeat")

    assert "Heartbeat: entry 1." in result.stdout
    assert [entry["type"] for entry in entries()] == ["heartbeat", "heartbeat"]


def test_a_number_that_is_none_is_refused(run):
    result = run("log", "--last", "-1")

    assert result.exit_code == 2
    assert "--last" in result.stderr


def test_the_state_shows_what_stands(run, publish, villages):
    publish(villages, "villages", "--title", "All villages")

    result = run("state")

    assert result.exit_code == 0
    assert "2 entries, the last of 20" in result.stdout
    assert "Publications that stood: 1." in result.stdout
    assert "datasets dataset=villages  All villages" in result.stdout
    assert "datasets/villages  2 rows" in result.stdout


def test_a_past_state_shows_what_stood_then(run, publish, villages):
    publish(villages)
    villages.write_text(villages.read_text() + "Tani,2026,90\n")
    publish(villages)

    past = json.loads(run("state", "--at", "2", "--json").stdout)
    present = json.loads(run("state", "--json").stdout)

    assert (past["size"], present["size"]) == (2, 3)
    assert [one["index"] for one in past["publications"]] == [1]
    assert [one["index"] for one in present["publications"]] == [2]
    assert (past["tables"][0]["rows"], present["tables"][0]["rows"]) == (2, 3)


def test_a_day_before_the_log_shows_an_empty_state(run, publish, villages):
    publish(villages)

    state = json.loads(run("state", "--at", "2020-01-01", "--json").stdout)
    shown = run("state", "--at", "2020-01-01").stdout

    assert state["size"] == 0
    assert state["publications"] == []
    assert "0 entries, the last of -." in shown


def test_a_day_after_the_log_shows_what_stands(run, publish, villages):
    publish(villages)

    state = json.loads(run("state", "--at", "2999-12-31", "--json").stdout)

    assert state["size"] == 2


@pytest.mark.parametrize("at", ["yesterday", "2026-13-01", "2026-1-1", "-1", "1.5"])
def test_what_is_neither_a_size_nor_a_day_is_refused(at, run):
    result = run("state", f"--at={at}")

    assert result.exit_code == 2
    assert "write a day such as 2026-01-31, or a number of entries" in result.stderr


def test_a_size_that_the_log_never_had_is_refused(run):
    result = run("state", "--at", "7")

    assert result.exit_code == 2
    assert "--at 7: the log has 1 entries" in result.stderr


def test_nothing_is_measured_while_nothing_is_published(run):
    result = run("measure")

    assert result.exit_code == 0
    assert "Indicators measured: 0." in result.stdout
    assert "contracts.processes" in result.stdout


def test_an_indicator_that_there_is_not_is_refused_with_those_there_are(run):
    result = run("measure", "single_bid")

    assert result.exit_code == 2
    assert "single_bid_share" in result.stderr


def test_a_day_that_is_none_is_refused(run):
    result = run("measure", "--as-of", "soon")

    assert result.exit_code == 2
    assert "--as-of is 'soon'; write a day such as 2026-01-31" in result.stderr
    assert "number of entries" not in result.stderr


def contracts(path):
    release = {
        "ocid": "ocds-213czf-1",
        "id": "1",
        "date": "2026-01-02T00:00:00Z",
        "tag": ["planning"],
        "initiationType": "tender",
    }
    path.write_text(json.dumps({"releases": [release]}))
    return path


def test_what_is_measured_is_recorded_and_unknown_is_never_zero(run, tmp_path, entries):
    run("publish", contracts(tmp_path / "a.json"), "--register", "contracts")

    result = run("measure", "single_bid_share", "--as-of", "2026-02-01")

    assert result.exit_code == 0, result.output
    assert "single_bid_share: unknown, for want of data (as of 2026-02-01" in result.stdout
    assert "Indicators measured: 1." in result.stdout
    assert entries()[-1]["type"] == "measurement"


def test_flags_are_computed_by_whoever_publishes_contracts_and_for_another_day(
    run, home, tmp_path, monkeypatch
):
    run("publish", contracts(tmp_path / "a.json"), "--register", "contracts")
    first = set((home / "private/derived/flags").glob("*.duckdb"))
    tomorrow = now() + timedelta(days=1)
    monkeypatch.setattr("pendopo.cli.log.now", lambda: tomorrow)

    run("log", "--heartbeat")

    assert len(first) == 3
    assert len(set((home / "private/derived/flags").glob("*.duckdb")) - first) == 1


def test_serving_files_are_made_again(run, publish, villages, home):
    publish(villages)
    run("state")
    shutil.rmtree(home / "private" / "derived")

    result = run("rebuild")

    assert result.exit_code == 0
    assert "Tables made again: 1." in result.stdout
    assert list((home / "private" / "derived").rglob("*.duckdb"))
