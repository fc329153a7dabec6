"""What reading finds in a village's file before a rule is asked."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from pendopo.registers.villages.folded import SUBMITTED
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.register import Sheet
from pendopo.terms.wording import say


def no_table(sheets: Sequence[Sheet]) -> Finding:
    """Tell that no sheet has the columns of any table."""
    found = ", ".join(name for sheet in sheets for name in sheet.header if name.strip())
    return Finding(
        "village_file_has_a_table",
        Weight.STOP,
        say("No sheet has the columns of a table of this register; there are {found}."),
        {"found": found or "-"},
        say(
            "Fill in the template of this register: a budget has village, year, phase, "
            "account_code and amount. Or hand the file in with a mapping."
        ),
    )


def sheets_left(sheets: Sequence[Sheet]) -> Finding:
    """Tell of sheets that are none of the tables."""
    return Finding(
        "sheets_are_tables",
        Weight.WARN,
        say("These sheets were not read: {sheets}."),
        {
            "sheets": ", ".join(one.name or "-" for one in sheets),
            "tables": ", ".join(table.name for table in SUBMITTED),
        },
        say("Name a sheet's columns as its table has them; the tables are {tables}."),
    )


def not_read(table: str, names: Sequence[str]) -> Finding:
    """Tell of columns that the table does not have."""
    return Finding(
        "columns_are_known",
        Weight.WARN,
        say("These columns were not read: {columns}."),
        {"columns": ", ".join(names)},
        say("Name them as this register does, or leave them out with a mapping."),
        table=table,
    )


def headings(lines: pa.Array) -> Iterator[Finding]:
    """Tell of rows with an amount and without an account: a printed report's headings."""
    if len(lines):
        yield Finding(
            "headings_are_left_out",
            Weight.NOTE,
            say("Rows without an account are headings and were left out: {count}."),
            {"count": str(len(lines))},
            column="account_code",
            table="lines",
            lines=tuple(lines[:LINES_SHOWN].to_pylist()),
            count=len(lines),
        )


def unspent(lines: pa.Array) -> Finding:
    """Tell of rows of a report that say what was planned and not what was spent."""
    return Finding(
        "what_was_spent_is_told",
        Weight.NOTE,
        say(
            "Rows that do not say what was spent were left out: {count}. What was planned is then "
            "not whole, and is not taken from this report."
        ),
        {"count": str(len(lines))},
        column="amount",
        table="lines",
        lines=tuple(lines[:LINES_SHOWN].to_pylist()),
        count=len(lines),
    )


def sums(lines: pa.Array) -> Finding:
    """Tell of rows that are totals of the rows below them."""
    return Finding(
        "totals_are_left_out",
        Weight.NOTE,
        say("Rows whose account goes on in others are totals and were left out: {count}."),
        {"count": str(len(lines))},
        column="account_code",
        table="lines",
        lines=tuple(lines[:LINES_SHOWN].to_pylist()),
        count=len(lines),
    )


def persons(tables: Sequence[str], needed: Sequence[str]) -> Finding:
    """Tell of an export's tables that hold persons: what is handed in is published as it is."""
    return Finding(
        "export_holds_no_persons",
        Weight.STOP,
        say("The export holds tables with persons' accounts, addresses or passwords: {tables}."),
        {"tables": ", ".join(tables), "needed": ", ".join(needed)},
        say("What is handed in is published as it is. Pack only these tables: {needed}."),
    )


def export_lacks(table: str, columns: Sequence[str]) -> Finding:
    """Tell of a table of an export that lacks columns."""
    return Finding(
        "export_has_its_columns",
        Weight.STOP,
        say("Table {table} of the export has no column {columns}."),
        {"table": table, "columns": ", ".join(columns)},
        say("Export the table anew with all its columns."),
    )
