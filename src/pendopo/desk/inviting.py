"""Bringing people to the desk: an account, a role, and the code with which they begin."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from pendopo.desk.audit import record
from pendopo.desk.models import Person, Post
from pendopo.desk.rights import Authority
from pendopo.desk.roles import Role
from pendopo.desk.signing_in import make_code
from pendopo.terms.wording import SaidError, say

NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
# By which the acts name programs and the shell: a person's would be taken for theirs.
_NOT_PEOPLE: Final = frozenset({"desk", "operator", "signer", "worker"})


class InviteError(SaidError):
    """An invitation that cannot be made: a sentence, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to be invited, and as what.

    :param office: empty for every office
    :param registers: none for all
    """

    name: str
    full_name: str
    role: Role
    office: str = ""
    registers: Sequence[str] = ()
    email: str = ""
    phone: str = ""

    def post(self, person: Person) -> Post:
        """Give the role as a person would have it; it is kept nowhere yet."""
        return Post(
            person=person,
            role=self.role.value,
            office=self.office.strip(),
            registers=sorted(self.registers),
        )


def invite(
    wanted: Wanted, at: datetime, by: str, authority: Authority | None = None
) -> tuple[Person, str]:
    """Make an account with a role; give it, and the code that its owner begins with.

    :param by: the name of who invites
    :param authority: what is theirs to give; None for who runs the desk from the shell
    :raises InviteError: when the name will not do, is a program's or taken, a publisher has no
        office, or the role is not theirs to give
    """
    _hold_given(wanted, Person(), authority)
    if not NAME.fullmatch(wanted.name):
        raise InviteError(
            say("The name is {found}."),
            say("Write 2 to 40 small letters, digits, full stops or hyphens: sari.rejo"),
            found=wanted.name or "-",
        )
    if wanted.name in _NOT_PEOPLE:
        raise InviteError(
            say("{name} is how the acts call a program of the desk, or who runs it."),
            say("Write another name: sari.rejo"),
            name=wanted.name,
        )

    def hold() -> None:
        _hold_new(wanted.name)
        hold_free(wanted.email, Person(), authority)

    with held(hold):
        person = Person(
            name=wanted.name,
            full_name=wanted.full_name.strip() or wanted.name,
            email=wanted.email,
            phone=wanted.phone,
            made_at=at,
        )
        person.set_unusable_password()
        person.save()
        _give(person, wanted, by)
        record(by, "invited", name=person.name)
        return person, make_code(person, at)


def give(person: Person, wanted: Wanted, by: str, authority: Authority | None = None) -> Post:
    """Give a person a role.

    :param authority: what is the giver's to give; None for who runs the desk from the shell
    :raises InviteError: when a publisher has no office, or the role is not theirs to give
    """
    if authority and not authority.gives_to(person):
        raise InviteError(
            say("Nobody gives themselves a role."), say("Ask another administrator for it.")
        )
    _hold_given(wanted, person, authority)
    return _give(person, wanted, by)


@contextmanager
def held(hold: Callable[[], None]) -> Iterator[None]:
    """Write, in one transaction, what a hold lets; who came second is told what it then says.

    :param hold: raises ``InviteError`` where a row stands that the tables take no other beside
    """
    hold()
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        hold()
        raise


def _hold_new(name: str) -> None:
    if Person.objects.filter(name=name).exists():
        raise InviteError(
            say("{name} is there already."),
            say("Write another name, or make a new code for {name}."),
            name=name,
        )


def hold_free(email: str, owner: Person, authority: Authority | None = None) -> None:
    """Hold an e-mail address to be no other account's, in whatever letters.

    Two accounts of one address could neither of them sign in by the office's own sign-in. Whose it
    is, is told only to who may see that account.

    :param owner: the account that is to have it; its own address is free to it
    :param authority: of who writes it; None for who runs the desk from the shell
    :raises InviteError: when another account has it, a shut one too: it can be opened again
    """
    others = Person.objects.filter(email__iexact=email).exclude(pk=owner.pk) if email else ()
    for other in others:
        if authority is None or authority.looks_after(other):
            raise InviteError(
                say("The account {name} has the e-mail address {email}."),
                say("Take it out there first, or write another one."),
                name=other.name,
                email=email,
            )
        raise InviteError(
            say("Another account has the e-mail address {email}."),
            say("Write another one, or ask an administrator of the whole government."),
            email=email,
        )


def _hold_given(wanted: Wanted, person: Person, authority: Authority | None) -> None:
    """Hold a role to be one that can be given: a file is always somebody's.

    :raises InviteError: when it is none
    """
    if wanted.role is Role.PUBLISHER and not wanted.office.strip():
        raise InviteError(
            say("A publisher publishes for an office."),
            say("Write its name as it is to stand on the pages."),
        )
    if authority and not authority.gives(wanted.post(person)):
        raise InviteError(
            say("This role is not yours to give."),
            say(
                "You give roles for {offices}, in the registers of your own role; others are given "
                "by an administrator of the whole government."
            ),
            offices=", ".join(authority.offices) or "-",
        )


def _give(person: Person, wanted: Wanted, by: str) -> Post:
    post, _ = Post.objects.get_or_create(
        person=person,
        role=wanted.role.value,
        office=wanted.office.strip(),
        registers=sorted(wanted.registers),
    )
    record(by, "post-given", name=person.name, role=wanted.role.value, office=post.office)
    return post
