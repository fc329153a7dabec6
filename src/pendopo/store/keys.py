"""The keys: the log's for signing, and the one of pseudonyms. Only their owner can read them."""

import errno
import os
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pendopo.standards.tlog.cosigner import Cosigner
from pendopo.standards.tlog.note import Signer, Verifier, generate_key

LOG_KEY: Final = "log.key"
_LOG_KEYS = "log*.key"
_SEED_BYTES = 32
_NAME_BYTES = 6
_OWNER_ONLY = 0o600


class KeyFileError(Exception):
    """A key's file is missing, readable by others, or holds no key."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The log's private keys that are here: which of them sign, the log itself says.

    :param signers: at least one, all of one name; the log's first key comes first where it is here
    """

    signers: tuple[Signer, ...]

    @property
    def name(self) -> str:
        """The log's origin."""
        return self.signers[0].name

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        """The public halves."""
        return tuple(one.verifier for one in self.signers)

    def of(self, publics: Iterable[str]) -> tuple[Signer, ...]:
        """Give the keys with these public halves, in that order.

        :param publics: 64 hexadecimal digits each; none for a log that never rotated its key
        :raises KeyFileError: when one of them is not here, saying which
        """
        known = {one.verifier.public.hex(): one for one in self.signers}
        wanted = list(publics) or [next(iter(known))]
        for public in wanted:
            if public not in known:
                key_id = Verifier(self.name, 0x01, bytes.fromhex(public)).key_id
                raise KeyFileError(
                    f"the log's key {key_id} is to sign and is not in private/keys/; bring back "
                    f"log.key or log-{key_id}.key from where its copy is kept"
                )
        return tuple(known[public] for public in wanted)


def create_key(path: Path, name: str) -> str:
    """Make an Ed25519 key and write it where only the owner can read it.

    :param name: the log's origin, which C2SP recommends as the key's name
    :returns: the verifier key, which everybody may have
    :raises FileExistsError: when a key is there already; a key is never overwritten
    """
    private, public = generate_key(name, secrets.token_bytes(_SEED_BYTES))
    _write_key(path, private)
    return public


def create_next_key(folder: Path, name: str) -> Signer:
    """Make a further key of the log, in a file that carries the key's id.

    :param folder: that holds the log's keys
    :returns: the key, which signs nothing before an entry of the log names it
    """
    private, _ = generate_key(name, secrets.token_bytes(_SEED_BYTES))
    signer = Signer.parse(private)
    _write_key(key_file(folder, signer.verifier), private)
    return signer


def key_file(folder: Path, key: Verifier) -> Path:
    """Where a key of the log lies; the first one, made with the log, lies in ``log.key``."""
    first = folder / LOG_KEY
    if first.exists() and load_key(first).verifier == key:
        return first
    return folder / f"log-{key.key_id}.key"


def load_keys(folder: Path) -> Keyring:
    """Read every key of the log that is here.

    :raises KeyFileError: when there is none, or others could have read one of them
    """
    paths = sorted(folder.glob(_LOG_KEYS), key=lambda path: (path.name != LOG_KEY, path.name))
    found = [load_key(path) for path in paths or [folder / LOG_KEY]]
    if len({one.name for one in found}) > 1:
        names = ", ".join(sorted({one.name for one in found}))
        raise KeyFileError(f"{folder}: holds keys of several logs ({names}); leave those of one")
    return Keyring(tuple(found))


def create_person_key(path: Path) -> str:
    """Make a person's own Ed25519 key, and beside it the half that everybody may have.

    Its name is drawn by lot: nothing about the person is in it.

    :returns: the verifier key, which is what lies in ``<path>.pub``
    :raises FileExistsError: when either file is there already; a key is never overwritten
    """
    public = path.with_name(path.name + ".pub")
    if public.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(public))
    vkey = create_key(path, f"pendopo/{secrets.token_hex(_NAME_BYTES)}")
    public.write_text(vkey + "\n", "ascii")
    return vkey


def load_person_key(path: Path) -> Signer:
    """Read a person's own key and refuse one that others could have read.

    :raises KeyFileError: saying what to do
    """
    return Signer.parse(_secret(path, "your key"))


def new_cosigner(name: str) -> Cosigner:
    """Make an Ed25519 key for a witness, not yet written anywhere.

    :raises NoteError: when the name will not do
    """
    cosigner = Cosigner(name, secrets.token_bytes(_SEED_BYTES))
    cosigner.private_text  # noqa: B018  which holds the name to what a key's name may be
    return cosigner


def write_cosigner(path: Path, cosigner: Cosigner) -> None:
    """Write a witness's key where only the owner can read it.

    :raises FileExistsError: when a key is there already; a key is never overwritten
    """
    _write_key(path, cosigner.private_text)


def load_cosigner(path: Path) -> Cosigner:
    """Read a witness's key and refuse one that others could have read.

    :raises KeyFileError: saying what to do
    """
    return Cosigner.parse(_secret(path, "the witness's key"))


def _write_key(path: Path, private: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(private + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink()  # a file cut short is no key, and would stand in the way of one
        error.filename = str(path)
        raise


def pseudonym_key(path: Path) -> bytes:
    """Read the key that pseudonyms are made with; make it first when there is none.

    :returns: 32 bytes
    :raises KeyFileError: saying what to do; a key that cannot be read is never replaced, for then
        every pseudonym would be another
    """
    if not path.exists():
        _make_secret(path)
    # Who checks files may be another user than who signs (decision 0045), and masks alike.
    text = _secret(path, "the key of pseudonyms", group_reads=True)
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _SEED_BYTES:
        raise KeyFileError(f"{path}: holds no key of pseudonyms; bring back the file from a backup")
    return key


def _make_secret(path: Path) -> None:
    """Write a key whole and under its name at once: whoever comes first has made it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(_SEED_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def load_key(path: Path) -> Signer:
    """Read a signing key and refuse one that others could have read.

    :raises KeyFileError: saying what to do
    """
    return Signer.parse(_secret(path, "the log's key"))


def _secret(path: Path, what: str, *, group_reads: bool = False) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(
            f"{path}: {what} cannot be read ({error}); run as its owner, or bring it back"
        ) from error
    right = 0o640 if group_reads else 0o600
    if mode & 0o077 & ~right:
        raise KeyFileError(
            f"{path}: mode {mode:o} lets others read {what}; run: chmod {right:o} {path}"
        )
    return text
