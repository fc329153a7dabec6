"""What a government sets otherwise of flags: ``FLAG.PARAMETER = NUMBER`` in ``pendopo.toml``.

``since 2026-12-01`` behind it says from which day it counts, so that what was computed before, and
is cited, stays as it was.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from pendopo.flags import flags

# More digits than any budget has, fewer than a database can hold.
_DIGITS_MOST: Final = 18
_SINCE: Final = "since"

# A flag and one of its parameters: what it is set to, by the day from which that counts.
Set = Mapping[tuple[str, str], Mapping[date, Decimal]]


class ThresholdError(ValueError):
    """A threshold in ``pendopo.toml`` that no flag has."""


def thresholds_of(written: Sequence[str]) -> Set:
    """Read ``FLAG.PARAMETER = NUMBER since DAY`` as a government writes it.

    :return: of each the days in their order; ``date.min`` where none is written
    :raises ThresholdError: naming what was found and what to write
    """
    found: dict[tuple[str, str], dict[date, Decimal]] = {}
    for text in written:
        name, _, behind = (part.strip() for part in text.partition("="))
        number, _, since = (part.strip() for part in behind.partition(_SINCE))
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
        found.setdefault((flag, parameter), {})[_day(text, since)] = value
    return {key: dict(sorted(of.items())) for key, of in found.items()}


def _day(text: str, since: str) -> date:
    if not since:
        return date.min
    try:
        return date.fromisoformat(since)
    except ValueError:
        raise ThresholdError(
            f"contracts.thresholds has {text!r}; write a day behind since, as 2026-12-01"
        ) from None


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
