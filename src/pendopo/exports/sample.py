"""Example rows for a table, made from what its columns declare, which pass its own check."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pendopo.terms.column import FORMS, Column, Kind, Table
from pendopo.terms.patterned import matches, texts_of

ROWS = 3
_DAY = date(2026, 1, 15)
_MOMENT = datetime(2026, 1, 15, 8, 30)  # noqa: DTZ001 - its zone is written behind it


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
    """Give example rows; fewer where a column that is to be unique allows no more.

    Those that the table shows, where it shows any.
    """
    if table.shown:
        return [tuple(map(_as_shown, table.columns, row)) for row in table.shown]
    made = [tuple(sample(column, n) for column in table.columns) for n in range(rows)]
    names = [column.name for column in table.columns]
    apart: list[tuple[int, ...]] = [
        (names.index(name),) for name in names if table.column(name).unique
    ]
    apart += [tuple(map(names.index, key)) for key in (table.key, *table.unique) if key]
    for places in apart:
        made = _distinct(made, places)
    return [_referring(table, row) for row in made]


def _as_shown(column: Column, text: str) -> Sample:
    return (_written(column, text) if text else None) or _empty(column)


def _referring(table: Table, row: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """Let a row refer to itself, or to nothing: what stands in other tables nobody knows here."""
    cells = dict(zip((column.name for column in table.columns), row, strict=True))
    for key in table.foreign:
        free = [n for n in key.columns if not table.column(n).required and n not in table.key]
        if free:
            cells[free[0]] = _empty(table.column(free[0]))
        elif not key.table:
            cells |= {ours: cells[theirs] for ours, theirs in zip(key.columns, key.to, strict=True)}
    return tuple(cells.values())


def _distinct(
    rows: Sequence[tuple[Sample, ...]], places: tuple[int, ...]
) -> list[tuple[Sample, ...]]:
    """Leave one row for each value; a key with an empty cell names none."""
    kept: dict[tuple[str | int, ...], tuple[Sample, ...]] = {}
    for number, row in enumerate(rows):
        texts = tuple(row[place].text for place in places)
        kept.setdefault(texts if all(texts) else (number,), row)
    return list(kept.values())


def sample(column: Column, number: int = 0) -> Sample:
    """Give the nth example of a column.

    :returns: an empty cell where no example could be made of what the column asks
    """
    made = _listed(column, number) if column.one_of else _OF_KIND[column.kind](column, number)
    return made or _empty(column)


def _empty(column: Column) -> Sample:
    """Give a cell that holds no value."""
    return _as_text("" if "" in column.missing or not column.missing else column.missing[0])


def _listed(column: Column, number: int) -> Sample | None:
    """Give the nth of the values that are listed, of those that the other constraints allow."""
    made = [found for text in column.one_of if (found := _written(column, text))]
    return made[number % len(made)] if made else None


def _written(column: Column, text: str) -> Sample | None:
    """Write a listed value in the column's own notation; None where it is refused all the same."""
    if column.kind in _FIRST:
        amount = _amount(column, text)
        within = amount is not None and _within(column, amount, _amount)
        return _number_cell(column, amount) if amount is not None and within else None
    if column.kind is Kind.DATE:
        day = _day_of(column, text)
        return _day_cell(column, day) if day and _within(column, day, _day_of) else None
    if column.kind is Kind.DATETIME:
        moment = _moment_of(column, text)
        within = moment is not None and _within(column, moment, _moment_of)
        return _moment_cell(column, moment) if moment and within else None
    return _as_text(text) if _fits(column, text) else None


def _within(column: Column, value: Any, read: Callable[[Column, str], Any]) -> bool:  # noqa: ANN401
    """Whether a value keeps to the bounds of its column."""
    least, most = read(column, column.minimum), read(column, column.maximum)
    above, below = read(column, column.above), read(column, column.below)
    return (
        (least is None or value >= least)
        and (most is None or value <= most)
        and (above is None or value > above)
        and (below is None or value < below)
    )


def _fits(column: Column, text: str) -> bool:
    """Whether a text has the length and the form that its column asks."""
    if len(text) < column.shortest or (column.longest and len(text) > column.longest):
        return False
    return not column.pattern or matches(column.pattern, text)


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


# Of whole numbers, of amounts of money, and the finest that a decimal can have.
_DECIMALS = {Kind.INTEGER: (0, 0), Kind.YEAR: (0, 0), Kind.MONEY: (2, 2), Kind.DECIMAL: (1, 9)}
_MOST = {
    Kind.INTEGER: Decimal(10**18 - 1),
    Kind.YEAR: Decimal(9999),
    Kind.DECIMAL: Decimal(10**18 - 1),
    Kind.MONEY: Decimal(10**10),
}
_DIGITS_MOST = 15  # of a number that a spreadsheet keeps as it is
_YEAR_DIGITS = 4
_FIRST_YEAR_OF_SPREADSHEETS = 1901


def _number(column: Column, number: int) -> Sample | None:
    coarse, fine = _DECIMALS[column.kind]
    for decimals in range(coarse, fine + 1):
        amount = _counted(column, number, Decimal(1).scaleb(-decimals))
        if amount is not None:
            return _number_cell(column, amount)
    return None


def _counted(column: Column, number: int, step: Decimal) -> Decimal | None:
    """Count on from the first number that the column's bounds allow, and back at their end."""
    most = _MOST[column.kind]
    units = _units(column, step, (Decimal(1) if column.kind is Kind.YEAR else -most, most), _amount)
    if not units:
        return None
    place = _nth(units, int(_FIRST[column.kind] / step), number, int(1 / step))
    return place * step


def _units(
    column: Column,
    step: Any,  # noqa: ANN401 - of amounts, or of times since the first
    limits: tuple[Any, Any],
    read: Callable[[Column, str], Any],
) -> range:
    """Give how many steps the values are that the column's bounds allow."""
    least, most = read(column, column.minimum), read(column, column.maximum)
    above, below = read(column, column.above), read(column, column.below)
    lows = [-_floor(-one, step) for one in (limits[0], least) if one is not None]
    lows += [_floor(above, step) + 1] if above is not None else []
    highs = [_floor(one, step) for one in (limits[1], most) if one is not None]
    highs += [-_floor(-below, step) - 1] if below is not None else []
    return range(max(lows), min(highs) + 1)


def _floor(value: Any, step: Any) -> int:  # noqa: ANN401 - numbers, or times
    """Give how many whole steps a value is; that of a Decimal would be cut towards zero."""
    below_zero: bool = value % step < step * 0
    return int(value // step) - below_zero


def _nth(units: range, first: int, number: int, stride: int) -> int:
    """Give the nth of some units from the first that fits, by strides as long as they fit."""
    begin = min(max(first, units[0]), units[-1])
    stride = stride if begin + stride <= units[-1] else 1
    return begin + number % ((units[-1] - begin) // stride + 1) * stride


def _amount(column: Column, text: str) -> Decimal | None:
    """Read a number as a constraint may hold it: plain, or as cells of the column are written."""
    own = text.replace(column.group_mark or " ", "").replace(column.decimal_mark or ".", ".")
    for one in (text, own):
        if re.fullmatch(r"[+-]?[0-9]+([.][0-9]+)?", one, re.ASCII):
            return Decimal(one)
    return None


def _number_cell(column: Column, amount: Decimal) -> Sample:
    text = _in_notation(column, amount)
    if not _is_plain(column) or len(amount.as_tuple().digits) > _DIGITS_MOST:
        return _as_text(text)
    if column.kind is Kind.YEAR and len(str(int(amount))) < _YEAR_DIGITS:
        return _as_text(text)
    return Sample(text, int(amount) if column.kind in {Kind.INTEGER, Kind.YEAR} else amount)


def _in_notation(column: Column, number: Decimal) -> str:
    """Write a number with the marks of its column."""
    if column.kind is Kind.YEAR:
        return f"{int(number):04d}"
    decimals = 2 if column.kind is Kind.MONEY else max(0, -int(number.as_tuple().exponent))
    decimals = 0 if column.kind is Kind.INTEGER else decimals
    text = f"{number:,.{decimals}f}" if column.group_mark else f"{number:.{decimals}f}"
    marks = {",": column.group_mark, ".": column.decimal_mark}
    return "".join(marks.get(letter, letter) for letter in text)


def _text(column: Column, number: int) -> Sample | None:
    if column.form:
        vary = _FORMED.get(column.form)
        return _fitting(column, [vary(number) if vary else FORMS[column.form]])
    if column.pattern:
        return _fitting(column, texts_of(column.pattern, number + 1))
    text = f"{number + 1:03d}"
    if column.kind is Kind.TEXT:
        text = f"{column.title or column.name} {number + 1}"
    return _fitting(column, [_of_length(text, column)])


def _fitting(column: Column, texts: Iterable[str]) -> Sample | None:
    return next((_as_text(text) for text in texts if text and _fits(column, text)), None)


def _of_length(text: str, column: Column) -> str:
    """Make a text as long as its column asks, its end kept, which tells one from another."""
    text = text.rjust(column.shortest, "0")
    return text[-column.longest :] if column.longest else text


def _truth(column: Column, number: int) -> Sample | None:
    words = [words[0] for words in (column.true_words, column.false_words) if words]
    return _as_text(words[number % len(words)]) if words else None


def _day(column: Column, number: int) -> Sample | None:
    days = _units(column, 1, (1, date.max.toordinal()), _ordinal_of)
    if not days:
        return None
    return _day_cell(column, date.fromordinal(_nth(days, _DAY.toordinal(), number, 1)))


def _ordinal_of(column: Column, text: str) -> int | None:
    day = _day_of(column, text)
    return day.toordinal() if day else None


def _day_of(column: Column, text: str) -> date | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        with suppress(ValueError):
            return date.fromisoformat(text)
    moment = _strptime(text, column.date_format)
    return moment.date() if moment else None


def _day_cell(column: Column, day: date) -> Sample:
    if column.date_format:
        return _as_text(_strftime(day, column.date_format))
    if day.year < _FIRST_YEAR_OF_SPREADSHEETS:
        return _as_text(day.isoformat())
    return Sample(day.isoformat(), day)


def _strptime(text: str, form: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(text, form) if form else None  # noqa: DTZ007 - as it is written
    return None


def _strftime(day: date, form: str) -> str:
    return day.strftime(form.replace("%Y", f"{day.year:04d}"))


_ZERO = datetime.min  # noqa: DTZ901 - times are counted from it, in UTC
# The finest part that a form writes, from fine to coarse.
_PARTS = {
    "%f": timedelta(microseconds=1),
    "%S": timedelta(seconds=1),
    "%M": timedelta(minutes=1),
    "%H": timedelta(hours=1),
    "%d": timedelta(days=1),
}
_TO_THE_SECOND = "%Y-%m-%dT%H:%M:%SZ"
_TO_ITS_PART = "%Y-%m-%dT%H:%M:%S.%fZ"


def _moment(column: Column, number: int) -> Sample | None:
    for form in (column.date_format,) if column.date_format else (_TO_THE_SECOND, _TO_ITS_PART):
        step = next((part for name, part in _PARTS.items() if name in form), timedelta(days=1))
        limits = (timedelta(0), datetime.max - _ZERO)  # noqa: DTZ901
        units = _units(column, step, limits, _since)
        if units:
            stride = max(1, timedelta(hours=1) // step)
            place = _nth(units, -(-(_MOMENT - _ZERO) // step), number, stride)
            return _as_text(_strftime(_ZERO + place * step, form))
    return None


def _since(column: Column, text: str) -> timedelta | None:
    moment = _moment_of(column, text)
    return moment - _ZERO if moment else None


def _moment_of(column: Column, text: str) -> datetime | None:
    """Read a time, in UTC where it has a zone."""
    if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:", text, re.ASCII):
        with suppress(ValueError, OverflowError):
            moment = datetime.fromisoformat(text)
            return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return _strptime(text, column.date_format)


def _moment_cell(column: Column, moment: datetime) -> Sample:
    form = _TO_ITS_PART if moment.microsecond else _TO_THE_SECOND
    return _as_text(_strftime(moment, column.date_format or form))


def _json(column: Column, number: int) -> Sample:
    if column.form in FORMS:
        return _as_text(FORMS[column.form])
    return _as_text(f'{{"example": {number + 1}}}')


_OF_KIND: dict[Kind, Callable[[Column, int], Sample | None]] = {
    **dict.fromkeys(_FIRST, _number),
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
    "uri": lambda n: f"{FORMS['uri']}/{n + 1}",
}
