"""Values of a compiled release by path, each with its JSON pointer; wrong shapes give nothing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pendopo.standards.ocds.instant import Instant, parse_instant

Found = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as it stands in the data."""

    amount: Decimal
    currency: str


def at(value: Any, *path: str) -> list[Found]:  # noqa: ANN401 - JSON holds anything
    """Give every value at a path; lists on the way, and at its end, are gone through."""
    found = _spread([("", value)]) if type(value) is list else [("", value)]
    for name in path:
        inner = [
            (f"{where}/{name}", one[name])
            for where, one in found
            if type(one) is dict and name in one
        ]
        if not inner:
            return inner
        found = _spread(inner) if any([type(one) is list for _, one in inner]) else inner  # noqa: C419
    return found


def object_of(value: object) -> dict[str, Any]:
    """Give an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def name_of(value: object) -> str | None:
    """Give an id as text: 1 and "1" are one."""
    if isinstance(value, str) and value:
        return value
    return str(value) if isinstance(value, int | float | Decimal) else None


def moment(value: object) -> Instant | None:
    """Give the moment that a text names."""
    return parse_instant(value) if isinstance(value, str) else None


def day(value: object) -> date | None:
    """Give the day as written, whatever stands behind it."""
    if not isinstance(value, str):
        return None
    found = parse_instant(value) or parse_instant(value[:10])
    return found.day if found else None


def number(value: object) -> Decimal | None:
    """Give a number, also one written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def amount(value: object) -> Amount | None:
    """Give an amount with its currency."""
    money = object_of(value)
    found, currency = number(money.get("amount")), money.get("currency")
    return Amount(found, currency) if found is not None and isinstance(currency, str) else None


def _spread(found: list[Found]) -> list[Found]:
    """Give what is in lists in their place, however deep."""
    spread: list[Found] = []
    for where, one in found:
        if type(one) is list:
            spread += _spread([(f"{where}/{place}", item) for place, item in enumerate(one)])
        else:
            spread.append((where, one))
    return spread
