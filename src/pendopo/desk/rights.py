"""Who may do what: every right there is, and the roles that have it. One page shows all of it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pendopo.desk.hands import had_part
from pendopo.desk.models import Person, Post, Submission
from pendopo.desk.roles import SIGNS, Role
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


def needs_second_step(person: Person) -> bool:
    """Whether one of a person's roles needs more than a password."""
    return bool(roles_of(person) & SIGNS)


def _posts_with(posts: Iterable[Post], right: Right) -> list[Post]:
    roles = RIGHTS[right][1]
    found = [post for post in posts if Role(post.role) in roles]
    # A file is always an office's: who has none hands in nothing.
    return [post for post in found if post.office] if right is Right.HAND_IN else found
