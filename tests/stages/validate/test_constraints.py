"""What a schema asks of cells and rows, asked of the typed values."""

import pytest

from pendopo.terms.column import Column, Kind
from pendopo.terms.finding import Weight


@pytest.mark.parametrize(
    ("kind", "more", "cells", "rule", "lines"),
    [
        (Kind.TEXT, {"one_of": ("new", "done")}, ["new", "old", ""], "cell_is_in_the_list", (3,)),
        (Kind.INTEGER, {"one_of": ("1", "2")}, ["1", "+1", "3"], "cell_is_in_the_list", (4,)),
        (Kind.BOOLEAN, {"one_of": ("true",)}, ["1", "0"], "cell_is_in_the_list", (3,)),
        (Kind.INTEGER, {"minimum": "0"}, ["-1", "0", "1"], "cell_reaches_the_minimum", (2,)),
        (Kind.DECIMAL, {"maximum": "1.5"}, ["1.5", "1.51"], "cell_keeps_to_the_maximum", (3,)),
        (Kind.MONEY, {"minimum": "0.001"}, ["0.00", "0.01"], "cell_reaches_the_minimum", (2,)),
        (
            Kind.MONEY,
            {"minimum": "2,5", "decimal_mark": ","},
            ["2,49", "2,5"],
            "cell_reaches_the_minimum",
            (2,),
        ),
        (Kind.YEAR, {"minimum": "2020"}, ["2019", "2020"], "cell_reaches_the_minimum", (2,)),
        (
            Kind.DATE,
            {"maximum": "2026-12-31"},
            ["2027-01-01", "2026-12-31"],
            "cell_keeps_to_the_maximum",
            (2,),
        ),
        (
            Kind.DATE,
            {"minimum": "31/12/2026", "date_format": "%d/%m/%Y"},
            ["30/12/2026", "31/12/2026"],
            "cell_reaches_the_minimum",
            (2,),
        ),
        (
            Kind.DATETIME,
            {"minimum": "2026-01-01T00:00:00Z"},
            ["2026-01-01T06:59:00+07:00", "2026-01-01T07:00:00+07:00"],
            "cell_reaches_the_minimum",
            (2,),
        ),
        (Kind.CODE, {"pattern": "[0-9]{3}"}, ["0123", "012"], "cell_matches_the_pattern", (2,)),
        (Kind.TEXT, {"unique": True}, ["a", "b", "a", "", ""], "cell_is_unique", (2, 4)),
    ],
)
def test_a_cell_that_breaks_its_constraint_stops_the_file(
    type_cells, kind, more, cells, rule, lines
):
    checked = type_cells(kind, cells, **more)

    [finding] = checked.findings
    assert (finding.rule, finding.weight, finding.column) == (rule, Weight.STOP, "x")
    assert (finding.lines, finding.count) == (lines, len(lines))


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (Kind.TEXT, {"minimum": "a"}),
        (Kind.INTEGER, {"maximum": "many"}),
        (Kind.DATE, {"minimum": "2026-02-30"}),
        (Kind.INTEGER, {"one_of": ("1", "x")}),
        (Kind.TEXT, {"pattern": "(?<=a)b"}),
    ],
)
def test_a_constraint_that_no_value_could_keep_is_not_passed_over(type_cells, kind, more):
    checked = type_cells(kind, [""], **more)

    [finding] = checked.findings
    assert (finding.rule, finding.weight, finding.column) == (
        "schema_is_readable",
        Weight.STOP,
        "x",
    )


def test_rows_of_one_key_stop_the_file(check):
    columns = (Column("village", Kind.CODE), Column("year", Kind.YEAR))

    checked = check(
        columns,
        [("01", "2026"), ("02", "2026"), ("01", "2026"), ("01", "2025")],
        key=("village", "year"),
    )

    finding = checked.found("key_names_one_row")
    assert (finding.weight, finding.lines) == (Weight.STOP, (2, 4))
    assert finding.values == {"column": "village, year", "found": "01 / 2026"}


def test_a_key_with_an_empty_part_stops_the_file(check):
    checked = check((Column("village", Kind.CODE),), [("01",), ("",)], key=("village",))

    assert checked.found("cell_is_filled").lines == (3,)


def test_a_column_that_is_the_key_and_unique_is_told_once(check):
    checked = check((Column("x", Kind.CODE, unique=True),), [("1",), ("1",)], key=("x",))

    assert [finding.rule for finding in checked.findings] == ["key_names_one_row"]
