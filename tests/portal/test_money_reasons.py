"""What was carried out beyond its plan, or below zero, stands beside the reason in its rows."""

import json
from datetime import timedelta

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings

_LINES = """\
phase,direction,functional_code,economic_code,amount,note
approved,expenditure,1.01,5.1.01,100,
executed,expenditure,1.01,5.1.01,130,Flood aid <b>brought forward</b>
approved,expenditure,1.02,5.1.01,100,
executed,expenditure,1.02,5.1.01,101,
approved,expenditure,1.03,5.1.01,100,
executed,expenditure,1.03,5.1.01,-5,
approved,expenditure,1.04,5.1.01,100,
executed,expenditure,1.04,5.1.01,90,Paid late
approved,revenue,,4.1.01,100,
executed,revenue,,4.1.01,150,
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reasons")
    made = Programme.create(folder / "hall", settings(), FIRST)
    file = folder / "budget.csv"
    file.write_text(_LINES, "utf-8")
    scope = {"year": "2024", "phase": "approved.executed", "publisher": "99.01"}
    said = Declaration(title="Budget", scope=scope)
    outcome = made.publish([Request(file, "budgets", FIRST + timedelta(hours=1), said)])
    assert not outcome.stopped, outcome.reports[0].findings
    return reader(made)


def test_what_is_odd_has_its_reason_or_says_that_no_row_has_one(read):
    found = json.loads(read("/en/money/index.json").body)
    body = read("/en/money/").body.decode()

    reasons = {row["code"]: row.get("reasons") for row in found["rows"]}
    assert reasons == {
        "1.01": ["Flood aid <b>brought forward</b>"], "1.02": [], "1.03": [], "1.04": None,
    }  # fmt: skip
    assert "Flood aid &lt;b&gt;brought forward" in body
    assert body.count("no row says why") == 2
    assert "Paid late" not in body


def test_more_revenue_than_planned_needs_no_reason(read):
    assert "no row says why" not in read("/en/money/?direction=revenue").body.decode()
