"""What a government sets otherwise of flags: ``FLAG.PARAMETER = NUMBER`` in ``pendopo.toml``."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from pendopo.flags import flags

# More digits than any budget has, fewer than a database can hold.
_DIGITS_MOST: Final = 18


class ThresholdError(ValueError):
    """A threshold in ``pendopo.toml`` that no flag has."""


def thresholds_of(written: Sequence[str]) -> Mapping[tuple[str, str], Decimal]:
    """Read ``FLAG.PARAMETER = NUMBER`` as a government writes it.

    :raises ThresholdError: naming what was found and what to write
    """
    found = {}
    for text in written:
        name, _, number = (part.strip() for part in text.partition("="))
        flag, _, parameter = name.partition(".")
        known = [one.name for one in flags()[flag].parameters] if flag in flags() else []
        if parameter not in known:
            write = (
                f"one of {', '.join(known)}" if known else "a flag such as r003_short_time_to_bid"
            )
            raise ThresholdError(f"contracts.thresholds has {text!r}; write {write}")
        value = _number(number)
        counts = next(one.counts for one in flags()[flag].parameters if one.name == parameter)
        if value is None or (counts and value != value.to_integral_value()):
            kind = "whole number" if counts else "number"
            raise ThresholdError(
                f"contracts.thresholds has {text!r}; write a {kind} behind {name} =, 0 or more"
            )
        found[flag, parameter] = value
    return found


def _number(text: str) -> Decimal | None:
    """Read a number that something can be held against; None for what is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or value < 0:
        return None
    _sign, digits, exponent = value.as_tuple()
    known = isinstance(exponent, int) and -_DIGITS_MOST <= exponent <= _DIGITS_MOST - len(digits)
    return value if known else None
