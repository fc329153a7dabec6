"""A purchase of the invented regency leads to its budget line, village and promise, and back."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.published.reads import Filter, Query
from pendopo.registers.plans.document import document_of
from pendopo.registers.plans.written import parse_plan
from pendopo.terms.journey import Declaration
from tests.examples.test_handed_in import request_of
from tests.portal.conftest import reader

pytestmark = pytest.mark.xdist_group("handed_in")

OF_PLACES = {"places.csv"}
OF_2024 = {"apbd-2024.csv", "contracts-2024-q1.json"}
Pages = Callable[[str], Any]


@pytest.fixture(scope="module")
def programme(
    root: Path,
    handed_in: Path,
    manifest: list[dict[str, Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Programme:
    """Publish the places, the budget and the first purchases of 2024, and the plan."""
    example = root / "examples" / "kabupaten-contoh"
    folder = tmp_path_factory.mktemp("linked")
    settings = (example / "pendopo.toml").read_text()
    made = Programme.create(folder / "hall", settings, datetime(2024, 1, 1, tzinfo=UTC))
    wanted = [one for one in manifest if one["file"] in OF_PLACES | OF_2024]
    plan = parse_plan({one.name: one.read_text("utf-8") for one in (example / "plan").glob("*.md")})
    (folder / "plan.json").write_text(json.dumps(document_of(plan)), "utf-8")
    said = Declaration(title=plan.title, licence="CC-BY-4.0", scope={"plan": plan.id})
    at = datetime.fromisoformat(wanted[-1]["received_at"])
    asked = [request_of(handed_in, one) for one in wanted]
    outcome = made.publish([*asked, Request(folder / "plan.json", "plans", at, said)])
    assert not outcome.stopped, [one.findings for one in outcome.reports]
    return made


@pytest.fixture(scope="module")
def pages(programme: Programme) -> Pages:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.web.settings")
    django.setup()
    ask = reader(programme)

    def read(address: str) -> Any:
        answer = ask(address)
        assert answer.status == 200, address
        return json.loads(answer.body) if ".json" in address else answer.body.decode()

    return read


def links(pages: Pages, ocid: str) -> dict[str, dict[str, Any]]:
    found = pages(f"/en/purchases/processes/{ocid}/index.json")["links"]
    return {one["kind"]: one for one in found}


@pytest.fixture(scope="module")
def in_a_village(programme: Programme, pages: Pages) -> dict[str, dict[str, Any]]:
    """Give what a purchase in a village, of an office with a budget, is linked with."""
    [ocid] = programme.flagging.ask(
        programme.state(),
        "select min(p.ocid) as ocid from processes as p "
        "inner join planning as n on p.ocid = n.ocid "
        "inner join parties as a on p.ocid = a.ocid and a.scheme = 'contoh' "
        "where p.tender_opened < date '2024-03-31' and n.budget_id like 'expenditure:%'",
    )
    return links(pages, ocid["ocid"]) | {"": ocid}


def test_every_purchase_that_the_regencys_budget_pays_for_names_one_of_its_lines(
    programme: Programme,
) -> None:
    lines = programme.reader(programme.table(programme.state(), "budgets", "lines"))
    named = programme.flagging.ask(
        programme.state(), "select distinct budget_id from planning where budget_id is not null"
    )
    known = set(lines.values("line_id"))

    unknown = {one["budget_id"] for one in named} - known

    assert len(named) > 100
    # What the two public companies buy is paid for by what they earn.
    assert {one.partition("-2024-")[0] for one in unknown} == {"RKAP"}


def test_a_purchase_leads_to_its_line_its_village_and_the_promise_that_counts_its_buyer(
    in_a_village: dict[str, dict[str, Any]],
) -> None:
    assert {"Budget line", "Place", "Promise"} <= set(in_a_village)
    assert all(in_a_village[one]["page"] for one in ("Budget line", "Place", "Promise"))
    assert in_a_village["Budget line"]["name"].endswith("fiscal year 2024")
    assert in_a_village["Promise"]["name"] == "Open contracting"


def test_the_line_and_the_village_lead_back_to_it(
    programme: Programme, pages: Pages, in_a_village: dict[str, dict[str, Any]]
) -> None:
    ocid = in_a_village[""]["ocid"]
    lines = programme.reader(programme.table(programme.state(), "budgets", "lines"))
    name = in_a_village["Budget line"]["page"].partition("line_id=")[2].partition("&")[0]
    asked = Query((Filter("line_id", "eq", name.replace("%3A", ":")),))
    [row, *_] = lines.page(asked, 0, 1)

    back = [
        pages(f"/en/registers/budgets/lines/{lines.row_id(row)}/"),
        pages(in_a_village["Place"]["page"]),
    ]

    for page, mark in zip(back, ("line", "place"), strict=True):
        address = page.split(f'href="/en/purchases/?{mark}=')[1].partition('"')[0]
        found = pages(f"/en/purchases/index.json?{mark}={address}")["purchases"]
        assert ocid in [one["ocid"] for one in found]


def test_a_purchase_for_a_health_centre_names_the_promise_that_it_carries_out(
    programme: Programme, pages: Pages
) -> None:
    [found] = programme.flagging.ask(
        programme.state(), "select min(ocid) as ocid from planning where project_id is not null"
    )

    promises = [
        one["name"]
        for one in pages(f"/en/purchases/processes/{found['ocid']}/index.json")["links"]
        if one["kind"] == "Promise"
    ]

    assert "Better services" in promises
