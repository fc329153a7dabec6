"""What every place that an archive is sent to can do, and how its address is written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from pendopo.exports.archive.errors import ArchiveError
from pendopo.terms.wording import say

Told = Callable[[int], None]

DRAFTS: Final = ".pendopo-drafts"
_SSH_PORT = 22
_SCP = re.compile(
    r"(?:(?P<user>[^@/:]+)@)?(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):(?P<path>[^:]*)"
)
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]*")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One file to send.

    :param path: below the folder, here and there
    """

    path: str
    file: Path
    size: int
    sha256: str


class Target(Protocol):
    """A place that holds an archive. Every method raises ``ArchiveError`` where it cannot."""

    def names(self) -> Sequence[str]:
        """Give the names at the top; none where the place is not there yet."""

    def read(self, path: str) -> bytes | None:
        """Give a small file; None where there is none."""

    def put(self, files: Sequence[Outgoing], told: Told) -> None:
        """Send files, each to its place at once, and hold what lies there then to what was sent.

        :param told: called with the bytes of each file that has arrived
        """

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files and the folders that are empty then; what is gone already is not missed."""

    def close(self) -> None:
        """Let go."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address that an archive is sent to.

    :param kind: ``sftp``, ``rsync`` or ``s3``
    :param host: of S3 the bucket
    :param path: of S3 the prefix; one that begins with ``/`` counts from the root of the disk
    """

    kind: str
    host: str
    path: str
    user: str = ""
    port: int = 0


def place(text: str) -> Place:
    """Read an address: ``sftp://user@host/path``, ``user@host:path``, ``s3://bucket/prefix``.

    :raises ArchiveError: for any other, and for one with a password in it
    """
    scheme, found, _rest = text.partition("://")
    if not found:
        match = _SCP.fullmatch(text)
        if match is None:
            raise _refused(text)
        host, user = match["host"].strip("[]"), match["user"] or ""
        return _held(text, Place("rsync", host, match["path"] or ".", user))
    split = urlsplit(text)
    if split.password is not None:
        raise ArchiveError(
            say(
                "the target holds a password, which others can read in the list of processes; "
                "leave it out and set PENDOPO_SFTP_PASSWORD, or use a key"
            )
        )
    try:
        port = split.port or 0
    except ValueError as error:
        raise _refused(text) from error
    if scheme == "s3":
        return _held(text, Place("s3", split.netloc, unquote(split.path).strip("/")))
    if scheme not in {"sftp", "rsync"} or split.query or split.fragment:
        raise _refused(text)
    # As in RFC draft-ietf-secsh-scp-sftp-ssh-uri: a path counts from the root, /~/ from home.
    path = unquote(split.path)
    path = path.removeprefix("/~/") if path.startswith("/~/") else path
    user = unquote(split.username or "")
    return _held(text, Place(scheme, split.hostname or "", path or ".", user, port))


def _held(text: str, found: Place) -> Place:
    """Hold the parts to what they may be: none may read as an option of ssh."""
    name = _BUCKET if found.kind == "s3" else _HOST
    well = name.fullmatch(found.host) and (not found.user or _USER.fullmatch(found.user))
    parts = found.path.split("/")
    if not well or ".." in parts or any(mark in found.path for mark in "\0\r\n"):
        raise _refused(text)
    return found


def _refused(text: str) -> ArchiveError:
    return ArchiveError(
        say(
            "{target} is no target; write sftp://user@host/path, rsync://user@host/path, "
            "user@host:path or s3://bucket/prefix"
        ),
        target=text,
    )


def changed_on_the_way(path: str) -> ArchiveError:
    """Say that a file does not lie there as it was sent."""
    return ArchiveError(
        say("{path} was sent and did not come back the same; the disk there may be full"),
        path=path,
    )
