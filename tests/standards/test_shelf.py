"""The documents of a budget's year, and the days by which they are due."""

from datetime import date

import pytest

from pendopo.standards.shelf import Due, country_of, shelf


def due(country: str, code: str, year: int = 2026, period: str = "", **published: date):
    found = country_of(country)
    [document] = [one for part in found.shelves for one in part.documents if one.code == code]
    said = {name.replace("_", "-"): day for name, day in published.items()}
    return found.due(document, year, period, said)


def test_there_are_eight_documents_everywhere_and_twelve_more_in_indonesia():
    assert [len(one.documents) for one in country_of("ID").shelves] == [8, 12]
    assert [len(one.documents) for one in country_of("FJ").shelves] == [8]


@pytest.mark.parametrize(
    ("code", "period", "day"),
    [
        ("pre-budget-statement", "", date(2025, 9, 1)),
        ("budget-proposal", "", date(2025, 11, 30)),
        ("enacted-budget", "", date(2026, 2, 28)),
        ("in-year-report", "q1", date(2026, 6, 30)),
        ("in-year-report", "q4", date(2027, 3, 31)),
        ("mid-year-review", "", date(2026, 9, 30)),
        ("year-end-report", "", date(2027, 12, 31)),
        ("audit-report", "", date(2028, 6, 30)),
        ("perda-perubahan", "", date(2026, 9, 30)),
        ("rka-skpd", "", None),
    ],
)
def test_a_document_of_indonesia_is_due_on_its_day(code, period, day):
    assert due("ID", code, period=period) == day


def test_a_year_that_begins_in_april_ends_in_march():
    assert due("GB", "in-year-report", period="q1") == date(2026, 9, 30)
    assert due("GB", "audit-report") == date(2028, 9, 30)
    assert due("GB", "pre-budget-statement") is None


@pytest.mark.parametrize("year", [1, 9999])
def test_what_is_no_fiscal_year_has_no_day(year):
    assert [due("ID", one.code, year, "q1") for one in shelf("obs").documents] == [None] * 8


def test_a_month_of_the_calendar_ends_the_quarter_of_its_country():
    found = {
        code: [country_of(code).quarter(month) for month in (3, 6, 7)] for code in ("ID", "GB")
    }

    assert found == {"ID": ["q1", "q2", ""], "GB": ["q4", "q1", ""]}


def test_what_explains_a_budget_is_due_once_that_is_published():
    assert due("ID", "citizens-budget") is None
    assert due("ID", "citizens-budget", enacted_budget=date(2026, 1, 5)) == date(2026, 4, 5)


def test_of_a_country_whose_law_is_not_known_nothing_has_a_day():
    assert [due("FJ", one.code, period="q1") for one in shelf("obs").documents] == [None] * 8


def test_every_day_that_a_document_waits_for_is_one_that_somebody_has():
    known = {"period_end", "mid_year", "year_end", "published:enacted-budget"}
    known |= set(country_of("ID").days)
    documents = [one for part in country_of("ID").shelves for one in part.documents]

    assert {one.due.since for one in documents if isinstance(one.due, Due)} <= known
    assert len({one.code for one in documents}) == len(documents)
    assert all({"en", "id"} <= one.titles.keys() for one in documents)
