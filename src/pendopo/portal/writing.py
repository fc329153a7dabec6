"""Numbers, days and cells as people of a language write them. Babel knows how; nothing here does.

Unknown is never written as zero: an empty cell is None and the templates say "empty".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.translation import get_language, gettext

from pendopo.terms.column import KIND_WORDS, Column, Kind
from pendopo.terms.finding import Finding
from pendopo.terms.spoken import Spoken
from pendopo.terms.wording import each, fill

Value = str | int | bool | Decimal | date | datetime | None

_LONG_TEXT = 90  # letters of a cell in a list; the row's own page shows all
_STEP = 1000
_WHOLE_FROM = 10  # 9.5 kB, but 10 kB
_SHARE = "share, 0 to 1"
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
_VALUES: Final[Mapping[Kind, Callable[[str], Value]]] = {
    **dict.fromkeys(_NUMBERS, Decimal),
    Kind.DATE: date.fromisoformat,
    Kind.BOOLEAN: {"true": True, "false": False}.__getitem__,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as a page shows it.

    :param text: None where the record holds nothing
    :param unit: the column's unit, or for an amount the code of its currency
    """

    column: Column
    text: str | None
    unit: str = ""
    number: bool = False
    day: bool = False
    code: bool = False

    @property
    def in_currency(self) -> bool:
        """Whether the unit differs from row to row, so that each cell must say it."""
        return bool(self.unit) and in_currency_beside(self.column)


def language() -> str:
    """Give the language of the page being made."""
    return get_language() or "en"


@lru_cache
def _locale(code: str) -> Locale:
    """Give what Babel knows of a language, whose code Django writes with a hyphen: pt-br."""
    return Locale.parse(code, sep="-")


def said(text: str) -> str:
    """Give a declared text in the reader's language: a register's title, a column's meaning.

    What a publisher wrote in several languages is told in the best of them, and knows which that
    is; what the program declares is translated.
    """
    if isinstance(text, Spoken):
        return text.told(language())
    return gettext(text) if text else ""


def own(text: str) -> str:
    """Give a publisher's own text in the reader's language, never translated by the program."""
    return text.told(language()) if isinstance(text, Spoken) else text


def marked(text: str) -> str:
    """Write a text as HTML, in an element that names its language where that is not the page's.

    Source: WCAG 2.2, 3.1.2, language of parts; HTML, ``bdi``: it has its own direction.
    """
    if not isinstance(text, Spoken) or _same(text.language, language()):
        return conditional_escape(text)
    return format_html('<bdi lang="{}">{}</bdi>', text.language, str(text))


def _same(one: str, other: str) -> bool:
    return one.partition("-")[0] == other.partition("-")[0]


def each_said(texts: str) -> str:
    """Translate declared texts with commas between."""
    return each(texts, said)


def full(text: str) -> str:
    """Translate a declared text and end it as a sentence."""
    whole = said(text)
    return whole if not whole or whole[-1] in ".?!" else f"{whole}."


def kind(value: Kind) -> str:
    """Say in words how a column is typed."""
    return said(KIND_WORDS[value])


def sentence(finding: Finding) -> str:
    """Say what a finding found, in the reader's language."""
    return fill(said(finding.message), finding.values_in(said))


def advice(finding: Finding) -> str:
    """Say what to write instead."""
    return fill(said(finding.write), finding.values_in(said))


def number(value: int | Decimal) -> str:
    """Write a number with the marks of the language: 1.250.000,50 or 1,250,000.50."""
    return _grouped(value) or str(
        numbers.format_decimal(value, locale=_locale(language()), decimal_quantization=False)
    )


def compact(value: Decimal) -> str:
    """Write a large number where there is little room: 49.2 billion, 49,2 miliar.

    The word is written out: a bare "M" is million to one reader and miliar to another.
    """
    return str(
        numbers.format_compact_decimal(
            value, format_type="long", locale=_locale(language()), fraction_digits=1
        )
    )


def month(value: date) -> str:
    """Write a month: Nov 2026."""
    return str(dates.format_date(value, "MMM y", locale=_locale(language())))


def rounded(value: Decimal, places: int) -> str:
    """Write a measured number with at most that many digits behind the mark."""
    pattern = "#,##0" + ("." + "#" * places if places else "")
    return str(numbers.format_decimal(value, pattern, locale=_locale(language())))


def measured(value: Decimal, unit: str, places: int) -> tuple[str, str]:
    """Write a measured number and its unit; a share is written as so many of 100."""
    if unit == _SHARE:
        return rounded(value * 100, 1), gettext("of 100")
    return rounded(value, places), said(unit)


def day(value: date | str) -> str:
    """Write a day: 20 November 2026."""
    return _day(local_day(value), "d MMMM y", language()) if value else ""


def short_day(value: date | str) -> str:
    """Write a day where there is little room: 20 Nov 2026."""
    return _day(local_day(value), "d MMM y", language())


@lru_cache(8192)
def _day(value: date, pattern: str, code: str) -> str:
    return str(dates.format_date(value, pattern, locale=_locale(code)))


def local_day(value: date | str) -> date:
    """Give the day: of a moment in RFC 3339, the day it was in the time zone that is active."""
    if not isinstance(value, str):
        return value
    if "T" not in value:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).astimezone(timezone.get_current_timezone()).date()


def moment(value: datetime | str, zone: str = "UTC") -> str:
    """Write a moment in a time zone: 20 November 2026, 14:12 UTC+7.

    :param value: with its zone, or RFC 3339
    """
    if not value:
        return ""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    pattern = "d MMMM y, HH.mm" if language() == "id" else "d MMMM y, HH:mm"
    local = found.astimezone(ZoneInfo(zone))
    hours = int((local.utcoffset() or found - found).total_seconds() // 60)
    sign, (whole, rest) = "-" if hours < 0 else "+", divmod(abs(hours), 60)
    offset = f"UTC{sign}{whole}" + (f":{rest:02}" if rest else "") if hours else "UTC"
    return f"{dates.format_datetime(local, pattern, locale=_locale(language()))} {offset}"


def size(count: int) -> str:
    """Write a size in bytes: 318 kB, in steps of 1,000."""
    amount, unit = Decimal(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < _STEP:
            break
        amount, unit = amount / _STEP, larger
    pattern = "#,##0" if amount >= _WHOLE_FROM or unit == "B" else "#,##0.#"
    return f"{numbers.format_decimal(amount, pattern, locale=_locale(language()))} {unit}"


def cell(column: Column, value: Value, decimals: int | None = None) -> Cell:
    """Write one cell.

    :param decimals: digits behind the mark, so that a column of figures ends aligned
    """
    if value is None:
        return Cell(column, None, number=column.kind in _NUMBERS)
    if _may_be_a_code(column):
        return Cell(column, str(value), number=True)
    if column.kind in _NUMBERS and isinstance(value, int | Decimal):
        shown = _needed(column, value) if decimals is None else decimals
        return Cell(column, _figure(Decimal(value), shown), said(column.unit), number=True)
    return Cell(
        column,
        _plain(value),
        said(column.unit),
        day=isinstance(value, date),
        code=column.kind is Kind.JSON,
    )


def read(column: Column, text: str | None) -> Cell:
    """Write one cell that is at hand as the text of a database: ``1250000.50``, ``2026-11-20``.

    What an earlier version held is written as it stands where the column had another kind then.
    """
    if text is None:
        return cell(column, None)
    try:
        return cell(column, _VALUES.get(column.kind, str)(text))
    except (ArithmeticError, ValueError, KeyError):
        return cell(column, text)


def row(
    columns: tuple[Column, ...], values: Mapping[str, Value], decimals: Mapping[str, int]
) -> list[Cell]:
    """Write the cells of a row in the order of the columns, each amount with its currency."""
    cells = [cell(c, values.get(c.name), decimals.get(c.name)) for c in columns]
    return [_with_currency(one, values) if in_currency_beside(one.column) else one for one in cells]


def in_currency_beside(column: Column) -> bool:
    """Say whether another column of the row names the currency of this one's amounts."""
    return column.unit == "in the currency beside it"


def _with_currency(one: Cell, values: Mapping[str, Value]) -> Cell:
    """Put the currency in the unit's place: ``<stem>_currency``, or else ``currency``."""
    stem = one.column.name.rpartition("_")[0]
    code = values.get(f"{stem}_currency") or values.get("currency")
    return replace(one, unit=str(code or "") if one.text is not None else "")


def decimals(columns: tuple[Column, ...], rows: list[dict[str, Value]]) -> dict[str, int]:
    """Count the digits behind the mark that each column of a page needs."""
    return {
        column.name: max((_needed(column, row.get(column.name)) for row in rows), default=0)
        for column in columns
        if column.kind in _NUMBERS
    }


def short(text: str) -> str:
    """Cut a long text for a list."""
    return text if len(text) <= _LONG_TEXT else text[: _LONG_TEXT - 1].rstrip() + "…"


def _may_be_a_code(column: Column) -> bool:
    """Tell a whole number that nobody declared: it may be a year or a code, so it gets no marks."""
    return column.kind is Kind.INTEGER and column.inferred and not column.unit


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return f"{short_day(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return short_day(value)
    return str(value)


def _needed(column: Column, value: Value) -> int:
    """Count the digits behind the mark; money has none or two."""
    digits = _digits(value)
    return max(digits, 2) if digits and column.kind is Kind.MONEY else digits


def _digits(value: Value) -> int:
    if not isinstance(value, Decimal) or not value.is_finite():
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _figure(value: Decimal, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _grouped(value, decimals) or str(
        numbers.format_decimal(value, pattern, locale=_locale(language()))
    )


def _grouped(value: int | Decimal, decimals: int | None = None) -> str:
    """Write a number quickly: a list has hundreds, and Babel takes a tenth of a millisecond each.

    :param decimals: digits behind the mark; None for those it has, without zeros at the end
    :returns: exactly what Babel writes; empty where only Babel knows
    """
    marks, exact = _marks(language()), Decimal(value)
    if not marks or not exact.is_finite():
        return ""
    text = f"{exact:,f}" if decimals is None else f"{exact:,.{decimals}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(marks)


@lru_cache
def _marks(code: str) -> dict[int, str]:
    """Give what a language writes for ``,`` and ``.``; nothing where groups are not of 3."""
    locale = _locale(code)
    if locale.decimal_formats[None].grouping != (3, 3):
        return {}
    return str.maketrans(
        {",": numbers.get_group_symbol(locale), ".": numbers.get_decimal_symbol(locale)}
    )
