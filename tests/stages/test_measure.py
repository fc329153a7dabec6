"""An indicator asked of published tables becomes a number with all that made it."""

from datetime import date
from decimal import Decimal

import pytest

from pendopo.stages.measure import MeasureError, MeasureFacts, measure
from pendopo.terms.indicator import Indicator
from pendopo.terms.journey import Measurement

INDICATOR = Indicator("spent", "How much was spent?", "rupiah", ("budgets.spending",))
FACTS = MeasureFacts(
    size=12,
    as_of=date(2026, 6, 30),
    tables={"budgets.spending": ("ab" * 32,)},
    program="pendopo 0.1.0",
    engine="duckdb 1.5.6",
)
SQL = "select sum(amount) as value from spending"


def answering(*rows):
    return lambda _sql, _values: rows


def value_of(value):
    return measure(INDICATOR, SQL, answering((value,)), FACTS).value


def test_a_measurement_holds_all_that_made_its_number():
    measurement = measure(INDICATOR, SQL, answering((Decimal("1250000.50"),)), FACTS)

    assert measurement == Measurement(
        indicator="spent",
        value="1250000.50",
        unit="rupiah",
        as_of="2026-06-30",
        size=12,
        sql=SQL,
        tables={"budgets.spending": ("ab" * 32,)},
        program="pendopo 0.1.0",
        engine="duckdb 1.5.6",
    )


def test_the_question_is_asked_for_its_day():
    asked = []

    def run(sql, values):
        asked.append((sql, values))
        return [(1,)]

    measure(INDICATOR, SQL, run, FACTS)

    assert asked == [(SQL, {"as_of": date(2026, 6, 30)})]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-3, "-3"),
        (10**20, "100000000000000000000"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (0.1, "0.1"),
        (1 / 3, "0.3333333333333333"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
    ],
)
def test_a_value_is_kept_exactly_and_without_an_exponent(value, text):
    assert value_of(value) == text


def test_no_data_is_unknown_and_not_zero():
    assert value_of(None) is None


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), True, "5", Decimal("NaN"), [1], b"1"]
)
def test_what_is_no_number_is_refused_by_the_indicators_name(value):
    with pytest.raises(MeasureError) as caught:
        value_of(value)

    assert str(caught.value).startswith(f"indicators/spent/measure.sql: gave {value!r}; write ")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], "0 rows of 0 columns"),
        ([(1,), (2,)], "2 rows of 1 columns"),
        ([(1, 2)], "1 rows of 2 columns"),
        ([()], "1 rows of 0 columns"),
    ],
)
def test_an_answer_of_another_shape_is_refused(rows, found):
    with pytest.raises(MeasureError) as caught:
        measure(INDICATOR, SQL, answering(*rows), FACTS)

    assert str(caught.value) == (
        f"indicators/spent/measure.sql: gave {found}; "
        f"write a SELECT that gives one row with one column, value"
    )
