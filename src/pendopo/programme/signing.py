"""Whose signatures count: the keys of people's roles, introduced and ended in the log."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pendopo.programme.witnessing import Asking
from pendopo.published.people import OBJECT_ROLE, People, RoleKey, key_of, people
from pendopo.published.state import State
from pendopo.stages.publish import Act, canonical, record_acts
from pendopo.standards.identity import patterns
from pendopo.standards.passkey import Passkey, PasskeyError
from pendopo.standards.tlog.note import ED25519, NoteError, Verifier
from pendopo.store.engine import connect
from pendopo.store.log import Writer
from pendopo.store.place import Staging
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Entry
from pendopo.terms.roles import APPROVER, ENDINGS, ROLES, UNIT
from pendopo.terms.wording import say

Clock = Callable[[], datetime]
Decide = Callable[[People], RoleKey | None]
_OFFICE_LETTERS_MOST = 200


class RoleError(Exception):
    """A key cannot be introduced or ended as asked: a sentence marked with ``say``."""

    def __init__(self, message: str, write: str, **values: str) -> None:
        super().__init__(message)
        self.message, self.write, self.values = message, write, values


@dataclass(frozen=True, slots=True)
class Introduction:
    """A key that somebody handed over, and what they are.

    :param vkey: the verifier key (C2SP signed-note), type 0x01; of an approver a passkey's line
    :param roles: as ``terms.roles.ROLES`` names them
    :param office: the office in words; never a person's name
    :param unit: its code: two officers of one unit count as one
    :param replaces: the id of the entry whose key ends by this one; empty for none
    """

    vkey: str
    roles: tuple[str, ...]
    office: str
    unit: str
    replaces: str = ""


class Hall(Protocol):
    """What signing needs of a programme."""

    @property
    def vkey(self) -> str:
        """The log's verifier key."""

    def recorded(self) -> State:
        """Give what is recorded, what waits for witnesses too."""

    def object_path(self, c: str) -> Path:
        """Give the place of an object."""

    def writer(self, asking: Asking | None = None) -> AbstractContextManager[Writer]:
        """Take the log's lock and give its writer."""

    def staging(self) -> AbstractContextManager[Staging]:
        """Give a folder for files on their way in."""

    @property
    def country(self) -> str:
        """Whose patterns of personal data texts are held to."""


class Signing:
    """The role keys of a programme."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    def people(self, state: State | None = None) -> People:
        """Give the keys as they were in a state; without one, as recorded now."""
        return people(state or self._hall.recorded(), self._hall.object_path)

    def introduce(self, asked: Introduction, at: Clock) -> Entry:
        """Record a key with its roles; from this entry on it signs.

        :raises RoleError: when the key or what is said of it will not do
        """
        key = self._fitting(asked)
        said = {
            "v": 1,
            "vkey": asked.vkey,
            "roles": list(asked.roles),
            "office": asked.office,
            "unit": asked.unit,
        }

        def decide(known: People) -> RoleKey | None:
            held = known.holding(key.public)
            if held is not None:
                raise _known_already(held)
            return self._in_force(known, asked.replaces) if asked.replaces else None

        return self._record(said, decide, at)

    def end(self, id_: str, why: str, at: Clock) -> Entry:
        """Record that a key signs no longer.

        :param id_: the entry that introduced it
        :param why: as ``terms.roles.ENDINGS`` names it
        :raises RoleError: when there is no such key in force
        """
        _one_of(why, tuple(ENDINGS), say("There is no reason {found}."))
        said: dict[str, object] = {"v": 1, "ends": why}
        return self._record(said, lambda known: self._in_force(known, id_), at)

    def _record(self, said: dict[str, object], decide: Decide, at: Clock) -> Entry:
        """Record an act of keys, if it is right once nobody else can record one.

        :param decide: gives the key that ends by it, from those in force under the log's lock
        """
        with self._hall.staging() as staging, self._hall.writer(Asking(at())) as writer:
            before = decide(self.people())
            prev = before.index if before else None
            act = Act(EntryType.ROLE_KEY, {OBJECT_ROLE: canonical(said)}, prev=prev)
            [entry] = record_acts([act], at(), writer, staging)
        return entry

    def _fitting(self, asked: Introduction) -> Verifier | Passkey:
        for role in asked.roles:
            _one_of(role, tuple(ROLES), say("There is no role {found}."))
        if not UNIT.fullmatch(asked.unit):
            raise RoleError(
                say("{found} is no code of a unit."),
                say("Write small letters, digits and hyphens, such as inspectorate."),
                found=asked.unit or "-",
            )
        self._hold_office(asked.office)
        try:
            key = key_of(asked.vkey)
        except (NoteError, PasskeyError) as error:
            raise RoleError(
                say("This is no key: {error}."),
                say(
                    "Take the file that 'pendopo sign --new-key' wrote, the one that ends in .pub, "
                    "or the line that My account at the desk shows."
                ),
                error=str(error),
            ) from error
        if isinstance(key, Passkey):
            _hold_approver(key, asked.roles)
        else:
            self._hold_own(key, asked.roles)
        return key

    def _hold_own(self, key: Verifier, roles: Sequence[str]) -> None:
        """Refuse a note's key that is not a person's, or is to let through at the desk."""
        if APPROVER in roles:
            raise RoleError(
                say("The key {name} signs texts, and an approver signs with a passkey."),
                say("Have the person hand over the line that My account at the desk shows."),
                name=key.name,
            )
        if key.kind != ED25519 or key.public == Verifier.parse(self._hall.vkey).public:
            raise RoleError(
                say("The key {name} is a witness's or the log's own."),
                say("Have the person make a key of their own: pendopo sign --new-key FILE."),
                name=key.name,
            )

    def _hold_office(self, office: str) -> None:
        """Refuse an office that names a person: it is published."""
        if not office.strip() or len(office) > _OFFICE_LETTERS_MOST:
            raise RoleError(
                say("The office is empty or has more than {most} letters."),
                say("Write what it is called, such as Inspektorat Daerah."),
                most=str(_OFFICE_LETTERS_MOST),
            )
        found = person_in(office, self._hall.country)
        if found:
            raise RoleError(
                say("The office holds what looks like personal data: {found}."),
                say("Write the office only; nothing about a person is recorded."),
                found=found,
            )

    @staticmethod
    def _in_force(known: People, id_: str) -> RoleKey:
        key = known.find(id_)
        if key is None or not key.in_force:
            raise RoleError(
                say("No key in force was introduced by the entry {id}."),
                say("Write an id that 'pendopo roles list' shows."),
                id=id_,
            )
        return key


def person_in(text: str, country: str, but: str = "") -> str:
    """Name what identifies a person in a text that is to be public; empty for nothing.

    :param country: ISO 3166-1, two capital letters
    :param but: the name of a pattern that may be there: ``email`` where an office is written to
    :returns: what it is called, marked with ``say``
    """
    # What reads files is imported where it is needed: no start of a verb waits for it.
    from pendopo.stages.validate.persons import prepare  # noqa: PLC0415
    from pendopo.stages.validate.said import said  # noqa: PLC0415

    with connect() as engine:
        prepare(engine)
        looked_for = [one for one in patterns(country) if one.name != but]
        found = said(engine, {"": text}, (), looked_for)
    return ", ".join(one.values["what"] for one in found)


def _hold_approver(key: Passkey, roles: Sequence[str]) -> None:
    """Refuse a passkey that is to sign more than approvals: it signs no text."""
    if tuple(roles) != (APPROVER,):
        raise RoleError(
            say("The key {name} is a passkey, which signs at the desk and no text."),
            say("Write --role {role} alone; for other roles: pendopo sign --new-key FILE."),
            name=key.name,
            role=APPROVER,
        )


def _known_already(held: RoleKey) -> RoleError:
    return RoleError(
        say("This key is known already: {name}, of {office}."),
        say("Have the person make a key for this role alone: pendopo sign --new-key FILE."),
        name=held.key.name,
        office=held.office,
    )


def _one_of(found: str, known: Sequence[str], message: str) -> None:
    if found not in known:
        raise RoleError(message, say("Write one of {known}."), found=found, known=", ".join(known))
