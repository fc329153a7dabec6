"""Who is to publish: offices that have a publisher, those the settings list, and the villages.

Whom nobody invited is counted too: a list of the missing that leaves out whoever never came would
call a regency complete in which one village of 430 takes part.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from pendopo.desk.asking import day_of
from pendopo.desk.models import Person, Post
from pendopo.desk.roles import Role
from pendopo.programme.expecting import Village, villages
from pendopo.programme.programme import Programme

_BUDGETS: Final = "villages"
_CODE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)+")


@dataclass(frozen=True, slots=True)
class Office:
    """An office or village that is to publish.

    :param name: as it stands, or would stand, on the pages as publisher
    :param posts: of its publishers; none where nobody was ever invited
    :param last: the day of its last publication, by register
    :param village: what the list of places says of it; None where it is no village of the list
    """

    name: str
    posts: tuple[Post, ...] = ()
    last: Mapping[str, date] = field(default_factory=dict)
    village: Village | None = None

    @property
    def latest(self) -> date | None:
        """The day of its last publication in any register."""
        return max(self.last.values(), default=None)

    @property
    def place(self) -> str:
        """Which of several villages of one name it is: its code and district."""
        parts = (self.village.code, self.village.district) if self.village else ()
        return " · ".join(part for part in parts if part)

    @property
    def people(self) -> tuple[Person, ...]:
        """Who publishes for it, and may sign in."""
        return tuple({post.person_id: post.person for post in _active(self.posts)}.values())

    def publishers(self, register: str) -> tuple[Person, ...]:
        """Give who publishes in a register for it, and may sign in."""
        posts = [post for post in _active(self.posts) if post.covers(register, post.office)]
        return tuple({post.person_id: post.person for post in posts}.values())

    def owes(self, register: str) -> bool:
        """Whether it is to publish in a register: as its posts say, and a village its budget.

        An office of which only the name is known owes what every office owes; villages' budgets
        are no office's.
        """
        if any(post.covers(register, post.office) for post in self.posts):
            return True
        if self.village:
            return register == _BUDGETS
        return not self.posts and register != _BUDGETS


def offices(opened: Programme) -> list[Office]:
    """Give all who are to publish, by name."""
    publishers = Post.objects.filter(role=Role.PUBLISHER).select_related("person")
    known = _Known(opened)
    found = known.of(publishers)
    names = {key_of(one.name) for one in found}
    listed = {key_of(name): name for name in opened.config.desk.offices}
    found += [known.named(name) for key, name in listed.items() if key not in names]
    met = {one.village.code for one in found if one.village}
    found += [known.alone(one) for one in known.villages if one.code not in met]
    return sorted(found, key=lambda one: (one.name.casefold(), one.place))


def offices_below(opened: Programme, office: str) -> list[str]:
    """Give the villages of the district that an office is named as, each as an office is named.

    A district is named as the list of places names it; where two have one name, with the code
    behind it, as a village is. None where the office is no district, or no village is to publish.
    """
    known = villages(opened, opened.state()) if opened.config.desk.villages else []
    called = _called({one.district_code: one.district for one in known if one.district})
    own = {code for code, name in called.items() if key_of(name) == key_of(office)}
    names = _called({one.code: one.name for one in known})
    return sorted(names[one.code] for one in known if one.district_code in own)


def offices_of(opened: Programme, posts: Iterable[Post]) -> list[Office]:
    """Give the offices that some posts are for."""
    return _Known(opened).of(posts)


class _Known:
    """What the log and the list of places tell of offices, by which they are recognised."""

    def __init__(self, opened: Programme) -> None:
        self.villages = villages(opened, opened.state()) if opened.config.desk.villages else []
        self._last = _last(opened)
        self._by_code = {one.code: one for one in self.villages}
        count = Counter(key_of(one.name) for one in self.villages)
        # Which of several is meant a name does not say; its code does.
        self._by_name = {
            key_of(one.name): one for one in self.villages if count[key_of(one.name)] == 1
        }

    def of(self, posts: Iterable[Post]) -> list[Office]:
        """Give the offices that some posts are for."""
        grouped: dict[str, list[Post]] = {}
        for post in posts:
            if post.office:
                grouped.setdefault(key_of(post.office), []).append(post)
        return [self.named(own[0].office, own) for own in grouped.values()]

    def named(self, name: str, posts: Iterable[Post] = ()) -> Office:
        """Give an office by its name; it is a village where it names its code, or the only one."""
        key = key_of(name)
        codes = [code for code in _CODE.findall(key) if code in self._by_code]
        village = self._by_code[codes[0]] if codes else self._by_name.get(key)
        return Office(name, tuple(posts), self._days(key, village), village)

    def alone(self, village: Village) -> Office:
        """Give a village that nobody was invited for."""
        key = key_of(village.name)
        return Office(
            village.name, (), self._days(key if key in self._by_name else "", village), village
        )

    def _days(self, key: str, village: Village | None) -> Mapping[str, date]:
        """Give the days of its last publications, and of its budget's, whoever handed that in."""
        days = self._last.get(key, {})
        if village is None or village.last is None:
            return days
        return {**days, _BUDGETS: max(village.last, days.get(_BUDGETS, village.last))}


def key_of(name: str) -> str:
    """Give that by which an office is recognised, however its name is spaced or capitalised."""
    return " ".join(name.casefold().split())


def _called(names: Mapping[str, str]) -> dict[str, str]:
    """Give what each place is called, by code: its name, and with its code where another has it."""
    count = Counter(map(key_of, names.values()))
    return {
        code: name if count[key_of(name)] == 1 else f"{name} ({code})"
        for code, name in names.items()
    }


def _active(posts: Iterable[Post]) -> list[Post]:
    return [post for post in posts if post.person.is_active]


def _last(opened: Programme) -> dict[str, dict[str, date]]:
    """Give the day of the last publication of each publisher in each register."""
    found: dict[str, dict[str, date]] = {}
    for one in opened.state().publications:
        metadata = opened.metadata(one)
        if metadata:
            own = found.setdefault(key_of(metadata.publisher), {})
            own[one.register] = day_of(opened, datetime.fromisoformat(one.time))
    return found
