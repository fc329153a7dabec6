"""A reviewer's own key under what they let through: which keys count, what they sign, what is kept.

Whoever takes over the pages can write whatever they like into the tables. So the signer makes the
statement anew from what it sees itself, and holds the signature over it to a key that the public
log introduced (``docs/decisions/0051-an-approval-is-a-signature.md``).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from webauthn.helpers import (
    base64url_to_bytes,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
)

from pendopo.desk.asking import morning_of
from pendopo.desk.hands import had_part
from pendopo.desk.models import Passkey as Kept
from pendopo.desk.models import Person, Submission, Version
from pendopo.desk.recalling import counts_no_more
from pendopo.desk.seen import hash_of
from pendopo.programme.programme import Programme
from pendopo.programme.settings import OWN_KEY
from pendopo.published.approvals import NONCE_BYTES, Approval, Approved, Subject, check
from pendopo.published.people import RoleKey, SignedError
from pendopo.published.state import State
from pendopo.standards.passkey import Assertion, Passkey, PasskeyError
from pendopo.standards.statement import StatementError
from pendopo.terms.entry import EntryType, Leaf
from pendopo.terms.personal import Fate
from pendopo.terms.roles import APPROVER
from pendopo.terms.wording import say

_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
# How long what was let through counts, from then or from the day that was set: what lies about in
# a table is not good for ever.
_COUNTS_FOR: Final = timedelta(days=30)
_CLOCKS_APART: Final = timedelta(minutes=5)
_TAKEN_AWAY: Final = frozenset({EntryType.HOLD, EntryType.REDACTION})


UNMAPPED: Final = say("The mapping by which its columns are ours is gone. Match the columns again.")

COUNTS_STILL: Final = say(
    "It is removed here. The public log still counts what it signs: whoever runs the programme "
    "ends it there: pendopo roles end {ids} --why replaced (or left, lost, stolen)."
)


class ApprovalError(Exception):
    """Why something was not let through, in words marked with ``say``."""


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A passkey of a person.

    :param role: what the log says of it; None where it was not introduced, or signs no longer
    """

    kept: Kept
    key: Passkey
    role: RoleKey | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a passkey is asked to sign, until it has.

    :param kept: the number of the passkey
    :param not_before: the day from which it may be public, as ISO 8601; empty for at once
    """

    number: int
    statement: str
    nonce: str
    kept: int
    not_before: str
    waved: str


def goes_alone(opened: Programme, submission: Submission) -> bool:
    """Whether the office publishes this alone, and nobody else has to let it through.

    Never where personal data is published as it is: who decided on that may be mistaken, and what
    was public once is not taken back.
    """
    shown = any(fate == Fate.PUBLISH for fate, _ in submission.personal.values())
    return submission.register in opened.config.desk.without_reviewer and not shown


def by_own_key(opened: Programme, submission: Submission) -> bool:
    """Whether letting this through takes a signature by a reviewer's own key."""
    own = opened.config.desk.approval == OWN_KEY
    return own and not goes_alone(opened, submission)


def place_of(opened: Programme) -> str:
    """Give the place that passkeys are bound to, as browsers write it behind ``https://``."""
    desk = opened.config.desk
    return urlsplit(desk.address).netloc or f"localhost:{desk.port}"


def own_keys(opened: Programme, person: Person) -> list[OwnKey]:
    """Give a person's passkeys that can be introduced, oldest first."""
    in_force = [one for one in opened.signing.people().in_force() if APPROVER in one.roles]
    found = []
    for kept in person.passkeys.order_by("made_at"):
        key = key_of(opened, kept)
        if key is not None:
            role = next((one for one in in_force if one.key == key), None)
            found.append(OwnKey(kept, key, role))
    return found


def counted(opened: Programme, person: Person) -> dict[int, str]:
    """Give the passkeys of a person that the public log counts, each with its id there."""
    return {one.kept.pk: one.role.id for one in own_keys(opened, person) if one.role}


def key_of(opened: Programme, kept: Kept) -> Passkey | None:
    """Give a passkey as it is handed over; None where it is of a kind that nobody checks."""
    try:
        cose = decode_credential_public_key(base64url_to_bytes(kept.public))
        return Passkey.of(place_of(opened), decoded_public_key_to_cryptography(cose))
    except Exception:  # noqa: BLE001  whatever stands in the table, the page is shown
        return None


def ask(
    opened: Programme, submission: Submission, version: Version, own: OwnKey, now: datetime
) -> Asked:
    """Write what a person's key is to sign of a submission, as it is."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    id_ = own.role.id if own.role else ""
    subject = _subject(opened, submission, version, hash_of(opened, submission, version))
    statement = subject.statement(now.strftime(_TIME), id_, nonce)
    day = submission.not_before
    return Asked(
        number=submission.pk,
        statement=statement.text(),
        nonce=nonce.hex(),
        kept=own.kept.pk,
        not_before=day.isoformat() if day else "",
        waved=submission.waved,
    )


def kept(asked: Asked, assertion: Assertion) -> dict[str, str]:
    """Give what is kept of an approval with its submission."""
    return {
        "statement": asked.statement,
        "nonce": asked.nonce,
        "signature": assertion.encode().decode(),
    }


def hold_signed(
    opened: Programme, submission: Submission, version: Version, seen: str, now: datetime
) -> Approval:
    """Hold that an approver's own key signed just this, and give what they signed.

    :param seen: the hash of what is to be published, as ``seen.seen_in`` gives it
    :raises ApprovalError: when nobody did, or it does not count
    """
    approval = _read(submission.approval)
    if counts_no_more(submission.pk, approval.statement):
        text = say("What was signed was taken back since. Have it let through once more.")
        raise ApprovalError(text)
    try:
        people, origin = opened.signing.people(), opened.config.log.origin
        found = check(approval.statement, approval.signature, people, origin)
        subject = _subject(opened, submission, version, seen)
        written = subject.statement(found.statement.at, found.by.id, approval.nonce).text()
    except (SignedError, StatementError) as error:
        text = say(
            "It is not signed with the key of an approver that is in force. Take it back and have "
            "it let through once more."
        )
        raise ApprovalError(text) from error
    if found.by.key.name != place_of(opened) or written != approval.statement:
        text = say("What was signed is not this. Take it back and have it let through once more.")
        raise ApprovalError(text)
    _hold_fresh(opened, submission, found, now)
    _hold_another(opened, submission, found.by)
    return approval


def _hold_fresh(opened: Programme, submission: Submission, found: Approved, now: datetime) -> None:
    """Hold that it was signed of late, and nothing was published in its place or taken away since.

    Else whoever writes into the tables could bring back what was let through, and mended since, or
    what was withdrawn: that its approval was used is then no longer to be seen of its objects.
    """
    at = datetime.strptime(found.statement.at, _TIME).replace(tzinfo=UTC)
    counted = max(filter(None, (at, morning_of(opened, submission)))) + _COUNTS_FOR
    if not at - _CLOCKS_APART <= now <= counted:
        raise ApprovalError(
            say("It was let through too long ago. Take it back and have it let through once more.")
        )
    register, scope = submission.register, dict(submission.scope)
    since = min(found.statement.at, now.strftime(_TIME))  # the page writes the first of them
    state = opened.recorded()
    for entry in reversed(state.entries):
        leaf = entry.leaf
        if leaf.time < since:
            return
        if leaf.type in _TAKEN_AWAY and _touches(state, leaf, register, scope):
            raise ApprovalError(
                say(
                    "Something was taken away from the public since it was let through. Take it "
                    "back and have it looked at again."
                )
            )
        same = (leaf.register, dict(leaf.scope or {})) == (register, scope)
        if same and scope and leaf.type is EntryType.PUBLICATION:
            raise ApprovalError(
                say(
                    "Something else was published in its place since it was let through. Take it "
                    "back and have it looked at again."
                )
            )


def _touches(state: State, leaf: Leaf, register: str, scope: Mapping[str, str]) -> bool:
    """Whether what an entry takes away belongs to a publication of a register and scope."""
    taken = {one.c for one in leaf.objects}
    return any(
        not taken.isdisjoint(one.c for one in found.objects)
        for found in state.publications
        if (found.register, dict(found.scope)) == (register, scope)
    )


def _hold_another(opened: Programme, submission: Submission, by: RoleKey) -> None:
    """Hold that the key is not of somebody who had a part in it."""
    for one in Kept.objects.select_related("person"):
        if key_of(opened, one) != by.key:
            continue
        if one.person_id == submission.by_id or had_part(one.person.name, submission):
            raise ApprovalError(
                say("Somebody who had a part in it signed it. Take it back and send it to another.")
            )


def _subject(opened: Programme, submission: Submission, version: Version, seen: str) -> Subject:
    """Give what is let through.

    :param seen: its hash; empty when the mapping that it names cannot be followed
    :raises ApprovalError: then
    """
    if not seen:
        raise ApprovalError(UNMAPPED)
    return Subject(
        log=opened.config.log.origin,
        number=submission.pk,
        register=submission.register,
        scope=dict(submission.scope),
        sha256=version.sha256,
        seen=seen,
    )


def _read(kept: Mapping[str, Any]) -> Approval:
    """Read what is kept of an approval.

    :raises ApprovalError: when nothing is, or something else
    """
    try:
        nonce = bytes.fromhex(kept["nonce"])
        signature = Assertion.parse(str(kept["signature"]).encode()).encode()
        return Approval(str(kept["statement"]), signature, nonce)
    except (KeyError, TypeError, ValueError, PasskeyError) as error:
        text = say(
            "Nobody signed it with their own key. Take it back and have it let through once more."
        )
        raise ApprovalError(text) from error
