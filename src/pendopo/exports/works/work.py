"""What is known of a contracted work, for its board and for the sheet of a visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in its currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What was ordered: how much of it, in which unit; None where that is not told."""

    name: str
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the work, and the day on which it is due."""

    name: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """All that the papers of one contract say; None and an empty text are not published.

    :param value: of the contract, or else of the award; None too where it is of several currencies
    :param signed: whether the value is of a contract
    :param paid: all payments together
    :param questions: what red flags ask of it, in the reader's language
    :param address: its page, where the newest stands; empty where the site's is not known
    :param size: how many entries the record had
    """

    ocid: str
    title: str
    government: str
    origin: str
    size: int
    on: date
    buyer: str = ""
    suppliers: str = ""
    method: str = ""
    value: Money | None = None
    signed: bool = False
    estimate: Money | None = None
    paid: Money | None = None
    begins: date | None = None
    ends: date | None = None
    things: Sequence[Thing] = ()
    steps: Sequence[Step] = ()
    questions: Sequence[str] = ()
    complaints_to: str = ""
    address: str = ""
    hue: int = 200
    invented: bool = False
    keeper: str = ""
