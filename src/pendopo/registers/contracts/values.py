"""Values of a release as its publisher wrote them; None for what is not of the wanted kind."""

from collections.abc import Sequence
from datetime import MINYEAR, date, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pendopo.standards.ocds.instant import Instant, parse_instant

# What a column of amounts holds: digits before and behind the mark.
_DIGITS_BEFORE = 18
_DIGITS_BEHIND = 20
_AMOUNT_MOST = 10**_DIGITS_BEFORE
_SEN = Decimal("0.01")
_MONEY_MOST = Decimal(10) ** 16
_COUNT_MOST = 10**18 - 1


def object_at(value: object, *path: str) -> dict[str, Any]:
    """Give the object at a path of names, or an empty one."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects_at(value: object, name: str) -> list[dict[str, Any]]:
    """Give the objects of the list of that name."""
    items = value.get(name) if isinstance(value, dict) else None
    if not items:  # as in most places
        return []
    if not isinstance(items, list):
        return []
    for item in items:
        if type(item) is not dict:
            return [item for item in items if isinstance(item, dict)]
    return items  # as nearly all are; nobody changes them


def text_of(value: object) -> str | None:
    """Give text, or a whole number as text (an id is either); an empty text is None."""
    if type(value) is str:  # as nearly all are
        return value or None
    return str(value) if type(value) is int else None


def amount_of(value: object) -> Decimal | None:
    """Give a JSON number exactly; text is none, since its marks may mislead: 1.250."""
    kind = type(value)
    if kind is int:
        return Decimal(value)  # type: ignore[arg-type]
    if kind is float:  # read by ``parse_double``, so that it is written as it was
        return Decimal(repr(value))
    return value if isinstance(value, Decimal) else None


def amount_text(value: object) -> str | None:
    """Write an amount without an exponent; None where there is none that a column can hold."""
    if type(value) is int:
        return str(value) if abs(value) < _AMOUNT_MOST else None
    if type(value) is float:  # read by ``parse_written``, so that it is written as it was
        written = repr(value)
        if "e" not in written:
            return written.removesuffix(".0")
        value = Decimal(written)
    if not isinstance(value, Decimal) or value.adjusted() >= _DIGITS_BEFORE:
        return None
    amount = value.normalize()
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_DIGITS_BEHIND:
        return None
    return format(amount, "f")


def money_of(value: object) -> Decimal | None:
    """Give an amount rounded half up to two digits; None where DECIMAL(18,2) cannot hold it."""
    if type(value) is int:  # has none to round
        return Decimal(value) if -_MONEY_MOST < value < _MONEY_MOST else None
    amount = amount_of(value)
    if amount is None or abs(amount) >= _MONEY_MOST:
        return None
    rounded = amount.quantize(_SEN, ROUND_HALF_UP)
    return rounded if abs(rounded) < _MONEY_MOST else None


def count_of(value: object) -> int | None:
    """Give a whole number that is not negative."""
    if type(value) is int:  # as nearly all are
        return value if 0 <= value <= _COUNT_MOST else None
    amount = amount_of(value)
    if amount is None or not 0 <= amount <= _COUNT_MOST or amount != amount.to_integral_value():
        return None
    return int(amount)


def instant_of(value: object, zone: tzinfo | None = None) -> Instant | None:
    """Give the moment that a text names; none in year 1, which systems write for no date.

    :param zone: where a text without a zone was written; None for UTC
    """
    instant = parse_instant(value, zone) if isinstance(value, str) else None
    return None if instant is None or instant.day.year == MINYEAR else instant


def day_of(value: object) -> date | None:
    """Give the day as written, in the publisher's own zone."""
    instant = instant_of(value)
    return instant.day if instant else None


def joined(parts: Sequence[str | None]) -> str | None:
    """Join texts by semicolons, each once; None where there is none."""
    if len(parts) < 2:  # noqa: PLR2004 - as most are
        return parts[0] or None if parts else None
    return "; ".join(dict.fromkeys(part for part in parts if part)) or None


def texts_of(value: object) -> str | None:
    """Join a list of texts by semicolons; a text alone is itself."""
    if isinstance(value, list):
        return joined([text_of(one) for one in value])
    return text_of(value)
