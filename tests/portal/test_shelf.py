"""The documents of a budget's year, as the page tells them."""

import json

import pytest

from tests.portal.conftest import reader

pytestmark = pytest.mark.xdist_group("budgeting")


@pytest.fixture(scope="module")
def read(budgeting):
    return reader(budgeting)


@pytest.fixture(scope="module")
def shelves(read):
    def shelves(asked=""):
        answer = read(f"/en/money/documents/index.json{asked}")
        assert answer.status == 200, answer.body
        return json.loads(answer.body)["shelves"]

    return shelves


def test_the_newest_year_is_shown_with_what_is_missing(shelves):
    eight, twelve = shelves()

    documents = {(one["document"], one["period"]): one for one in eight["documents"]}
    assert len(documents[("enacted-budget", "")]["versions"]) == 2
    assert documents[("year-end-report", "")]["days_late"] == 322
    assert documents[("citizens-budget", "")]["counts"] is False
    assert "audit-report" in eight["missing"]
    assert twelve["counted"] == 12


def test_the_page_tells_the_formula_the_files_and_what_is_not_verified(read):
    body = read("/en/money/documents/").body.decode()

    assert "How the points are counted" in body
    assert '<a href="https://contoh.example/apbd.pdf" rel="noreferrer">PDF</a>' in body
    assert "as its publisher tells: 2 Jan 2024" in body
    assert "they are not verified" in body


def test_lines_beside_it_make_a_law_readable(shelves):
    twelve = shelves()[1]

    [law] = [one for one in twelve["documents"] if one["document"] == "perda-apbd"]
    assert (law["machine_readable"], law["days_late"]) == (True, 1053)


@pytest.mark.parametrize(
    ("asked", "told"),
    [("?year=1999", "Write one of: 2023, 2024."), ("?publisher=1", "Write one of: 99.01.")],
)
def test_a_year_that_has_nothing_is_refused(read, asked, told):
    answer = read(f"/en/money/documents/{asked}")

    assert answer.status == 400
    assert told in answer.body.decode()


def test_without_a_budget_there_is_no_such_page(read):
    assert read("/at/0/en/money/documents/").status == 404
