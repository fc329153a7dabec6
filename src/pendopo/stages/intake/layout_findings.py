"""What is said of rows above, below and beside a table."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from pendopo.stages.intake.names import lettered, letters
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.wording import say

EMPTY_COLUMNS = "columns_hold_something"
_WORDS_SHOWN = 160


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= _WORDS_SHOWN else text[: _WORDS_SHOWN - 1] + "…"


def _rows(lines: Sequence[int]) -> str:
    return ", ".join(str(line) for line in lines[:LINES_SHOWN])


def no_such_header(line: int, last: int) -> Finding:
    """Tell that the row a person named holds nothing, or is too far down."""
    return Finding(
        "header_is_found",
        Weight.STOP,
        say("Row {row} was named as the header, but it holds nothing or stands too far down."),
        {"row": str(line), "last": str(last)},
        say(
            "Name the row that has the columns' names, as a spreadsheet counts: with --header, or "
            "as header under [source] where a mapping names it."
        ),
        lines=(line,),
        count=1,
    )


def header_not_clear(one: tuple[int, str], other: tuple[int, str]) -> Finding:
    """Tell of two rows that both may be the header."""
    return Finding(
        "header_is_found",
        Weight.STOP,
        say(
            "It is not clear which row is the header: row {row} ({words}) or row {other} "
            "({others})."
        ),
        {
            "row": str(one[0]),
            "words": _short(one[1]),
            "other": str(other[0]),
            "others": _short(other[1]),
        },
        say("Say which row has the columns' names: --header {other}, or --header {row}."),
        lines=(one[0], other[0]),
        count=1,
    )


def header_looks_like_data(line: int, words: str) -> Finding:
    """Tell of a first row that is like those below it."""
    return Finding(
        "first_row_has_names",
        Weight.STOP,
        say("Row {row} looks like data, not like the names of columns: {words}."),
        {"row": str(line), "words": _short(words)},
        say(
            "Write a row with the columns' names above it. If these are the names, say so: "
            "--header {row}."
        ),
        lines=(line,),
        count=1,
    )


def titles_left_out(lines: tuple[int, ...], words: str, header: int, *, said: bool) -> Finding:
    """Tell of rows above the header.

    :param said: whether a person named its row, so that there is nothing to look at
    """
    return Finding(
        "header_comes_first",
        Weight.NOTE if said else Weight.WARN,
        say("Row {header} was taken for the header; rows above it were left out: {words}."),
        {"header": str(header), "words": _short(words)},
        ""
        if said
        else say(
            "Look at whether that is so; if another row has the names, say which: --header ROW. "
            "What the rows say belongs into the title and the description."
        ),
        lines=lines[:LINES_SHOWN],
        count=len(lines),
    )


def blank_below_header(line: int, other: int) -> Finding:
    """Tell of a blank row below a first row that may be a title."""
    return Finding(
        "header_comes_first",
        Weight.WARN,
        say("Row {row} was taken for the header, though a blank row stands below it."),
        {"row": str(line), "other": str(other)},
        say("If it is a title, and row {other} has the names, say so: --header {other}."),
        lines=(line,),
        count=1,
    )


def names_joined(lines: tuple[int, ...], names: Sequence[str]) -> Finding:
    """Tell of a header of several rows."""
    return Finding(
        "header_is_one_row",
        Weight.WARN,
        say("The header has several rows; the names were joined: {names}."),
        {"names": _short(", ".join(names))},
        say("Look at the names; better, write them in one row, each over its own column."),
        lines=lines,
        count=len(lines),
    )


def columns_left_out(places: Sequence[int], *, between: bool) -> Finding:
    """Tell of columns without a name and without any cell."""
    return Finding(
        EMPTY_COLUMNS,
        Weight.WARN if between else Weight.NOTE,
        say("Columns without a name and with nothing in any row were left out: {columns}."),
        {"columns": lettered(places)},
        say(
            "If what stands left and right of an empty column are two tables, hand each in as a "
            "file of its own."
        )
        if between
        else "",
    )


def without(findings: Iterable[Finding], places: Collection[int]) -> tuple[Finding, ...]:
    """Take columns that hold something after all out of what was said of empty ones."""
    held = {letters(place) for place in places}
    found = []
    for one in findings:
        if held and one.rule == EMPTY_COLUMNS:
            left = [name for name in one.values["columns"].split(", ") if name not in held]
            if not left:
                continue
            one = replace(one, values={"columns": ", ".join(left)})  # noqa: PLW2901
        found.append(one)
    return tuple(found)


def side_by_side(line: int, begins: Sequence[int], between: Sequence[int]) -> Finding:
    """Tell of tables with an empty column between them.

    :param begins: the first column of each, counted from 0
    """
    return Finding(
        "file_has_one_table",
        Weight.STOP,
        say(
            "Several tables seem to stand side by side: they begin in {cells}, and column "
            "{columns} between them is empty."
        ),
        {
            "cells": ", ".join(f"{letters(place)}{line}" for place in begins),
            "columns": lettered(between),
        },
        say(
            "Hand in each table as a file, or as a sheet, of its own. If they are one table, take "
            "the empty column out."
        ),
        lines=(line,),
        count=1,
    )


def column_numbers(lines: tuple[int, ...], words: str) -> Finding:
    """Tell of a row that only numbers the columns."""
    return Finding(
        "rows_below_header_are_data",
        Weight.WARN,
        say("Row {row} only numbers the columns, and was left out: {words}."),
        {"row": _rows(lines), "words": _short(words)},
        say("Leave such a row out of the file."),
        lines=lines,
        count=1,
    )


def rule_left_out(lines: tuple[int, ...], words: str) -> Finding:
    """Tell of a row that draws a line."""
    return Finding(
        "rows_below_header_are_data",
        Weight.WARN,
        say("Row {row} only draws a line below the names, and was left out: {words}."),
        {"row": _rows(lines), "words": _short(words)},
        say("Leave such a row out of the file."),
        lines=lines,
        count=1,
    )


def units_left_out(lines: tuple[int, ...], words: str) -> Finding:
    """Tell of a row of units below the header."""
    return Finding(
        "rows_below_header_are_data",
        Weight.WARN,
        say("Row {row} holds units, not data, and was left out: {words}."),
        {"row": _rows(lines), "words": _short(words)},
        say("Write the unit into the column's name, or declare it in the Table Schema."),
        lines=lines,
        count=1,
    )


def year_may_be_a_figure(line: int, years: Sequence[str]) -> Finding:
    """Tell of a year in a header of which nothing else shows that it is one."""
    return Finding(
        "header_names_columns",
        Weight.WARN,
        say(
            "Row {row} was taken for the header, and {found} in it for a year; it may be a figure, "
            "and the row the first of a table without a header."
        ),
        {"row": str(line), "found": ", ".join(years)},
        say("If it is, write a row of names above it."),
        lines=(line,),
        count=1,
    )


def first_row_is_odd(lines: tuple[int, ...], words: str) -> Finding:
    """Tell of a first row with words where all others have figures."""
    return Finding(
        "rows_below_header_are_data",
        Weight.WARN,
        say("Row {row} has words where the rows below have figures; it was kept: {words}."),
        {"row": _rows(lines), "words": _short(words)},
        say("If it is a second row of the header, or the header itself, say so or take it out."),
        lines=lines,
        count=1,
    )


def several_tables(line: int, words: str) -> Finding:
    """Tell of a second table below the first."""
    return Finding(
        "file_has_one_table",
        Weight.STOP,
        say("A second table seems to begin in row {row}: {words}."),
        {"row": str(line), "words": _short(words)},
        say(
            "Hand in each table as a file, or as a sheet, of its own. If what stands above is a "
            "title, name the header's row: --header {row}."
        ),
        lines=(line,),
        count=1,
    )


def perhaps_two_tables(line: int, words: str) -> Finding:
    """Tell of a blank row among rows of words."""
    return Finding(
        "file_has_one_table",
        Weight.WARN,
        say("A blank row stands above row {row}, where a second table may begin: {words}."),
        {"row": str(line), "words": _short(words)},
        say("If it does, hand in each table as a file, or as a sheet, of its own."),
        lines=(line,),
        count=1,
    )


def foot_left_out(lines: tuple[int, ...], words: str) -> Finding:
    """Tell of rows behind the table."""
    return Finding(
        "table_ends_with_its_rows",
        Weight.WARN,
        say("Rows behind the table were left out: {words}."),
        {"words": _short(words)},
        say(
            "Look at whether that is so. What they say of sources belongs into the description; "
            "sums can be made from the rows."
        ),
        lines=lines[:LINES_SHOWN],
        count=len(lines),
    )


def total_kept(lines: tuple[int, ...], words: str) -> Finding:
    """Tell of a last row that may be a sum of the others."""
    return Finding(
        "table_ends_with_its_rows",
        Weight.WARN,
        say("The last row may be a total of the others or a note; it was kept: {words}."),
        {"words": _short(words)},
        say("Take it out of the file if it is: who adds the column up would count it twice."),
        lines=lines,
        count=len(lines),
    )
