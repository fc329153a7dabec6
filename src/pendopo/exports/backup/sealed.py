"""Backups that only the holders of certain keys can read: age (C2SP age, age-encryption.org/v1).

The program ``age`` reads what is written here, and the other way round. Encrypting needs no secret,
so that a machine that makes backups by night cannot read those of the nights before.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import pyrage

from pendopo.exports.backup.errors import BackupError
from pendopo.terms.wording import say

MAGIC: Final = b"age-encryption.org/v1\n"
_CHUNK_BYTES = 1 << 20


def recipients(texts: Sequence[str]) -> list[object]:
    """Read public keys: ``age1…``, or an SSH key as its ``.pub`` file has it.

    :raises BackupError: for anything else
    """
    found: list[object] = []
    for text in texts:
        kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
        try:
            found.append(kind.Recipient.from_str(text))
        except (pyrage.RecipientError, ValueError) as error:
            raise BackupError(
                say("--recipient is {found}; write a public key of age (age1…) or of SSH"),
                found=repr(text),
            ) from error
    return found


def identities(path: Path) -> list[object]:
    """Read the secret keys of a file, as ``age-keygen`` or ``ssh-keygen`` writes it.

    :raises BackupError: when it holds none
    """
    data = path.read_bytes()
    try:
        if b"PRIVATE KEY-----" in data:
            return [pyrage.ssh.Identity.from_buffer(data)]
        lines = [line.strip() for line in data.decode().splitlines()]
        found = [pyrage.x25519.Identity.from_str(one) for one in lines if one and one[0] != "#"]
    except (pyrage.IdentityError, ValueError) as error:
        raise BackupError(
            say("{path}: this is no secret key of age or SSH ({why})"), path=path, why=error
        ) from error
    return list(found)


@contextmanager
def sealing(file: IO[bytes], to: Sequence[object]) -> Iterator[IO[bytes]]:
    """Encrypt what is written, to a file."""
    reading, writing = os.pipe()

    def seal() -> None:
        with os.fdopen(reading, "rb") as plain:
            pyrage.encrypt_io(plain, file, to)

    with _beside(seal), os.fdopen(writing, "wb") as inner:
        yield inner


@contextmanager
def opening(file: IO[bytes], by: Sequence[object]) -> Iterator[IO[bytes]]:
    """Decrypt a file while it is read; what was read counts only when this ends without an error.

    :raises BackupError: when none of the keys opens it, or it is not whole
    """
    reading, writing = os.pipe()

    def unseal() -> None:
        with os.fdopen(writing, "wb") as plain:
            pyrage.decrypt_io(file, plain, by)

    try:
        with _beside(unseal), os.fdopen(reading, "rb") as inner:
            yield inner
            while inner.read(_CHUNK_BYTES):
                pass  # its end must be read too: only that says that nothing was cut off
    except pyrage.DecryptError as error:
        raise BackupError(
            say("the backup cannot be decrypted ({why}): another key, or it is damaged"), why=error
        ) from error


@contextmanager
def _beside(work: Callable[[], None]) -> Iterator[None]:
    """Do something in a thread meanwhile; its fault is the cause of what else went wrong."""
    faults: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  told to the other thread
            faults.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    except Exception:
        thread.join()
        if faults and isinstance(faults[0], pyrage.DecryptError):
            raise faults[0] from None
        raise
    thread.join()
    if faults:
        raise faults[0]
