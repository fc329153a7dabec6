"""Cubes are asked as babbage is, over HTTP, and refuse in its words what cannot be asked."""

import csv
import io
import json
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest

from tests.portal.conftest import reader

pytestmark = pytest.mark.xdist_group("budgeting")
SPENT = 'direction:"expenditure"|phase:"approved"|year:2024'


@pytest.fixture(scope="module")
def read(budgeting):
    return reader(budgeting)


@pytest.fixture(scope="module")
def ask(read):
    """Ask the budget: what is not JSON is given as it came."""

    def ask(what, **parameters):
        query = "&".join(f"{name}={quote(str(text))}" for name, text in parameters.items())
        return read(f"/api/3/cubes/budget/{what}?{query}")

    return ask


def said(answer):
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


@pytest.mark.parametrize("slash", ["", "/"])
def test_cubes_are_listed_with_a_slash_or_without(read, slash):
    index, cubes = (said(read(f"/api/3{path}{slash}")) for path in ("", "/cubes"))

    assert (index["status"], index["api"]) == ("ok", "babbage")
    assert index["cubes_index_url"] == "http://127.0.0.1/api/3/cubes"
    assert cubes == {"status": "ok", "data": [{"name": "budget"}]}


def test_the_model_has_the_classifications_as_hierarchies(ask):
    found = said(ask("model"))

    assert (found["status"], found["name"]) == ("ok", "budget")
    assert set(found["model"]["measures"]) == {"amount"}
    assert found["model"]["hierarchies"]["functional"]["levels"][1] == "functional_2"
    assert found["model"]["dimensions"]["functional_2"]["hierarchy"] == "functional"
    assert found["model"]["aggregates"]["amount.sum"]["measure"] == "amount"


def test_cells_are_exact(ask):
    answer = ask("aggregate", cut=SPENT, drilldown="functional_2", order="amount.sum:desc")

    found = said(answer)
    assert b'"amount.sum": 500000001.00' in answer.body
    assert [cell["functional_2.label"] for cell in found["cells"]] == ["Pendidikan", "Kesehatan"]
    assert found["summary"]["amount.sum"] == 780000001
    assert set(found) == {
        "status", "total_cell_count", "cells", "summary", "cell", "aggregates", "attributes",
        "order", "page", "page_size",
    }  # fmt: skip


def test_what_adds_up_plans_and_what_was_spent_says_so(ask):
    found = said(ask("aggregate", aggregates="amount.sum"))

    assert found["mixed"] == {
        "phase.phase": ["approved", "executed"],
        "direction.direction": ["expenditure", "financing-in", "revenue"],
    }


def test_a_file_is_whole_unless_a_page_is_asked_for(ask):
    whole = ask("facts", fields="line.label,amount", format="csv")
    page = ask("facts", fields="line.label,amount", format="csv", pagesize=2)
    parquet = ask("aggregate", cut=SPENT, drilldown="economic_3", format="parquet")

    assert whole.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(whole.body.decode())))
    assert len(rows) == 21
    assert rows[3] == {"amount": "80000000.50", "line.label": "Belanja Modal, Gedung"}
    assert len(page.body.decode().splitlines()) == 3
    cells = pq.read_table(io.BytesIO(parquet.body))
    assert cells.num_rows == 3
    assert "economic_3.label" in cells.column_names


def test_a_csv_without_cells_still_has_its_header(ask):
    none = SPENT.replace("2024", "1999")
    answer = ask("aggregate", cut=none, drilldown="economic_3", format="csv", pagesize=5)

    header = b"_count,amount.max,amount.min,amount.sum,economic_3.code,economic_3.label"
    assert answer.body.splitlines() == [header]


def test_amounts_are_given_in_the_prices_of_a_year_and_per_head(ask):
    real = said(ask("aggregate", cut=SPENT, real=2023))
    both = said(ask("aggregate", cut=SPENT, real=2023, per="capita", aggregates="amount.sum"))

    assert real["summary"]["amount.sum"] == 742857143.81
    assert real["real"]["base"] == "2022=100"
    assert both["summary"]["amount.sum"] == 742.86
    count = both["per"]["counts"][-1]
    assert (count["people"], count["people_of"]) == (1000000, 2023)


@pytest.mark.parametrize(
    "form", [{"format": "csv"}, {"format": "csv", "pagesize": 5}, {"format": "parquet"}]
)
def test_a_file_does_not_add_up_what_is_not_to_be_added(ask, form):
    answer = ask("aggregate", drilldown="year|direction", **form)
    counts = ask("aggregate", drilldown="year", aggregates="_count", **form)

    assert answer.status == 400
    assert "several phase are not to be added" in json.loads(answer.body)["message"]
    assert counts.status == 200


@pytest.mark.parametrize("page", [{}, {"pagesize": 5}])
def test_a_csv_says_of_which_index_and_counts_its_amounts_are(ask, page):
    answer = ask("aggregate", cut=SPENT, real=2023, per="capita", format="csv", **page)

    [row] = csv.DictReader(io.StringIO(answer.body.decode()))
    assert (row["amount.sum"], row["real.year"], row["real.base"]) == ("742.86", "2023", "2022=100")
    assert (row["real.missing"], row["per"]) == ("", "capita")
    assert "99.01 2024: 1000000 of 2023" in row["per.counts"]


def test_parquet_says_of_which_index_its_amounts_are(ask):
    answer = ask("aggregate", cut=SPENT, drilldown="economic_3", real=2023, format="parquet")

    table = pq.read_table(io.BytesIO(answer.body))
    assert set(table["real.index"].to_pylist()) == {"datasets/price-index"}


def test_page_0_is_the_first_as_clients_of_babbage_have_it(ask):
    zero, first = (ask("facts", page=page, pagesize=2) for page in (0, 1))

    assert (zero.status, zero.body) == (200, first.body)
    assert json.loads(zero.body)["page"] == 1


def test_members_are_called_back(ask):
    answer = ask("members/phase", callback="page.draw")

    assert answer.headers["Content-Type"] == "text/javascript"
    assert answer.body.startswith(b'page.draw && page.draw({"status": "ok", "total_member_count"')


@pytest.mark.parametrize(
    ("what", "parameters", "told"),
    [
        ("aggregate", {"drilldown": "colour"}, "drilldown is 'colour'; write one of year"),
        ("aggregate", {"cut": "year:soon"}, "write it like year.year:2015"),
        ("aggregate", {"aggregates": "amount"}, "aggregates is 'amount'"),
        ("aggregate", {"real": "2031"}, "write one of 2023, 2024"),
        ("aggregate", {"real": "then"}, "real is 'then'; write a year like 2020"),
        ("aggregate", {"per": "head"}, "per is 'head'; write capita"),
        ("aggregate", {"pagesize": "10001"}, "pagesize is '10001'; write a whole number from 0"),
        ("aggregate", {"page": "-1"}, "page is '-1'; write a whole number from 0"),
        ("aggregate", {"format": "xml"}, "format is 'xml'; write one of json, csv, parquet"),
        ("aggregate", {"format": "parquet", "page": "2"}, "Parquet is given whole"),
        ("aggregate", {"callback": "alert(1)"}, "callback is 'alert(1)'"),
        ("aggregate", {"colour": "red"}, "colour is unknown; write one of drilldown"),
        ("facts", {"fields": "a b"}, "fields: 'a b' is no reference"),
        ("facts", {"order": "amount:up"}, "order is 'amount:up'"),
        ("members/colour", {}, "members is 'colour'"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_babbages_form(ask, what, parameters, told):
    answer = ask(what, **parameters)

    found = json.loads(answer.body)
    assert (answer.status, found["status"]) == (400, "error")
    assert told in found["message"]


def test_a_cube_that_is_not_there_is_told(read):
    answer = read("/api/3/cubes/spending/aggregate")

    assert answer.status == 404
    assert "no cube is called 'spending'" in json.loads(answer.body)["message"]


def test_a_past_state_has_the_cubes_of_then(read):
    assert said(read("/at/1/api/3/cubes"))["data"] == []
    assert read("/at/1/api/3/cubes/budget/model").status == 404
