"""Babbage's own fixture, read by a mapping alone, answers what babbage's own tests expect of it.

Source: openspending/babbage 0.4.0, tests/test_api.py and tests/test_cube.py.
"""

import csv
import io
import json
from datetime import timedelta
from urllib.parse import quote

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings

pytestmark = pytest.mark.xdist_group("babbage")

_COLUMNS = {
    "amount": "amount:integer",
    "year": "time_from_year:integer",
    "currency": "currency",
    "code": "name",
    "functional_1_code": "cofog1_name",
    "functional_2_code": "cofog2_name",
    "functional_2_label": "cofog2_label",
    "economic_1_code": "cap_or_cur",
    "administrative_1_code": "from_name",
    "administrative_1_label": "from_label",
    "geography_1_code": "region",
}
_SAID = {"phase": "executed", "direction": "expenditure"}


@pytest.fixture(scope="module")
def ask(shared_data, tmp_path_factory):
    """Ask the cube of the fixture."""
    mapping = {
        "register": "budgets",
        "title": "CRA",
        "ignore": ["*"],
        "column": [
            *({"name": name, "from": of} for name, of in _COLUMNS.items()),
            *({"name": name, "value": word} for name, word in _SAID.items()),
        ],
    }
    path = shared_data / "budget" / "standards" / "babbage_cra_fixture.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        years = sorted({row[_COLUMNS["year"]] for row in csv.DictReader(stream)})
    scope = {"year": ".".join(years), "phase": "executed", "publisher": "uk"}
    made = Programme.create(tmp_path_factory.mktemp("cra") / "hall", settings(), FIRST)
    said = Declaration(title="CRA", scope=scope)
    request = Request(
        path, "budgets", FIRST + timedelta(hours=1), said, reading=Reading(mapping=mapping)
    )
    outcome = made.publish([request])
    assert not outcome.stopped, [one.sentence() for one in outcome.reports[0].findings]
    read = reader(made)

    def asked(what, **parameters):
        query = "&".join(f"{name}={quote(str(text))}" for name, text in parameters.items())
        return read(f"/api/3/cubes/budget/{what}/?{query}")

    return asked


def test_amounts_by_function_are_those_of_babbage_as_csv(ask):
    answer = ask("aggregate", drilldown="functional_1.code", order="functional_1.code",
                 aggregates="_count|amount.sum", format="csv")  # fmt: skip

    assert list(csv.DictReader(io.StringIO(answer.body.decode()))) == [
        {"_count": count, "amount.sum": amount, "functional_1.code": code}
        for code, count, amount in (
            ("10", "11", "191500000.00"),
            ("3", "5", "500000.00"),
            ("4", "12", "45400000.00"),
            ("6", "8", "-608900000.00"),
        )
    ]


def test_capital_and_current_spending_are_those_of_babbage(ask):
    found = json.loads(ask("aggregate", drilldown="economic_1", order="economic_1").body)

    first = found["cells"][0]
    assert (found["total_cell_count"], first["economic_1.code"]) == (2, "CAP")
    assert (first["_count"], first["amount.sum"]) == (15, -608400000)
    assert found["summary"]["_count"] == 36
    assert "mixed" not in found


@pytest.mark.parametrize(
    ("cut", "count"),
    [("", 36), ('functional_1:"4"', 12), ('functional_1:"4";"10"', 23), ('economic_1:"CUR"', 21)],
)
def test_facts_are_cut_as_babbage_cuts_them(ask, cut, count):
    found = json.loads(ask("facts", cut=cut, pagesize=5).body)

    assert (found["total_fact_count"], len(found["data"])) == (count, 5)


def test_a_number_for_a_code_is_refused_as_babbage_refuses_it(ask):
    assert ask("facts", cut="functional_1:4").status == 400


def test_members_are_paged_as_babbage_pages_them(ask):
    pages = [json.loads(ask("members/functional_1", pagesize=2, page=one).body) for one in (1, 2)]

    assert [one["total_member_count"] for one in pages] == [4, 4]
    codes = [row["functional_1.code"] for one in pages for row in one["data"]]
    assert codes == ["10", "3", "4", "6"]
