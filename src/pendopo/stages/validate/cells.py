"""From a cell's text to its value, in SQL: only a text that has the kind's whole form is typed.

Casts are lenient (DuckDB's reads ``2026-2-1`` as a date and ``1e3`` as a number), so a regular
expression decides first and a cast only sees what it cannot change.
"""

import re
from dataclasses import dataclass

from pendopo.store.engine import literal, quote
from pendopo.terms.column import Column, Kind

DECIMAL_DIGITS_MOST = 38
DECIMAL_DIGITS_FAST = 18  # kept in 64 bits
MONEY_DIGITS_BEFORE_MARK = 16
MONEY_DECIMALS = 2
# White space around a cell: what a spreadsheet's user cannot see, the no-break space included.
SPACE = " \t\n\r\xa0"
_SPACE = " || ".join(f"chr({ord(one)})" for one in SPACE)
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
ZONE = "(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])"
_DIRECTIVES = {
    "Y": "[0-9]{4}",
    "m": "[0-9]{1,2}",
    "d": "[0-9]{1,2}",
    "H": "[0-9]{1,2}",
    "M": "[0-9]{2}",
    "S": "[0-9]{2}",
    "f": "[0-9]{1,6}",
    "b": "[A-Za-z]{3,4}",
    "B": "[A-Za-z]{3,9}",
}
# What a month is called in Indonesian, where it differs, to what the engine reads: 12 Maret 2026.
_MONTHS = (
    ("(?:januari)", "January"),
    ("(?:februari|pebruari|peb)", "February"),
    ("(?:maret)", "March"),
    ("(?:mei)", "May"),
    ("(?:juni)", "June"),
    ("(?:juli)", "July"),
    ("(?:agustus|agust|agus|agu|ags|agt)", "August"),
    ("(?:sept)", "September"),
    ("(?:oktober|okt)", "October"),
    ("(?:nopember|nop)", "November"),
    ("(?:desember|des)", "December"),
)
# Excel's short form of a long number, as it is exported: 5.36E+11.
SHORT_FORM = "[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+"


@dataclass(frozen=True, slots=True)
class Cell:
    """The SQL of one column's cells.

    :param trimmed: whether some cells have white space around them that is not theirs
    :param doubtful: whether some cells do not have the kind's form
    :param before, after: of a decimal, the most digits before and behind its mark
    """

    column: Column
    trimmed: bool = False
    doubtful: bool = True
    before: int = DECIMAL_DIGITS_FAST
    after: int = 0

    @property
    def is_text(self) -> bool:
        """Whether every text is a value of the column."""
        return self.column.kind in {Kind.TEXT, Kind.CODE}

    @property
    def text(self) -> str:
        """The cell's text, as it is typed."""
        name = quote(self.column.name)
        return f"trim({name}, {_SPACE})" if self.trimmed else name

    @property
    def missing(self) -> str:
        """Whether the cell holds no value."""
        words = [literal(word) for word in self.column.missing]
        name = self.text
        if not words:
            return f"{name} is null"
        same = f"{name} = {words[0]}" if len(words) == 1 else f"{name} in ({', '.join(words)})"
        return f"coalesce({same}, true)"

    @property
    def fits(self) -> str:
        """Whether the text has the kind's form and names something that exists."""
        kind = self.column.kind
        if self.is_text:
            return "true"
        if kind is Kind.BOOLEAN:
            words = (*self.column.true_words, *self.column.false_words)
            return f"{self.text} in ({', '.join(literal(word) for word in words)})"
        if kind is Kind.JSON:
            return f"json_valid({self.text})"
        form = f"regexp_full_match({self.text}, {literal(form_of(self.column))})"
        if kind in {Kind.DATE, Kind.DATETIME}:
            return f"{form} and {self._moment} >= {_year_one(kind)}"
        return form

    @property
    def unfit(self) -> str:
        """Whether the cell holds something that is not of the kind."""
        return f"(not {self.missing} and not coalesce({self.fits}, false))"

    @property
    def too_long(self) -> str:
        """Whether the text has a number's form but for how many digits it has."""
        form = literal(_of_any_length(self.column))
        return f"coalesce(regexp_full_match({self.text}, {form}), false)"

    @property
    def digits_after(self) -> str:
        """How many digits stand behind a number's mark."""
        return f"if({self._mark} = 0, 0, strlen({self.number}) - {self._mark})"

    @property
    def digits_before(self) -> str:
        """How many digits stand before a number's mark."""
        number, mark = self.number, self._mark
        signed = f"(ascii({number}) in (43, 45))::integer"
        return f"if({mark} = 0, strlen({number}), {mark} - 1) - {signed}"

    @property
    def _mark(self) -> str:
        """Where a number's mark stands, from 1; 0 when it has none."""
        return f"instr({self.number}, '.')"

    @property
    def value(self) -> str:
        """The typed value: null for a missing cell, and for one that does not fit."""
        refused = self.missing
        if self.doubtful and not self.is_text:
            refused = f"{refused} or not coalesce({self.fits}, false)"
        return f"case when {refused} then null else {self._typed} end"

    @property
    def type(self) -> str:
        """The column's type in the table."""
        if self.column.kind is Kind.DECIMAL:
            digits = self.before + self.after
            width = DECIMAL_DIGITS_FAST if digits <= DECIMAL_DIGITS_FAST else DECIMAL_DIGITS_MOST
            return f"decimal({width}, {self.after})"
        return TYPES[self.column.kind]

    @property
    def shift(self) -> int:
        """By how many digits a number's mark moves to the right: three in thousands."""
        return _shift(self.column)

    @property
    def _typed(self) -> str:
        kind = self.column.kind
        if self.is_text or kind is Kind.JSON:
            return self.text
        if kind is Kind.BOOLEAN:
            words = ", ".join(literal(word) for word in self.column.true_words)
            return f"{self.text} in ({words})" if words else "false"
        if kind in {Kind.DATE, Kind.DATETIME}:
            return self._moment
        # The exponent moves the mark before anything is typed, so that no digit is lost.
        number = f"({self.number}) || 'e{self.shift}'" if self.shift else self.number
        return f"try_cast({number} as {self.type})"

    @property
    def number(self) -> str:
        """The text of a number with a point as its mark and nothing between its digits."""
        text = self.text
        if self.column.group_mark:
            text = f"replace({text}, {literal(self.column.group_mark)}, '')"
        if self.column.kind in {Kind.DECIMAL, Kind.MONEY} and self.column.decimal_mark != ".":
            text = f"replace({text}, {literal(self.column.decimal_mark)}, '.')"
        return text

    @property
    def _moment(self) -> str:
        """A date, or a time in UTC, or null for one that does not exist: 2026-02-30."""
        text, given = self.text, self.column.date_format
        if "%b" in given or "%B" in given:
            text = _in_english(text, "%B" in given)
        if self.column.kind is Kind.DATE:
            return (
                f"cast(try_strptime({text}, {literal(given)}) as date)"
                if given
                else f"try_cast({text} as date)"
            )
        if given:
            return f"try_strptime({text}, {literal(given)})"
        clock = f"regexp_extract({text}, {literal(f'^{_DAY}[T ]{_CLOCK}')})"
        offset = f"regexp_extract({text}, '([+-])([0-9]{{2}}):?([0-9]{{2}})$', ['s', 'h', 'm'])"
        # An offset stands behind a clock of at least 16 letters; a date alone ends in one too.
        minutes = (
            f"try_cast({offset}.s || '1' as integer)"
            f" * (try_cast({offset}.h as integer) * 60 + try_cast({offset}.m as integer))"
        )
        # The cast passes over a zone, whatever it says: right for Z, and for none, and only so.
        plain = f"try_cast({text} as timestamp)"
        shifted = f"try_cast({clock} as timestamp) - to_minutes(coalesce({minutes}, 0))"
        return f"case when {_is_plain(text)} then {plain} else {shifted} end"


TYPES = {
    Kind.TEXT: "varchar",
    Kind.CODE: "varchar",
    Kind.INTEGER: "bigint",
    Kind.MONEY: "decimal(18, 2)",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "timestamp",
    Kind.YEAR: "smallint",
    Kind.JSON: "varchar",
}


def form_of(column: Column) -> str:
    """Give the regular expression (RE2) that a cell's whole text must match."""
    if column.kind is Kind.YEAR:
        return "[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000"
    if column.kind is Kind.DATE:
        return _dated(column.date_format) if column.date_format else _DAY
    if column.kind is Kind.DATETIME:
        return _dated(column.date_format) if column.date_format else f"{_DAY}[T ]{_CLOCK}{ZONE}?"
    # A sign that says nothing is let through where a person declared a number, not in a guess.
    sign = "-?" if column.inferred else "[+-]?"
    return sign + _whole(column) + _behind_mark(column)


def _shift(column: Column) -> int:
    return len(str(column.factor)) - 1


def _whole(column: Column) -> str:
    """Digits before the mark: no leading zero, for that is a code; groups of three if marked."""
    most = {Kind.INTEGER: 18, Kind.MONEY: MONEY_DIGITS_BEFORE_MARK}.get(
        column.kind, DECIMAL_DIGITS_MOST
    ) - (_shift(column) if column.kind is Kind.MONEY else 0)
    plain = f"0|[1-9][0-9]{{0,{most - 1}}}"
    if not column.group_mark:
        return f"({plain})"
    groups = (most - 1) // 3
    three = f"({re.escape(column.group_mark)}[0-9]{{3}})"
    # As many groups as fit leave fewer digits before the first of them.
    full = f"[1-9][0-9]{{0,{most - 3 * groups - 1}}}{three}{{{groups}}}"
    fewer = f"[1-9][0-9]{{0,2}}{three}{{1,{groups - 1}}}|" if groups > 1 else ""
    return f"({plain}|{fewer}{full})"


def _of_any_length(column: Column) -> str:
    """Give the form of a number as if any number of digits could be kept."""
    three = f"({re.escape(column.group_mark)}[0-9]{{3}})+" if column.group_mark else ""
    grouped = f"|[1-9][0-9]{{0,2}}{three}" if three else ""
    behind = _behind_mark(column).replace(f"{{1,{DECIMAL_DIGITS_MOST - 1}}}", "+")
    return f"[+-]?(0|[1-9][0-9]*{grouped}){behind}"


def _behind_mark(column: Column) -> str:
    sen = MONEY_DECIMALS + _shift(column)
    most = {Kind.MONEY: sen, Kind.DECIMAL: DECIMAL_DIGITS_MOST - 1}.get(column.kind)
    return f"({re.escape(column.decimal_mark)}[0-9]{{1,{most}}})?" if most else ""


def _dated(given: str) -> str:
    pieces = re.split("%(.)", given)
    return "".join(
        _DIRECTIVES[piece] if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )


def _in_english(text: str, whole: bool) -> str:  # noqa: FBT001 - one of two forms of one name
    """Write the SQL of a date with its month in English, short or whole."""
    for name, english in _MONTHS:
        month = english if whole else english[:3]
        text = f"regexp_replace({text}, '(?i)\\b{name}\\b', '{month}')"
    return text


def _year_one(kind: Kind) -> str:
    return "date '0001-01-01'" if kind is Kind.DATE else "timestamp '0001-01-01'"


def _is_plain(text: str) -> str:
    """Whether a time is written to the second, in UTC or without a zone: nearly all are."""
    return f"(length({text}) = 20 and right({text}, 1) = 'Z' or length({text}) = 19)"
