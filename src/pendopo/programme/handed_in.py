"""The claims that were handed in and wait for the next commit: files that are public at once."""

import fcntl
import hashlib
import json
import logging
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pendopo.published.claims.claim import Claim, ClaimError
from pendopo.published.claims.recorded import CLAIM, REFUSED, read_claim, scope_of
from pendopo.published.people import People, RoleKey, SignedError
from pendopo.stages.publish import Act
from pendopo.store.files import PUBLIC_FOLDER
from pendopo.terms.entry import EntryType

PERSONAL: Final = "personal-data"
_log = logging.getLogger(__name__)
_NAME: Final = re.compile(r"[0-9a-f]{64}\.(?:claim|refused)")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that was handed in and is not in the log yet.

    :param claim: None where it was refused, and its text is not kept
    :param key: whose signature stands under it
    :param refused: why it is not taken; empty when it is
    :param data: the file as it was handed in; nothing of what is refused
    """

    claim: Claim | None
    key: RoleKey
    scope: Mapping[str, str]
    refused: str = ""
    data: bytes = b""

    @property
    def act(self) -> Act:
        """What the log is to say of it."""
        if self.claim is None:
            return refusing(self.scope)
        return taking(self.data, self.claim, self.key)


class HandedIn:
    """The folder of what waits.

    :param folder: where it lies, in public
    :param log: the permanent name of the log
    """

    def __init__(self, folder: Path, log: str) -> None:
        self._folder = folder
        self._log = log

    def stamp(self) -> str:
        """Give what differs as soon as another claim waits, or one does no longer."""
        try:
            return f"{self._folder.stat().st_mtime_ns:x}"
        except OSError:
            return ""

    def paths(self) -> Iterator[Path]:
        """Give the files, in the order of their names."""
        with suppress(OSError):
            for path in sorted(self._folder.iterdir()):
                if _NAME.fullmatch(path.name):
                    yield path

    def read(self, path: Path, known: People) -> Waiting | None:
        """Read what waits; None for what does not hold, or no longer."""
        try:
            data = path.read_bytes()
            if path.suffix == ".refused":
                scope = {name: str(code) for name, code in json.loads(data).items()}
                key = known.find(scope["key"])
                return Waiting(None, key, scope, PERSONAL) if key and int(scope["number"]) else None
            claim, key = read_claim(data, known, self._log)
        except (OSError, ValueError, KeyError, AttributeError, ClaimError, SignedError):
            return None
        return Waiting(claim, key, scope_of(claim, key), data=data) if key else None

    def keep(self, data: bytes, made: Waiting) -> None:
        """Write what waits, whole or not at all; of what is refused only its codes."""
        if made.refused:
            name, data = name_of(data, "refused"), json.dumps(dict(made.scope)).encode()
        else:
            name = name_of(data, "claim")
        draft = self._folder / f".{name}.{secrets.token_hex(8)}"
        draft.write_bytes(data)
        draft.replace(self._folder / name)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one at a time look at what waits and add to it, whichever process or thread it is."""
        self._folder.mkdir(mode=PUBLIC_FOLDER, parents=True, exist_ok=True)
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def let_go(path: Path) -> None:
    """Take a file away; one that stays undoes no commit, since its number is in the log."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s is in the log and could not be taken away: %s", path, error)


def taking(data: bytes, claim: Claim, key: RoleKey | None) -> Act:
    """Give the act that takes a claim into the log."""
    return Act(EntryType.RATING, {CLAIM: data}, scope=scope_of(claim, key))


def refusing(scope: Mapping[str, str]) -> Act:
    """Give the act that says that a claim was refused: of it only the codes."""
    return Act(EntryType.RATING, scope={**scope, REFUSED: PERSONAL})


def name_of(data: bytes, kind: str) -> str:
    """Name the file of what waits.

    :param kind: ``claim`` or ``refused``
    """
    return f"{hashlib.sha256(data).hexdigest()}.{kind}"
