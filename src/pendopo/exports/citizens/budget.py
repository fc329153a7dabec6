"""What a citizens' budget says: amounts of one year and publisher, each with where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

# IMF GFSM 2014 calls them so: each is a way that money goes, and two are never added up.
REVENUE: Final = "revenue"
EXPENDITURE: Final = "expenditure"
IN: Final = "financing-in"
OUT: Final = "financing-out"


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that amounts come from.

    :param entry: its place in the log
    :param on: the day it was published
    :param address: its page; empty where the site's address is not known
    """

    entry: int
    title: str
    on: date
    address: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where amounts of a member stand in one publication.

    :param amounts: how many rows of the published table
    :param lines: the rows of the file that was handed in; empty where they are too many to print
    """

    entry: int
    amounts: int
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One row: what it is called, its amounts, and where they stand.

    :param amounts: by phase; None is not known, and a phase that is absent says nothing of it
    :param address: the list of its rows; empty where the site's address is not known
    """

    name: str
    code: str
    amounts: Mapping[str, Decimal | None]
    standing: tuple[Standing, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The money of one direction, told apart by one classification.

    :param plan: the phase that counts as the plan; empty where none is published
    :param spent: the phase of what was carried out; likewise
    :param until: the last month of it, 1 to 12; 0 for the whole year
    :param members: the largest, then one of all others where there are more
    :param others: how many the last one stands for; 0 where there is none
    :param address: this view of the money on the site
    """

    direction: str
    by: str = ""
    plan: str = ""
    spent: str = ""
    until: int = 0
    members: Sequence[Member] = ()
    total: Mapping[str, Decimal | None] = field(default_factory=dict)
    others: int = 0
    address: str = ""

    @property
    def planned(self) -> Decimal | None:
        """What is planned in all; None where it is not known, or no plan is published."""
        return self.total.get(self.plan)

    @property
    def done(self) -> Decimal | None:
        """What was carried out in all, likewise."""
        return self.total.get(self.spent)


@dataclass(frozen=True, slots=True)
class Year:
    """A year beside others: what was planned and carried out, by direction."""

    year: int
    planned: Mapping[str, Decimal | None]
    done: Mapping[str, Decimal | None]
    standing: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """How many people live there.

    :param by: who counted them
    """

    count: int
    year: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class CitizensBudget:
    """All that the paper says.

    :param government: whose money it is
    :param keeper: who publishes it, where that is not the government itself; else empty
    :param on: the day of the last entry that it counts
    :param size: how many entries of the log it counts
    :param purposes: spending by what it is for
    :param kinds: spending by kind
    :param funds: loans and savings, in and out
    :param language: in which the publisher names things
    :param apart: currencies of the same year that are not added
    """

    government: str
    publisher: str
    year: int
    currency: str
    origin: str
    size: int
    root: str
    on: date
    revenue: Part
    purposes: Part
    kinds: Part
    funds: Sequence[Part] = ()
    years: Sequence[Year] = ()
    sources: Sequence[Source] = ()
    people: People | None = None
    keeper: str = ""
    contact: str = ""
    licence: str = ""
    language: str = "en"
    hue: int = 200
    invented: bool = False
    apart: Sequence[str] = ()

    @property
    def difference(self) -> Decimal | None:
        """What is planned to come in less what is to go out; None unless both are of one phase."""
        came, goes = self.revenue.planned, self.purposes.planned
        if came is None or goes is None or self.revenue.plan != self.purposes.plan:
            return None
        return came - goes

    @property
    def left(self) -> Decimal | None:
        """What is left of the plan after loans and savings; None where any of it is not known."""
        rest = self.difference
        of = {part.direction: part for part in self.funds}
        for direction, sign in ((IN, 1), (OUT, -1)):
            part = of.get(direction)
            if rest is None or part is None:
                return None
            amount = part.total.get(self.purposes.plan)
            rest = None if amount is None else rest + sign * amount
        return rest
