"""Example rows for a table, made from what its columns declare, which pass its own check."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from importlib import import_module
from typing import Any

from pendopo.terms.column import FORMS, Column, Kind, Table

ROWS = 3
_DAY = date(2026, 1, 15)
_MOMENT = datetime(2026, 1, 15, 8, 30)  # noqa: DTZ001 - its zone is written behind it
_REPEATS_MOST = 40
_APART = 2
# Python's own parser of patterns; it has no public name, and its tree has been the same for years.
_PARSE: Callable[[str], Any] = import_module("re._parser").parse
_SAMPLE_CODES = "0123456789"


@dataclass(frozen=True, slots=True)
class Sample:
    """A cell of an example.

    :param text: as a CSV would hold it, in the column's own notation
    :param value: what a spreadsheet holds: a number or a day where the column has no notation of
        its own, else the text
    """

    text: str
    value: str | int | Decimal | date


def sample_rows(table: Table, rows: int = ROWS) -> list[tuple[Sample, ...]]:
    """Give example rows; fewer where a column that is to be unique allows no more."""
    made = [tuple(sample(column, n) for column in table.columns) for n in range(rows)]
    names = [column.name for column in table.columns]
    apart: list[tuple[int, ...]] = [
        (names.index(name),) for name in names if table.column(name).unique
    ]
    if table.key:
        apart.append(tuple(names.index(name) for name in table.key))
    for places in apart:
        made = _distinct(made, places)
    return made


def _distinct(
    rows: Sequence[tuple[Sample, ...]], places: tuple[int, ...]
) -> list[tuple[Sample, ...]]:
    kept: dict[tuple[str, ...], tuple[Sample, ...]] = {}
    for row in rows:
        kept.setdefault(tuple(row[place].text for place in places), row)
    return list(kept.values())


def sample(column: Column, number: int = 0) -> Sample:
    """Give the nth example of a column.

    :returns: an empty cell where the column's pattern is one that no example could be made for
    """
    if column.one_of:
        return _as_text(column.one_of[number % len(column.one_of)])
    if column.kind in _FIRST:
        return _number(column, number)
    return _OTHERS[column.kind](column, number)


def _as_text(text: str) -> Sample:
    return Sample(text, text)


def _is_plain(column: Column) -> bool:
    """Whether numbers are written as every spreadsheet understands them."""
    return column.decimal_mark == "." and not column.group_mark


def is_day(column: Column) -> bool:
    """Whether a column holds days as every spreadsheet understands them."""
    return column.kind is Kind.DATE and not column.date_format


def is_number(column: Column) -> bool:
    """Whether a column holds numbers as every spreadsheet understands them."""
    return column.kind in _FIRST and _is_plain(column) and not column.one_of


_FIRST = {
    Kind.INTEGER: Decimal(1),
    Kind.YEAR: Decimal(2025),
    Kind.DECIMAL: Decimal("12.5"),
    Kind.MONEY: Decimal("1250000.50"),
}


def _number(column: Column, number: int) -> Sample:
    amount = _counted(column, number)
    text = _in_notation(column, amount)
    if not _is_plain(column):
        return _as_text(text)
    return Sample(text, int(amount) if column.kind in {Kind.INTEGER, Kind.YEAR} else amount)


def _counted(column: Column, number: int) -> Decimal:
    """Count on from the first number that the column's bounds allow, and back at their end."""
    first = _FIRST[column.kind]
    least, most = _bounds(column)
    if least is not None and first < least:
        first = least
    if most is not None and first > most:
        first = most if least is None else least
    return first if most is not None and first + number > most else first + number


def _bounds(column: Column) -> tuple[Decimal | None, Decimal | None]:
    """Give the least and the most that are allowed; what is excluded is a whole one away."""
    least, most = _bound(column.minimum), _bound(column.maximum)
    above, below = _bound(column.above), _bound(column.below)
    if above is not None and below is not None and below - above <= _APART:
        return (above + below) / 2, (above + below) / 2
    if above is not None:
        least = above + 1 if least is None else max(least, above + 1)
    if below is not None:
        most = below - 1 if most is None else min(most, below - 1)
    return least, most


def _bound(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _in_notation(column: Column, number: Decimal) -> str:
    """Write a number with the marks of its column."""
    decimals = 2 if column.kind is Kind.MONEY else max(0, -int(number.as_tuple().exponent))
    text = f"{number:,.{decimals}f}" if column.group_mark else f"{number:.{decimals}f}"
    marks = {",": column.group_mark, ".": column.decimal_mark}
    return "".join(marks.get(letter, letter) for letter in text)


def _text(column: Column, number: int) -> Sample:
    if column.form:
        vary = _FORMED.get(column.form)
        return _as_text(vary(number) if vary else FORMS[column.form])
    if column.pattern:
        return _as_text(from_pattern(column.pattern, number + 1))
    text = f"{number + 1:03d}"
    if column.kind is Kind.TEXT:
        text = f"{column.title or column.name} {number + 1}"
    return _as_text(_of_length(text, column))


def _of_length(text: str, column: Column) -> str:
    """Make a text as long as its column asks, its end kept, which tells one from another."""
    text = text.rjust(column.shortest, "0")
    return text[-column.longest :] if column.longest else text


def _truth(column: Column, number: int) -> Sample:
    words = (column.true_words, column.false_words)[number % 2]
    return _as_text(words[0] if words else "")


def _day(column: Column, number: int) -> Sample:
    day = _between_days(column, _DAY + timedelta(days=number))
    if column.date_format:
        return _as_text(day.strftime(column.date_format))
    return Sample(day.isoformat(), day)


def _between_days(column: Column, day: date) -> date:
    if column.minimum and _is_iso(column.minimum):
        day = max(day, date.fromisoformat(column.minimum))
    if column.maximum and _is_iso(column.maximum):
        day = min(day, date.fromisoformat(column.maximum))
    return day


def _is_iso(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII))


def _moment(column: Column, number: int) -> Sample:
    moment = _MOMENT + timedelta(hours=number)
    form = column.date_format or "%Y-%m-%dT%H:%M:%SZ"
    return _as_text(moment.strftime(form))


def _json(column: Column, number: int) -> Sample:
    if column.form in FORMS:
        return _as_text(FORMS[column.form])
    return _as_text(f'{{"example": {number + 1}}}')


_OTHERS: dict[Kind, Callable[[Column, int], Sample]] = {
    Kind.TEXT: _text,
    Kind.CODE: _text,
    Kind.BOOLEAN: _truth,
    Kind.DATE: _day,
    Kind.DATETIME: _moment,
    Kind.JSON: _json,
}


# Forms of which one example can be told from another; of the rest all rows have the same.
_FORMED: dict[str, Callable[[int], str]] = {
    "time": lambda n: f"09:{n % 60:02d}:00",
    "yearmonth": lambda n: f"2026-{n % 12 + 1:02d}",
    "duration": lambda n: f"P{n + 1}D",
    "geopoint": lambda n: f"111.88{n}, -7.15{n}",
}


def from_pattern(pattern: str, number: int) -> str:
    """Make a text that a pattern matches whole; empty where none could be made.

    :param number: another number gives another text where the pattern has room for one
    """
    try:
        made = _Maker(number).of(_PARSE(pattern))
        return made if re.fullmatch(pattern, made) else ""
    except (re.error, KeyError, RecursionError):
        return ""


class _Maker:
    """Writes one text for a parsed pattern; what varies is chosen by the digits of a number."""

    def __init__(self, number: int) -> None:
        self._left = number

    def of(self, parsed: Any) -> str:  # noqa: ANN401 - the tree of a private parser
        # The last place varies first, as a person counts.
        parts = [self._one(str(kind), value) for kind, value in reversed(list(parsed))]
        return "".join(reversed(parts))

    def _one(self, kind: str, value: Any) -> str:  # noqa: ANN401
        return _MADE[kind](self, value)

    def choose(self, letters: Sequence[str]) -> str:
        """Choose one of some letters, another for another number."""
        self._left, place = divmod(self._left, len(letters))
        return letters[place]

    def branch(self, value: Any) -> str:  # noqa: ANN401
        return self.of(value[1][0])

    def group(self, value: Any) -> str:  # noqa: ANN401
        return self.of(value[-1])

    def repeat(self, value: Any) -> str:  # noqa: ANN401
        least, most, inner = value
        # What may be there once is left out: a sign, a part behind a point.
        times = least or (0 if int(most) == 1 else 1)
        if times > _REPEATS_MOST:
            raise KeyError("too long")
        return "".join(reversed([self.of(inner) for _ in range(times)]))

    def within(self, value: Any) -> str:  # noqa: ANN401
        letters = list(_letters(value))
        if not letters:
            raise KeyError("a class that excludes")
        return self.choose(letters)


def _letters(items: Any) -> Iterator[str]:  # noqa: ANN401
    """Give some letters of a class: of an excluding one, such as it does not name."""
    listed = [(str(kind), value) for kind, value in items]
    if listed and listed[0][0] == "NEGATE":
        named = {letter for item in listed[1:] for letter in _some(*item)}
        yield from (letter for letter in "abcdefghij0123456789" if letter not in named)
        return
    for item in listed:
        yield from _some(*item)


def _some(kind: str, value: Any) -> Iterator[str]:  # noqa: ANN401
    if kind == "LITERAL":
        yield chr(value)
    elif kind == "RANGE":
        yield from map(chr, range(value[0], min(value[1], value[0] + 25) + 1))
    else:
        yield from _CLASSES.get(str(value), "")


_CLASSES = {
    "CATEGORY_DIGIT": _SAMPLE_CODES,
    "CATEGORY_WORD": "abcdefghij",
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_SPACE": "abcdefghij",
    "CATEGORY_NOT_DIGIT": "abcdefghij",
}
_MADE: dict[str, Callable[[_Maker, Any], str]] = {
    "LITERAL": lambda _, value: chr(value),
    "NOT_LITERAL": lambda maker, value: maker.choose([c for c in "abcd" if ord(c) != value]),
    "ANY": lambda maker, _: maker.choose("abcdefghij"),
    "AT": lambda _maker, _value: "",
    "IN": _Maker.within,
    "CATEGORY": lambda maker, value: maker.choose(_CLASSES[str(value)]),
    "BRANCH": _Maker.branch,
    "SUBPATTERN": _Maker.group,
    "MAX_REPEAT": _Maker.repeat,
    "MIN_REPEAT": _Maker.repeat,
    "POSSESSIVE_REPEAT": _Maker.repeat,
}
