"""Findings as a person reads them: grouped, with their cells, on a terminal and in a pipe."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from pendopo.cli.findings_table import table_of
from pendopo.cli.told import told
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.telling import plain


def finding(column="amount", **facts: Any):
    known: dict[str, Any] = {"lines": (3, 5), "cells": ("-", "x"), "count": 2}
    return Finding(
        "cell_is_money",
        Weight.STOP,
        "Column {column} holds no amount.",
        {"column": column},
        "Write 1.5.",
        table="data",
        column=column,
        **(known | facts),
    )


def test_each_cell_is_told_with_its_row():
    [one] = told([finding()])

    assert one.sentence == "Column amount holds no amount."
    assert one.where == "table data · column amount"
    assert one.rows == ("row 3: -", "row 5: x")
    assert one.write == "Write 1.5."


def test_the_first_cells_of_a_thousand_are_told_and_how_many_more_there_are():
    [one] = told([finding(lines=tuple(range(2, 22)), cells=("x",) * 20, count=1000)])

    assert len(one.rows) == 6
    assert one.rows[-1] == "and 995 more"


def test_a_finding_about_no_cell_is_told_with_its_rows():
    [one] = told([finding(cells=(), count=30)])

    assert one.rows == ("rows 3, 5 and 28 more",)


def test_a_finding_about_one_row_says_row():
    [one] = told([finding(lines=(3,), cells=(), count=1)])

    assert one.rows == ("row 3",)


def test_one_cause_in_several_columns_is_told_once():
    [one] = told([finding("a"), finding("b"), finding("c", count=9)])

    assert one.where == "table data · columns a, b, c"
    assert one.rows == ("a, row 3: -", "b, row 3: -", "c, row 3: -", "and 10 more")


def test_two_columns_are_told_apart():
    causes = told([finding("a"), finding("b")])

    assert [one.where[-1] for one in causes] == ["a", "b"]


def test_the_gravest_comes_first():
    note = Finding("x", Weight.NOTE, "A note.")

    causes = told([note, finding()])

    assert [one.weight for one in causes] == [Weight.STOP, Weight.NOTE]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("", "(empty)"),
        ("  ", '"  "'),
        ("\x1b[2J", "␛[2J"),
        ("a\u202eb", "a[U+202E]b"),
        ("\x85", "[U+0085]"),
    ],
)
def test_a_cell_of_a_strangers_file_cannot_move_the_cursor(cell, shown):
    [one] = told([finding(lines=(3,), cells=(cell,), count=1)])

    assert one.rows == (f"row 3: {shown}",)


def test_a_long_cell_is_cut():
    [one] = told([finding(lines=(3,), cells=("x" * 200,), count=1)])

    assert len(one.rows[0]) == len("row 3: ") + 60


def test_one_fault_of_a_row_that_became_several_is_told_once():
    [one] = told([finding(lines=(3, 3, 4), cells=("x", "x", "y"), count=3)])

    assert one.rows == ("row 3: x", "row 4: y")


def test_values_are_shown_without_what_could_move_a_cursor():
    assert plain("a\tb\x7f") == "a␉b[U+007F]"


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_the_terminal(width):
    screen = StringIO()
    console = Console(file=screen, force_terminal=True, width=width, color_system=None)
    long = finding("a_rather_long_name_of_a_column_" * 3)

    console.print(table_of(told([long, finding()]), width))

    text = screen.getvalue()
    assert max(map(len, text.splitlines())) <= width
    for words in ("STOP", "row 3: -", "Write 1.5.", "and what to write"):
        assert words in text
