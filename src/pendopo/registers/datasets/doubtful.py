"""What is told of columns whose kind was guessed: the cells by which they are text, or may be else.

Each finding names a cell of the file with its row, so that a person sees what is meant.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pendopo.registers.datasets.cells import EDGES, Cells, Words
from pendopo.registers.datasets.days import DAY_NAME, day_form
from pendopo.registers.datasets.infer import (
    Mixed,
    is_code_name,
    is_number,
    may_be_thousands,
    mixed,
    odd_among,
    one_number,
    two_readings,
)
from pendopo.registers.datasets.other_forms import (
    about,
    codes_as_decimals,
    cut_short,
    errors,
    far_days,
    footnoted,
    groups_of_two,
    like_the_one_above,
    nines,
    other_digits,
    rounded,
    unlike_codes,
    yes_and_no,
    zones,
)
from pendopo.terms.column import Kind
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_CELLS_SHOWN = 3
_SERIAL = re.compile(r"[34][0-9]{4}(\.[0-9]+)?")
_MONTH = "(?i:jan|feb|mar|apr|may|mei|jun|jul|aug|agu|ags|agt|sep|oct|okt|nov|dec|des)"
_RANGE_MADE_A_DAY = re.compile(rf"[0-9]{{1,2}}-{_MONTH}|{_MONTH}-[0-9]{{1,2}}")
_RANGE = re.compile("[0-9]{1,2}|[0-9]+ ?[-\u2013/] ?[0-9]+")
_DAY_IN_FIGURES = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_WEEKDAY = re.compile(
    r"(?i)(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r",? +"
)
_DAY_IN_WORDS = re.compile(r"[0-9]{1,2}([ -])([^\W\d_]{3,10})\1([0-9]{4})")
_LAST_MONTH = 12
_LAST_DAY = 31
_SHORT_MONTH = 4
_YEAR_DIGITS = 4
_ZERO_BEFORE = re.compile("0+[1-9][0-9]*")


def doubtful(cells: Cells) -> Iterator[Finding]:
    """Tell what is doubtful of a column; of several doubts the first."""
    for question in _QUESTIONS[cells.column.kind is Kind.TEXT]:
        found = question(cells)
        if found:
            yield found
            return


def may_mean_thousands(cells: Cells) -> Finding | None:
    """Tell of a declared column of numbers in which 1.500 may be meant for 1500."""
    doubt = may_be_thousands(cells.column.name, cells.texts, cells.values)
    if not doubt.cell:
        return None
    values = cells.example(doubt.cell)
    return cells.finding(
        Words(
            "numbers_have_one_reading",
            Weight.WARN,
            say(
                "Each number of column {column} with a point has three digits behind it, such as "
                "{found} in row {row}: it was read as a decimal, and may be meant for thousands."
            ),
            say(
                "Say in the column's field of the Table Schema what the point is: "
                '"groupChar": ".", "decimalChar": "," for thousands, "decimalChar": "." for '
                "decimals."
            ),
        ),
        values,
        doubt.many,
    )


def marks_guessed(cells: Cells) -> Finding:
    """Tell how numbers with marks were read, by the cell that has the most of them."""
    column = cells.column

    def read(text: str) -> str:
        bare = text.replace(column.group_mark, "") if column.group_mark else text
        return bare.replace(column.decimal_mark, ".")

    def telling(text: str) -> tuple[bool, int]:
        """Rank a cell whose marks are read otherwise before one that stays as it is."""
        return read(text) != text, sum(text.count(mark) for mark in ".,")

    found = max(cells.distinct, key=telling)
    return Finding(
        "marks_are_guessed",
        Weight.NOTE,
        say("Numbers of column {column} have marks: {found} in row {row} was read as {value}."),
        {
            "column": column.name,
            "found": found,
            "row": cells.row(found),
            "value": read(found),
        },
        say("If that is right, nothing is to be done; a Table Schema says it for good."),
        column=column.name,
    )


def days_guessed(cells: Cells) -> Finding:
    """Tell how days in another form were read, by the cell that leaves no doubt."""
    column = cells.column
    day = day_form(column.name, cells.distinct)
    if day is None:
        raise ValueError(f"column {column.name}: {column.date_format} is no form that was found")
    return Finding(
        "days_are_guessed",
        Weight.NOTE,
        say("Dates of column {column} are not as 2026-03-01: {found} in row {row} is {value}."),
        {"column": column.name, **cells.example(day.found), "value": day.value},
        say("If that is right, nothing is to be done; a Table Schema says it for good."),
        column=column.name,
    )


def _two_readings(cells: Cells) -> Finding | None:
    if is_code_name(cells.column.name):
        return None
    doubt = two_readings(cells.column.name, cells.texts, cells.values)
    if doubt is None:
        return None
    mark, other = (".", ",") if "." in doubt.cell else (",", ".")
    values = {
        "found": doubt.cell,
        "row": cells.row(doubt.cell),
        "thousands": f'"groupChar": "{mark}", "decimalChar": "{other}"',
        "decimals": f'"decimalChar": "{mark}"',
    }
    if doubt.beside:
        values |= {"beside": doubt.beside, "other": cells.row(doubt.beside)}
    every = [*doubt.many, *([doubt.beside] if doubt.beside else [])]
    return cells.finding(
        Words(
            "cells_are_of_one_kind",
            Weight.WARN,
            say(
                "Numbers of column {column} can be read in two ways, as thousands or as decimals: "
                "{found} in row {row} beside {beside} in row {other}. The column was kept as text."
            )
            if doubt.beside
            else say(
                "Numbers of column {column} can be read in two ways, as thousands or as decimals: "
                "{found} in row {row}. The column was kept as text."
            ),
            say(
                "Write thousands without a mark, and numbers like 1250000.5; or hand in a Table "
                "Schema that says what the mark is: {thousands} for thousands, {decimals} for "
                "decimals."
            ),
        ),
        values,
        every if any(cells.values) else cells.distinct,
    )


def _one_number(cells: Cells) -> Finding | None:
    doubt = one_number(cells.column.name, cells.texts, cells.values)
    if doubt is None:
        return None
    values = {"found": doubt.cell, "beside": doubt.beside}
    return cells.finding(
        Words(
            "texts_stay_apart",
            Weight.NOTE,
            say("Column {column} is text: {found} and {beside} would become one number."),
            say("If they are numbers, say so in a Table Schema: type number."),
        ),
        values,
        (doubt.cell, doubt.beside),
    )


def _lost_zeros(cells: Cells) -> Finding | None:
    """Tell of codes that are shorter than all those that begin with a zero."""
    texts = Counter(cell.strip(EDGES) for cell in cells.texts)
    whole = [text for text in texts if _ZERO_BEFORE.fullmatch(text)]
    if not whole:
        return None
    least = min(map(len, whole))
    short = [text for text in texts if text.isascii() and text.isdigit() and len(text) < least]
    if not short or not all(re.fullmatch("[0-9]*", text) for text in texts):
        return None
    values = cells.example(short[0]) | {"beside": whole[0]}
    return cells.finding(
        Words(
            "codes_keep_their_zeros",
            Weight.WARN,
            say(
                "Column {column} holds codes with a zero in front, such as {beside}, and shorter "
                "ones without: {found} in row {row} may have lost its zeros."
            ),
            say("Format the whole column as text, and write all codes with their zeros."),
        ),
        values,
        short,
    )


def _cut_codes(cells: Cells) -> Finding | None:
    """Tell of codes with a point that the file holds as numbers, which know no 1.10."""
    if not is_code_name(cells.column.name) or not any(cells.values):
        return None
    pairs = zip(cells.texts, cells.values, strict=True)
    found = list(dict.fromkeys(text for text, value in pairs if value and "." in text))
    if not found:
        return None
    values = cells.example(found[0])
    return cells.finding(
        Words(
            "codes_keep_their_zeros",
            Weight.WARN,
            say(
                "Column {column} holds codes as numbers, such as {found} in row {row}: a zero at "
                "their end is lost, for a number 1.10 is 1.1."
            ),
            say("Format the whole column as text, and write all codes anew from their source."),
        ),
        values,
        found,
    )


def _day_numbers(cells: Cells) -> Finding | None:
    """Tell of a column of days that holds Excel's count of them."""
    found = cells.distinct
    if not found or not DAY_NAME.fullmatch(cells.column.name):
        return None
    if not all(map(_SERIAL.fullmatch, found)):
        return None
    values = cells.example(found[0])
    return cells.finding(
        Words(
            "day_is_written_out",
            Weight.WARN,
            say(
                "Column {column} is called after days and holds Excel's numbers of them, such as "
                "{found} in row {row}."
            ),
            say(
                "Format the column as a date in Excel and save it anew, so that it reads "
                "2026-03-01."
            ),
        ),
        values,
        found,
    )


def _far_days(cells: Cells) -> Finding | None:
    return far_days(cells) if cells.column.kind in {Kind.DATE, Kind.DATETIME} else None


def _ranges_made_days(cells: Cells) -> Finding | None:
    """Tell of 5-Sep and Oct-14, which a spreadsheet made of 5-9 and 10-14, or of a name."""
    distinct = cells.distinct
    made = [text for text in distinct if _RANGE_MADE_A_DAY.fullmatch(text)]
    others = [text for text in distinct if _RANGE.fullmatch(text)]
    # SEPT2 became 2-Sep; months such as Feb-24 stand beside years.
    days = [text for text in made if text[0].isdigit()]
    both = 0 < len(days) < len(made)
    if not made or not (others or both or (days and len(made) < len(distinct))):
        return None
    values = cells.example(made[0])
    return cells.finding(
        Words(
            "ranges_are_no_days",
            Weight.WARN,
            say(
                "Column {column} holds what a spreadsheet makes of numbers with a hyphen between, "
                "and of words such as SEPT2: {found} in row {row} was 5-9 or 10-14, or the like."
            ),
            say("Format the column as text, and write the cells anew from their source."),
        ),
        values,
        made,
    )


def _days(cells: Cells) -> Finding | None:
    """Tell of days that stay text, and how to say their form."""
    distinct = cells.distinct
    matches = (found for text in distinct if (found := _DAY_IN_FIGURES.fullmatch(text)))
    figures = [found for found in matches if _is_a_day(found)]
    bare = [_WEEKDAY.sub("", text, count=1) for text in distinct]
    worded = [found for text in bare if (found := _DAY_IN_WORDS.fullmatch(text))]
    if len(worded) == len(distinct) and bare != list(distinct):
        return _with_weekdays(cells)
    if figures and len(figures) == len(distinct):
        return _contrary_days(cells, figures) or _days_in_figures(cells, figures)
    if worded and len(worded) == len(distinct) and len({found[1] for found in worded}) == 1:
        short = all(len(found[2]) <= _SHORT_MONTH for found in worded)
        return _days_told(cells, worded[0][1].join(("%d", "%b" if short else "%B", "%Y")))
    return None


def _with_weekdays(cells: Cells) -> Finding:
    named = [text for text in cells.distinct if _WEEKDAY.match(text)]
    words = Words(
        "days_are_typed",
        Weight.WARN,
        say("Column {column} holds dates such as {found} in row {row}, and was kept as text."),
        say("Write the days alone, without their names, like 2026-03-01."),
    )
    return cells.finding(words, cells.example(named[0]), named)


def _is_a_day(found: "re.Match[str]") -> bool:
    """Tell a day from a code of three parts: 35.22.01, and 01.01.02 among codes."""
    one, other = sorted((int(found[1]), int(found[3])))
    short_year = len(found[4]) < _YEAR_DIGITS
    return 1 <= one <= _LAST_MONTH and other <= _LAST_DAY and not (short_year and found[2] == ".")


def _days_in_figures(cells: Cells, found: Sequence["re.Match[str]"]) -> Finding | None:
    if any(len(one[4]) < _YEAR_DIGITS for one in found):
        return _days_told(cells, "")
    if len({one[2] for one in found}) > 1:
        return None
    month_first = any(int(one[3]) > _LAST_MONTH for one in found)
    sure = month_first or any(int(one[1]) > _LAST_MONTH for one in found)
    parts = ("%m", "%d", "%Y") if month_first else ("%d", "%m", "%Y")
    return _days_told(cells, found[0][2].join(parts), sure=sure)


def _days_told(cells: Cells, form: str, *, sure: bool = True) -> Finding:
    """Tell of a column of days that is text, and what to declare.

    :param form: of its dates; empty where none can be declared
    :param sure: whether it has a day that tells day from month
    """
    values = cells.example(cells.distinct[0])
    declared = (
        say("To publish them as dates, say so in a Table Schema: {declared}.")
        if sure
        else say(
            "To publish them as dates, say so in a Table Schema; where the day stands first: "
            "{declared}."
        )
    )
    return cells.finding(
        Words(
            "days_are_typed",
            Weight.WARN,
            say("Column {column} holds dates such as {found} in row {row}, and was kept as text."),
            declared
            if form
            else say(
                "Write the year in four digits; a Table Schema then says the form of the dates."
            ),
        ),
        values | ({"declared": f'"type": "date", "format": "{form}"'} if form else {}),
        cells.distinct,
    )


def _contrary_days(cells: Cells, found: Sequence["re.Match[str]"]) -> Finding | None:
    """Tell of dates of which some begin with the day and some with the month."""
    day_first = [one[0] for one in found if int(one[1]) > _LAST_MONTH]
    month_first = [one[0] for one in found if int(one[3]) > _LAST_MONTH]
    if not day_first or not month_first:
        return None
    fewer, more = sorted((month_first, day_first), key=len)
    return cells.finding(
        Words(
            "dates_have_one_form",
            Weight.WARN,
            say(
                "Dates of column {column} contradict each other: in {found} of row {row} the month "
                "stands where the day stands in {beside} of row {other}. It was kept as text."
            ),
            say(
                "A spreadsheet set to another language takes day and month for each other. Compare "
                "all dates with their source, and write them like 2026-03-01."
            ),
        ),
        {
            "found": fewer[0],
            "row": cells.row(fewer[0]),
            "beside": more[0],
            "other": cells.row(more[0]),
        },
        fewer,
    )


def _mixed(cells: Cells) -> Finding | None:
    """Tell of the few cells by which a column became text."""
    found = mixed(cells.texts, cells.column.name)
    if found is None:
        return None
    told = None
    if found.kind is not Kind.DATE and (found.alike or all(map(is_number, found.odd))):
        told = _unlike(cells, Weight.WARN if found.doubtful else Weight.NOTE)
    return told or _few(cells, found)


def _few(cells: Cells, found: Mixed) -> Finding:
    """Tell of all cells that are odd, or of all in a column that is written in several forms."""
    words = _alike(found) if found.alike else _ODD[found.kind]
    values = {"found": ", ".join(found.odd[:_CELLS_SHOWN])}
    if "{example}" in words.write:
        values["example"] = found.example
    weight = Weight.WARN if found.doubtful else Weight.NOTE
    return cells.finding(words._replace(weight=weight), values, found.odd)


def _alike(found: Mixed) -> Words:
    """Say what keeps all cells of a column from being numbers or dates."""
    if found.kind is Kind.DATE:
        return _DAYS_ALIKE
    if any(map(_BESIDE.search, found.odd)):
        return _UNITS_ALIKE
    return _SPACES_ALIKE if any(map(_SPACED.search, found.odd)) else _ALIKE


_LIKE_THE_OTHERS = say(
    "Write them like the others, such as {example}, or leave them empty if they are not "
    "known; or hand in a Table Schema that says that the column is text."
)
_IN_ONE_FORM = say(
    "Write all cells in one form, numbers like 1250000.5 and days like 2026-03-01; or hand in "
    "a Table Schema that says how the column is written."
)
_ODD = {
    Kind.BOOLEAN: Words(
        "cells_are_of_one_kind",
        Weight.WARN,
        say(
            "Column {column} is text, for it holds {found}; its other cells are all true or false."
        ),
        _LIKE_THE_OTHERS,
    ),
    Kind.INTEGER: Words(
        "cells_are_of_one_kind",
        Weight.WARN,
        say(
            "Column {column} is text, for it holds {found}; its other cells are all whole numbers."
        ),
        _LIKE_THE_OTHERS,
    ),
    Kind.DECIMAL: Words(
        "cells_are_of_one_kind",
        Weight.WARN,
        say("Column {column} is text, for it holds {found}; its other cells are all numbers."),
        _LIKE_THE_OTHERS,
    ),
    Kind.DATE: Words(
        "cells_are_of_one_kind",
        Weight.WARN,
        say("Column {column} is text, for it holds {found}; its other cells are all dates."),
        _LIKE_THE_OTHERS,
    ),
    Kind.DATETIME: Words(
        "cells_are_of_one_kind",
        Weight.WARN,
        say(
            "Column {column} is text, for it holds {found}; its other cells are all times of a day."
        ),
        _LIKE_THE_OTHERS,
    ),
}
_ALIKE = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say(
        "Column {column} seems to be numbers, but is written in several forms, or in one that can "
        "be read in two ways: {found}. It was kept as text."
    ),
    _IN_ONE_FORM,
)
_UNITS_ALIKE = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say(
        "Column {column} seems to be numbers, but words or signs stand beside them: {found}. It "
        "was kept as text."
    ),
    say(
        "Write the number alone, all in one unit, and the unit in the column's name; a column in "
        "millions says factor 1000000 in a Table Schema."
    ),
)
_SPACES_ALIKE = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say(
        "Column {column} seems to be numbers, but has spaces between the digits: {found}. It was "
        "kept as text."
    ),
    say("Write the digits without spaces, such as 1250000."),
)
_DAYS_ALIKE = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say(
        "Column {column} seems to be dates, but is written in several forms: {found}. It was kept "
        "as text."
    ),
    _IN_ONE_FORM,
)


def _unlike(cells: Cells, weight: Weight) -> Finding | None:
    """Tell of the numbers that are not written like the most, by what sets the first apart."""
    odd, like = odd_among(cells.distinct)
    if not odd:
        return None
    words = _OTHERWISE
    if ("(" in odd[0]) is not ("(" in like):
        # However many have them, brackets are what cannot be read.
        words, odd = _IN_BRACKETS, tuple(text for text in cells.distinct if "(" in text)
    elif _BESIDE.search(odd[0]) and not _BESIDE.search(like):
        words = _WITH_UNIT
    values = cells.example(odd[0])
    if "{beside}" in words.message:
        values["beside"] = like
    return cells.finding(words._replace(weight=weight), values, odd)


_SPACED = re.compile(r"[0-9]\s[0-9]")
_BESIDE = re.compile(r"[^\W\d_]|[%\u2030$]|,-$")
_IN_BRACKETS = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say(
        "Column {column} is text: {found} in row {row} has brackets for a number below zero, and "
        "the others have none."
    ),
    say(
        "Write them like the others, with a hyphen in front of the digits; or use a mapping, in "
        "which parentheses = true reads brackets."
    ),
)
_WITH_UNIT = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say(
        "Column {column} is text: {found} in row {row} has a word or a sign beside the number, and "
        "the others have none."
    ),
    say(
        "Write the number alone, all in one unit, and the unit in the column's name; a column in "
        "millions says factor 1000000 in a Table Schema."
    ),
)
_OTHERWISE = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say("Column {column} is text: {found} in row {row} is written in another way than {beside}."),
    _IN_ONE_FORM,
)

_Question = Callable[[Cells], Finding | None]
# Of columns that are text, and of the others.
_QUESTIONS: dict[bool, tuple[_Question, ...]] = {
    True: (
        *(
            _two_readings,
            _ranges_made_days,
            _cut_codes,
            _lost_zeros,
            codes_as_decimals,
            rounded,
            cut_short,
        ),
        *(
            unlike_codes,
            yes_and_no,
            other_digits,
            groups_of_two,
            like_the_one_above,
            footnoted,
            zones,
            _mixed,
            errors,
            about,
            _one_number,
            _days,
        ),
    ),
    False: (_far_days, _day_numbers, _cut_codes, rounded, cut_short, nines),
}
