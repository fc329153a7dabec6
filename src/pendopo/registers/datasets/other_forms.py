"""What is told of a column of texts that a person takes for one kind, in forms nobody types by.

Digits of another script, ``<5`` among numbers, groups of two digits, yes and no in several pairs of
words, words among codes, codes that a program wrote as decimals or rounded, or that lost a digit,
-999, times of which some have a zone.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pendopo.registers.datasets.cells import Cells, Words
from pendopo.registers.datasets.infer import is_code_name
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

# In capitals SDA is an office of water, too.
_ABOVE = re.compile(
    r"[Ss]\.?d\.?a\.?|S\.D\.A\.?"
    r"|(?i:idem|ditto|(?:sama )?(?:seperti|dengan) (?:di )?atas|(?:same )?as above)"
    r"|-?\s?(?:[\"\u201c-\u201f\u2033\u3003]|''|,,)\s?-?"
)
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_YEARS = range(1500, 2200)
_CELLS_SHOWN = 3
_FIGURE = re.compile(r"[-+]?[0-9][0-9.,'\u00a0\u2009\u202f ]*")
_ABOUT = re.compile(r"[<>\u2264\u2265\u00b1~\u2248]=? ?")
# What leads to a note below the table, and the flags of statistics (provisional, revised,
# estimated): 100*, 100\u00b9, 100 (r). Other letters and figures belong to names: 12A, 5 (1).
_MARK = re.compile(
    r"\s*(?:\*+\)?|[\u2020\u2021\u00a7]+|[\u00b9\u00b2\u00b3\u2070-\u2079]+\)?|[(\[][pre][)\]])|\s+[pre]",
    re.IGNORECASE,
)
_GROUPS_OF_TWO = re.compile(r"-?[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_GROUPS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{2,3})*(?:\.[0-9]+)?")
_WHOLE_AS_DECIMAL = re.compile(r"[0-9]+\.0")
# Yes and no, as one program or one person writes them.
_YES_AND_NO = (
    ("true", "false"), ("ya", "tidak"), ("yes", "no"), ("y", "n"), ("1", "0"), ("benar", "salah"),
)  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
_NINES = re.compile(r"-9{2,8}(?:[.,]0+)?")
_CODES_LEAST = 4
_LONG = re.compile("[1-9][0-9]{15,19}")
_DIGITS_KEPT = 15  # of a number by a spreadsheet: IEEE 754 has no more that are sure
_ERROR = re.compile(
    r"#(?:N/A|DIV/0!|REF!|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!)|Err:5[0-9]{2}", re.IGNORECASE
)
# A day, a time of day, or both; behind a time its zone. 08:00-12:00 without a day is how long.
_MOMENT = re.compile(
    r"(?=.*[0-9])(?:[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{1,4})?"
    r"(?:(?:^|[T ]+)[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?(?: ?[ap]\.?m\.?)?"
    r"(?P<zone>\s?(?:z|(?(1)[+-][0-9]{2}(?::?[0-9]{2})?|z)|(?:utc|gmt)(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
    r"|wib|wita|wit))?)?",
    re.IGNORECASE,
)
_ZEROS_LEAST = 4  # by chance one in 10,000 columns would end so
_MOST = 0.8
_IN_ONE_FORM = say(
    "Write all cells in one form, numbers like 1250000.5 and days like 2026-03-01; or hand in "
    "a Table Schema that says how the column is written."
)


def other_digits(cells: Cells) -> Finding | None:
    """Tell of numbers in the digits of another script: ``\u0661\u0662`` and ``\uff11\uff12``."""
    plain = {text: _with_plain_digits(text) for text in cells.distinct}
    return _of_numbers(cells, _changed(plain), plain.values(), _DIGITS)


def about(cells: Cells) -> Finding | None:
    """Tell of ``<5`` and ``\u00b11250`` in a column whose other cells are numbers alone."""
    odd = [text for text in cells.distinct if _ABOUT.match(text)]
    plain = [_ABOUT.sub("", text, count=1) for text in cells.distinct]
    return _of_numbers(cells, odd, plain, _ABOUT_NUMBERS)


def footnoted(cells: Cells) -> Finding | None:
    """Tell of ``100*`` and ``100 (r)`` in a column whose other cells are numbers alone."""
    plain = {text: _without_mark(text) for text in cells.distinct}
    return _of_numbers(cells, _changed(plain), plain.values(), _NOTED)


def _changed(plain: Mapping[str, str]) -> list[str]:
    return [text for text, read in plain.items() if text != read]


def _of_numbers(
    cells: Cells, odd: Sequence[str], plain: Iterable[str], words: Words
) -> Finding | None:
    """Tell of odd cells, where all of the column are numbers once they are written plainly."""
    if not odd or not all(map(_FIGURE.fullmatch, plain)):
        return None
    return _told(cells, odd, words)


def _without_mark(text: str) -> str:
    """Take off what leads to a note, where a digit stands before it."""
    digits = len(text) - len(text.lstrip("0123456789.,+-\u00a0\u2009\u202f "))
    number = text[:digits].rstrip()
    return number if number[-1:].isdigit() and _MARK.fullmatch(text[len(number) :]) else text


def groups_of_two(cells: Cells) -> Finding | None:
    """Tell of numbers with two digits between their marks: ``12,34,567``."""
    odd = [text for text in cells.distinct if _GROUPS_OF_TWO.fullmatch(text)]
    if not odd or not all(map(_GROUPS.fullmatch, cells.distinct)):
        return None
    return _told(cells, odd, _TWO_DIGITS)


def yes_and_no(cells: Cells) -> Finding | None:
    """Tell of yes and no in several pairs of words: ``ya``, ``TRUE``, ``1``."""
    said = {text: text.casefold() for text in cells.distinct}
    pairs = [pair for pair in _YES_AND_NO if {*said.values()} & {*pair}]
    known = {word for pair in pairs for word in pair}
    if len(pairs) < len(("ya", "1")) or not {*said.values()} <= known:
        return None
    return _told(cells, tuple(said), _SEVERAL_WORDS)


def codes_as_decimals(cells: Cells) -> Finding | None:
    """Tell of codes that a program wrote as decimals: ``1010203.0``."""
    odd = [text for text in cells.distinct if _WHOLE_AS_DECIMAL.fullmatch(text)]
    pointed = [text for text in cells.distinct if "." in text]
    if not is_code_name(cells.column.name) or not odd or len(odd) < len(pointed):
        return None
    return _told(cells, odd, _AS_DECIMALS)


def unlike_codes(cells: Cells) -> Finding | None:
    """Tell of words among codes of one form: two cells of a row changed their places."""
    if not is_code_name(cells.column.name):
        return None
    forms = Counter(_LETTERS.sub("a", re.sub("[0-9]+", "9", text)) for text in cells.distinct)
    form, many = forms.most_common(1)[0] if forms else ("", 0)
    odd = [text for text in cells.distinct if not any(map(str.isdigit, text))]
    if "9" not in form or not odd or many < max(_CODES_LEAST, _MOST * len(cells.distinct)):
        return None
    values = {"found": _few(odd), "example": next(t for t in cells.distinct if t not in odd)}
    return cells.finding(_NO_CODES, values, odd)


def rounded(cells: Cells) -> Finding | None:
    """Tell of long codes that have zeros alone behind the digits that a spreadsheet keeps.

    Codes that are filled up with zeros have them before that place too.
    """
    long = [text for text in cells.distinct if _LONG.fullmatch(text)]
    if any(text[_DIGITS_KEPT:].strip("0") for text in long):
        return None
    odd = [text for text in long if text[_DIGITS_KEPT - 1] != "0"]
    zeros = sum(len(text) - _DIGITS_KEPT for text in long)
    if zeros < _ZEROS_LEAST or 2 * len(odd) < len(long):
        return None
    return _told(cells, odd, _ROUNDED)


def errors(cells: Cells) -> Finding | None:
    """Tell of what a spreadsheet shows where a formula failed: ``#REF!``, among words too."""
    odd = [text for text in cells.distinct if _ERROR.fullmatch(text)]
    return cells.finding(_FAILED, cells.example(odd[0]), odd) if odd else None


def cut_short(cells: Cells) -> Finding | None:
    """Tell of the few long codes that have other than the number of digits of all the others.

    No amount is so long: sixteen digits are a person's or a family's number.
    """
    whole = [text for text in cells.distinct if text.isascii() and text.isdigit()]
    lengths = Counter(map(len, whole))
    length, many = lengths.most_common(1)[0] if lengths else (0, 0)
    odd = [text for text in whole if len(text) != length]
    if length <= _DIGITS_KEPT or not odd or len(whole) < len(cells.distinct):
        return None
    if many < max(_CODES_LEAST, _MOST * len(whole)):
        return None
    values = {"found": _few(odd), "length": str(length)}
    return cells.finding(_OTHER_LENGTH, values, odd)


def nines(cells: Cells) -> Finding | None:
    """Tell of -999 in a column that holds nothing else below zero."""
    odd = [text for text in cells.distinct if _NINES.fullmatch(text)]
    if not odd or any(text.startswith("-") for text in cells.distinct if text not in odd):
        return None
    return _told(cells, odd, _FOR_NOTHING)


def like_the_one_above(cells: Cells) -> Finding | None:
    """Tell of marks that stand for the cell above them: idem, s.d.a., a lone quotation mark."""
    odd = [text for text in cells.distinct if _ABOVE.fullmatch(text)]
    return _told(cells, odd, _AS_ABOVE) if odd and len(odd) < len(cells.distinct) else None


def zones(cells: Cells) -> Finding | None:
    """Tell of times with a zone beside times or days without one, of which nobody knows the hour.

    08:00 and 09:00 WIB are an hour apart in Jakarta and two in Makassar.
    """
    found = {text: _MOMENT.fullmatch(text) for text in cells.distinct}
    zoned = [text for text, one in found.items() if one and one["zone"]]
    bare = [text for text, one in found.items() if one and not one["zone"]]
    if not zoned or not bare or len(zoned) + len(bare) < _MOST * len(found):
        return None
    values = cells.example(zoned[0]) | {"beside": bare[0], "other": cells.row(bare[0])}
    return cells.finding(_SOME_ZONES, values, min(bare, zoned, key=len))


def far_days(cells: Cells) -> Finding | None:
    """Tell of days in a year that no table is about: a slip, another calendar, or no day at all."""
    odd = [
        text
        for text in cells.distinct
        if (found := _YEAR.search(text)) and int(found[0]) not in _YEARS
    ]
    return _told(cells, odd, _FAR_DAYS) if odd else None


def _with_plain_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(one if one.isascii() else str(unicodedata.decimal(one, one)) for one in text)


def _told(cells: Cells, odd: Sequence[str], words: Words) -> Finding:
    return cells.finding(words, {"found": _few(odd)}, odd)


def _few(texts: Iterable[str]) -> str:
    return ", ".join(list(texts)[:_CELLS_SHOWN])


_ROUNDED = Words(
    "codes_keep_their_digits",
    Weight.WARN,
    say(
        "Column {column} holds long codes that all have zeros behind their first 15 digits, such "
        "as {found}: a spreadsheet keeps no more digits of a number."
    ),
    say("Format the whole column as text, and write all codes anew from their source."),
)
_FAILED = Words(
    "cells_have_no_error",
    Weight.WARN,
    say("Column {column} holds errors of a spreadsheet, such as {found} in row {row}."),
    say("Mend the formula there and export the table anew, or leave the cell empty."),
)
_OTHER_LENGTH = Words(
    "codes_keep_their_digits",
    Weight.WARN,
    say("Column {column} holds codes of {length} digits, and a few of other lengths: {found}."),
    say("Compare them with their source: a digit may have been lost, or typed twice."),
)
_DIGITS = Words(
    "digits_are_ascii",
    Weight.WARN,
    say("Column {column} holds digits of another script: {found}."),
    say("Write them with the digits 0 to 9."),
)
_ABOUT_NUMBERS = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say("Column {column} is text, for a sign stands before some of its numbers: {found}."),
    say("Write the number alone, and what the sign says in a column of its own."),
)
_NOTED = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say(
        "Column {column} is text, for marks that lead to notes stand behind some of its numbers: "
        "{found}."
    ),
    say(
        "Write the number alone, and what the note says in a column of its own or in the "
        "description."
    ),
)
_TWO_DIGITS = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say(
        "Column {column} seems to be numbers, but is written in several forms, or in one that can "
        "be read in two ways: {found}. It was kept as text."
    ),
    _IN_ONE_FORM,
)
_SEVERAL_WORDS = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say("Column {column} says yes and no in several ways, and was kept as text: {found}."),
    say(
        "Write one word for yes and one for no; a Table Schema says which they are: trueValues, "
        "falseValues."
    ),
)
_NO_CODES = Words(
    "cells_are_of_one_kind",
    Weight.WARN,
    say("Column {column} holds words among its codes: {found}; the others are like {example}."),
    say("Look at whether two cells of the row changed their places; write the code."),
)
_FOR_NOTHING = Words(
    "missing_is_left_empty",
    Weight.WARN,
    say("Column {column} holds {found}, and nothing else below zero: it may stand for no value."),
    say(
        "Leave the cell empty, or say in the Table Schema that it means no value: "
        '"missingValues": ["", "-999"].'
    ),
)
_AS_ABOVE = Words(
    "rows_stand_alone",
    Weight.WARN,
    say("Column {column} holds {found}, which stands for the cell above it."),
    say("Write in each row what stands above it; rows may be sorted, and are read one by one."),
)
_FAR_DAYS = Words(
    "days_are_of_their_time",
    Weight.WARN,
    say("Column {column} holds days in a year far from ours: {found}."),
    say(
        "Compare the year with the source: a digit may be wrong, or the year of another calendar; "
        "write days like 2026-03-01. Where 9999-12-31 or 0001-01-01 says that no day is known, "
        "leave the cell empty."
    ),
)
_SOME_ZONES = Words(
    "times_have_one_zone",
    Weight.WARN,
    say(
        "Column {column} holds times with a zone, such as {found} in row {row}, and others without "
        "one: {beside} in row {other}. It was kept as text."
    ),
    say(
        "Write the zone into each cell, like 2026-03-01T09:30:00+07:00, or into none and into the "
        "column's name: what has none is somebody's local time, and whose is not guessed."
    ),
)
_AS_DECIMALS = Words(
    "codes_are_whole",
    Weight.WARN,
    say("Column {column} holds codes with a point and a zero behind them: {found}."),
    say(
        "A program writes whole numbers so where other cells of the column were empty. Export the "
        "column as text."
    ),
)
