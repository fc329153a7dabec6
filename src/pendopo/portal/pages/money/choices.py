"""What a reader may choose, each with where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.pages.money.asked import (
    AS,
    BY,
    CURRENCY,
    DIRECTION,
    PUBLISHER,
    READINGS,
    UNDER,
    YEAR,
    Budget,
)
from pendopo.portal.pages.money.words import directions, readings


@dataclass(frozen=True, slots=True)
class Option:
    """One of several: its name, and the page where it is chosen."""

    name: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A list of which one is chosen."""

    title: str
    options: tuple[Option, ...]


def titles(budget: Budget) -> dict[str, str]:
    """Name the classifications."""
    return {one.name: writing.said(one.title) for one in budget.model.cube.hierarchies}


def choices(budget: Budget) -> list[Choice]:
    """Give all lists in which there is a choice."""
    named = titles(budget)
    known: dict[str, tuple[str, dict[str, str], str]] = {
        PUBLISHER: (_("Publisher"), {one: one for one in budget.publishers}, budget.publisher),
        CURRENCY: (_("Currency"), {one: one for one in budget.currencies}, budget.currency),
        YEAR: (_("Year"), {one: one for one in budget.all_years}, budget.year),
        DIRECTION: (
            _("Money"),
            {one: directions()[one] for one in budget.directions},
            budget.direction,
        ),
        BY: (_("By"), {one: named[one] for one in budget.classifications}, budget.by),
        AS: (
            _("Reading"),
            {one: readings(budget)[one] for one in READINGS if one not in budget.refused},
            budget.reading_word,
        ),
    }
    found = [
        Choice(title, _options(budget, name, options, chosen))
        for name, (title, options, chosen) in known.items()
    ]
    return [one for one in found if len(one.options) > 1]


def _options(
    budget: Budget, name: str, known: Mapping[str, str], chosen: str
) -> tuple[Option, ...]:
    # What is drilled into is of one publisher's codes and one classification.
    reset = {UNDER: "", BY: ""} if name in {PUBLISHER, CURRENCY, DIRECTION, BY} else {}
    if name == CURRENCY:  # which need not have amounts of this year, or that go this way
        reset |= {YEAR: "", DIRECTION: ""}
    return tuple(
        Option(text, budget.address(**{**reset, name: code}), code == chosen)
        for code, text in known.items()
    )
