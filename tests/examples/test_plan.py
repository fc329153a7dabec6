"""The five commitments of the invented regency can be read, and what they count is there."""

import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pendopo.indicators import indicators
from pendopo.programme.programme import Programme
from pendopo.registers import registers
from pendopo.registers.plans.written import parse_plan
from pendopo.standards.ogp.codebook import era_of, scale_of
from pendopo.terms.commitment import (
    Commitment,
    CoverageCheck,
    DocumentCheck,
    FreshnessCheck,
    IndicatorCheck,
    MeasureCheck,
    each_check,
)

Rows = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="module")
def plan(root: Path) -> dict[str, Commitment]:
    folder = root / "examples" / "kabupaten-contoh" / "plan"
    read = parse_plan({path.name: path.read_text("utf-8") for path in folder.glob("*.md")})
    return {commitment.id: commitment for commitment in read.commitments}


def checks_of(plan: dict[str, Commitment], kind: type) -> list[Any]:
    return [
        check
        for commitment in plan.values()
        for milestone in commitment.milestones
        for check in each_check(milestone.checks)
        if isinstance(check, kind)
    ]


def test_there_are_five_commitments_in_their_order(plan: dict[str, Commitment]) -> None:
    assert list(plan) == [
        "data-revolution",
        "budget-transparency",
        "accountable-villages",
        "open-contracting",
        "better-services",
    ]


def test_every_milestone_has_a_check_and_falls_into_its_commitment(
    plan: dict[str, Commitment],
) -> None:
    for commitment in plan.values():
        for milestone in commitment.milestones:
            assert milestone.checks, milestone.id
            assert commitment.start
            assert commitment.end
            assert milestone.due
            assert commitment.start.first <= milestone.due.last <= commitment.end.last, milestone.id


def test_the_villages_to_be_covered_are_those_that_there_are(
    plan: dict[str, Commitment], rows_of: Rows
) -> None:
    [check] = [one for one in checks_of(plan, CoverageCheck) if one.id == "villages"]

    places = [r["code"] for r in rows_of("places.csv") if r["level"] == "4" and not r["until"]]

    assert list(check.of) == places


def test_the_buyers_and_units_to_be_covered_are_those_that_there_are(
    plan: dict[str, Commitment], rows_of: Rows
) -> None:
    checks = {one.id: one for one in checks_of(plan, CoverageCheck)}

    units = [(row["unit_code"], row["kind"]) for row in rows_of("units.csv")]

    assert list(checks["buyers"].of) == [f"X-CONTOH-UNIT-{code}" for code, _ in units]
    assert list(checks["units"].of) == [c for c, kind in units if kind != "public company"]


def test_the_health_centres_to_be_covered_are_one_a_district(
    plan: dict[str, Commitment], rows_of: Rows
) -> None:
    [check] = [one for one in checks_of(plan, CoverageCheck) if one.id == "centres"]

    districts = [row["name"] for row in rows_of("places.csv") if row["kind"] == "kecamatan"]

    assert list(check.of) == [f"Puskesmas {name}" for name in districts]


def test_every_check_names_a_register_or_indicator_that_there_is(
    plan: dict[str, Commitment],
) -> None:
    measured = {check.indicator for check in checks_of(plan, IndicatorCheck)}

    named = {check.register for check in checks_of(plan, DocumentCheck)}
    named |= {check.table.split(".")[0] for check in checks_of(plan, CoverageCheck)}
    named |= {check.register for check in checks_of(plan, FreshnessCheck)}
    named |= {one.split(".")[0] for c in checks_of(plan, MeasureCheck) for one in c.reads}

    assert measured <= indicators().keys()
    assert named <= registers().keys()


def test_some_documents_are_published_and_some_are_still_owed(
    plan: dict[str, Commitment], manifest: list[dict[str, Any]]
) -> None:
    handed_in = {one["file"].rsplit(".", 1)[0] for one in manifest}

    owed = {
        check.scope["dataset"]
        for check in checks_of(plan, DocumentCheck)
        if "dataset" in check.scope
        and not any(name.startswith(check.scope["dataset"]) for name in handed_in)
    }

    assert owed == {
        "household-counts",
        "citizens-budget-2026",
        "board-photographs",
        "service-standards",
        "health-centre-answers",
    }


def test_every_agreement_says_when_and_where_it_is_shown(plan: dict[str, Commitment]) -> None:
    agreed = [one for one in checks_of(plan, object) if one.agreed_with]

    assert len(agreed) > 10
    assert all(one.agreed_on and one.agreed_source for one in agreed)


def test_what_people_say_is_of_promises_that_there_are_and_of_codes_that_there_are(
    root: Path, plan: dict[str, Commitment]
) -> None:
    said = tomllib.loads((root / "examples/kabupaten-contoh/claims.toml").read_text("utf-8"))
    voices = {one["unit"] for one in said["voices"]}

    for one in said["claims"]:
        steps = {step.id for step in plan[one["commitment"]].milestones}
        scale = scale_of(one.get("codebook", era_of(2024).id), one["question"])
        assert one["by"] in voices
        assert one.get("milestone", next(iter(steps))) in steps
        assert scale.read(one["value"]) == one["value"]


@pytest.mark.campaign
@pytest.mark.timeout(900)
def test_of_the_milestones_some_are_met_some_late_one_regressed_and_promises_are_disputed(
    tmp_path: Path,
) -> None:
    home = tmp_path / "demo"
    words = ("demo", "--dir", str(home), "--witnesses", "0", "--no-serve")
    subprocess.run([sys.executable, "-m", "pendopo", *words], check=True)

    opened = Programme.open(home)
    known = opened.promising.standings(opened.state())

    found = Counter(one.standing.word.value for _, one in known.values())
    assert found == {"all": 12, "later": 5, "overdue": 3, "regressed": 1}
    assert len(opened.claiming.claims().disputed) == 4
