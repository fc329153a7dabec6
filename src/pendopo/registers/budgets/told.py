"""What reading finds in a sheet of budget lines before a rule is asked."""

from collections.abc import Sequence

import pyarrow as pa

from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.register import Sheet
from pendopo.terms.wording import say


def no_amounts(sheets: Sequence[Sheet]) -> Finding:
    """Tell that no sheet has a column of amounts."""
    found = ", ".join(name for sheet in sheets for name in sheet.header if name.strip())
    return Finding(
        "budget_has_amounts",
        Weight.STOP,
        say("The file has no column amount; it has {found}."),
        {"found": found or "-"},
        say(
            "Hand it in with a mapping that says which column holds the amounts, or fill in the "
            "template of this register."
        ),
    )


def no_lines(lines: pa.Array) -> Finding:
    """Tell that every row is a total."""
    return Finding(
        "budget_has_lines",
        Weight.STOP,
        say("Every row is a total, and no line is left that would add up to it."),
        {},
        say("Leave total empty, or write no, in the rows that are lines."),
        column="total",
        lines=tuple(lines[:LINES_SHOWN].to_pylist()),
        count=len(lines),
    )


def not_read(names: Sequence[str]) -> Finding:
    """Tell of columns that are no columns of a budget."""
    return Finding(
        "columns_are_known",
        Weight.WARN,
        say("These columns were not read: {columns}."),
        {"columns": ", ".join(names)},
        say("Name them as this register does, or leave them out with a mapping."),
    )


def rounded(lines: pa.Array, found: pa.Array) -> Finding:
    """Tell of amounts that had fractions of a cent."""
    return Finding(
        "amounts_have_two_decimals",
        Weight.NOTE,
        say("Amounts with more than two decimals were rounded to two: {found}."),
        {"found": ", ".join(found[:3].to_pylist())},
        say("Give amounts as they stand in the books, in a column of numbers with two decimals."),
        column="amount",
        lines=tuple(lines[:LINES_SHOWN].to_pylist()),
        cells=tuple(found[:LINES_SHOWN].to_pylist()),
        count=len(lines),
    )


def two_ways(lines: pa.Array, found: pa.Array) -> Finding:
    """Tell of amounts whose point may stand between thousands or before decimals."""
    return Finding(
        "amounts_have_one_reading",
        Weight.STOP,
        say("Amounts can be read in two ways, as thousands or as decimals: {found}."),
        {"found": ", ".join(found[:3].to_pylist())},
        say(
            "Write them without marks between thousands; or hand the file in with a mapping that "
            'says for amount what a point is: group = "." or decimal = ".".'
        ),
        column="amount",
        lines=tuple(lines[:LINES_SHOWN].to_pylist()),
        cells=tuple(found[:LINES_SHOWN].to_pylist()),
        count=len(lines),
    )


def outside_scope(name: str, said: str, lines: pa.Array, found: pa.Array) -> Finding:
    """Tell of rows of another year, phase, month, direction or publisher than is published."""
    return Finding(
        "rows_are_of_the_scope",
        Weight.STOP,
        say("It is published as {column} {said}, and rows say {found}."),
        {"column": name, "said": said, "found": ", ".join(found.unique()[:5].to_pylist())},
        say("Correct --scope or the rows: a scope replaces only what it names."),
        column=name,
        lines=tuple(lines[:LINES_SHOWN].to_pylist()),
        cells=tuple(found[:LINES_SHOWN].to_pylist()),
        count=len(lines),
    )
