"""The log's signing key: a file that only its owner can read."""

import os
import secrets
import stat
from pathlib import Path

from pendopo.standards.tlog.note import Signer, generate_key

_SEED_BYTES = 32
_OWNER_ONLY = 0o600


class KeyFileError(Exception):
    """A key's file is missing, readable by others, or holds no key."""


def create_key(path: Path, name: str) -> str:
    """Make an Ed25519 key and write it where only the owner can read it.

    :param name: the log's origin, which C2SP recommends as the key's name
    :returns: the verifier key, which everybody may have
    :raises FileExistsError: when a key is there already; a key is never overwritten
    """
    private, public = generate_key(name, secrets.token_bytes(_SEED_BYTES))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "w") as file:
        file.write(private + "\n")
        file.flush()
        os.fsync(file.fileno())
    return public


def load_key(path: Path) -> Signer:
    """Read a signing key and refuse one that others could have read.

    :raises KeyFileError: saying what to do
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(
            f"{path}: the log's key cannot be read ({error}); run as its owner, or bring it back"
        ) from error
    if mode & 0o077:
        raise KeyFileError(
            f"{path}: mode {mode:o} lets others read the log's key; run: chmod 600 {path}"
        )
    return Signer.parse(text)
