"""The charts that the pages show, made from what the record holds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.portal import writing
from pendopo.portal.charts.bars import bars, columns
from pendopo.portal.charts.chart import Chart, Point, Words
from pendopo.published.reads import Query, Reader
from pendopo.published.state import Publication
from pendopo.terms.column import Column, Kind
from pendopo.terms.wording import fill

_MONTHS_LEAST = 3  # fewer are said by the list itself
_MONTHS_MOST = 60
_YEAR = 12
_GROUPS_MOST = 8
# Amounts are added up, prices are not: a sum of prices answers no question.
_NO_AMOUNT = ("price", "harga", "tarif", "rate", "per_")


def published_by_month(publications: Iterable[Publication]) -> Chart | None:
    """Count publications by month, where the government is; None for less than three months.

    A month in between without one counts 0: the log holds all there are.
    """
    days = [writing.local_day(one.time) for one in publications]
    months = _months(days)
    if len(months) < _MONTHS_LEAST:
        return None
    counted = Counter(day.replace(day=1) for day in days)
    words = Words(
        name="by-month",
        title=_("Published, month by month"),
        note=_("Number of publications by the day they were entered in the log."),
        of=_("Month"),
        unit=_("Publications"),
        short=writing.number,
        full=writing.number,
    )
    return columns(
        words, [Point(writing.month(month), Decimal(counted[month])) for month in months]
    )


def _months(days: Sequence[date]) -> list[date]:
    """Give every month from the first day to the last; of a longer record, the newest."""
    if not days:
        return []
    first, last = min(days), max(days)
    count = (last.year - first.year) * _YEAR + last.month - first.month + 1
    ends = [divmod(last.year * _YEAR + last.month - 1 - back, _YEAR) for back in range(count)]
    return [date(year, month + 1, 1) for year, month in ends[:_MONTHS_MOST]][::-1]


@dataclass(frozen=True, slots=True)
class Choices:
    """A column whose values a table is grouped by, and where each value's rows stand."""

    column: Column
    addresses: dict[str | None, str]


def amounts(reader: Reader, query: Query, groups: Sequence[Choices]) -> Chart | None:
    """Add up the first amount of money of the matching rows by a column with few values.

    :returns: None where there is no amount that may be added up, or nothing to compare
    """
    money = next((c for c in reader.table.table.columns if _adds_up(reader, query, c)), None)
    by = next((one for one in groups if len(one.addresses) > 1), None)
    if money is None or by is None:
        return None
    found = reader.totals(query, by.column.name, money.name, _GROUPS_MOST + 1)
    points = [
        _point(by, writing.cell(by.column, value).text, total, empty)
        for value, total, empty in found[:_GROUPS_MOST]
    ]
    whole = reader.sum(query, money.name)
    shown = sum((total or Decimal(0) for _value, total, _empty in found[:_GROUPS_MOST]), Decimal(0))
    if len(found) > _GROUPS_MOST and whole is not None:
        points.append(Point(_("all others together"), whole - shown))
    return bars(_words(reader, query, money, by.column), points)


def _adds_up(reader: Reader, query: Query, column: Column) -> bool:
    if column.kind is not Kind.MONEY or any(word in column.name.lower() for word in _NO_AMOUNT):
        return False
    return not _of_currencies(reader, column) or len(_currencies(reader, query, column)) == 1


def _of_currencies(reader: Reader, column: Column) -> bool:
    """Say whether each row names the currency of an amount; where one has no unit, the row does."""
    named = {one.name for one in reader.table.table.columns}
    return writing.in_currency_beside(column) or (not column.unit and "currency" in named)


def _currencies(reader: Reader, query: Query, column: Column) -> list[str]:
    """Give the currencies that the matching rows name beside an amount."""
    names = {one.name for one in reader.table.table.columns}
    beside = f"{column.name.rpartition('_')[0]}_currency"
    beside = beside if beside in names else "currency"
    if beside not in names:
        return []
    return [str(code) for code, _count in reader.facet(query, beside, 2)]


def _point(by: Choices, text: str | None, total: Decimal | None, empty: int) -> Point:
    note = ""
    if empty:
        words = ngettext("{count} row without a number", "{count} rows without a number", empty)
        note = fill(words, {"count": writing.number(empty)})
    return Point(_("empty") if text is None else text, total, by.addresses.get(text, ""), note)


def _words(reader: Reader, query: Query, money: Column, by: Column) -> Words:
    title, group = _named(money), _named(by)
    unit = writing.said(money.unit)
    if _of_currencies(reader, money):
        unit = _currencies(reader, query, money)[0]
    note = _("The sum of the matching rows, in {unit}, largest first.")
    return Words(
        name="amounts",
        title=fill(_("{amount} by {group}"), {"amount": title, "group": group}),
        note=fill(note, {"unit": unit}),
        of=group,
        unit=f"{title}, {unit}",
        short=writing.compact,
        full=writing.number,
    )


def _named(column: Column) -> str:
    return writing.said(column.title) or column.name
