"""What the page of money keeps apart: currencies, phases without a member, rows without a code."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings

_HEADER = "phase,direction,currency,functional_code,functional_2_label,economic_code,label,amount"
_MEMBERS = 14  # two more than are drawn
_PLANNED = [
    f"{phase},expenditure,IDR,1.{n:02},Urusan {n},5.1.{n:02},Belanja {n},{n * factor}"
    for phase, factor in (("approved", 100), ("revised", 200), ("executed", 80))
    for n in range(1, _MEMBERS + 1)
]
_CUT = [
    "approved,expenditure,IDR,1.90,Dihapus,5.1.90,Belanja hapus,1000",
    "executed,expenditure,IDR,1.90,Dihapus,5.1.90,Belanja hapus,400",
    "revised,expenditure,IDR,,,5.1.91,Belanja tanpa urusan,70",
]
_EURO = "approved,expenditure,EUR,1.01,Urusan 1,5.1.01,Hibah,9"


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("apart")
    made = Programme.create(folder / "hall", settings(), FIRST)
    phases = {"phase": "approved.revised.executed", "publisher": "99.01"}
    requests = []
    for year, rows in (("2015", [*_PLANNED, *_CUT, _EURO]), ("2016", _PLANNED)):
        file = folder / f"{year}.csv"
        file.write_text("\n".join([_HEADER, *rows]) + "\n", "utf-8")
        said = Declaration(title=f"Anggaran {year}", scope=phases | {"year": year})
        requests.append(Request(file, "budgets", FIRST + timedelta(hours=1), said))
    outcome = made.publish(requests)
    assert not outcome.stopped, [report.findings for report in outcome.reports]
    return reader(made)


@pytest.fixture(scope="module")
def facts(read):
    def facts(**asked):
        answer = read(f"/en/money/index.json?{urlencode(asked)}")
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    return facts


@pytest.fixture(scope="module")
def of_2015(read):
    return read("/en/money/?year=2015").body.decode()


def row(found, code):
    return next(one for one in found["rows"] if one["code"] == code)


def test_the_currency_with_the_most_lines_is_shown_and_the_others_are_named(facts, of_2015):
    found = facts(year="2015")

    assert (found["currency"], found["other_currencies"]) == ("IDR", ["EUR"])
    assert facts()["year"] == "2016"
    assert "Amounts in EUR stand apart and are not added." in of_2015
    assert "?currency=EUR" in of_2015


def test_another_currency_is_a_choice(facts, read):
    found = facts(currency="EUR")

    assert (found["year"], found["total"]["amounts"]) == ("2015", {"approved": "9.00"})
    assert "currency=EUR" in found["rows"][0]["rows"]
    assert read("/en/money/?currency=EUR&year=2016").status == 400


def test_a_member_that_a_phase_does_not_have_is_not_said_to_be_unknown(of_2015):
    chart = of_2015.partition('class="chart__plot"')[2].partition("Phase beside phase")[0]

    assert "all others together" in chart
    assert "Dihapus" not in chart
    assert "not known" not in chart.lower()


def test_what_was_executed_is_told_of_the_same_plan_for_every_member(of_2015):
    cut = of_2015.partition(">Dihapus</a>")[2].partition("</tr>")[0]
    whole = of_2015.partition(">Urusan 1</a>")[2].partition("</tr>")[0]

    assert "%" not in cut.partition('data-label="Executed of the plan"')[2].partition("</td>")[0]
    assert "40" in whole.partition('data-label="Executed of the plan"')[2][:10]


def test_rows_without_a_code_lead_to_those_rows_alone(facts, read):
    answer = read(row(facts(year="2015"), "")["rows"])

    assert answer.status == 200
    assert b"Belanja tanpa urusan" in answer.body
    assert b"Belanja hapus" not in answer.body


def test_the_rows_of_a_member_are_those_of_what_is_drilled_into(facts):
    found = facts(year="2015", under="functional_2:1.90", by="economic")

    assert "functional_2_code=1.90" in found["rows"][0]["rows"]
