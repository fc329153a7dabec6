"""What is said of a JSON file that is read as a table."""

from collections.abc import Sequence

from pendopo.stages.intake.json_shape import SEPARATOR, Facts, Found
from pendopo.stages.intake.json_text import VALUE_CHARACTERS_MOST, JsonFaultError
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_NAMES_SHOWN = 20
_WRITE_RECORDS = say(
    'Write a list of objects, one for each row: [{"name": "value"}, …]; or hand in CSV or XLSX.'
)


def broken(error: JsonFaultError) -> Finding:
    """Tell of text that is not JSON."""
    return Finding(
        "json_is_whole",
        Weight.STOP,
        say("The JSON breaks in line {line}, column {column}: {found}")
        if error.near
        else say("The JSON breaks off in line {line}, column {column}: its end is missing."),
        {"line": str(error.line), "column": str(error.column), "found": error.near},
        say("Export the file anew from the program that holds it."),
    )


def too_long() -> Finding:
    """Tell of a value without an end."""
    return Finding(
        "rows_have_an_end",
        Weight.STOP,
        say("A row of the JSON is longer than {megabytes} million characters."),
        {"megabytes": str(VALUE_CHARACTERS_MOST >> 20)},
        say("Export the file anew, one object for each row."),
    )


def too_deep() -> Finding:
    """Tell of values within values within values."""
    return Finding(
        "json_is_shallow",
        Weight.STOP,
        say("The JSON is nested too deep to be a table."),
        write=_WRITE_RECORDS,
    )


def no_table() -> Finding:
    """Tell that nothing in the file is a table."""
    return Finding(
        "json_is_a_table",
        Weight.STOP,
        say("The JSON holds no list of rows."),
        write=_WRITE_RECORDS,
    )


def topology() -> Finding:
    """Tell of a form of maps whose places are not written out."""
    return Finding(
        "json_is_a_table",
        Weight.STOP,
        say("The file is TopoJSON, whose places have to be worked out first."),
        write=say("Export the layer as GeoJSON in WGS 84, and hand that in."),
    )


def several(found: Sequence[Found]) -> Finding:
    """Tell of more than one list."""
    return Finding(
        "json_has_one_table",
        Weight.STOP,
        say("The JSON holds {count} lists of rows: {names}."),
        {"count": str(len(found)), "names": ", ".join(one.path for one in found[:_NAMES_SHOWN])},
        say("Name the one to read (--sheet), or hand in each as a file of its own."),
    )


def not_there(wanted: str, found: Sequence[Found]) -> Finding:
    """Tell that the list asked for is not there."""
    return Finding(
        "sheet_exists",
        Weight.STOP,
        say("The JSON has no list of rows called {sheet}; it has {names}."),
        {
            "sheet": wanted,
            "names": ", ".join(one.path for one in found[:_NAMES_SHOWN]) or "-",
        },
        say("Name one of its lists."),
    )


def unequal(widths: Sequence[tuple[str, int]]) -> Finding:
    """Tell of columns of different length."""
    return Finding(
        "columns_are_as_long",
        Weight.STOP,
        say("The JSON holds columns of different length: {columns}."),
        {"columns": ", ".join(f"{name} ({rows})" for name, rows in widths[:_NAMES_SHOWN])},
        _WRITE_RECORDS,
    )


def too_wide(most: int) -> Finding:
    """Tell of more columns than a table has."""
    return Finding(
        "columns_are_few",
        Weight.STOP,
        say("The rows of the JSON have more than {most} names in all."),
        {"most": str(most)},
        _WRITE_RECORDS,
    )


def no_rows() -> Finding:
    """Tell of a list without a name in any row."""
    return Finding(
        "file_has_content",
        Weight.STOP,
        say("The JSON holds no row with a name and a value."),
        write=say("Hand in the file with its rows."),
    )


def name_twice(name: str) -> Finding:
    """Tell of an outer name that stands twice."""
    return Finding(
        "names_differ",
        Weight.STOP,
        say("The JSON holds the name {name} twice, so that one of the two values is lost."),
        {"name": name},
        say("Export the file anew, with each name once."),
    )


def odd_rows(lines: Sequence[int], count: int) -> Finding:
    """Tell of elements that are not rows like the others."""
    return Finding(
        "rows_are_alike",
        Weight.STOP,
        say("Some rows of the JSON are not written like the others: no object, or no list."),
        lines=tuple(lines),
        count=count,
        write=_WRITE_RECORDS,
    )


def headless() -> Finding:
    """Tell of arrays without names for their cells."""
    return Finding(
        "table_has_a_header",
        Weight.STOP,
        say("The rows of the JSON are lists, and the first of them is no header of names."),
        write=say("Write the columns' names as the first list, or write objects."),
    )


def about_keys(facts: Facts) -> list[Finding]:
    """Tell what the names in the rows show."""
    told = []
    if facts.twice.count:
        told.append(
            Finding(
                "names_differ",
                Weight.STOP,
                say("Rows of the JSON hold a name twice, so that one of the two values is lost."),
                lines=tuple(facts.twice.lines),
                count=facts.twice.count,
                write=say("Export the file anew, with each name once."),
            )
        )
    clashing = facts.clashing()
    if clashing:
        told.append(
            Finding(
                "names_differ",
                Weight.STOP,
                say(
                    "A name with a point in it and an object within a row would be one column: "
                    "{names}."
                ),
                {"names": ", ".join(sorted(clashing)[:_NAMES_SHOWN])},
                say("Write the name without a point."),
            )
        )
    pairs = facts.perhaps_one()
    if pairs:
        told.append(
            Finding(
                "names_are_written_alike",
                Weight.WARN,
                say("Names are much alike and never stand in one row: {pairs}."),
                {"pairs": "; ".join(" / ".join(pair) for pair in pairs[:_NAMES_SHOWN])},
                say("If they are one column, write its name in one way."),
            )
        )
    missing = facts.missing()
    if missing:
        told.append(
            Finding(
                "rows_have_every_name",
                Weight.NOTE,
                say("Some rows lack some names; their cells are empty, unknown: {names}."),
                {
                    "names": ", ".join(
                        f"{name} ({count})" for name, count in list(missing.items())[:_NAMES_SHOWN]
                    )
                },
            )
        )
    return told + _nested(facts)


def _nested(facts: Facts) -> list[Finding]:
    told = []
    if facts.flattened:
        told.append(
            Finding(
                "objects_are_flat",
                Weight.NOTE,
                say(
                    "Objects within rows became columns of their own, named with a point between: "
                    "{names}."
                ),
                {"names": ", ".join([n for n in facts.names() if SEPARATOR in n][:_NAMES_SHOWN])},
            )
        )
    if facts.lists:
        told.append(
            Finding(
                "cells_are_plain",
                Weight.NOTE,
                say("Lists within rows were kept as JSON text in one cell: {names}."),
                {"names": ", ".join(sorted(facts.lists)[:_NAMES_SHOWN])},
            )
        )
    return told


def not_read(names: Sequence[str]) -> Finding:
    """Tell what stands beside the table."""
    return Finding(
        "json_has_one_table",
        Weight.NOTE,
        say("Beside its rows the JSON holds what was not read: {names}."),
        {"names": ", ".join(names[:_NAMES_SHOWN])},
    )


def one_page(name: str, said: str, rows: int) -> Finding:
    """Tell of an answer that says it is only a part."""
    return Finding(
        "json_is_complete",
        Weight.WARN,
        say("The JSON says {name}: {said}, and holds {rows} rows: perhaps it is one page of more."),
        {"name": name, "said": said, "rows": str(rows)},
        say("Download all pages, and hand in the whole table."),
    )


def no_numbers(column: str, rows: SomeRows) -> Finding:
    """Tell of NaN and Infinity."""
    return Finding(
        "cells_are_numbers",
        Weight.WARN,
        say("{found} is no number; the cells are left empty, unknown."),
        {"found": rows.cells[0]},
        say("Write null for what is not known."),
        column=column,
        lines=tuple(rows.lines),
        cells=tuple(rows.cells),
        count=rows.count,
    )


def scientific(column: str, rows: SomeRows) -> Finding:
    """Tell of numbers that stand for more digits than they have."""
    return Finding(
        "numbers_keep_their_digits",
        Weight.WARN,
        say("Numbers are written with an exponent, which may have cost them digits: {found}."),
        {"found": ", ".join(rows.cells[:3])},
        say("Write every digit of the number; check them against the source."),
        column=column,
        lines=tuple(rows.lines),
        cells=tuple(rows.cells),
        count=rows.count,
    )


def no_text(column: str, rows: SomeRows) -> Finding:
    """Tell of what no text holds: NUL, and halves of letters."""
    return Finding(
        "text_is_whole",
        Weight.STOP,
        say("Cells hold NUL or half of a letter, which no text has: {found}."),
        {"found": rows.cells[0]},
        say("Export the file anew from the program that holds it."),
        column=column,
        lines=tuple(rows.lines),
        cells=tuple(rows.cells),
        count=rows.count,
    )
