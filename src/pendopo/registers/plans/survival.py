"""How likely a promise is to outlive the people who made it: six things, by a published formula.

Each of six factors is between 0 and 1, or unknown::

    legal basis        1 a law, 3/4 a regulation, 1/2 a decree, 1/4 a letter, 0 none
    budget line        1 named, 0 none
    office             1 an office of the civil service answers for it, 0 only elected people do
    evidence outside   a third for each other holder of the evidence, at most 1
    reuse              1 somebody else uses what it made, 0 nobody does
    news               1 on the day of the last news, falling to 0 after 365 days

The score is their sum. What is unknown is not zero: it counts 0 in the low and 1 in the high sum,
so that what nobody knows stays visible as the distance between the two.

Source: open government reviews of what ended with a change of government; the weights are ours and
equal, since nobody has measured others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

FACTORS: Final = 6
LEGAL: Final[Mapping[str, Fraction]] = MappingProxyType(
    {
        "law": Fraction(1),
        "regulation": Fraction(3, 4),
        "decree": Fraction(1, 2),
        "letter": Fraction(1, 4),
        "none": Fraction(0),
    }
)
_HOLDERS_ENOUGH = 3
_DAYS_OF_NEWS = 365
_HALF = Fraction(1, 2)


class SurvivalError(ValueError):
    """A factor is none of those that there are."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a commitment; None is unknown.

    :param legal: a level of ``LEGAL``
    :param legal_named: whether a rule is named, where its level is not known
    :param holders: how many others hold the evidence: mirrors, witnesses, archives
    :param days: since the last news of it
    """

    legal: str | None = None
    legal_named: bool = False
    budget: bool | None = None
    office: bool | None = None
    holders: int | None = None
    reused: bool | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Survival:
    """How many of the six hold: at least, and at most."""

    low: Fraction
    high: Fraction

    def rounded(self) -> tuple[int, int]:
        """Give both in whole numbers, a half upwards."""
        return (int(self.low + _HALF), int(self.high + _HALF))


def survival(facts: Facts) -> Survival:
    """Add up the factors of a commitment.

    :raises SurvivalError: for a legal level that is none, or a count below zero
    """
    bounds = (
        _legal(facts),
        _whether(facts.budget),
        _whether(facts.office),
        _holders(facts.holders),
        _whether(facts.reused),
        _news(facts.days),
    )
    return Survival(
        sum((low for low, _ in bounds), Fraction()), sum((h for _, h in bounds), Fraction())
    )


def _legal(facts: Facts) -> tuple[Fraction, Fraction]:
    if facts.legal is None:
        return (LEGAL["letter"] if facts.legal_named else Fraction(0), Fraction(1))
    if facts.legal not in LEGAL:
        raise SurvivalError(f"legal is {facts.legal!r}; write one of {', '.join(LEGAL)}")
    return _exactly(LEGAL[facts.legal])


def _whether(known: bool | None) -> tuple[Fraction, Fraction]:  # noqa: FBT001  a fact, or unknown
    return (Fraction(0), Fraction(1)) if known is None else _exactly(Fraction(known))


def _holders(count: int | None) -> tuple[Fraction, Fraction]:
    if count is None:
        return _whether(None)
    _hold(count, "holders")
    return _exactly(Fraction(min(count, _HOLDERS_ENOUGH), _HOLDERS_ENOUGH))


def _news(days: int | None) -> tuple[Fraction, Fraction]:
    if days is None:
        return _whether(None)
    _hold(days, "days")
    return _exactly(1 - Fraction(min(days, _DAYS_OF_NEWS), _DAYS_OF_NEWS))


def _hold(count: int, name: str) -> None:
    if count < 0:
        raise SurvivalError(f"{name} is {count}; write 0 or more")


def _exactly(value: Fraction) -> tuple[Fraction, Fraction]:
    return value, value
