"""A publication as the signer makes one that somebody let through with their own key."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.programme.signing import Introduction
from pendopo.published.approvals import Approval, Subject, challenge
from pendopo.terms.journey import Declaration, Entry
from tests.desk.authenticator import Authenticator

CONTENT = b"village,year\nRejo,2026\n"
NONCE = b"n" * 32


def let_through(
    programme: Programme,
    file: Path,
    device: Authenticator,
    signs: Authenticator | None = None,
    content: bytes = CONTENT,
) -> tuple[Entry, Request]:
    """Publish a file that an approver of Inspektorat let through.

    :param device: whose key is introduced, where it is not yet
    :param signs: what signs in its place
    :param content: what is published; another than is signed where it is not the default
    """
    file.write_bytes(content)
    last = programme.recorded().entries[-1].leaf.time
    now = datetime.fromisoformat(last) + timedelta(minutes=1)
    keys = programme.signing.people().in_force()
    key = next((one.id for one in keys if one.key == device.passkey), "")
    if not key:
        asked = Introduction(device.passkey.vkey, ("approver",), "Inspektorat", "inspectorate")
        key = programme.signing.introduce(asked, lambda: now).leaf.id
    subject = Subject(
        log=programme.config.log.origin,
        number=1,
        register="datasets",
        scope={"dataset": "signed"},
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        seen="0" * 64,
    )
    text = subject.statement(now.strftime("%Y-%m-%dT%H:%M:%SZ"), key, NONCE).text()
    approval = Approval(text, (signs or device).sign(challenge(text)).encode(), NONCE)
    said = Declaration(title="Signed", licence="CC-BY-4.0", scope={"dataset": "signed"})
    request = Request(file, "datasets", now, said, approval=approval)
    [entry] = programme.publish([request], clock=lambda: now).entries
    return entry, request
