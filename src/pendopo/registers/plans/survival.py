"""How likely a promise is to outlive the people who made it: six things, by a published formula.

Each of six factors is between 0 and 1, or unknown::

    legal basis        1 a national law, 3/4 a national regulation or a local law, 1/2 a local
                       regulation (a decree of whoever governs), 1/4 an agreement or a letter,
                       0 none; of several the highest counts
    budget line        1 named, 0 none
    office             1 an office of the civil service answers for it, 0 only elected people and
                       those whom they appoint do, as the plan says; no name tells it
    evidence outside   a third for each other holder of the evidence, at most 1
    reuse              1 somebody else uses what it made, 0 nobody does, as the plan says
    news               1 on the day of the last news, falling to 0 after 365 days

The score is their sum. What is unknown is not zero: it counts 0 in the low and 1 in the high sum,
so that what nobody knows stays visible as the distance between the two.

Source: open government reviews of what ended with a change of government; the weights are ours and
equal, since nobody has measured others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from pendopo.terms.commitment import CIVIL_SERVICE, Commitment
from pendopo.terms.wording import say

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
# A plan's levels (``terms.commitment.LEGAL_LEVELS``) by how hard each is to undo.
LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "national-law": "law",
        "national-regulation": "regulation",
        "local-law": "regulation",
        "local-regulation": "decree",
        "agreement": "letter",
        "none": "none",
    }
)
# How somebody writes that there is none, rather than nothing.
_NONE = frozenset({"none", "tidak ada", "-"})
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


@dataclass(frozen=True, slots=True)
class Factor:
    """One of the six, from 0 to 1: at least, and at most.

    :param title: what it is, marked for translation
    :param rule: how it counts, marked for translation
    """

    title: str
    rule: str
    low: Fraction
    high: Fraction


def facts_of(one: Commitment, holders: int | None, days: int | None) -> Facts:
    """Say what is known of a commitment.

    :param holders: how many others hold the evidence
    :param days: since the last news of it
    """
    named = [basis for basis in one.legal_basis if not _is_none(basis.title)]
    levels = [LEVELS[basis.level] for basis in named if basis.level]
    legal = max(levels, key=LEGAL.__getitem__, default=None)
    if one.legal_basis and not named:
        legal = "none"
    return Facts(
        legal=legal,
        legal_named=bool(named),
        budget=_any_named(one.budget_lines),
        office=_office(one),
        holders=holders,
        reused=_any_named(one.used_by),
        days=days,
    )


def _any_named(texts: Sequence[str]) -> bool | None:
    """Tell whether any is named; None where nothing is said, not even that there is none."""
    return not all(map(_is_none, texts)) if texts else None


def _office(one: Commitment) -> bool | None:
    """Tell whether the civil service answers for it; of a name alone nobody knows."""
    if one.lead and _is_none(one.lead):
        return False
    return one.lead_kind == CIVIL_SERVICE if one.lead_kind else None


def _is_none(text: str) -> bool:
    return text.strip().lower() in _NONE


def factors(facts: Facts) -> tuple[Factor, ...]:
    """Give the six, in their order.

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
    named = zip(_NAMED, bounds, strict=True)
    return tuple(Factor(title, rule, *bound) for (title, rule), bound in named)


def survival(facts: Facts) -> Survival:
    """Add up the factors of a commitment.

    :raises SurvivalError: for a legal level that is none, or a count below zero
    """
    found = factors(facts)
    return Survival(
        sum((one.low for one in found), Fraction()), sum((one.high for one in found), Fraction())
    )


_NAMED = (
    (
        say("A rule stands behind it"),
        say(
            "1 for a national law, 0.75 for a national regulation or a local law, 0.5 for a local "
            "regulation or decree, 0.25 for an agreement or a letter, 0 for none"
        ),
    ),
    (say("The budget has a line for it"), say("1 where one is named, 0 where there is none")),
    (
        say("An office answers for it"),
        say(
            "1 for an office of the civil service, 0 where only elected people and those whom they "
            "appoint do; unknown until the plan says which"
        ),
    ),
    (
        say("Others hold the evidence"),
        say("a third for each witness or mirror of this record, at most 1"),
    ),
    (say("Others use what it made"), say("1 where somebody does, 0 where nobody does")),
    (
        say("There is news of it"),
        say("1 on the day of the last news, falling evenly to 0 after 365 days"),
    ),
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
