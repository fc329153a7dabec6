"""What is said of a workbook and of a sheet as a whole."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.names import letters
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.stages.intake.workbook.book import Book
from pendopo.stages.intake.workbook.grid import Place, named
from pendopo.stages.intake.workbook.table import Table
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.wording import say

_DELETE = say(
    "The file is published as it was handed in: delete what is not for everybody, save it, and "
    "hand that in."
)
_UNSEEN = say("Cells of sheet {sheet} hold text that is hidden, which was not read: {cells}.")
_STRUCK = say("Cells of sheet {sheet} hold text that is struck out, which was not read: {cells}.")

_CROSSED = say("Cells of sheet {sheet} are struck out, and were read like the others: {cells}.")
_PARTLY = say(
    "Cells of sheet {sheet} are struck out in part, and were read with what is struck out: {cells}."
)
_CHOOSE = say("Delete what no longer holds, and take the line through the rest away.")


def tell_of_book(book: Book, tell: Tell) -> None:
    """Tell what a workbook holds beside its sheets."""
    if book.macros:
        message = say("The workbook brings macros along; none was run.")
        tell(Finding("workbook_is_plain", Weight.NOTE, message, write=_DELETE))
    if book.elsewhere:
        message = say(
            "The workbook takes values from other files; none was opened, and the values stored "
            "with the formulas were read."
        )
        write = say("Write the values in place of such formulas.")
        tell(Finding("workbook_is_plain", Weight.NOTE, message, write=write))
    if book.copies:
        message = say("The workbook keeps a copy of the rows behind a pivot table.")
        tell(Finding("workbook_is_plain", Weight.WARN, message, write=_DELETE))


def tell_of_sheet(table: Table, tell: Tell) -> None:
    """Tell what the texts of a sheet's cells alone do not show."""
    _tell_of_formulas(table, tell)
    _tell_of_hidden_columns(table, tell)
    hidden = [row for row in table.grid.hidden_rows if table.first <= row <= table.last]
    held = _held(table, hidden)
    if held:
        tell(
            Finding(
                "rows_are_visible",
                Weight.WARN,
                say("Rows of sheet {sheet} are hidden, by a filter perhaps; they were read too."),
                {"sheet": table.grid.name},
                say("Show all rows, and delete those that do not belong to the table."),
                lines=tuple(held[:LINES_SHOWN]),
                count=len(held),
            )
        )
    _tell_of_marks(table, tell)
    if table.grid.comments:
        message = say("Sheet {sheet} has comments on its cells; they were not read.")
        values = {"sheet": table.grid.name}
        tell(Finding("cells_are_written", Weight.NOTE, message, values, _DELETE))


def _tell_of_marks(table: Table, tell: Tell) -> None:
    """Tell of what stands in cells and was not read as part of their values."""
    marked = [(place, mark) for place, mark in table.grid.marks if _is_inside(table, place)]
    if marked:
        places = [place for place, _ in marked]
        tell(
            Finding(
                "cells_are_written",
                Weight.WARN,
                say(
                    "Numbers of sheet {sheet} have small letters above or below the line, such as "
                    "{found}, which were left out: {cells}."
                ),
                {"sheet": table.grid.name, "found": marked[0][1], "cells": named(places)},
                say(
                    "Take the marks of footnotes out of the cells, and write what they say into a "
                    "column of its own or into the description."
                ),
                lines=tuple(dict.fromkeys(place.row for place in places))[:LINES_SHOWN],
                count=len(marked),
            )
        )
    # What is hidden in a web page are mostly keys to sort by; what is struck out was a value.
    for weight, passed, message, write in (
        (Weight.NOTE, table.grid.unseen, _UNSEEN, _DELETE),
        (Weight.WARN, table.grid.struck, _STRUCK, _DELETE),
        (Weight.WARN, table.grid.crossed, _CROSSED, _CHOOSE),
        (Weight.WARN, table.grid.partly, _PARTLY, _CHOOSE),
    ):
        places = [place for place in passed if _is_inside(table, place)]
        if places:
            tell(
                Finding(
                    "cells_are_written",
                    weight,
                    message,
                    {"sheet": table.grid.name, "cells": named(places)},
                    write,
                    lines=tuple(dict.fromkeys(place.row for place in places))[:LINES_SHOWN],
                    count=len(places),
                )
            )


def _is_inside(table: Table, place: Place) -> bool:
    return table.header <= place.row <= table.last and place.column in table.places


def _tell_of_formulas(table: Table, tell: Tell) -> None:
    grid, places = table.grid, frozenset(table.places)
    inside = [
        place
        for place in grid.unstored
        if table.first <= place.row <= table.last and place.column in places
    ]
    if inside:
        rows = dict.fromkeys(place.row for place in inside)
        tell(
            Finding(
                "formulas_have_results",
                Weight.STOP,
                say("Formulas of sheet {sheet} have no result stored: {cells}."),
                {"sheet": grid.name, "cells": named(inside)},
                say(
                    "Open the workbook in Excel or LibreOffice, let it calculate, save it, and "
                    "hand that in."
                ),
                lines=tuple(rows)[:LINES_SHOWN],
                count=len(rows),
            )
        )
    if grid.formulas and grid.formulas == grid.empty_results:
        tell(
            Finding(
                "formulas_have_results",
                Weight.WARN,
                say("All formulas of sheet {sheet} gave an empty text; were they calculated?"),
                {"sheet": grid.name},
                say("Open the workbook in Excel or LibreOffice, save it, and hand that in."),
                count=grid.formulas,
            )
        )
    if grid.formulas > len(grid.unstored):
        tell(
            Finding(
                "cells_are_written",
                Weight.NOTE,
                say("Sheet {sheet} holds formulas; the results stored with them were read."),
                {"sheet": grid.name},
                count=grid.formulas - len(grid.unstored),
            )
        )


def _tell_of_hidden_columns(table: Table, tell: Tell) -> None:
    within = _within(table.grid.hidden_columns)
    named = zip(table.names, table.places, strict=True)
    hidden = [(name.strip(), place) for name, place in named if within(place)]
    if hidden:
        columns = ", ".join(f"{letters(place)} ({name})" for name, place in hidden)
        tell(
            Finding(
                "columns_are_visible",
                Weight.STOP,
                say("Columns of sheet {sheet} are hidden and would be published: {columns}."),
                {"sheet": table.grid.name, "columns": columns},
                say("Show the columns if they are for everybody, or delete them."),
            )
        )


def _within(ranges: Iterable[tuple[int, int]]) -> Callable[[int], bool]:
    """Give what tells whether a place is in any of some ranges.

    A sheet may have thousands of ranges of thousands of columns: their product is never looked at.
    """
    change: Counter[int] = Counter()
    for first, last in ranges:
        if first <= last:
            change[first] += 1
            change[last + 1] -= 1
    edges = sorted(change)
    depth = [0, *accumulate(change[edge] for edge in edges)]
    return lambda place: depth[bisect_right(edges, place)] > 0


def _held(table: Table, rows: Sequence[int]) -> list[int]:
    """Give those of some rows that hold something."""
    if not rows:
        return []
    wanted = pa.array(rows, pa.int64())
    return [
        line
        for chunk in table.grid.chunks
        for line in chunk.lines.filter(pc.is_in(chunk.lines, wanted)).to_pylist()
    ]


def no_such_sheet(wanted: str, names: Sequence[str]) -> Finding:
    """Tell that a sheet that was named is not there."""
    return Finding(
        "sheet_exists",
        Weight.STOP,
        say("The workbook has no sheet called {sheet}; it has {sheets}."),
        {"sheet": wanted, "sheets": ", ".join(names)},
        say("Name one of its sheets."),
    )


def hidden_sheets(names: Sequence[str]) -> Finding:
    """Tell of sheets that are not shown."""
    return Finding(
        "sheets_are_visible",
        Weight.WARN,
        say("Hidden sheets were not read: {sheets}."),
        {"sheets": ", ".join(names)},
        say(
            "Show the sheet if it belongs to the table. If it is not for everybody, delete it: the "
            "file is published as it was handed in."
        ),
    )


def no_tables(names: Sequence[str]) -> Finding:
    """Tell of sheets beside the table that hold notes."""
    return Finding(
        "sheets_hold_tables",
        Weight.NOTE,
        say("Sheets that hold notes and no table were not read: {sheets}."),
        {"sheets": ", ".join(names)},
        say("If one of them is the table, name it: --sheet NAME."),
    )


def no_rows() -> Finding:
    """Tell of a workbook without any text."""
    return Finding(
        "file_has_content",
        Weight.STOP,
        say("No visible sheet of the workbook holds anything."),
        write=say("Hand in the workbook with its header and its rows."),
    )


def blank_rows(name: str, rows: SomeRows) -> Finding:
    """Tell of rows without any text."""
    return Finding(
        "rows_have_cells",
        Weight.NOTE,
        say("Rows of sheet {sheet} that hold nothing in any cell were left out."),
        {"sheet": name},
        lines=tuple(rows.lines),
        count=rows.count,
    )
