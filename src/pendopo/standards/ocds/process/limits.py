"""What counts as realistic: limits that a government can set, and that fit its currency."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any


class LimitsError(ValueError):
    """A file of limits says something that cannot be read."""


def _realistic() -> dict[str, Decimal]:
    # Five thousand million dollars, about as much in each: 80 trillion rupiah.
    return {
        "USD": Decimal("5e9"),
        "EUR": Decimal("5e9"),
        "IDR": Decimal("8e13"),
        "PHP": Decimal("3e11"),
        "COP": Decimal("2e13"),
        "PYG": Decimal("4e13"),
        "MXN": Decimal("1e11"),
    }


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the checks of processes and of whole files.

    :param realistic: the largest amount, either side of zero, by currency; amounts in a currency
        that is not named are left aside, not converted
    :param budget_share: how far a budget may be from the tender's value, as a share of it
    :param contract_share: how far the contracts of an award may be from its value
    :param code_share: the least and the most share of a code that should occur
    :param category_share: the most share of one main category
    :param count_least: of how many codes or amounts shares are asked
    :param top_share: the most share that the largest hundredth of values may have of all
    :param top_count_least: of how many values that is asked
    :param repeated_share: the most share of the three commonest amounts
    :param buyers_once_share: below which the share of buyers with one process should be
    :param buyer_share: between which the share of the commonest buyer should be
    :param buyers_count_least: of how many processes the two about buyers are asked
    :param kept_share: above which the share of processes should be that an earlier file had
    """

    realistic: Mapping[str, Decimal] = field(default_factory=_realistic)
    budget_share: Decimal = Decimal("0.5")
    contract_share: Decimal = Decimal("0.5")
    code_share: tuple[Decimal, Decimal] = (Decimal("0.001"), Decimal("0.99"))
    category_share: Decimal = Decimal("0.95")
    count_least: int = 20
    top_share: Decimal = Decimal("0.5")
    top_count_least: int = 100
    repeated_share: Decimal = Decimal("0.1")
    buyers_once_share: Decimal = Decimal("0.5")
    buyer_share: tuple[Decimal, Decimal] = (Decimal("0.01"), Decimal("0.5"))
    buyers_count_least: int = 1000
    kept_share: Decimal = Decimal("0.95")

    @classmethod
    def read(cls, text: str) -> "Limits":
        """Read limits from TOML; what it does not name stays as it is.

        :raises LimitsError: naming the key, what was found and what to write
        """
        try:
            found = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise LimitsError(f"the limits are no TOML: {error}") from error
        known = {one.name: getattr(cls(), one.name) for one in fields(cls)}
        for name in found:
            if name not in known:
                raise LimitsError(f"limits: there is no {name}; write one of {', '.join(known)}")
        return replace(cls(), **{name: _like(name, found[name], known[name]) for name in found})


def _like(name: str, value: Any, default: Any) -> Any:  # noqa: ANN401 - as each limit is
    if isinstance(default, Mapping):
        if not isinstance(value, dict):
            raise LimitsError(f"limits: {name} is {value!r}; write a table such as IDR = 8e13")
        return dict(default) | {code: _number(f"{name}.{code}", one) for code, one in value.items()}
    if isinstance(default, tuple):
        if not isinstance(value, list) or len(value) != len(default):
            raise LimitsError(f"limits: {name} is {value!r}; write two numbers such as [0.01, 0.5]")
        return tuple(_number(name, one) for one in value)
    found = _number(name, value)
    return int(found) if isinstance(default, int) else found


def _number(name: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise LimitsError(f"limits: {name} is {value!r}; write a number")
    return Decimal(str(value))
