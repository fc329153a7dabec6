"""One budget line has one page through its years and phases, and leads to the rows it is from."""

import json

import pytest

from tests.portal.conftest import reader

pytestmark = pytest.mark.xdist_group("budgeting")

TEACHERS = "expenditure::1.01:5.1.01"


@pytest.fixture(scope="module")
def read(budgeting):
    return reader(budgeting)


def page_of(line, publisher="99.01"):
    return f"/en/money/lines/{publisher}/{line}/"


def test_a_line_has_its_amount_in_every_year_and_phase_with_its_rows(read):
    found = json.loads(read(f"{page_of(TEACHERS)}index.json").body)

    assert found["title"] == "Belanja Pegawai"
    assert [(one["year"], one["amounts"]) for one in found["years"]] == [
        (2023, {"approved": "336000000.50"}),
        (2024, {"approved": "420000000.50", "executed": "399000000.50"}),
    ]
    assert [(one["year"], one["phase"]) for one in found["rows"]] == [
        (2024, "Executed"), (2024, "Approved"), (2023, "Approved"),
    ]  # fmt: skip
    assert ("functional", "1.01") in {(o["classification"], o["code"]) for o in found["codes"]}


def test_its_amount_is_read_as_a_share_in_one_years_prices_and_for_each_person(read):
    found = json.loads(read(f"{page_of(TEACHERS)}index.json").body)
    body = " ".join(read(page_of(TEACHERS)).body.decode().split())

    years = {one["year"]: one for one in found["years"]}
    # 109.2 to 104, and 1,000,000 people of 2023, the last that are counted.
    assert (years[2023]["real"], years[2024]["real"]) == ("352800000.53", "420000000.50")
    assert (years[2023]["per_capita"], years[2024]["per_capita"]) == ("336.00", "420.00")
    assert years[2024]["people"] == "1,000,000 people of 2023"
    # Of a total that something was taken from no line is a share.
    assert {one["share"] for one in found["years"]} == {""}
    taxes = json.loads(read(f"{page_of('revenue:::4.1.01')}index.json").body)
    assert {one["share"] for one in taxes["years"]} == {"10\N{NO-BREAK SPACE}%"}
    assert "In prices of 2024" in body
    assert "Prices of 2024 by datasets/price-index (2022=100)." in body


def test_it_leads_to_the_row_of_each_amount_and_that_row_leads_back(read):
    body = read(page_of(TEACHERS)).body.decode()
    [first] = [one["row"] for one in json.loads(
        read(f"{page_of(TEACHERS)}index.json").body)["rows"]][:1]  # fmt: skip

    assert f"/en/registers/budgets/lines/{first}/" in body
    back = read(f"/en/registers/budgets/lines/{first}/").body.decode()
    assert page_of(TEACHERS) in back
    assert "95.0" in body or "95 %" in body.replace("\xa0", " ")


def test_sums_are_of_all_rows_though_only_the_newest_are_listed(read, monkeypatch):
    monkeypatch.setattr("pendopo.portal.pages.line.view._ROWS_MOST", 1)

    # In the language that no other test asks for: what was answered is kept.
    found = json.loads(read(f"{page_of(TEACHERS)}index.json".replace("/en/", "/id/")).body)

    assert [(one["year"], [*one["amounts"].values()]) for one in found["years"]] == [
        (2023, ["336000000.50"]),
        (2024, ["420000000.50", "399000000.50"]),
    ]
    assert ([one["year"] for one in found["rows"]], found["rows_in_all"]) == ([2024], 3)


@pytest.mark.parametrize(
    ("line", "publisher"),
    [("expenditure::9.99:5.1.01", "99.01"), (TEACHERS, "99.02"), ("'\"", "99.01")],
)
def test_a_line_that_is_not_published_is_not_found(line, publisher, read):
    assert read(page_of(line, publisher)).status == 404


def test_a_past_state_knows_no_later_line(read):
    assert read(f"/at/0{page_of(TEACHERS)}").status == 404


def test_a_line_is_found_by_what_it_is_called(read):
    found = json.loads(read("/en/search/index.json?q=Pajak").body)["found"]

    assert [one["title"] for one in found] == ["Pajak Daerah"] * 3
    assert all("/registers/budgets/lines/" in one["page"] for one in found)
