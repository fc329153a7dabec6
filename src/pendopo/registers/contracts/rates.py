"""The government's exchange table: what an amount was worth in the home currency on its day."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

# How many days older than an amount its rate may be: a month's rate counts for the month.
DAYS_MOST: Final = 31
_ONE: Final = Decimal(1)


class Compared(NamedTuple):
    """An amount in the home currency, and how it came to be; all None where it is unknown."""

    amount: Decimal | None = None
    home: str | None = None
    rate: Decimal | None = None
    day: date | None = None

    @property
    def how(self) -> tuple[str | None, Decimal | None, date | None]:
        """The currency, the rate and its day."""
        return self.home, self.rate, self.day


UNKNOWN: Final = Compared()


class Rates:
    """Rates by currency and day.

    :param rows: currency, home currency, day and rate: what one unit of the currency was worth on
        that day in the home currency; of two for one day the last counts
    """

    def __init__(self, rows: Iterable[tuple[str, str, date, Decimal]] = ()) -> None:
        by_pair: dict[tuple[str, str], dict[date, Decimal]] = {}
        for currency, home, day, rate in rows:
            by_pair.setdefault((currency, home), {})[day] = rate
        self._rates = by_pair
        self._days = {pair: sorted(rates) for pair, rates in by_pair.items()}

    def compare(self, amount: Decimal, currency: str, home: str, on: date | None) -> Compared:
        """Give an amount in the home currency, by the last rate of at most 31 days before.

        Unknown where there is none: never by a rate of a later day, nor through a third currency.
        """
        if currency == home:
            return Compared(amount, home, _ONE)
        days = self._days.get((currency, home))
        place = bisect_right(days, on) if days and on else 0
        if not days or not on or not place or (on - days[place - 1]).days > DAYS_MOST:
            return UNKNOWN
        rate = self._rates[currency, home][days[place - 1]]
        return Compared(amount * rate, home, rate, days[place - 1])
