"""What the cells of a column show beside what they hold, told where the two may differ.

A spreadsheet's cell is a value under a format. Most formats only make a number easier to read, and
nothing is said of them. Some add to the value (00164 for 164), some hide a part of it (Jan-24 for
9 January 2024), and where one column has several, one of them is most likely a slip.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.stages.intake.workbook.grid import Kind, Look, Place, named
from pendopo.stages.intake.workbook.number_format import DIGITS_KEPT
from pendopo.stages.intake.workbook.table import Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_NUMBERS = frozenset(
    {Kind.NUMBER, Kind.LONG, Kind.PADDED, Kind.PERCENT, Kind.SCALED, Kind.UNIT, Kind.VEILED}
)
_DAYS = frozenset({Kind.DATE, Kind.DATETIME, Kind.MONTH, Kind.YEAR, Kind.PART})
_CLOCKS = frozenset({Kind.TIME, Kind.DURATION})
_MONTHS = "jan|feb|mar|apr|may|mei|jun|jul|aug|agu|ags|sep|oct|okt|nov|dec|des"
# Patterns for Arrow, which finds them without a Python loop.
_LIKE_A_DATE = (
    r"^\s*(\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|"
    rf"(?i:\d{{1,2}}[-/. ]*({_MONTHS})[a-z]*[-/., ]*\d{{2,4}}))"
)
_WITH_ZEROS = r"^\s*0\d+\s*$"
_WITH_MARKS = r"^\s*(?i:rp\.?)?\s*[-(]?\d[\d.,' ]*[.,' ][\d.,' ]*\d?[)%]?\s*$"
# A code of three parts and more that are no thousands: 5.1.02.01.
_IN_PARTS = (
    r"^\s*(?:\d+(?:\.\d+)+\.(?:\d{1,2}|\d{4,})(?:\.\d+)*|\d+\.(?:\d{1,2}|\d{4,})(?:\.\d+)+)\s*$"
)
_SERIAL = r"^[34]\d{4}(?:\.\d+)?$"
_DIGITS = r"^\s*(?:0|-?[1-9]\d*)\s*$"
_SCALE = re.compile(
    r"\b(?:rb|ribu|jt|juta|m|mn|miliar|milyar|triliun|thousands?|k|millions?|billions?|bn)\b",
    re.IGNORECASE,
)
_CURRENCIES = {"rp": "IDR", "rp.": "IDR", "$": "USD", "us$": "USD", "€": "EUR"}
_MEND = say("Write the cells of a column in one form, and give its number format to all of them.")


def tell_of_columns(table: Table, tell: Tell) -> None:
    """Tell what is doubtful of a table's cells."""
    for place, name in enumerate(table.names):
        column = _Column(table, place, name.strip(), table.looks(place))
        for finding in column.findings():
            tell(finding)


@dataclass
class _Column:
    """A column with the count of its looks."""

    table: Table
    place: int
    name: str
    looks: Counter[Look]

    def findings(self) -> Iterable[Finding]:
        """Give what is to be told of it."""
        for kind, words in _ALWAYS.items():
            looks = self.some(lambda look, kind=kind: look.kind is kind)  # type: ignore[misc]
            detail = looks[0].detail if looks else ""
            yield from self.tell(looks, words, format=detail, digits=str(DIGITS_KEPT))
        for question in (_hidden_parts, _units, _percents, _padded, _days, _numbers_and_texts):
            yield from question(self)

    def some(self, test: Callable[[Look], bool]) -> list[Look]:
        """Give the looks that are so."""
        return [look for look in self.looks if test(look)]

    def kinds(self, kinds: frozenset[Kind]) -> list[Look]:
        """Give the looks of some kinds."""
        return self.some(lambda look: look.kind in kinds)

    def count(self, looks: Sequence[Look]) -> int:
        """Count the cells of some looks."""
        return sum(self.looks[look] for look in looks)

    def tell(
        self, looks: Sequence[Look], words: "_Words", pattern: str = "", **values: str
    ) -> list[Finding]:
        """Make the finding about the cells of some looks; none where there are none.

        :param pattern: a regular expression for their texts
        """
        rows = self.table.cells(self.place, looks, pattern) if looks else SomeRows()
        if not rows.count:
            return []
        rule, weight, message, write = words
        where = self.table.places[self.place]
        return [
            Finding(
                rule,
                weight,
                message,
                {
                    "sheet": self.table.grid.name,
                    "column": self.name,
                    "cells": named([Place(line, where) for line in rows.lines]),
                    "found": rows.cells[0],
                    **values,
                },
                write,
                column=self.name,
                lines=tuple(rows.lines),
                cells=tuple(rows.cells),
                count=rows.count,
            )
        ]


_Words = tuple[str, Weight, str, str]

_ALWAYS: dict[Kind, _Words] = {
    Kind.ERROR: (
        "cells_have_no_error",
        Weight.STOP,
        say("Cells of sheet {sheet} show an error, {found}: {cells}."),
        say("Mend the formula or write the value; leave the cell empty if it is not known."),
    ),
    Kind.NO_DATE: (
        "dates_are_days",
        Weight.STOP,
        say("Cells of column {column} have a date format, but {found} is no day: {cells}."),
        say("Write the date; leave the cell empty if it is not known."),
    ),
    Kind.LONG: (
        "numbers_keep_their_digits",
        Weight.WARN,
        say(
            "Column {column} holds numbers of more than {digits} digits, such as {found}; Excel "
            "keeps only the first {digits}: {cells}."
        ),
        say("Format the column as text before typing long codes; check them against the source."),
    ),
    Kind.SCALED: (
        "cells_show_their_value",
        Weight.WARN,
        say(
            "The number format {format} of column {column} leaves digits out; the numbers were "
            "read with all of them, such as {found}: {cells}."
        ),
        say(
            "Look at whether the column's name says thousands or millions; the numbers are not in "
            "such units."
        ),
    ),
    Kind.VEILED: (
        "cells_show_their_value",
        Weight.WARN,
        say(
            "The number format {format} of column {column} hides the value; it was read, such as "
            "{found}: {cells}."
        ),
        say("Write what the cells show, or give them a number format that shows their value."),
    ),
    Kind.PART: (
        "dates_show_their_year",
        Weight.WARN,
        say(
            "Dates of column {column} are shown without their year; as held, the first is {found}: "
            "{cells}."
        ),
        say(
            "Look at the year, and whether they are dates at all: a spreadsheet makes a date of "
            "2-1 and Mar 1. Write codes into cells formatted as text."
        ),
    ),
}


def _hidden_parts(column: _Column) -> Iterable[Finding]:
    """Tell of dates and times that hold more than they show."""
    hidden = {
        kind: [look for look in column.looks if look.kind is kind and look.detail]
        for kind in (Kind.MONTH, Kind.YEAR, Kind.DATE, Kind.TIME)
    }
    yield from column.tell(
        [*hidden[Kind.MONTH], *hidden[Kind.YEAR]],
        (
            "dates_show_what_they_hold",
            Weight.WARN,
            say(
                "Cells of column {column} show a month or a year such as {found}, but hold another "
                "day than its first: {cells}."
            ),
            say(
                "A year typed into a cell with a date format becomes a day of 1905. Write what is "
                "meant, and give the column the number format of what it holds."
            ),
        ),
    )
    yield from column.tell(
        hidden[Kind.TIME],
        (
            "dates_show_what_they_hold",
            Weight.WARN,
            say(
                "Cells of column {column} show a time such as {found}, but hold a day too: {cells}."
            ),
            say("Show the day too, or use the format [h]:mm:ss for hours beyond 24."),
        ),
    )
    yield from column.tell(
        hidden[Kind.DATE],
        (
            "dates_show_what_they_hold",
            Weight.NOTE,
            say("Dates of column {column} hold a time of day that is not shown; it was left out."),
            say("Use a format that shows the time, if it belongs to the record."),
        ),
    )


def _units(column: _Column) -> Iterable[Finding]:
    """Tell of words that formats write around numbers."""
    looks = column.some(lambda look: look.kind is Kind.UNIT)
    units = sorted({look.detail for look in looks})
    if not units:
        return
    scaled = any(_SCALE.search(unit) for unit in units)
    rule = "units_stand_in_the_name"
    if len({_CURRENCIES.get(unit.casefold(), unit) for unit in units}) > 1:
        message = say("Numbers of column {column} are shown with different words: {units}.")
        words = (rule, Weight.WARN, message, say("Give each unit or currency a column of its own."))
    elif scaled:
        message = say(
            "Numbers of column {column} are shown with {units}, which the numbers lack: {found} "
            "was read."
        )
        words = (rule, Weight.WARN, message, say("Write the whole numbers, without such words."))
    else:
        message = say("Numbers of column {column} are shown with {units}; the numbers were read.")
        words = (rule, Weight.NOTE, message, say("Say the unit in the column's description."))
    yield from column.tell(looks, words, units=", ".join(units))


def _percents(column: _Column) -> Iterable[Finding]:
    looks = column.some(lambda look: look.kind is Kind.PERCENT)
    others = column.kinds(_NUMBERS - {Kind.PERCENT})
    if not looks:
        return
    if others:
        yield from column.tell(
            min((looks, others), key=column.count),
            (
                "percentages_agree",
                Weight.WARN,
                say(
                    "Column {column} has percentages and plain numbers: 12.5 % is read as 0.125, "
                    "12.5 as 12.5. The fewer of them: {cells}."
                ),
                _MEND,
            ),
        )
        return
    yield from column.tell(
        looks,
        (
            "percentages_agree",
            Weight.NOTE,
            say("Column {column} is shown in percent; the shares were read, such as {found}."),
            say("Say in the column's description that 1 is the whole."),
        ),
    )


def _padded(column: _Column) -> Iterable[Finding]:
    looks = column.some(lambda look: look.kind is Kind.PADDED)
    if not looks:
        return
    odd = [look for look in looks if " ≠ " in look.detail]
    formats = {look.detail.partition(" ≠ ")[0] for look in looks}
    others = column.kinds(_NUMBERS - {Kind.PADDED})
    yield from column.tell(
        odd,
        (
            "codes_are_whole",
            Weight.WARN,
            say("Cells of column {column} show {found}, but hold {held}: {cells}."),
            say("Write the code as text, as it is shown."),
        ),
        held=odd[0].detail.partition(" ≠ ")[2] if odd else "",
    )
    mixed = bool(others) or len(formats) > 1
    yield from column.tell(
        others or looks,
        (
            "codes_show_their_zeros",
            Weight.WARN if mixed else Weight.NOTE,
            say(
                "Column {column} has numbers under the format {format} and under others; each was "
                "read as it is shown, such as {found}: {cells}."
            )
            if mixed
            else say("Column {column} was read as it is shown under the format {format}: {found}."),
            say("Format the column as text, and write the codes with their zeros."),
        ),
        format=", ".join(sorted(formats)),
    )


def _days(column: _Column) -> Iterable[Finding]:
    """Tell of a column that has dates and other things."""
    days, texts = column.kinds(_DAYS), column.kinds(frozenset({Kind.TEXT}))
    numbers = column.kinds(_NUMBERS | _CLOCKS)
    if not days:
        return
    yield from column.tell(
        texts,
        (
            "dates_are_of_one_kind",
            Weight.WARN,
            say(
                "Column {column} has dates and texts that look like dates, such as {found}: "
                "{cells}. In the dates, day and month may have been taken for each other."
            ),
            say(
                "A spreadsheet set to another language turns 3/4/2024 round and leaves 15/3/2024 "
                "as text. Compare the dates with the source, and write all of them as dates."
            ),
        ),
        _LIKE_A_DATE,
    )
    kinds = {look.kind for look in days}
    rule = "dates_are_of_one_kind"
    serials = column.tell(numbers, (rule, Weight.WARN, _SERIAL_DATES, _TYPED), _SERIAL)
    if serials:
        yield from serials
        return
    few = column.count(days) <= column.count(numbers) + column.count(texts)
    if numbers or column.count(texts) > column.count(days):
        fewer = days if few else numbers
        yield from column.tell(fewer, (rule, Weight.WARN, _FEW_DATES, _TYPED))
    elif len(kinds) > 1:
        forms = [[look for look in days if look.kind is kind] for kind in kinds]
        message = say("Dates of column {column} are shown in different forms: {found} at {cells}.")
        least = min(forms, key=column.count)
        yield from column.tell(least, (rule, Weight.WARN, message, _MEND))


_SERIAL_DATES = say(
    "Column {column} has dates, and numbers that may be dates without their format, such as "
    "{found}: {cells}."
)
_FEW_DATES = say(
    "Column {column} has dates and other numbers or words; the fewer of them, such as {found}, "
    "stand at {cells}."
)
_TYPED = say(
    "A spreadsheet makes a date of what looks like one, such as 2-1, and a number of a date "
    "without its format. Write what is meant; write codes into cells formatted as text."
)


def _numbers_and_texts(column: _Column) -> Iterable[Finding]:
    """Tell of numbers that are numbers in some cells of a column and text in others."""
    numbers, texts = column.kinds(_NUMBERS), column.kinds(frozenset({Kind.TEXT}))
    if not numbers or not texts:
        return
    coded = column.table.cells(column.place, texts, _WITH_ZEROS)
    if coded.count:
        # What is wrong are the numbers, whose zeros the spreadsheet took.
        yield from column.tell(
            numbers,
            (
                "codes_keep_their_zeros",
                Weight.WARN,
                say(
                    "Column {column} has codes with zeros in front, such as {code}, and numbers, "
                    "such as {found}, which may have lost theirs: {cells}."
                ),
                say("Format the whole column as text, and write all codes with their zeros."),
            ),
            code=coded.cells[0].strip(),
        )
    parted = column.tell(
        texts,
        (
            "codes_keep_their_zeros",
            Weight.WARN,
            say(
                "Column {column} has codes of several parts, such as {found}, and numbers, from "
                "which a spreadsheet takes zeros, 1.1 for 1.10: {cells}."
            ),
            say("Format the whole column as text, and write all codes with their zeros."),
        ),
        _IN_PARTS,
    )
    if parted:
        yield from parted
        return
    yield from column.tell(
        texts,
        (
            "numbers_are_numbers",
            Weight.WARN,
            say(
                "Column {column} has numbers, and others written as text, such as {found}, in "
                "which a point or a comma may mean thousands or decimals: {cells}."
            ),
            say("Write them as numbers, without the marks between thousands."),
        ),
        _WITH_MARKS,
    )
    yield from column.tell(
        texts,
        (
            "numbers_are_numbers",
            Weight.NOTE,
            say(
                "Column {column} has numbers, and others written as text, such as {found}: {cells}."
            ),
            say("Let the spreadsheet turn them into numbers."),
        ),
        _DIGITS,
    )
