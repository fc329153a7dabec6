"""Where money comes from and where it goes, as the page tells it."""

import json
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from pendopo.portal.charts.chart import Point
from pendopo.portal.pages.money import flows
from pendopo.portal.pages.tax import view
from pendopo.programme.phases import by_phase, months
from tests.portal.conftest import reader

pytestmark = pytest.mark.xdist_group("budgeting")


@pytest.fixture(scope="module")
def read(budgeting):
    return reader(budgeting)


@pytest.fixture(scope="module")
def money(read):
    """Ask for the page, or for the same as JSON."""

    def money(beside="", language="en", **asked):
        return read(f"/{language}/money/{beside}?{urlencode(asked)}")

    return money


@pytest.fixture(scope="module")
def facts(money):
    def facts(**asked):
        answer = money("index.json", **asked)
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    return facts


def test_the_newest_year_is_shown_by_function_in_every_phase(facts):
    found = facts()

    assert (found["year"], found["direction"], found["by"]) == (
        "2024", "expenditure", "functional_2",
    )  # fmt: skip
    assert [(row["code"], row["name"]) for row in found["rows"]] == [
        ("1.01", "Pendidikan"), ("1.02", "Kesehatan"),
    ]  # fmt: skip
    assert found["rows"][0]["amounts"] == {"approved": "500000001.00", "executed": "475000001.00"}
    assert found["total"]["amounts"]["approved"] == "780000001.00"


def test_every_amount_leads_to_its_rows(facts, read):
    address = facts()["rows"][1]["rows"]

    answer = read(address)

    assert answer.status == 200
    assert "functional_2_code=1.02" in address
    assert b"Belanja Barang dan Jasa" in answer.body


def test_a_member_is_drilled_into_and_negative_amounts_stay_negative(facts):
    found = facts(by="economic", under="functional_2:1.02")

    assert found["under"] == "functional_2:1.02"
    assert {row["code"]: row["amounts"]["approved"] for row in found["rows"]} == {
        "5.1.01": "300000000.50",
        "5.1.02": "-20000000.50",
    }


def test_where_an_amount_is_below_zero_no_member_is_a_share_of_the_total(money):
    mixed = money(by="economic", under="functional_2:1.02").body.decode()
    plain = money(by="economic", under="functional_2:1.01").body.decode()

    assert "107.1" not in mixed
    assert "84" in plain.partition('data-label="Share"')[2][:40]


def test_amounts_are_read_in_other_prices_and_for_each_person(facts):
    real = facts(**{"as": "real", "year": "2023"})
    capita = facts(**{"as": "capita"})

    assert real["total"]["amounts"] == {"approved": "655200001.05"}
    assert real["reading"]["note"] == (
        "In IDR at prices of 2024, by datasets/price-index (2022=100)."
    )
    assert capita["rows"][0]["amounts"]["approved"] == "500.00"
    assert "1,000,000 people of 2023" in capita["reading"]["note"]


def test_years_stand_beside_each_other(money):
    body = money().body.decode()

    assert "Year by year" in body
    assert "year=2023" in body
    assert "95&nbsp;%" in body or "95\N{NO-BREAK SPACE}%" in body


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"year": "1999"}, "year is 1999. Write one of: 2023, 2024."),
        ({"direction": "up"}, "Write one of: revenue, expenditure, financing-in."),
        ({"under": "1.02"}, "Write it like functional_2:1.01."),
        ({"as": "guess"}, "Write one of: nominal, real, capita."),
    ],
)
def test_a_choice_that_there_is_not_is_refused(money, asked, told):
    answer = money(**asked)

    assert answer.status == 400
    assert told in answer.body.decode()


def test_what_changed_stands_beside_who_decided_it(money):
    body = money().body.decode()

    assert "What changed, and who decided" in body
    assert "DPRD Contoh and the regent" in body
    assert "Perda 9/2023 28 Nov 2023" in body
    assert "by law: UU 23/2014" in body


def test_bands_lead_from_where_to_where(money):
    body = money().body.decode()

    assert "From where to where, 2024: Approved" in body
    assert "4.2 → The budget: 900 million" in body
    assert "The budget → Pendidikan: 500 million" in body


def test_amounts_below_zero_become_bars_to_two_sides(money, monkeypatch):
    sides = {"revenue": Point("Pajak", Decimal(90)), "expenditure": Point("Koreksi", Decimal(-10))}
    monkeypatch.setattr(flows, "_side", lambda _budget, ways, _shown: [sides[next(iter(ways))]])

    body = money(by="economic").body.decode()

    assert "From where to where, 2024: Approved" in body
    assert 'class="band' not in body


def test_where_money_is_drilled_into_the_whole_is_not_drawn(money):
    assert "From where to where" not in money(under="functional_2:1.02").body.decode()


def test_a_tax_is_shared_as_the_budget_is(read):
    body = read("/en/money/tax/?paid=1.250.000&year=2024").body.decode()

    assert "Of IDR 1,250,000 in 2024" in body
    # 500,000,001 of 780,000,001 for education.
    assert "801,282" in body


@pytest.mark.parametrize(
    "paid",
    ["1250", "1250.50", "1250,50", "1.250,00", "1,250.00", "1 250,75", "1\u00a0250", "1.250"],
)
def test_an_amount_is_read_as_people_write_it_without_its_cents(paid):
    assert view._amount(paid) == 1250


@pytest.mark.parametrize("paid", ["0", "-5", "many", "1,5", "0,125", "1.250,000", "9" * 20])
def test_what_is_no_amount_is_told_beside_its_field(read, paid):
    answer = read(f"/en/money/tax/?paid={paid}")

    assert answer.status == 200
    assert "This is no amount." in answer.body.decode()


def test_without_a_budget_there_is_no_such_page(read):
    assert read("/at/1/en/money/").status == 404


def test_the_register_leads_to_the_page(read):
    assert b'href="/en/money/"' in read("/en/registers/budgets/").body


def test_months_are_added_up_unless_the_whole_year_is_told():
    def cell(member, phase, month, amount):
        return {"m": member, "phase.phase": phase, "month.month": month, "amount.sum": amount}

    cells = [
        cell("a", "executed", 1, 5),
        cell("a", "executed", 2, 6),
        cell("b", "executed", 1, 5),
        cell("b", "executed", None, 9),
        cell("c", "executed", 1, None),
        cell("c", "executed", 2, 1),
    ]

    found = by_phase(cells, lambda one: one["m"])

    assert found == {"a": {"executed": 11}, "b": {"executed": 9}, "c": {"executed": None}}
    assert months(cells[:2]) == 2
    assert months(cells) == 0
