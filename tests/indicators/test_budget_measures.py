"""What budgets are measured by: whole years, one government, no loans, and PEFA's own heads."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from pendopo.indicators import indicator
from pendopo.stages.measure import MeasureFacts, measure
from pendopo.standards.sql.portable import agree
from tests.indicators.test_every_indicator import fill, sql_of, table_of

_SPENDING = ("budget_execution_rate", "budget_outturn", "account_deviation", "function_deviation")
_PER_HEAD = ("health_spending_per_head", "education_spending_per_head")
_DECISIONS = (("budget_decided_before_year", 34), ("budget_published_after_days", 32))


def line(phase, amount, **said):
    usual = {"year": 2025, "direction": "expenditure", "currency": "IDR", "publisher": "35.22"}
    return {**usual, "phase": phase, "amount": amount, **said}


def income(phase, amount, **said):
    return line(phase, amount, direction="revenue", **said)


def paper(document, **said):
    usual = {"year": 2026, "publisher": "35.22", "title": "P", "form": "pdf"}
    days = {"decided_on": "2025-11-28", "published_on": "2025-12-30"}
    return {**usual, **days, "address": "https://contoh.example/a", "document": document, **said}


@pytest.fixture(scope="module")
def value():
    """Measure rows; the tables are made once, since each has a hundred columns."""
    facts = MeasureFacts(1, date(2026, 6, 30), {}, "pendopo", "duckdb")
    names = ("budgets.lines", "places.people", "documents.files")
    tables = {one.name: one for one in map(table_of, names)}
    with duckdb.connect() as database:
        for one in tables.values():
            fill(database, one, [])

        def run(sql, values):
            return database.execute(sql, values).fetchall()

        def of(name, lines, **others):
            for table in tables:
                database.execute(f'delete from "{table}"')  # noqa: S608
                for row in {"lines": lines, **others}.get(table, ()):
                    marks = ", ".join("?" * len(row))
                    into = f'insert into "{table}" ({", ".join(row)}) values ({marks})'  # noqa: S608
                    database.execute(into, list(row.values()))
            found = measure(indicator(name), sql_of(name), run, facts).value
            return None if found is None else Decimal(found)

        yield of


def months(amount, *which, **said):
    return [line("executed", amount, month=month, **said) for month in which]


@pytest.mark.parametrize("name", [*_SPENDING, "december_share"])
def test_a_year_of_which_months_are_missing_is_not_measured(value, name):
    plan = line("approved", 1200)

    assert value(name, [plan, *months(100, 1, 12)]) is None
    assert value(name, [plan, *months(100, *range(1, 12))]) is None
    assert value(name, [plan, *months(100, *range(1, 13))]) is not None


@pytest.mark.parametrize("name", ["revenue_outturn", "revenue_deviation", "own_source_share"])
def test_revenue_of_which_months_are_missing_is_not_measured(value, name):
    some = [income("executed", 10, month=month, gfsm="11") for month in (1, 12)]

    assert value(name, [income("approved", 120, gfsm="11"), *some]) is None


def test_the_months_of_one_year_do_not_fill_those_of_another(value):
    plans = [line("approved", 100, year=year) for year in (2024, 2025)]
    told = [*months(5, *range(1, 7), year=2024), *months(5, *range(7, 13))]

    assert value("budget_outturn", [*plans, *told]) is None


def test_loans_are_no_revenue_whatever_their_source_calls_them(value):
    rows = [
        one
        for phase, loan in (("approved", 100), ("executed", 500))
        for one in (income(phase, 500, gfsm="11"), income(phase, loan, gfsm="331"))
    ]

    assert value("own_source_share", rows) == 1
    assert value("revenue_outturn", rows) == 1
    assert value("revenue_deviation", rows) == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("budget_execution_rate", 1),
        ("budget_outturn", 1),
        ("account_deviation", 0),
        ("function_deviation", 0),
    ],
)
def test_what_is_paid_back_is_no_spending(value, name, expected):
    rows = [
        line("approved", 100, gfsm="21"),
        line("executed", 100, gfsm="21"),
        line("approved", 10, gfsm="33"),
        line("executed", 90, gfsm="33", functional_1_code="9"),
    ]

    assert value(name, rows) == expected


def test_classes_of_spending_are_two_digits_however_many_a_line_has(value):
    rows = [
        line("approved", 100, gfsm="22", economic_3_code="a"),
        line("executed", 100, gfsm="221", economic_3_code="b"),
    ]

    assert value("account_deviation", rows) == 0


def test_classes_of_revenue_are_three_digits_where_every_line_has_them(value):
    planned = [income("approved", 50, gfsm="111"), income("approved", 50, gfsm="114")]
    came = income("executed", 100, gfsm="114")

    assert value("revenue_deviation", [*planned, came]) == 1
    assert value("revenue_deviation", [*planned, {**came, "gfsm": "11"}]) == 0


def test_interest_is_in_no_function_however_deep_its_class(value):
    rows = [
        line("approved", 100, functional_1_code="1", gfsm="21"),
        line("executed", 100, functional_1_code="1", gfsm="21"),
        line("executed", 30, functional_1_code="2", gfsm="241"),
    ]

    assert value("function_deviation", rows) == 0


def test_functions_are_those_of_cofog_where_nearly_all_has_one_else_the_charts(value):
    rows = [
        line("approved", 100, cofog="09.1", functional_2_code="1.01"),
        line("executed", 100, cofog="09.2", functional_2_code="1.02"),
    ]
    unknown = line("executed", 50, functional_2_code="1.02")

    assert value("function_deviation", rows) == 0
    assert value("function_deviation", [*rows, unknown]) == 2


def test_of_more_than_twenty_heads_those_beyond_75_percent_are_one(value):
    large = [line(phase, 750, functional_1_code="a") for phase in ("approved", "executed")]
    small = [line("approved", 10, functional_1_code=f"b{number:02}") for number in range(25)]
    moved = line("executed", 250, functional_1_code="b00")

    assert value("function_deviation", [*large, *small, moved]) == 0
    assert value("function_deviation", [*large, *small[:19], moved]) > 0


@pytest.mark.parametrize("name", ["budget_execution_rate", "budget_outturn"])
def test_a_unit_neither_hides_its_government_nor_is_added_to_it(value, name):
    government = [line(phase, 100, year=2024) for phase in ("approved", "executed")]
    unit = {"publisher": "35.22-1.01"}
    newer = [line("approved", 10, **unit), line("executed", 5, **unit)]
    beside = [{**one, "year": 2024} for one in newer]

    assert value(name, [*government, *newer, *beside]) == 1


def test_of_two_governments_neither_is_measured(value):
    both = [line(phase, 9, publisher=one) for phase in ("approved", "executed") for one in "AB"]

    assert value("budget_outturn", both) is None
    assert value("budget_outturn", both[::2]) == 1


@pytest.mark.parametrize("name", _PER_HEAD)
def test_spending_without_a_function_leaves_what_each_person_has_unknown(value, name):
    people = [{"code": "35.22", "scheme": "id", "year": 2025, "people": 10, "counted_by": "BPS"}]
    rows = [line("executed", 49, cofog="07"), line("executed", 49, cofog="09")]

    assert value(name, [*rows, line("executed", 2)], people=people) == Decimal("4.9")
    assert value(name, [*rows, line("executed", 3)], people=people) is None
    assert value(name, [line("executed", 9)], people=people) is None


@pytest.mark.parametrize(("name", "days"), _DECISIONS)
def test_a_regulation_of_the_budget_is_a_budget_that_was_decided(value, name, days):
    assert agree(value(name, [], files=[paper("perda-apbd")]), Decimal(days))


@pytest.mark.parametrize(("name", "days"), _DECISIONS)
def test_a_units_paper_is_not_the_governments(value, name, days):
    said = {"decided_on": "2026-01-02", "published_on": "2026-06-01"}
    unit = paper("enacted-budget", publisher="35.22-1.01", **said)

    found = value(name, [], files=[paper("enacted-budget"), unit, {**unit, "year": 2027}])

    assert agree(found, Decimal(days))
