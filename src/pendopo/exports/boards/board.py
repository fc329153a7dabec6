"""What a village's board says, and what the law wants on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from pendopo.terms.wording import say

FINISHED: Final = "finished"
_ALL_DONE: Final = 100


class Item(StrEnum):
    """What the law wants published on boards: Permendagri 20/2018, art. 39 and 72."""

    BUDGET = "budget"
    RUN_BY = "run-by"
    COMPLAINTS = "complaints"
    OUTCOME = "outcome"
    ACTIVITIES = "activities"
    UNFINISHED = "unfinished"
    REMAINING = "remaining"


ITEMS: Final = {
    Item.BUDGET: say("the budget"),
    Item.RUN_BY: say("who carries it out"),
    Item.COMPLAINTS: say("where to complain"),
    Item.OUTCOME: say("what was received and spent"),
    Item.ACTIVITIES: say("how far each activity is"),
    Item.UNFINISHED: say("activities not finished"),
    Item.REMAINING: say("how much is left"),
}


@dataclass(frozen=True, slots=True)
class Money:
    """One row: planned and carried out; None is not known, or not published."""

    name: str
    planned: Decimal | None = None
    done: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """What is to be done: where, how much of it, and how far it is.

    :param progress: of the work, 0 to 100; None where it is not reported
    :param state: as the register has it; empty where it is not reported
    """

    name: str
    money: Money
    place: str = ""
    volume: str = ""
    progress: Decimal | None = None
    state: str = ""

    @property
    def told(self) -> bool:
        """Whether anything is reported of the work."""
        return bool(self.state) or self.progress is not None

    @property
    def finished(self) -> bool:
        """Whether the work is reported as done."""
        return self.state == FINISHED or (not self.state and self.progress == _ALL_DONE)


@dataclass(frozen=True, slots=True)
class Origin:
    """A publication that the board was made from.

    :param address: its page, where anyone can check it; empty where the site's is not known
    """

    id: str
    entry: int
    on: date
    address: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A village on the map: SVG path data on the sheet of its district.

    :param here: whether it is the board's own
    """

    path: str
    here: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The map of a district: its villages.

    :param missing: how many of its villages have no border, and so are not drawn
    """

    width: int
    height: int
    areas: Sequence[Area]
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """All that the board of one village and year says; an empty text is not published.

    :param plan: the phase that counts as the plan: revised, approved or proposal; empty for none
    :param executed: whether what was received and spent is published
    :param until: the last day of it; None where it is not told
    :param stated: what the village says is left
    """

    village: str
    code: str
    district: str
    government: str
    year: int
    currency: str
    plan: str
    executed: bool
    incoming: Sequence[Money]
    outgoing: Sequence[Money]
    funds_in: Sequence[Money] = ()
    funds_out: Sequence[Money] = ()
    activities: Sequence[Activity] = ()
    origins: Sequence[Origin] = ()
    regulation: str = ""
    until: date | None = None
    stated: Decimal | None = None
    run_by: str = ""
    complaints_to: str = ""
    sheet: Sheet | None = None
    hue: int = 200
    invented: bool = False
    keeper: str = ""

    def left(self, *, planned: bool = False) -> Decimal | None:
        """Give revenue less spending, with financing; None where any of it is not known.

        Of a budget without a row nothing is known: that is not nothing left.
        """
        if not (self.incoming or self.outgoing or self.funds_in or self.funds_out):
            return None
        rest = Decimal(0)
        signed = ((self.incoming, 1), (self.outgoing, -1), (self.funds_in, 1), (self.funds_out, -1))
        for rows, sign in signed:
            for row in rows:
                amount = row.planned if planned else row.done
                if amount is None:
                    return None
                rest += sign * amount
        return rest

    def lacking(self) -> list[Item]:
        """Give what the law wants and the record does not hold.

        The report on what became of the budget (art. 72) is due once anything was carried out.
        """
        held = {
            Item.BUDGET: bool(self.plan) and bool(self.incoming) and bool(self.outgoing),
            Item.RUN_BY: bool(self.run_by),
            Item.COMPLAINTS: bool(self.complaints_to),
        }
        if self.executed:
            told = any(one.told for one in self.activities)
            held |= {
                Item.OUTCOME: any(one.done is not None for one in self.incoming),
                Item.ACTIVITIES: told,
                Item.UNFINISHED: told,
                Item.REMAINING: self.stated is not None or self.left() is not None,
            }
        return [item for item in Item if not held.get(item, True)]


def total(rows: Sequence[Money], name: str = "") -> Money:
    """Add up rows; what one has no known amount of is not known of all."""

    def added(amounts: Sequence[Decimal | None]) -> Decimal | None:
        known = [one for one in amounts if one is not None]
        return sum(known, Decimal(0)) if len(known) == len(amounts) and known else None

    return Money(name, added([one.planned for one in rows]), added([one.done for one in rows]))
