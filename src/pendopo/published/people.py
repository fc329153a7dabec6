"""Who may sign what, and since when: the fold of the ``role-key`` entries.

A ``role-key`` entry introduces a key with its roles and its office, or ends one (``prev`` names the
entry that introduced it). Nothing about a person is in either: the object says a role, an office
and a unit, and is never withdrawn, for without it no past signature could be judged.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pendopo.published.state import State
from pendopo.standards.passkey import Passkey, PasskeyError, is_passkey
from pendopo.standards.statement import Statement, StatementError, open_statement
from pendopo.standards.tlog.note import NoteError, SignatureError, Verifier, split_note
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Entry
from pendopo.terms.roles import may_sign
from pendopo.terms.wording import say

OBJECT_ROLE = "role-key"


class SignedError(Exception):
    """What people signed does not hold: a sentence marked with ``say``, and what to do."""

    def __init__(self, message: str, write: str = "", **values: str) -> None:
        super().__init__(message)
        self.message, self.write, self.values = message, write, values


@dataclass(frozen=True, slots=True)
class RoleKey:
    """A key of somebody who has a role.

    :param index: the entry that introduced it
    :param id: that entry's id
    :param key: what its signatures are checked with: a note's key, or of an approver a passkey
    :param roles: what its holder may do, as ``terms.roles.ROLES`` names it
    :param office: the office in words
    :param unit: a code of the office: two officers of one unit count as one
    :param since: when it was introduced, RFC 3339 in UTC
    :param ended: the entry that ended it, or None while it is in force
    :param until: when that was; empty while it is in force
    :param why: as ``terms.roles.ENDINGS`` names it
    """

    index: int
    id: str
    key: Verifier | Passkey
    roles: tuple[str, ...]
    office: str
    unit: str
    since: str
    ended: int | None = None
    until: str = ""
    why: str = ""

    @property
    def in_force(self) -> bool:
        """Whether it signs still."""
        return self.ended is None


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement, and the keys that signed it."""

    statement: Statement
    by: tuple[RoleKey, ...]

    @property
    def units(self) -> frozenset[str]:
        """The units whose officers signed."""
        return frozenset(key.unit for key in self.by)


@dataclass(frozen=True, slots=True)
class People:
    """The role keys of a state, oldest first, those that were ended too."""

    keys: tuple[RoleKey, ...] = ()

    def before(self, index: int) -> "People":
        """Give what was in the log before an entry, as if nothing came after it."""
        found = []
        for key in self.keys:
            if key.index < index:
                ended = key.ended is not None and key.ended < index
                found.append(key if ended else replace(key, ended=None, until="", why=""))
        return People(tuple(found))

    def in_force(self) -> tuple[RoleKey, ...]:
        """Give the keys that sign still."""
        return tuple(key for key in self.keys if key.in_force)

    def find(self, id_: str) -> RoleKey | None:
        """Give the key that an entry introduced, by the entry's id."""
        return next((key for key in self.keys if key.id == id_), None)

    def signing(self, id_: str, act: str) -> RoleKey:
        """Give the key that an entry introduced, where it may sign an act now.

        :raises SignedError: saying why it may not
        """
        key = self.find(id_)
        if key is None:
            raise SignedError(
                say("No key was introduced by the entry {id}."),
                say("Introduce it first: pendopo roles add."),
                id=id_ or "-",
            )
        return _signing(key, act)

    def holding(self, public: bytes) -> RoleKey | None:
        """Give what is known of a public key, under whatever name: the last that was said."""
        return next((key for key in reversed(self.keys) if key.key.public == public), None)

    def check(self, note: str, act: str, log: str) -> Signed:
        """Hold a signed statement to the keys in force, all of its signatures.

        :param act: what it must be a statement of
        :param log: the origin of the log that it must be for
        :raises SignedError: when one signature is not by a key in force with a role for the act
        """
        try:
            lines = split_note(note)[1]
            by = tuple(dict.fromkeys(self._key(one.name, one.key_id, act) for one in lines))
            verifiers = [key.key for key in by if isinstance(key.key, Verifier)]
            statement, _ = open_statement(note, verifiers)
        except SignatureError as error:
            raise SignedError(
                say("A signature is not over this text: {error}."),
                say("Have the text signed again, as it is."),
                error=str(error),
            ) from error
        except (NoteError, StatementError) as error:
            raise SignedError(
                say("This is no signed statement: {error}."),
                say("Attach the file that 'pendopo sign' wrote."),
                error=str(error),
            ) from error
        self._hold_subject(statement, act, log)
        return Signed(statement, by)

    @staticmethod
    def _hold_subject(statement: Statement, act: str, log: str) -> None:
        if (statement.act, statement.log) != (act, log):
            raise SignedError(
                say("What was signed is of {found} for the log {theirs}, not of {act} for {ours}."),
                say("Attach the signatures over this request."),
                found=statement.act,
                theirs=statement.log,
                act=act,
                ours=log,
            )

    def _key(self, name: str, key_id: str, act: str) -> RoleKey:
        """Give the key of a signature line.

        :raises SignedError: when it may not sign the act now
        """
        same = [
            key
            for key in self.keys
            # No signature line of a note is a passkey's.
            if isinstance(key.key, Verifier) and (key.key.name, key.key.key_id) == (name, key_id)
        ]
        if not same:
            raise SignedError(
                say("The key {name} was never introduced in the log."),
                say("Introduce it first: pendopo roles add."),
                name=name,
            )
        return _signing(same[-1], act)


def people(state: State, object_path: Callable[[str], Path]) -> People:
    """Fold the ``role-key`` entries of a state.

    :param object_path: gives the place of an object by its commitment
    """

    def read(c: str) -> bytes | None:
        try:
            return object_path(c).read_bytes()
        except OSError:
            return None

    return people_of(state.entries, read)


def people_of(entries: Iterable[Entry], read: Callable[[str], bytes | None]) -> People:
    """Fold entries, in the order of the log.

    :param read: gives an object by its commitment; what is not there says nothing, and a key that
        is not known signs nothing
    """
    keys: dict[int, RoleKey] = {}
    for entry in entries:
        if entry.leaf.type is not EntryType.ROLE_KEY:
            continue
        raw = _read(read(one.c) for one in entry.leaf.own if one.role == OBJECT_ROLE)
        prev = entry.leaf.prev
        if prev in keys and keys[prev].in_force:
            why = str(raw.get("ends", "replaced"))
            keys[prev] = replace(keys[prev], ended=entry.index, until=entry.leaf.time, why=why)
        made = _introduced(entry, raw)
        if made is not None:
            keys[entry.index] = made
    return People(tuple(keys.values()))


def _signing(key: RoleKey, act: str) -> RoleKey:
    """Give a key that may sign an act now.

    :raises SignedError: saying why it may not
    """
    if not key.in_force:
        raise SignedError(
            say("The key {name} was ended on {day}."),
            say("Have someone sign whose key is in force: pendopo roles list."),
            name=key.key.name,
            day=key.until[:10],
        )
    if not may_sign(act, key.roles):
        raise SignedError(
            say("The key {name} has the role {roles}, which does not sign for: {act}."),
            say("Have someone sign who has the role: pendopo roles list."),
            name=key.key.name,
            roles=", ".join(key.roles),
            act=act,
        )
    return key


def _introduced(entry: Entry, raw: Mapping[str, Any]) -> RoleKey | None:
    """Read what introduces a key; None for an entry that only ends one, or cannot be read."""
    try:
        return RoleKey(
            index=entry.index,
            id=entry.leaf.id,
            key=key_of(str(raw["vkey"])),
            roles=tuple(str(role) for role in raw["roles"]),
            office=str(raw["office"]),
            unit=str(raw["unit"]),
            since=entry.leaf.time,
        )
    except (KeyError, TypeError, NoteError, PasskeyError):
        return None


def key_of(line: str) -> Verifier | Passkey:
    """Read a key as its holder handed it over: a passkey's line, else a note's key.

    :raises NoteError: when it is neither
    :raises PasskeyError: when it is a passkey's, and wrong
    """
    return Passkey.parse(line) if is_passkey(line) else Verifier.parse(line)


def _read(contents: Iterable[bytes | None]) -> Mapping[str, Any]:
    for data in contents:
        try:
            raw = json.loads(data or b"{}")
        except ValueError:
            return {}
        return raw if isinstance(raw, dict) else {}
    return {}
