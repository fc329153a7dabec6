"""The two ends of an axis and the round numbers on it. Exact, since money is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_STEPS_MOST = 4
_ROUND = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from ``low`` to ``high``, zero always on it.

    An axis that left out zero would make a small difference look large.
    """

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    def share(self, value: Decimal) -> Decimal:
        """Give where a value lies, 0 at the low end and 1 at the high one."""
        return (value - self.low) / (self.high - self.low)


def scale_of(values: Sequence[Decimal]) -> Scale:
    """Give the axis that holds all values and zero."""
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    if low == high:
        return Scale(Decimal(0), Decimal(1), (Decimal(0),))
    step = _step(high - low)
    low = (low / step).to_integral_value(ROUND_FLOOR) * step
    high = (high / step).to_integral_value(ROUND_CEILING) * step
    count = int((high - low) / step)
    return Scale(low, high, tuple(low + step * i for i in range(count + 1)))


def ends_of(values: Sequence[Decimal]) -> Scale:
    """Give the shortest axis that holds all values and zero, where no round number is written."""
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    return Scale(low, high if high > low else low + 1, ())


def _step(span: Decimal) -> Decimal:
    """Give the smallest of 1, 2, 5 times a power of ten that makes few enough steps."""
    power = Decimal(1).scaleb(span.adjusted() - 1)
    for _ in range(3):
        for digit in _ROUND:
            if span / (power * digit) <= _STEPS_MOST:
                return power * digit + 0  # 50, not 5E+1
        power *= 10
    raise AssertionError(span)


def spread(count: int, most: int) -> list[int]:
    """Choose which of some labels are written: evenly, first and last among them.

    :param most: how many there is room for, two or more
    """
    if count <= most:
        return list(range(count))
    every = -(-(count - 1) // (most - 1))
    chosen = list(range(0, count - 1, every))
    # The last is always written, so one that comes close before it is not.
    if count - 1 - chosen[-1] < every and len(chosen) > 1:
        chosen.pop()
    return [*chosen, count - 1]
