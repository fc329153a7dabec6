"""What is due and what is late: each office, each register it publishes in, and its rhythm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pendopo.desk.expected import Office, offices, offices_of
from pendopo.desk.models import Person, Post
from pendopo.programme.programme import Programme

# How many days lie between two publications of a rhythm, at most.
DAYS: Final[Mapping[str, int]] = {"month": 31, "quarter": 92, "half-year": 184, "year": 366}
SOON: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Due:
    """What an office owes in a register.

    :param last: the day of its last publication; None before there is one
    :param on: the day until which the next one is due; None where nothing was ever published, so
        that it is due now
    :param people: those who publish it; none where nobody was invited
    :param place: which of several villages of one name it is
    """

    office: str
    register: str
    last: date | None
    on: date | None
    people: tuple[Person, ...]
    place: str = ""

    def late(self, today: date) -> bool:
        """Whether its day has passed, or never came."""
        return self.on is None or self.on < today

    def soon(self, today: date) -> bool:
        """Whether its day is near."""
        return not self.late(today) and self.on is not None and self.on <= today + SOON


def rhythms(opened: Programme) -> dict[str, int]:
    """Give the registers that have a rhythm, each with its days."""
    pairs = (one.split(" ") for one in opened.config.desk.due)
    return {name: DAYS[every] for name, every in pairs if name in opened.registers}


def dues_of(opened: Programme, posts: Iterable[Post] | None = None) -> list[Due]:
    """Give what is owed, the longest first.

    :param posts: whose; without them that of all who are to publish
    """
    known = rhythms(opened)
    if not known:
        return []
    found = [
        _due(office, register, days)
        for office in (offices(opened) if posts is None else offices_of(opened, posts))
        for register, days in known.items()
        if office.owes(register)
    ]
    return sorted(found, key=lambda one: (one.on or date.min, one.office, one.place, one.register))


def _due(office: Office, register: str, days: int) -> Due:
    last = office.last.get(register)
    on = last + timedelta(days=days) if last else None
    return Due(office.name, register, last, on, office.publishers(register), office.place)
