"""XLSX: every cell as text, as a spreadsheet shows it, but dates ISO and numbers exact."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine as calamine

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.header import check_header, told_when_empty
from pendopo.stages.intake.workbook_survey import HostileError, Part, Survey, survey
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Sheet
from pendopo.terms.wording import say

_LINES_SHOWN = 20
_ROWS_A_BATCH = 16_384
# Excel keeps fifteen digits of a number; what a person typed behind them is gone from the file.
_DIGITS_KEPT = 15
_DIGITS_KEPT_BELOW = 10**_DIGITS_KEPT
_SECONDS_AN_HOUR = 3600


def open_sheets(path: Path, wanted: str, tell: Tell) -> tuple[Sheet, ...]:
    """Open the visible sheets of a workbook that hold something.

    :param wanted: the name of the one sheet to read; empty for all
    :returns: nothing when the workbook is refused; the finding that says why was told
    """
    try:
        found = survey(path)
        book = calamine.CalamineWorkbook.from_path(str(path))
    except HostileError as error:
        tell(error.finding)
        return ()
    except (calamine.CalamineError, OSError) as error:
        tell(_unreadable(str(error)))
        return ()
    names = _chosen(book, wanted, tell)
    sheets = [_sheet(book, name, found, tell) for name in names]
    opened = tuple(sheet for sheet in sheets if sheet)
    if not any(name in book.sheet_names and _height(book, name) for name in names):
        tell(_no_rows())
    return opened


def _height(book: calamine.CalamineWorkbook, name: str) -> int:
    return book.get_sheet_by_name(name).height


def _chosen(book: calamine.CalamineWorkbook, wanted: str, tell: Tell) -> list[str]:
    facts = [f for f in book.sheets_metadata if f.typ == calamine.SheetTypeEnum.WorkSheet]
    if wanted:
        if wanted in [fact.name for fact in facts]:
            return [wanted]
        tell(
            Finding(
                "sheet_exists",
                Weight.STOP,
                say("The workbook has no sheet called {sheet}; it has {sheets}."),
                {"sheet": wanted, "sheets": ", ".join(fact.name for fact in facts)},
                say("Name one of its sheets."),
            )
        )
        return []
    visible = calamine.SheetVisibleEnum.Visible
    hidden = [fact.name for fact in facts if fact.visible != visible]
    if hidden:
        tell(
            Finding(
                "sheets_are_visible",
                Weight.WARN,
                say("Hidden sheets were not read: {sheets}."),
                {"sheets": ", ".join(hidden)},
                say("Show the sheet in the workbook if it belongs to the table."),
            )
        )
    return [fact.name for fact in facts if fact.visible == visible]


def _sheet(book: calamine.CalamineWorkbook, name: str, found: Survey, tell: Tell) -> Sheet | None:
    rows = _Rows(book, name)
    header, line = rows.header()
    if not header:
        return None
    if line > 1:
        tell(_blank_rows(name, tuple(range(1, line))[:_LINES_SHOWN], line - 1))
    if not check_header(header, line, tell):
        return None
    _tell_of_part(name, found.part(name), tell)
    batches = _batches(rows, len(header), name, tell)
    return Sheet(name, header, told_when_empty(batches, tell))


def _tell_of_part(name: str, part: Part, tell: Tell) -> None:
    """Tell what the cells' text alone does not show: errors, formulas, merged cells."""
    for places, rule, message in (
        (
            part.errors,
            "cells_have_no_error",
            say("Cells of sheet {sheet} show an error, the first of them {cells}."),
        ),
        (
            part.unstored,
            "formulas_have_results",
            say("Formulas of sheet {sheet} have no result stored, the first of them {cells}."),
        ),
    ):
        if places:
            tell(_cells(name, places, rule, message))
    if part.formulas > len(part.unstored):
        tell(
            Finding(
                "cells_are_written",
                Weight.NOTE,
                say("Sheet {sheet} holds formulas; the results stored with them were read."),
                {"sheet": name},
                count=part.formulas - len(part.unstored),
            )
        )
    if part.merged:
        tell(
            Finding(
                "cells_stand_alone",
                Weight.WARN,
                say("Sheet {sheet} has merged cells; only the first of each has the value."),
                {"sheet": name},
                say("Unmerge the cells and write the value into each row it is true of."),
                count=part.merged,
            )
        )


def _cells(name: str, places: list[tuple[int, str]], rule: str, message: str) -> Finding:
    rows = dict.fromkeys(row for row, _ in places)
    return Finding(
        rule,
        Weight.STOP,
        message,
        {
            "sheet": name,
            "cells": ", ".join(f"{letters}{row}" for row, letters in places[:5]),
        },
        say("Mend the formula or write the value; leave the cell empty if it is not known."),
        lines=tuple(rows)[:_LINES_SHOWN],
        count=len(rows),
    )


class _Rows:
    """A sheet's rows, as often as they are asked for, from row 1 on."""

    def __init__(self, book: calamine.CalamineWorkbook, name: str) -> None:
        self._sheet = book.get_sheet_by_name(name)

    def __iter__(self) -> Iterator[tuple[int, list[Any]]]:
        return enumerate(self._sheet.iter_rows(), 1)

    def header(self) -> tuple[tuple[str, ...], int]:
        """Give the first row that holds something, and which row it is.

        Columns behind the last name that hold nothing in any row are not the table's.
        """
        for line, row in self:
            names = [text_of(value) for value in row]
            if any(name.strip() for name in names):
                named = max(place for place, name in enumerate(names, 1) if name.strip())
                width = max(named, self._width() if named < len(names) else named)
                return tuple(names[:width]), line
        return (), 0

    def _width(self) -> int:
        return max(
            (place for _, row in self for place, value in enumerate(row, 1) if value != ""),
            default=0,
        )


@dataclass
class _Seen:
    """What came up while cells became text."""

    blank: list[int] = field(default_factory=list)
    blank_count: int = 0
    long: list[int] = field(default_factory=list)
    long_count: int = 0


def _batches(rows: _Rows, width: int, name: str, tell: Tell) -> Iterator[pa.RecordBatch]:
    seen = _Seen()
    header_passed = _after_header(rows)
    while chunk := list(islice(header_passed, _ROWS_A_BATCH)):
        kept = [(line, row) for line, row in chunk if not _blank(row, line, seen)]
        if kept:
            yield _batch(kept, width, seen)
    if seen.blank_count:
        tell(_blank_rows(name, tuple(seen.blank), seen.blank_count))
    if seen.long_count:
        tell(_long_numbers(name, seen))


def _after_header(rows: _Rows) -> Iterator[tuple[int, list[Any]]]:
    numbered = iter(rows)
    for _, row in numbered:
        if any(text_of(value).strip() for value in row):
            break
    return numbered


def _blank(row: list[Any], line: int, seen: _Seen) -> bool:
    if any(value != "" for value in row):
        return False
    seen.blank_count += 1
    if len(seen.blank) < _LINES_SHOWN:
        seen.blank.append(line)
    return True


def _batch(rows: list[tuple[int, list[Any]]], width: int, seen: _Seen) -> pa.RecordBatch:
    lines = [line for line, _ in rows]
    columns = list(zip(*(row for _, row in rows), strict=True))[:width]
    for column in columns:
        _note_long_numbers(column, lines, seen)
    texts = [pa.array([text_of(value) for value in column], pa.string()) for column in columns]
    names = [str(place) for place in range(width)]
    return pa.record_batch([pa.array(lines, pa.int64()), *texts], ["line", *names])


def _note_long_numbers(column: tuple[Any, ...], lines: list[int], seen: _Seen) -> None:
    long = [
        line
        for line, value in zip(lines, column, strict=True)
        if type(value) is float and abs(value) >= _DIGITS_KEPT_BELOW
    ]
    seen.long_count += len(long)
    seen.long += long[: _LINES_SHOWN - len(seen.long)]


def text_of(value: object) -> str:
    """Write a cell's value as text.

    Whole numbers have no point; others have Excel's fifteen digits, which leaves out the noise of
    binary fractions; dates and times are ISO 8601.
    """
    writer = _WRITERS.get(type(value))
    return writer(value) if writer else str(value)


def _number(value: float) -> str:
    if value.is_integer():
        return str(int(value))
    return format(Decimal(format(value, f".{_DIGITS_KEPT}g")), "f")


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: lambda value: value.isoformat(),
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _duration,
}


def _unreadable(error: str) -> Finding:
    return Finding(
        "workbook_is_whole",
        Weight.STOP,
        say("The workbook is damaged and cannot be opened: {error}"),
        {"error": error[:200]},
        say("Open it in Excel or LibreOffice, let it be repaired, save it, and hand that in."),
    )


def _no_rows() -> Finding:
    return Finding(
        "file_has_content",
        Weight.STOP,
        say("No visible sheet of the workbook holds anything."),
        write=say("Hand in the workbook with its header and its rows."),
    )


def _blank_rows(name: str, lines: tuple[int, ...], count: int) -> Finding:
    return Finding(
        "rows_have_cells",
        Weight.NOTE,
        say("Rows of sheet {sheet} that hold nothing in any cell were left out."),
        {"sheet": name},
        lines=lines,
        count=count,
    )


def _long_numbers(name: str, seen: _Seen) -> Finding:
    return Finding(
        "numbers_keep_their_digits",
        Weight.WARN,
        say(
            "Sheet {sheet} holds numbers of more than {digits} digits; Excel keeps only the first "
            "{digits}."
        ),
        {"sheet": name, "digits": str(_DIGITS_KEPT)},
        say("Format the column as text before typing long codes; check them against the source."),
        lines=tuple(dict.fromkeys(seen.long)),
        count=seen.long_count,
    )
