"""A guess is made only where it loses nothing."""

import pytest

from pendopo.registers.datasets.infer import infer, mixed
from pendopo.terms.column import Kind


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "-20", "", "0"], Kind.INTEGER),
        (["1", "2.50"], Kind.DECIMAL),
        (["true", "False", ""], Kind.BOOLEAN),
        (["2026-03-01"], Kind.DATE),
        (["2026-03-01T09:30:00Z", "2026-03-01 09:30+07:00"], Kind.DATETIME),
        (["007", "1"], Kind.TEXT),
        (["1" * 19], Kind.TEXT),
        (["5.36E+11"], Kind.TEXT),
        (["+5"], Kind.TEXT),
        (["1.250.000"], Kind.TEXT),
        (["1,5"], Kind.TEXT),
        (["1", " 2"], Kind.TEXT),
        (["01/02/2026"], Kind.TEXT),
        (["2026-03-01T09:30:00"], Kind.TEXT),
        (["yes", "no"], Kind.TEXT),
        (["", ""], Kind.TEXT),
        ([], Kind.TEXT),
    ],
)
def test_the_narrowest_kind_that_fits_every_cell_is_guessed(cells, kind):
    column = infer("x", cells)

    assert (column.kind, column.inferred) == (kind, True)


def test_ones_and_zeros_are_numbers_not_truth_values():
    assert infer("x", ["0", "1"]).kind is Kind.INTEGER
    assert "1" not in infer("x", ["true"]).true_words


@pytest.mark.parametrize(
    ("cells", "kind", "odd"),
    [
        (["1", "2", "3", "4", "n/a"], Kind.INTEGER, ("n/a",)),
        (["1", "2.5", "3", "4", "n/a"], Kind.DECIMAL, ("n/a",)),
        (["1", "2", "3", "4", "", "", "n/a"], Kind.INTEGER, ("n/a",)),
        (["12.5", "13,5"], Kind.DECIMAL, ("13,5",)),
        (["2026-01-01", "2026-01-02", "31/12/2026"], Kind.DATE, ("31/12/2026",)),
        (["true", "true", "true", "false", "?"], Kind.BOOLEAN, ("?",)),
    ],
)
def test_a_column_that_is_nearly_of_one_kind_is_told(cells, kind, odd):
    found = mixed(cells)

    assert found
    assert (found.kind, found.odd) == (kind, odd)
    assert found.example == cells[0]


@pytest.mark.parametrize(
    "cells",
    [
        [],
        ["", ""],
        ["1", "2", "3"],
        ["1", "2", "3", "a"],
        ["1", "a"],
        ["a", "b"],
        ["1", "2", "3", "4", "007"],
        ["1", "2", "3", "4", "1.2E+17"],
        ["31/12/2026", "30/12/2026"],
    ],
)
def test_a_column_of_several_kinds_or_of_codes_is_left_in_peace(cells):
    found = mixed(cells)

    assert found is None
