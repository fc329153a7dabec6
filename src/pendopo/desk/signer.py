"""The signer: the one process that reads the log's key, and publishes what was let through.

It listens on a socket in ``private/desk``, takes the number of a submission from those who may ask,
as the system tells who they are (SO_PEERCRED: unix(7)), and looks for itself whether that was let
through: by whom, and of which bytes. Who asks it cannot tell it what to publish, nor can who writes
into the desk's tables: a reviewer's own key must have signed it (``approving``).
"""

import json
import logging
import os
import pwd
import socket
import struct
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import OperationalError, close_old_connections
from django.utils import timezone

from pendopo.desk.approving import UNMAPPED, ApprovalError, by_own_key, goes_alone, hold_signed
from pendopo.desk.asking import folder_of, morning_of, request_of
from pendopo.desk.attesting import hand_in
from pendopo.desk.hands import had_part
from pendopo.desk.laying import FOLDER
from pendopo.desk.models import Stage, Submission, Version
from pendopo.desk.seen import seen_in
from pendopo.desk.wishes import WishError, withdraw
from pendopo.programme.checking import OtherFileError, Request
from pendopo.programme.mappings import MappingFileError
from pendopo.programme.peering import PASSING
from pendopo.programme.programme import Programme
from pendopo.published.approvals import Approval
from pendopo.published.state import Publication
from pendopo.stages.publish import ApprovalUsedError
from pendopo.terms.journey import Entry
from pendopo.terms.wording import say

SOCKET: Final = "signer.sock"
_ASKED_BYTES = 4096
_NUMBER_MOST = 2**63 - 1
_WAIT_S = 900.0
_PAUSE_S = 1.0
_Done = Callable[[Programme, int, datetime], Entry | None]
_CREDENTIALS = struct.Struct("3i")
_log = logging.getLogger(__name__)


_ABSENT: Final = say("The program that signs does not answer. It is asked again.")
_NOT_UNDERSTOOD: Final = "this was not understood"
_OTHER_FILE: Final = say("The file on disk is not the one that was handed in.")
FELL_OVER: Final = say("The program fell over it; those who run this programme can read why.")
_BUSY: Final = say(
    "Others write to the log at this moment, or those who watch it do not answer. It is asked "
    "again."
)
# A full disk, a database that is away: that passes too.
_PASSING: Final = (OSError, OperationalError)


class SignerError(Exception):
    """What the signer did not do, and why.

    :param text: marked with ``say``, since a clerk reads it
    :param again: whether it may be asked once more later
    """

    def __init__(self, text: str, *, again: bool = False) -> None:
        self.again = again
        super().__init__(text)


def socket_path(opened: Programme) -> Path:
    """Where the signer listens."""
    return opened.place.private / FOLDER / SOCKET


def ask(opened: Programme, asked: Mapping[str, Any], wait_s: float = _WAIT_S) -> dict[str, Any]:
    """Ask the signer, and give its answer.

    :param wait_s: how long to wait for it, in seconds
    :raises SignerError: when it is not there, or refuses
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(wait_s)
            line.connect(near(socket_path(opened)))
            line.sendall(json.dumps(dict(asked)).encode() + b"\n")
            answer = json.loads(_line(line))
    except (OSError, ValueError) as error:
        _log.warning("the signer does not answer (%s)", error)
        raise SignerError(_ABSENT, again=True) from error
    if "refused" in answer:
        raise SignerError(str(answer["refused"]), again=bool(answer.get("again")))
    return dict(answer)


def serve(opened: Programme, users: tuple[str, ...] = ()) -> None:
    """Listen until told to stop.

    :param users: the names of the system's users that may ask; none for our own user
    """
    path = socket_path(opened)
    with suppress(FileNotFoundError):
        path.unlink()
    allowed = {pwd.getpwnam(name).pw_uid for name in users} or {os.geteuid()}
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(near(path))
        path.chmod(0o660 if users else 0o600)  # the folder passes its group on to it
        door.listen(8)
        while True:
            try:
                line, _ = door.accept()
            except OSError:  # no file is left to open: others close theirs
                _log.exception("nobody could be answered")
                time.sleep(_PAUSE_S)
                continue
            _serve_one(opened, line, allowed)


def _serve_one(opened: Programme, line: socket.socket, allowed: set[int]) -> None:
    """Answer whoever asks; nothing that is asked, or goes wrong over it, ends the signer."""
    with line:
        line.settimeout(10)
        answer = _answer(opened, line, allowed)
        with suppress(OSError):
            line.sendall(json.dumps(answer).encode() + b"\n")
    if "index" in answer:
        try:
            opened.flagging.follow()
        except Exception:  # noqa: BLE001  the entry stands; the next one raises its flags too
            _log.exception("no flags were raised after entry %s", answer["index"])


def _answer(opened: Programme, line: socket.socket, allowed: set[int]) -> dict[str, Any]:
    given = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(given)
    if user not in allowed:
        return {"refused": f"user {user} may not ask the signer"}
    asked = _asked(line)
    if asked is None:
        return {"refused": _NOT_UNDERSTOOD}
    return _done(opened, *asked)


def _done(opened: Programme, act: _Done, number: int) -> dict[str, Any]:
    """Do what is asked, and say what came of it: whatever it is, the next one is answered."""
    try:
        close_old_connections()
        made = act(opened, number, timezone.now())
    except WishError as error:
        return {"refused": str(error)}
    except SignerError as error:
        return {"refused": str(error), "again": error.again}
    except PASSING as error:
        _log.warning("%s %s waits: %s", act.__name__, number, type(error).__name__)
        return {"refused": _BUSY, "again": True}
    except Exception as error:  # noqa: BLE001  the next one is answered
        _log.exception("%s %s was not done", act.__name__, number)
        return {"refused": FELL_OVER, "again": isinstance(error, _PASSING)}
    return {"id": made.leaf.id, "index": made.index} if made else {}


def _asked(line: socket.socket) -> tuple[_Done, int] | None:
    """Read what is asked for: what to do, and its number; None for whatever else was written."""
    try:
        asked = json.loads(_line(line))
    except (OSError, ValueError, RecursionError):
        return None
    for verb, act in (("publish", publish), ("withdraw", withdraw), ("claim", hand_in)):
        number = asked.get(verb) if isinstance(asked, dict) else None
        if isinstance(number, int) and not isinstance(number, bool) and 0 < number <= _NUMBER_MOST:
            return act, number
    return None


def publish(opened: Programme, number: int, now: datetime) -> Entry:
    """Publish a submission that was let through, once.

    :raises SignerError: when it was not, or its file is another one
    """
    submission = Submission.objects.select_related("reviewer").filter(pk=number).first()
    version = submission.version if submission else None
    if submission is None or version is None or submission.stage != Stage.APPROVED:
        raise SignerError(say("It was not let through."))
    try:
        # Made once: what is held to the signature is what is published, whoever writes meanwhile.
        request = _request(opened, submission, version)
        seen = seen_in(request, submission, version)
        approval = _hold_approved(opened, submission, version, seen, now)
        _hold_ripe(opened, submission, version, now)
    except SignerError:
        made = _end_unless_there(opened, number, version)
        if made is None:
            raise
        return made
    known = _published_before(opened, submission, version, seen)
    if known is not None:
        return known
    _begin(opened, submission, seen)
    try:
        return _commit(opened, replace(request, approval=approval))
    except Exception:
        _end_unless_there(opened, number, version)
        raise


def _commit(opened: Programme, request: Request) -> Entry:
    """Publish what was held to all that it must be.

    :raises SignerError: when the check finds a stop, its approval was used before, or the file was
        changed in this moment
    """
    try:
        outcome = opened.publish([request], clock=timezone.now)
    except ApprovalUsedError as error:
        text = say("It was published by this approval before. Have it let through once more.")
        raise SignerError(text) from error
    except OtherFileError as error:
        raise SignerError(_OTHER_FILE) from error
    if not outcome.entries:
        raise SignerError(say("A rule stops it now. Take it back and check it again."))
    return outcome.entries[0]


def _request(opened: Programme, submission: Submission, version: Version) -> Request:
    """Make what is published: with no other file than the one that was handed in.

    :raises SignerError: when the mapping that it names cannot be followed
    """
    try:
        return replace(request_of(opened, submission, version), sha256=version.sha256)
    except MappingFileError as error:
        raise SignerError(UNMAPPED) from error


def _hold_approved(
    opened: Programme, submission: Submission, version: Version, seen: str, now: datetime
) -> Approval | None:
    """Hold that another person, who may still come in, let through just this.

    :param seen: the hash of what is published, as ``seen.seen_in`` gives it
    :returns: what they signed with their own key; None where a second step does, or nobody has to
    :raises SignerError: saying what is not so
    """
    alone = goes_alone(opened, submission)
    reviewer = submission.reviewer
    own = reviewer and (reviewer.pk == submission.by_id or had_part(reviewer.name, submission))
    if own or not (alone or reviewer):
        raise SignerError(say("Nobody but its publisher let it through."))
    # An account is shut because it fell into other hands; so may have what was done with it.
    if reviewer and not reviewer.is_active:
        text = say(
            "The account of who let it through was shut since. Take it back and send it to another."
        )
        raise SignerError(text)
    if not alone and submission.reviewed != seen:
        raise SignerError(say("The file, or what is said of it, is not what was let through."))
    if not by_own_key(opened, submission):
        return None
    # All of the above stands in tables, which whoever takes over the pages writes. This does not.
    try:
        return hold_signed(opened, submission, version, seen, now)
    except ApprovalError as error:
        _log.warning("submission %s: %s (%s)", submission.pk, error, error.__cause__)
        raise SignerError(str(error)) from error


def _hold_ripe(opened: Programme, submission: Submission, version: Version, now: datetime) -> None:
    """Hold that its day has come, and that the file is still the one that was handed in.

    :raises SignerError: saying what is not so
    """
    morning = morning_of(opened, submission)
    if morning and now < morning:
        raise SignerError(say("It may not be published yet: its day has not come."), again=True)
    if _sha256(folder_of(opened) / version.path) != version.sha256:
        raise SignerError(_OTHER_FILE)


def _begin(opened: Programme, submission: Submission, seen: str) -> None:
    """Write down where publishing began, unless it was taken back in this moment.

    Written before the commit: after a crash the entry is looked for from here on, and until that
    is known nobody takes it back.

    :raises SignerError: when it was taken back
    """
    still = Submission.objects.filter(pk=submission.pk, stage=Stage.APPROVED)
    if not still.update(begun_at=opened.recorded().size, begun_as=seen):
        raise SignerError(say("It was not let through."))


def _end_unless_there(opened: Programme, number: int, version: Version) -> Entry | None:
    """Let it be taken back after a failure, where the log shows that it was not published.

    :returns: its entry, where it was: its account may have been shut since, or a default changed
    """
    submission = Submission.objects.get(pk=number)
    made = _made_since(opened, submission, version)
    if made is None:
        Submission.objects.filter(pk=number).update(begun_at=None)
    return made


def _published_before(
    opened: Programme, submission: Submission, version: Version, seen: str
) -> Entry | None:
    """Give the entry that a crash kept us from writing down, where it is of just this."""
    if submission.begun_as != seen:
        return None
    return _made_since(opened, submission, version)


def _made_since(opened: Programme, submission: Submission, version: Version) -> Entry | None:
    """Give the entry of a submission made since we had begun on it, and no other submission's."""
    if submission.begun_at is None:
        return None
    begun: int = submission.begun_at
    others = set(
        Submission.objects.exclude(pk=submission.pk)
        .filter(entry__gte=begun)
        .values_list("entry", flat=True)
    )
    for one in opened.recorded().publications:
        later = one.index >= begun and one.index not in others
        if later and _is_of(opened, one, submission, version):
            return Entry(one.index, one.leaf)
    return None


def _is_of(opened: Programme, one: Publication, submission: Submission, version: Version) -> bool:
    """Whether a publication has the place, the office, the time and the bytes of a submission."""
    if (one.register, one.scope) != (submission.register, dict(submission.scope)):
        return False
    said = opened.metadata(one)
    received = version.received_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    if said is None or (said.publisher, said.received_at) != (submission.office, received):
        return False
    # Where what is public was made of what was handed in, that lies among what was kept back.
    kept_back = opened.place.withheld / one.id / "original"
    path = kept_back if kept_back.exists() else opened.original_path(one)
    return path.exists() and _sha256(path) == version.sha256


def near(path: Path) -> str:
    """Give the shorter way to a socket: its name has 107 bytes at most (unix(7))."""
    near = os.path.relpath(path)
    return near if len(near) < len(str(path)) else str(path)


def _line(line: socket.socket) -> bytes:
    found = b""
    while not found.endswith(b"\n") and len(found) < _ASKED_BYTES:
        part = line.recv(_ASKED_BYTES)
        if not part:
            break
        found += part
    return found


def _sha256(path: Path) -> str:
    import hashlib  # noqa: PLC0415

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
