"""Amounts in two units are told; what is large by nature, or by what it counts, is not."""

import pytest

from pendopo.terms.column import Column, Kind
from pendopo.terms.finding import Weight

THOUSANDS = [str(n) for n in range(1500, 4500, 150)]


@pytest.mark.parametrize("times", [1_000, 1_000_000])
@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.MONEY, Kind.DECIMAL])
def test_rows_in_another_unit_are_told(type_cells, kind, times):
    whole = [str(n * times) for n in (1800, 2100, 3300)]

    finding = type_cells(kind, [*THOUSANDS, *whole]).found("amounts_are_in_one_unit")

    assert (finding.weight, finding.lines, finding.count) == (Weight.WARN, (22, 23, 24), 3)


def test_the_fewer_are_told_where_they_are_the_smaller(type_cells):
    cells = [f"{n}000" for n in THOUSANDS]

    finding = type_cells(Kind.INTEGER, ["1700", *cells, "1900", "2500"]).found(
        "amounts_are_in_one_unit"
    )

    assert finding.lines == (2, 23, 24)


def test_one_amount_that_is_far_from_the_others_is_a_note(type_cells):
    checked = type_cells(Kind.INTEGER, [*THOUSANDS, "2400000"])

    assert checked.found("amounts_are_in_one_unit").weight is Weight.NOTE


@pytest.mark.parametrize(
    "cells",
    [
        [str(10**n) for n in range(12)] * 3,  # of every size
        [*THOUSANDS, "0", "0", "0"],
        [*THOUSANDS, "240000", "260000", "270000"],  # a hundred times: no unit is so
        THOUSANDS[:5] + ["2400000"] * 3,  # too few to tell
        [str(n) for n in range(1, 2000)],
    ],
)
def test_amounts_that_differ_by_nature_are_left_alone(type_cells, cells):
    assert type_cells(Kind.INTEGER, cells).findings == ()


def test_what_another_column_says_the_unit_of_is_left_alone(check):
    amount, unit = Column("amount", Kind.INTEGER), Column("unit", Kind.TEXT)
    rows = [(n, "jiwa") for n in THOUSANDS] + [(f"{n}000000", "rupiah") for n in THOUSANDS[:4]]

    assert check((amount, unit), rows).findings == ()
    mixed = check((amount, unit), [(n, "rupiah") for n, _ in rows])
    assert mixed.found("amounts_are_in_one_unit").count == 4
