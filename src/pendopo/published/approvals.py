"""What somebody let through with their own key, on their own device, as whoever reads it can check.

A publication that a reviewer let through carries two objects. ``approval`` is the statement: which
log, which submission of which register and scope, by whose key, and one commitment each to the file
and to all that was said of it. ``approval-signature`` is what the reviewer's passkey answered when
it was asked to sign the SHA-256 of that statement. The nonce of the commitments stands in the
metadata where the file itself is public, and nowhere in public else: so a file that is kept back
cannot be guessed at, and where the metadata were taken away, nor can the file that went with them.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pendopo.published.people import People, RoleKey, SignedError
from pendopo.standards.passkey import Assertion, Passkey, PasskeyError
from pendopo.standards.statement import Statement, StatementError, parse_statement
from pendopo.terms.entry import Leaf, commitment
from pendopo.terms.roles import APPROVAL
from pendopo.terms.wording import say

STATEMENT_ROLE: Final = "approval"
SIGNATURE_ROLE: Final = "approval-signature"
# What metadata call the nonce of an approval, where they tell it.
NONCE: Final = "approval_nonce"
NONCE_BYTES: Final = 32
_DECIDED: Final = "publish"
_METADATA, _ORIGINAL = "metadata", "original"
_ROLES: Final = (STATEMENT_ROLE, SIGNATURE_ROLE)
Read = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is let through.

    :param log: the origin of the log that it is for
    :param number: the submission's number at the desk
    :param sha256: of the file as it was handed in, hexadecimal
    :param seen: SHA-256 of all that is said of it, hexadecimal
    """

    log: str
    number: int
    register: str
    scope: Mapping[str, str]
    sha256: str
    seen: str

    def statement(self, at: str, key: str, nonce: bytes) -> Statement:
        """Give what is signed.

        :param at: RFC 3339 in UTC, whole seconds
        :param key: the id of the entry that introduced the key that is to sign
        :param nonce: 32 random bytes, which keep the file from being guessed, and a signature from
            counting for what is let through anew
        """
        facts = (
            ("decision", _DECIDED),
            ("submission", str(self.number)),
            ("register", self.register),
            *(("scope", one) for one in _scope(self.scope)),
            ("file", commitment(nonce, bytes.fromhex(self.sha256))),
            ("seen", commitment(nonce, bytes.fromhex(self.seen))),
            ("key", key),
        )
        return Statement(self.log, APPROVAL, at, facts)


@dataclass(frozen=True, slots=True)
class Approval:
    """A statement, and what a passkey answered to it.

    :param statement: its text
    :param signature: as ``Assertion.encode`` writes it
    """

    statement: str
    signature: bytes = field(repr=False)
    nonce: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval that holds.

    :param by: the key, as it was when it signed
    :param opened: whether the statement was held to the file that is public
    """

    statement: Statement
    by: RoleKey
    opened: bool = False


def challenge(statement: str) -> bytes:
    """Give what a passkey is asked to sign: 32 bytes."""
    return hashlib.sha256(statement.encode()).digest()


def check(statement: str, signature: bytes, people: People, log: str) -> Approved:
    """Hold a statement and a signature to the keys in force.

    :param people: the keys of the time
    :param log: the origin of the log that it must be for
    :raises SignedError: saying what is not so, and what to do
    """
    try:
        said = parse_statement(statement)
        by = said.value("key")
    except StatementError as error:
        raise _unfit(error) from error
    if (said.log, said.act, said.value("decision")) != (log, APPROVAL, _DECIDED):
        raise SignedError(
            say("What was signed is no approval for the log {log}."),
            say("Have it let through once more."),
            log=log,
        )
    key = people.signing(by, APPROVAL)
    if not isinstance(key.key, Passkey):
        raise SignedError(
            say("The key {name} is no passkey, and only one signs what is let through."),
            say("Introduce the passkey of whoever lets things through: pendopo roles add."),
            name=key.key.name,
        )
    try:
        key.key.check(Assertion.parse(signature), challenge(statement))
    except PasskeyError as error:
        raise _unfit(error) from error
    return Approved(said, key)


def check_publication(
    leaf: Leaf, content: Read, people: People, log: str, sha256: bytes | None = None
) -> Approved | None:
    """Hold a publication to the approval that it carries; None where there is none to be read.

    :param content: gives an object by its commitment; None for one that is not there
    :param people: the keys of the time
    :param sha256: of its original; without it the file is held to nothing
    :raises SignedError: saying what is not so
    """
    objects = {one.role: one.c for one in leaf.own}
    names = [objects[role] for role in _ROLES if role in objects]
    if not names:
        return None
    if len(names) != len(_ROLES):
        raise SignedError(
            say("Its statement or its signature is missing."),
            say("Have it let through once more."),
        )
    parts = [content(c) for c in names]
    if any(part is None for part in parts):
        return None  # taken away or missing, which is said of the objects
    try:
        statement, signature = (part or b"" for part in parts)
        found = check(statement.decode(), signature, people, log)
        said = found.statement
        where, _file = (said.value("register"), said.values("scope")), said.value("file")
    except ValueError as error:  # no text, or a fact that stands there twice
        raise _unfit(error) from error
    if where != (leaf.register, _scope(leaf.scope or {})):
        raise SignedError(
            say("What was let through is of another register or scope than the entry."),
            say("Have it let through once more."),
        )
    metadata = content(objects.get(_METADATA, ""))
    if metadata is None or sha256 is None or _ORIGINAL not in objects:
        return found
    return _opened(found, _said_in(metadata), sha256)


def _opened(found: Approved, metadata: Mapping[str, Any], sha256: bytes) -> Approved:
    """Hold an approval to the file that is public, where that is the one that was handed in."""
    if metadata["source"].get("made_from"):
        return found
    if commitment(metadata["nonce"], sha256) != found.statement.value("file"):
        raise SignedError(
            say("Another file was let through than the one that was published."),
            say("Have it let through once more."),
        )
    return replace(found, opened=True)


def carries(leaf: Leaf) -> bool:
    """Whether a publication says that somebody let it through with their own key."""
    return any(one.role in _ROLES for one in leaf.objects)


def _scope(scope: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{name}={code}" for name, code in sorted(scope.items()))


def _said_in(data: bytes) -> dict[str, Any]:
    """Read what metadata say of a file, and the nonce: empty where they tell none."""
    try:
        raw = json.loads(data)
        return {"source": dict(raw["source"]), "nonce": bytes.fromhex(raw.get(NONCE, ""))}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unfit(error) from error


def _unfit(error: Exception) -> SignedError:
    return SignedError(
        say("It is not signed as it must be: {error}."),
        say("Have it let through once more, with the key that is introduced."),
        error=str(error),
    )
