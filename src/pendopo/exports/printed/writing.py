"""Numbers and days on paper, as people of a language write them. Babel knows how."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Final

from babel import Locale, dates, numbers

_TIED = "\N{NO-BREAK SPACE}"
_WHOLE: Final = numbers.parse_pattern("#,##0")
_WITH_CENTS: Final = numbers.parse_pattern("#,##0.00")
_SHARE: Final = numbers.parse_pattern("#,##0.#%")
# A poster, a banner and a picture say the same numbers.
_NUMBERS_KEPT: Final = 4096


@dataclass(frozen=True)
class Writing:
    """How a paper writes.

    :param language: a code as the pages have it: ``id``, ``pt-br``
    :param currency: ISO 4217, of all amounts on the paper
    """

    language: str
    currency: str = ""

    @cached_property
    def locale(self) -> Locale:
        """What Babel knows of the language."""
        return _locale(self.language)

    def number(self, value: Decimal | int) -> str:
        """Write a number whole: 1.250.000 or 1,250,000; two digits behind the mark, or none."""
        return _number(value, self.language)

    def amount(self, value: Decimal) -> str:
        """Write an amount whole, with its currency: Rp 1.250.000."""
        return self._with_currency(self.number(value))

    def short(self, value: Decimal) -> str:
        """Write an amount for a sentence: Rp 3,98 triliun. The word is written out.

        A bare "M" is million to one reader and miliar to another.
        """
        text = numbers.format_compact_decimal(
            value, format_type="long", locale=self.locale, fraction_digits=2
        )
        return self._with_currency(text.replace(" ", _TIED))

    def percent(self, part: Decimal | None, whole: Decimal | None) -> str:
        """Write a share with one digit; empty where unknown, or where it says nothing."""
        if part is None or not whole or whole < 0:
            return ""
        return str(_SHARE.apply(part / whole, self.locale))

    def day(self, value: date) -> str:
        """Write a day: 20 November 2026."""
        return str(dates.format_date(value, "d MMMM y", locale=self.locale))

    def month(self, number: int) -> str:
        """Name a month of the year, 1 to 12."""
        return str(dates.get_month_names("wide", "stand-alone", locale=self.locale)[number])

    def _with_currency(self, text: str) -> str:
        symbol = numbers.get_currency_symbol(self.currency, locale=self.locale)
        return f"{symbol}{_TIED}{text}" if self.currency else text


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@lru_cache(_NUMBERS_KEPT)
def _number(value: Decimal | int, language: str) -> str:
    pattern = _WHOLE if value == int(value) else _WITH_CENTS
    return str(numbers.format_decimal(value, pattern, locale=_locale(language)))
