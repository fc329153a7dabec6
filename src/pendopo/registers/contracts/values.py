"""Values of a release as its publisher wrote them; None for what is not of the wanted kind."""

from datetime import date
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
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def text_of(value: object) -> str | None:
    """Give text, or a whole number as text (an id is either); an empty text is None."""
    if type(value) is int:
        return str(value)
    return value if isinstance(value, str) and value else None


def amount_of(value: object) -> Decimal | None:
    """Give a JSON number exactly; text is none, since its marks may mislead: 1.250."""
    if type(value) is int:
        return Decimal(value)
    return value if isinstance(value, Decimal) else None


def amount_text(value: object) -> str | None:
    """Write an amount without an exponent; None where there is none that a column can hold."""
    if type(value) is int:
        return str(value) if abs(value) < _AMOUNT_MOST else None
    if not isinstance(value, Decimal) or value.adjusted() >= _DIGITS_BEFORE:
        return None
    amount = value.normalize()
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_DIGITS_BEHIND:
        return None
    return format(amount, "f")


def money_of(value: object) -> Decimal | None:
    """Give an amount rounded half up to two digits; None where DECIMAL(18,2) cannot hold it."""
    amount = amount_of(value)
    if amount is None or abs(amount) >= _MONEY_MOST:
        return None
    rounded = amount.quantize(_SEN, ROUND_HALF_UP)
    return rounded if abs(rounded) < _MONEY_MOST else None


def count_of(value: object) -> int | None:
    """Give a whole number that is not negative."""
    amount = amount_of(value)
    if amount is None or not 0 <= amount <= _COUNT_MOST or amount != amount.to_integral_value():
        return None
    return int(amount)


def instant_of(value: object) -> Instant | None:
    """Give the moment that a text names."""
    return parse_instant(value) if isinstance(value, str) else None


def day_of(value: object) -> date | None:
    """Give the day as written, in the publisher's own zone."""
    instant = instant_of(value)
    return instant.day if instant else None
