"""Values of a compiled release by path, each with its JSON pointer; wrong shapes give nothing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from pendopo.standards.ocds.instant import Instant, parse_instant

Found = tuple[str, Any]


class Amount(NamedTuple):
    """Money as it stands in the data."""

    amount: Decimal
    currency: str


class Process(dict[str, Any]):
    """A compiled release that is not changed any more: each path in it is gone through once.

    The checks of a process ask some four hundred times for some seventy paths, of which most lead
    nowhere.

    :ivar at: gives every value at a path; the list is not to be changed
    """

    __slots__ = ("at", "parties")

    def __init__(self, release: dict[str, Any]) -> None:
        super().__init__(release)
        self.at: Callable[[tuple[str, ...]], list[Found]] = _Paths({(): [("", self)]}).__getitem__
        self.parties: dict[str, tuple[str, dict[str, Any]]] | None = None


class _Paths(dict[tuple[str, ...], list[Found]]):
    """What stands at each path that was asked for, beginning with the whole."""

    def __missing__(self, path: tuple[str, ...]) -> list[Found]:
        above = self[path[:-1]]
        found = self[path] = _below(above, path[-1]) if above else above
        return found


def process_of(release: dict[str, Any]) -> Process:
    """Give a release as a process; one that is one already stays itself."""
    return release if isinstance(release, Process) else Process(release)


def at(value: Any, *path: str) -> list[Found]:  # noqa: ANN401 - JSON holds anything
    """Give every value at a path; lists on the way, and at its end, are gone through."""
    found: list[Found] = []
    if type(value) is list:
        _spread(found, "", value)
    else:
        found.append(("", value))
    for name in path:
        found = _below(found, name)
        if not found:
            return found
    return found


def _below(above: list[Found], name: str) -> list[Found]:
    """Give the values of a field; lists are gone through."""
    found: list[Found] = []
    for where, one in above:
        if isinstance(one, dict) and name in one:
            value = one[name]
            if type(value) is list:
                _spread(found, f"{where}/{name}", value)
            else:
                found.append((f"{where}/{name}", value))
    return found


def _spread(found: list[Found], where: str, items: list[Any]) -> None:
    """Add what is in a list, however deep lists stand in it."""
    for place, item in enumerate(items):
        if type(item) is list:
            _spread(found, f"{where}/{place}", item)
        else:
            found.append((f"{where}/{place}", item))


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
    if type(value) is int:
        return Decimal(value)
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
