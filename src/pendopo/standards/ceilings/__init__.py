"""Ceilings: up to which value the law of a country lets a buyer do without an open tender.

Data of each country, in a file beside this one; what was not read at its source says so.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One ceiling.

    :param id: names it for good
    :param titles: by language
    :param amount: up to which the simpler method may be used, itself included
    :param categories: OCDS, tender/mainProcurementCategory
    :param method: what it caps, in the words of the law
    :param since: the first day of purchases that it holds for; None where it is not known
    :param until: the last; None while it holds
    :param source: where amount and clause were read, such as the gazette; empty where nobody did
    """

    id: str
    titles: Mapping[str, str]
    amount: Decimal
    currency: str
    categories: tuple[str, ...]
    method: str
    since: date | None
    until: date | None
    law: str
    clause: str
    source: str

    @property
    def verified(self) -> bool:
        """Whether amount and clause were read at their source."""
        return bool(self.source)


@cache
def ceilings_of(country: str) -> tuple[Ceiling, ...]:
    """Give a country's ceilings, in the order of the file; none of one that is not known.

    :param country: ISO 3166-1 alpha-2
    """
    text = files(__name__).joinpath("ceilings.toml").read_text("utf-8")
    return tuple(_ceiling(one) for one in tomllib.loads(text).get(country, ()))


def _ceiling(raw: Mapping[str, Any]) -> Ceiling:
    return Ceiling(
        id=raw["id"],
        titles=raw["title"],
        amount=Decimal(raw["amount"]),
        currency=raw["currency"],
        categories=tuple(raw["categories"]),
        method=raw["method"],
        since=raw.get("since"),
        until=raw.get("until"),
        law=raw["law"],
        clause=raw["clause"],
        source=raw["source"],
    )
