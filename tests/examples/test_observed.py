"""The two real plans that an observer keeps: what is counted is there, and nothing is made up."""

import csv
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pendopo.cli.demo_claims import Saying
from pendopo.programme.checking import Request
from pendopo.programme.config import FILE_NAME, load
from pendopo.programme.programme import Programme
from pendopo.registers.plans.document import document_of
from pendopo.registers.plans.written import parse_plan
from pendopo.terms.commitment import Plan
from pendopo.terms.journey import Declaration
from tests.portal.conftest import reader
from tests.portal.test_promises import text_of

BEGUN = datetime(2026, 11, 2, 8, tzinfo=UTC)


def plan_in(folder: Path) -> Plan:
    return parse_plan({path.name: path.read_text("utf-8") for path in folder.glob("*.md")})


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tracked(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("us-nap5")
    program = root / "examples" / "us-nap5" / "make.py"
    subprocess.run([sys.executable, str(program), "--out", str(out)], check=True)
    return out


@pytest.mark.parametrize("name", ["bojonegoro-2017", "us-nap5"])
def test_an_observer_keeps_it(root: Path, name: str) -> None:
    government = load(root / "examples" / name / FILE_NAME).government

    assert (government.role, government.invented) == ("observer", False)
    assert government.observes


def test_the_tracker_has_36_commitments_of_70_parts_none_of_which_has_a_day(tracked: Path) -> None:
    plan = plan_in(tracked / "plan")

    steps = [step for one in plan.commitments for step in one.milestones]

    assert (len(plan.commitments), len(steps)) == (36, 70)
    assert not any(step.due or step.checks for step in steps)


def test_two_parts_are_complete_without_a_link_and_twelve_rest_on_one_site(tracked: Path) -> None:
    bare = rows(tracked / "complete-without-a-link.csv")
    one_site = rows(tracked / "one-site-only.csv")
    links = rows(tracked / "links.csv")

    assert [row["subcommitment"] for row in bare] == ["US0113.3", "US0147.2"]
    assert len(one_site) == 12
    assert {row["only_site"] for row in one_site} == {"www.whitehouse.gov"}
    assert sum(row["site"] == "www.whitehouse.gov" for row in links) == 53


def test_each_part_says_what_the_tracker_says_of_it(tracked: Path) -> None:
    plan = plan_in(tracked / "plan")

    [first] = [one for one in plan.commitments if one.id == "us0113"]

    assert first.coded["US0113.3 status"] == "Complete"
    assert "US0113.3: Complete. It links to nothing that shows it." in first.prose


def test_each_figure_of_bojonegoro_has_who_said_it_and_where(root: Path) -> None:
    folder = root / "examples" / "bojonegoro-2017"
    said = rows(folder / "handed-in" / "statements.csv")
    plan = plan_in(folder / "plan")
    manifest = json.loads((folder / "handed-in" / "manifest.json").read_text("utf-8"))

    assert all(row["said_by"] and row["source"] for row in said)
    assert not any(step.due or step.checks for one in plan.commitments for step in one.milestones)
    assert {one["file"] for one in manifest} >= {"statements.csv", "unknown.csv"}


@pytest.fixture(scope="module")
def bojonegoro(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """The record of the real plan, with what was said of it."""
    folder, made = root / "examples" / "bojonegoro-2017", tmp_path_factory.mktemp("bojonegoro")
    plan = plan_in(folder / "plan")
    programme = Programme.create(made / "hall", (folder / FILE_NAME).read_text("utf-8"), BEGUN)
    (made / "plan.json").write_text(json.dumps(document_of(plan)), "utf-8")
    said = Declaration(plan.title, scope={"plan": plan.id})
    outcome = programme.publish([Request(made / "plan.json", "plans", BEGUN, said)])
    assert not outcome.stopped
    Saying(folder, made / "people", plan).up_to(programme, BEGUN + timedelta(days=1))
    return programme


def test_the_regents_100_per_cent_and_the_reviews_0_of_5_stand_side_by_side_and_differ(
    bojonegoro: Programme,
) -> None:
    read = reader(bojonegoro)
    plan = "/en/plans/bojonegoro-2016-2017/"

    conflicts = bojonegoro.claiming.claims().conflicts
    pages = [text_of(read(f"{plan}{one.topic[1]}/")) for one in conflicts]

    assert len(conflicts) == 5
    for text in pages:
        assert "Not published by the government" in text
        assert "The government says Yes" in text
        assert 'Reported to OGP of the targets of 2016: "all 100 %".' in text
        assert "The reviewer says No" in text
        assert "Of five commitments the review found 0 complete, 4 substantial, 1 limited." in text
        assert "They differ on \u201cWas all that was due reached?\u201d" in text
        assert "Government: Yes (23 May 2017); Reviewer: No (recorded on 2 November 2026)." in text
    assert text_of(read(plan)).count("People differ on it") == 5


def test_no_code_of_completion_is_made_up_for_bojonegoro(bojonegoro: Programme) -> None:
    said = [one.claim for one in bojonegoro.claiming.claims().recorded]

    assert {one.question for one in said} == {"all_reached", "diog"}
    assert {one.codebook for one in said if one.question == "all_reached"} == {"statement-1"}
    assert all(one.sources for one in said)
