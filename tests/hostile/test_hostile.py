"""Whatever is handed in, a finding answers within a minute and the process that asked lives on."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pendopo.programme.limited import check_files
from pendopo.store.child import Limits
from tests.hostile.bomb import BOMBS, FINE, STOP
from tests.hostile.handed_in import MADE_BY, spec_of

ROOT = Path(__file__).parents[2]
SECONDS_MOST = 60
GROWN_MOST_KB = 50 << 10

assert MADE_BY  # by whose import the list is filled

# All of them are handed in at once, by one worker.
pytestmark = [pytest.mark.xdist_group("hostile"), pytest.mark.timeout(600)]


def handed_in(folder: Path, size: str, *names: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.handed_in", str(folder), size, *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Hand all of them in at once, each just as large as its limit needs."""
    return handed_in(tmp_path_factory.mktemp("hostile"), "small")


@pytest.fixture(scope="module")
def answers(small):
    return {report["name"]: report for report in small["reports"]}


def test_there_are_enough_of_them():
    assert len(BOMBS) >= 60
    assert {one.outcome for one in BOMBS.values()} == {STOP, FINE}


def test_each_is_answered_and_the_process_that_asked_hardly_grows(small):
    assert sorted(report["name"] for report in small["reports"]) == sorted(BOMBS)
    assert small["grown_kb"] < GROWN_MOST_KB


@pytest.mark.parametrize("name", BOMBS)
def test_it_is_answered_by_a_finding_within_a_minute(answers, name):
    answer = answers[name]

    assert answer["seconds"] < SECONDS_MOST
    assert answer["stopped"] == (BOMBS[name].outcome == STOP), answer
    assert all(f["write"] for f in answer["findings"] if f["weight"] == STOP)


def test_formulas_are_kept_as_the_text_they_are(answers):
    assert answers["formulas.csv"]["rows"] == [8]
    assert answers["calls-out.xlsx"]["rows"] == [3]


def test_reading_ends_early_enough_for_the_finding_that_says_so(tmp_path: Path):
    name, limits = "returns.csv", Limits(memory_mb=2048, seconds=16, file_mb=1200)
    BOMBS[name].make(tmp_path / name, full=True)

    [report] = check_files(spec_of(tmp_path, [name]), limits)

    said = [one.sentence() for one in report.findings]
    assert f"Reading {name} took longer than 12 seconds, and was stopped." in said


@pytest.mark.campaign
@pytest.mark.parametrize("name", BOMBS)
def test_it_is_answered_at_its_largest_too(tmp_path, name):
    found = handed_in(tmp_path, "full", name)

    [answer] = found["reports"]
    assert found["grown_kb"] < GROWN_MOST_KB
    assert answer["seconds"] < SECONDS_MOST
    if BOMBS[name].outcome == STOP:
        assert answer["stopped"]
    assert answer["findings"]
