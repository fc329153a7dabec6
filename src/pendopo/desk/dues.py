"""What is due and what is late: each office, each register it publishes in, and its rhythm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pendopo.desk.models import Person, Post
from pendopo.desk.roles import Role
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
    :param people: those who publish it
    """

    office: str
    register: str
    last: date | None
    on: date | None
    people: tuple[Person, ...]

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

    :param posts: whose; without them those of every publisher
    """
    known = rhythms(opened)
    if not known:
        return []
    if posts is None:
        publishers = Post.objects.filter(role=Role.PUBLISHER, person__is_active=True)
        posts = publishers.select_related("person")
    owed: dict[tuple[str, str], dict[int, Person]] = {}
    for post in posts:
        for register in known:
            if post.office and post.covers(register, post.office):
                owed.setdefault((post.office, register), {})[post.person_id] = post.person
    last = _last(opened)
    found = [
        _due(place, tuple(people.values()), last.get(place), known[place[1]])
        for place, people in owed.items()
    ]
    return sorted(found, key=lambda one: (one.on or date.min, one.office, one.register))


def _due(place: tuple[str, str], people: tuple[Person, ...], last: date | None, days: int) -> Due:
    office, register = place
    return Due(office, register, last, last + timedelta(days=days) if last else None, people)


def _last(opened: Programme) -> dict[tuple[str, str], date]:
    """Give the day of the last publication of each office in each register."""
    found: dict[tuple[str, str], date] = {}
    for one in opened.state().publications:
        metadata = opened.metadata(one)
        if metadata:
            found[metadata.publisher, one.register] = date.fromisoformat(one.time[:10])
    return found
