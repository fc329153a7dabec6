"""Why a cell is not of its kind, as far as its text shows it, and what to write then.

A number with its unit, a minus from a typesetter, a day that does not exist: each has a sentence of
its own, so that nobody has to guess what is wrong with ``1,5 juta``. What is told first counts: a
cell stands in one finding only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pendopo.stages.validate.cells import SHORT_FORM, Cell, form_of
from pendopo.stages.validate.sentences import (
    NOT_OF_KIND,
    SHORT_FORM_SENTENCES,
    TOO_LONG_SENTENCES,
)
from pendopo.store.engine import literal
from pendopo.terms.column import Kind
from pendopo.terms.finding import Weight
from pendopo.terms.wording import say

_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
_TIMES = frozenset({Kind.DATE, Kind.DATETIME})

# Characters that nobody sees: soft hyphen, zero-width ones, marks of direction, byte order mark.
INVISIBLE = (
    r"[\x{00AD}\x{180E}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}\x{2066}-\x{2069}"
    r"\x{FEFF}]"
)
# A minus of a typesetter, and dashes.
_DASHES = r"\x{2010}-\x{2015}\x{2212}"
# What people write where they have no value.
NO_VALUE = (
    rf"(?i)[-{_DASHES}.?*]{{1,5}}|n/?a|n\.a\.?|null|nil|none|nan|\(blank\)|t/?a|nihil|kosong"
    r"|(?:tidak|tdk|tak|blm|belum) (?:ada|diketahui|tersedia|diisi)(?: data)?|unknown|not available"
    r"|#(?:n/a|ref!|value!|div/0!|name\?|num!|null!)"
)
_MARKS = r"[0-9.,'\x{2019} \x{00A0}\x{2009}\x{202F}]"
_FIGURE = rf"[0-9](?:{_MARKS}*[0-9])?"
_CURRENCY = r"(?i:(?:rp|idr|usd|us\$|eur|\p{Sc})[.]?\s?)?"
_UNIT = r"\s?[\pL\p{Sc}%\x{2030}.²³/ ]*"
NUMBER_WITH_UNIT = rf"[-+(]?{_CURRENCY}[-+({_DASHES}]?{_FIGURE}(?:{_UNIT}|,-)[)]?"
MINUS = rf"[(]\s*{_FIGURE}\s*[)]|{_FIGURE}\s*[-{_DASHES}]|[{_DASHES}]\s*{_FIGURE}|-\s+{_FIGURE}"
# 5.1.02.01: its last part is no group of thousands.
_PARTS = r"[0-9]+(?:[.][0-9]+)+[.](?:[0-9]{1,2}|[0-9]{4,})"
_FRACTION = r"(?:[0-9]+ )?[0-9]+/[0-9]+|[0-9]*\s?[¼½¾⅓⅔⅛]"
_OTHER_DIGITS = r"[^\pL]*[^\x00-\x7F].*"
_SERIAL = r"[1-9][0-9]{4}([.][0-9]+)?"
DATED = (
    r"(?i)[0-9]{1,4}\s?[-/. ]\s?(?:[0-9]{1,2}|\pL{3,10})\s?[-/. ,]\s?[0-9]{1,4}"
    r"(?:[T ]+[0-9:.]+(?:\s?[AP]M)?)?|(?:19|20)[0-9]{6}|\pL{3,10},?\s[0-9]{1,2},?\s.*[0-9]{2,4}"
    r"|[0-9]{1,2}[- ]\pL{3,10}[- ,]+[0-9]{2,4}"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of finding: its rule, weight and sentences."""

    rule: str
    weight: Weight
    message: str
    write: str = ""


def doubts(cell: Cell) -> Iterator[tuple[Asked, str]]:
    """Give each reason why a cell may not be of its kind, with the SQL that is true of it.

    The last is true of all that is left.
    """
    kind, text = cell.column.kind, cell.text
    if kind in _NUMBERS:
        yield SHORT, _whole(text, SHORT_FORM)
        yield TOO_LONG[kind], cell.too_long
    yield _NO_VALUE, _whole(text, NO_VALUE)
    yield UNSEEN, f"regexp_matches({text}, {literal(INVISIBLE)})"
    if kind in _NUMBERS:
        yield _MINUS, _whole(text, MINUS)
        yield _ZERO_BEFORE, _whole(text, "0[0-9]+")
        yield (
            _WITH_UNIT,
            (f"{_whole(text, NUMBER_WITH_UNIT)} and regexp_matches({text}, {literal(_LETTER)})"),
        )
        yield _FRACTIONS, _whole(text, _FRACTION)
        yield _IN_PARTS, _whole(text, _PARTS)
        yield _OTHER_MARKS, f"{_whole(text, rf'[-+]?{_FIGURE}')} and not {_whole(text, _own(cell))}"
        yield _DIGITS, f"{_whole(text, _OTHER_DIGITS)} and regexp_matches({text}, '\\p{{Nd}}')"
    if kind in _TIMES:
        yield _NO_SUCH_DAY, _whole(text, form_of(cell.column))
        yield _SERIAL_DAY, _whole(text, _SERIAL)
        yield _OTHER_FORM, _whole(text, DATED)
    message, write = NOT_OF_KIND[kind]
    yield Asked(f"cell_is_{kind}", Weight.STOP, message, write), "true"


def _own(cell: Cell) -> str:
    """Give the form of numbers that have the marks of the column, but too many digits behind it."""
    if cell.column.kind is Kind.INTEGER:
        return "[-+]?[0-9]+[.,](?:[0-9]{1,2}|[0-9]{4,})"
    return rf"[-+]?[0-9]+{re.escape(cell.column.decimal_mark)}[0-9]+"


_LETTER = r"[\pL\p{Sc}%\x{2030}]|,-$"


def _whole(text: str, form: str) -> str:
    return f"coalesce(regexp_full_match({text}, {literal(form)}), false)"


SHORT = Asked("cell_is_written_out", Weight.STOP, *SHORT_FORM_SENTENCES)
SHORT_GUESSED = Asked("cell_is_written_out", Weight.WARN, *SHORT_FORM_SENTENCES)
TOO_LONG = {
    kind: Asked("number_is_holdable", Weight.STOP, *sentences)
    for kind, sentences in TOO_LONG_SENTENCES.items()
}
_NO_VALUE = Asked(
    "missing_is_left_empty",
    Weight.STOP,
    say("Column {column} holds words or signs where a value is missing: {found}."),
    say(
        "Leave the cell empty, or say in the Table Schema that it means no value: "
        '"missingValues": ["", "-"]. Write 0 only where it is known to be zero.'
    ),
)
UNSEEN = Asked(
    "cell_shows_all_it_holds",
    Weight.STOP,
    say("Column {column} holds characters that cannot be seen, in cells such as {found}."),
    say("Delete the cell's content and type it anew; copied from a page, they come along."),
)
_MINUS = Asked(
    "minus_is_a_hyphen",
    Weight.STOP,
    say("Column {column} holds numbers below zero in another form: {found}."),
    say("Write a hyphen in front of the digits: -{example}."),
)
_ZERO_BEFORE = Asked(
    "number_begins_with_no_zero",
    Weight.STOP,
    say("Column {column} holds numbers that begin with zero: {found}."),
    say(
        "If they are codes, say so in the Table Schema: type string, kind code. If they are "
        "numbers, write them without the zero."
    ),
)
_WITH_UNIT = Asked(
    "number_stands_alone",
    Weight.STOP,
    say("Column {column} holds numbers with a unit or a currency beside them: {found}."),
    say(
        "Write the number alone, all in one unit, such as {example}, and the unit in the column's "
        "name or its unit in the Table Schema; a column in millions says factor 1000000 there."
    ),
)
_FRACTIONS = Asked(
    "number_is_no_fraction",
    Weight.STOP,
    say("Column {column} holds fractions: {found}."),
    say("Write them as decimals, such as {example}."),
)
_IN_PARTS = Asked(
    "codes_are_text",
    Weight.STOP,
    say("Column {column} holds codes of several parts: {found}."),
    say("Make it a column of text: say type string, kind code in the Table Schema."),
)
_OTHER_MARKS = Asked(
    "marks_are_declared",
    Weight.STOP,
    say("Column {column} holds numbers with other marks, or other groups, than it says: {found}."),
    say(
        "Write them like {example}. If the whole column is written in another way, say so in its "
        "field of the Table Schema: decimalChar for the mark before decimals, groupChar for the "
        "one between thousands."
    ),
)
_DIGITS = Asked(
    "digits_are_ascii",
    Weight.STOP,
    say("Column {column} holds digits of another script: {found}."),
    say("Write them with the digits 0 to 9."),
)
_NO_SUCH_DAY = Asked(
    "day_exists",
    Weight.STOP,
    say("Column {column} holds days that the calendar does not have: {found}."),
    say("Look the day up in its source, and write it in this form: {example}."),
)
_SERIAL_DAY = Asked(
    "day_is_written_out",
    Weight.STOP,
    say("Column {column} holds Excel's number of a day: {found}."),
    say("Format the column as a date in Excel and save it anew, so that it reads {example}."),
)
_OTHER_FORM = Asked(
    "dates_have_one_form",
    Weight.STOP,
    say("Column {column} holds dates in another form: {found}."),
    say(
        "Write them like {example}, with the year in four digits. If the whole column has one "
        "other form, say it in the Table Schema, such as format %d/%m/%Y for 31/12/2026: which "
        "number is the day is not guessed."
    ),
)
