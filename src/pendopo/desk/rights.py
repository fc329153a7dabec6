"""Who may do what: every right there is, and the roles that have it. One page shows all of it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final

from pendopo.desk.expected import key_of, offices_below
from pendopo.desk.hands import had_part
from pendopo.desk.models import Person, Post, Submission
from pendopo.desk.roles import SIGNS, Role
from pendopo.programme.programme import Programme
from pendopo.terms.wording import say


class Right(StrEnum):
    """What can be done."""

    OWN = "own"
    HAND_IN = "hand-in"
    SEE = "see"
    REVIEW = "review"
    OVERVIEW = "overview"
    QUESTIONS = "questions"
    WITHDRAW = "withdraw"
    REMIND = "remind"
    PEOPLE = "people"
    AUDIT = "audit"


RIGHTS: Final[Mapping[Right, tuple[str, frozenset[Role]]]] = MappingProxyType(
    {
        Right.OWN: (
            say("See and change one's own password, second step and sign-ins"),
            frozenset(Role),
        ),
        Right.HAND_IN: (
            say("Hand in files of one's office, mend them, and send them to a reviewer"),
            frozenset({Role.PUBLISHER, Role.MODERATOR}),
        ),
        Right.SEE: (
            say("See what an office has handed in, before it is public"),
            frozenset(Role) - {Role.CIVIL, Role.INDEPENDENT},
        ),
        Right.REVIEW: (
            say("Let files of others through, or send them back"),
            frozenset({Role.REVIEWER}),
        ),
        Right.OVERVIEW: (
            say("See which offices have published, and which are late"),
            frozenset(Role) - {Role.MODERATOR},
        ),
        Right.QUESTIONS: (
            say("See which questions of the public wait for an answer of any office"),
            frozenset({Role.LEAD, Role.MODERATOR}),
        ),
        Right.WITHDRAW: (
            say("Hide something published for 72 hours, and ask for it to be taken away"),
            frozenset({Role.REVIEWER, Role.LEAD}),
        ),
        Right.REMIND: (
            say("See whom to call, and have those reminded who are late"),
            frozenset({Role.LEAD, Role.ADMINISTRATOR}),
        ),
        Right.PEOPLE: (
            say("Invite people, give and take roles, and end sign-ins"),
            frozenset({Role.ADMINISTRATOR}),
        ),
        Right.AUDIT: (
            say("Read everything that was done at the desk"),
            frozenset({Role.LEAD, Role.ADMINISTRATOR}),
        ),
    }
)


def roles_of(person: Person) -> frozenset[Role]:
    """Give the roles of a person."""
    return frozenset(Role(post.role) for post in posts_of(person))


def posts_of(person: Person) -> list[Post]:
    """Give the posts of a person, read once for each request."""
    known = getattr(person, "_posts", None)
    if known is None:
        known = list(person.posts.all())
        person._posts = known  # type: ignore[attr-defined]  # noqa: SLF001  kept with whom it is of
    return known


def may(person: Person, right: Right, submission: Submission | None = None) -> bool:
    """Whether a person has a right; with a submission, whether for that one.

    Nobody reviews what they handed in themselves, or had another part in.
    """
    posts = _posts_with(posts_of(person), right)
    if submission is None:
        return bool(posts)
    if not any(post.covers(submission.register, submission.office) for post in posts):
        return False
    own = right is Right.REVIEW and submission.by_id == person.pk
    return not own and not (right is Right.REVIEW and had_part(person.name, submission))


def places(person: Person, right: Right) -> list[Post]:
    """Give the posts by which a person has a right."""
    return _posts_with(posts_of(person), right)


class Authority:
    """Which roles somebody gives and takes, and whose accounts they look after.

    An administrator of an office does so for that office and the villages below it, in the
    registers of the post; one without an office for every office. Nobody gives themselves a role.

    :param person: who has, or has not, the right ``Right.PEOPLE``
    """

    def __init__(self, opened: Programme, person: Person) -> None:
        self.person = person
        self._opened = opened
        self._posts = places(person, Right.PEOPLE)
        self._lower: dict[str, list[str]] = {}

    @property
    def everywhere(self) -> bool:
        """Whether it is over every office, in whatever registers."""
        return any(not post.office for post in self._posts)

    @cached_property
    def offices(self) -> tuple[str, ...]:
        """The offices that it names, with those below them; with ``everywhere`` there are more."""
        own = {post.office for post in self._posts if post.office}
        return tuple(sorted(own.union(*map(self._below, own))))

    @property
    def registers(self) -> frozenset[str] | None:
        """Those of any of its posts; None for every one."""
        among = [post.among() for post in self._posts]
        return None if None in among else frozenset().union(*filter(None, among))

    def gives(self, post: Post) -> bool:
        """Whether a role, for its office and registers, is theirs to give."""
        return any(self._holds(own, post) for own in self._posts)

    def takes(self, post: Post) -> bool:
        """Whether a role is theirs to take; nobody takes away that by which they are here."""
        own = post.person_id == self.person.pk and post.role == Role.ADMINISTRATOR
        return self.gives(post) and not own

    def gives_to(self, other: Person) -> bool:
        """Whether somebody is one whom they may give a role, if it is theirs to give."""
        return other.pk != self.person.pk and self.sees(other)

    def sees(self, other: Person) -> bool:
        """Whether somebody is shown to them: who has a role that is theirs to give, and they."""
        own = other.pk == self.person.pk
        return own or self.everywhere or any(map(self.gives, posts_of(other)))

    def looks_after(self, other: Person) -> bool:
        """Whether they may make codes for somebody, say how they are reached, and shut them out.

        Who has another's code has every role of theirs: so each has to be theirs to give.
        """
        posts = posts_of(other)
        if other.pk == self.person.pk:
            return bool(self._posts)
        return all(map(self.gives, posts)) if posts else self.everywhere

    def _holds(self, own: Post, post: Post) -> bool:
        mine, among = own.among(), post.among()
        if mine is not None and (among is None or not among <= mine):
            return False
        if not own.office or key_of(own.office) == key_of(post.office):
            return True
        return key_of(post.office) in map(key_of, self._below(own.office))

    def _below(self, office: str) -> list[str]:
        if office not in self._lower:
            self._lower[office] = offices_below(self._opened, office)
        return self._lower[office]


def needs_second_step(person: Person) -> bool:
    """Whether one of a person's roles needs more than a password."""
    return bool(roles_of(person) & SIGNS)


def _posts_with(posts: Iterable[Post], right: Right) -> list[Post]:
    roles = RIGHTS[right][1]
    found = [post for post in posts if Role(post.role) in roles]
    # A file is always an office's: who has none hands in nothing.
    return [post for post in found if post.office] if right is Right.HAND_IN else found
