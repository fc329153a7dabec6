"""Signed notes and their keys (C2SP signed-note v1.0.0).

A note is a text, an empty line, and one or more signature lines::

    <text, ending in a newline>

    — <key name> base64(<key id, 4 bytes><signature>)

A key id is SHA-256(name, newline, type, public key), its first four bytes. A verifier key is
written ``<name>+<key id in hex>+base64(<type><public key>)``; the base64 may hold a ``+`` itself.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from pendopo.standards.tlog import cosignature
from pendopo.standards.tlog.checkpoint import decode_base64

ED25519 = 0x01
COSIGNATURE_ED25519 = 0x04
COSIGNATURE_MLDSA44 = 0x06

NOTE_BYTES_MOST = 1_000_000
SIGNATURES_MOST = 100
_KEY_ID_BYTES = 4
_SEED_BYTES = 32
_PUBLIC_BYTES = {ED25519: 32, COSIGNATURE_ED25519: 32, COSIGNATURE_MLDSA44: 1312}
# All below a space but the newline; in UTF-8 none of them is a part of another letter.
_CONTROLS = bytes(byte for byte in range(0x20) if byte != ord("\n"))

_P = 2**255 - 19
_Y_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
# The y of every point whose order divides 8. Such a "key" verifies a signature over any text.
_Y_SMALL_ORDER = frozenset({0, 1, _P - 1, _Y_ORDER_8, _P - _Y_ORDER_8})


class NoteError(ValueError):
    """Text is not a signed note, or a key is not written as one."""


class SignatureError(NoteError):
    """A note that reads well, but no known key signed it, or a known key's signature is wrong."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line.

    :param key_id: 8 hexadecimal digits
    :param signature: what follows the key id
    """

    name: str
    key_id: str
    signature: bytes = field(repr=False)

    def line(self) -> str:
        """Give the line with its newline."""
        data = base64.b64encode(bytes.fromhex(self.key_id) + self.signature)
        return f"— {self.name} {data.decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note that at least one known key signed.

    :param text: with its final newline, without the empty line behind it
    :param verified: the names of the known keys that signed, in the order of their lines
    :param unverified: the signatures of unknown keys, which say nothing
    :param signatures: the known keys' signatures
    """

    text: str
    verified: tuple[str, ...]
    unverified: tuple[Signature, ...] = ()
    signatures: tuple[Signature, ...] = ()


class _PublicKey(Protocol):
    def verify(self, signature: bytes, data: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Verifier:
    """A key that signatures are checked with.

    :param kind: the signature type: 0x01, or 0x04 and 0x06 for witnesses
    :param public: 32 bytes, 1312 for ML-DSA-44
    """

    name: str
    kind: int
    public: bytes = field(repr=False)

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Read a verifier key.

        :raises NoteError: saying what is wrong with it: its form, its type, an id that is not the
            key's own, or a public key that would verify anything
        """
        name, _, rest = vkey.partition("+")
        key_id, _, encoded = rest.partition("+")
        data = decode_base64(encoded)
        if not _is_name(name) or not data:
            raise NoteError(f"{vkey[:80]!r} is no key; write <name>+<8 hex digits>+<base64>")
        found = cls(name, data[0], data[1:])
        if len(found.public) != _PUBLIC_BYTES.get(found.kind):
            raise NoteError(
                f"the key of {name} has type {found.kind:#04x} and {len(found.public)} bytes; "
                f"known are 0x01 and 0x04 with 32 bytes and 0x06 with 1312"
            )
        if found.key_id != key_id:
            raise NoteError(f"the key of {name} says id {key_id[:8]!r}, but has {found.key_id}")
        if found.kind != COSIGNATURE_MLDSA44:
            _hold_public(name, found.public)
        return found

    @property
    def vkey(self) -> str:
        """The key as it is handed to others."""
        data = bytes([self.kind]) + self.public
        return f"{self.name}+{self.key_id}+{base64.b64encode(data).decode('ascii')}"

    @property
    def key_id(self) -> str:
        """The key's short name: 8 hexadecimal digits."""
        return _key_id(self.name, self.kind, self.public)

    def verify(self, text: bytes, signature: bytes) -> None:
        """Check a signature over a note's text.

        :raises SignatureError: when it is not this key's
        """
        try:
            self._check(text, signature)
        except (InvalidSignature, UnsupportedAlgorithm, cosignature.CosignatureError) as error:
            raise SignatureError(
                f"the signature of {self.name} ({self.key_id}) is not over this text"
            ) from error

    def _check(self, text: bytes, signature: bytes) -> None:
        key: _PublicKey
        if self.kind == ED25519:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
            return
        seconds, proper = cosignature.split(signature)
        if self.kind == COSIGNATURE_ED25519:
            key = Ed25519PublicKey.from_public_bytes(self.public)
            key.verify(proper, cosignature.ed25519_message(seconds, text))
        else:
            key = MLDSA44PublicKey.from_public_bytes(self.public)
            key.verify(proper, cosignature.mldsa_message(self.name, seconds, text))


@dataclass(frozen=True, slots=True)
class Signer:
    """A log's private key.

    :param seed: 32 bytes; never shown
    """

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def parse(cls, private_text: str) -> "Signer":
        """Read a private key as ``generate_key`` writes it, which is Go's form.

        :raises NoteError: when it is not one; the text is not repeated in the message
        """
        lead, name, key_id, encoded = (*private_text.strip().split("+", 4), "", "", "", "")[1:5]
        data = decode_base64(encoded) or b""
        is_key = private_text.startswith("PRIVATE+KEY+") and lead == "KEY" and _is_name(name)
        if not is_key or len(data) != 1 + _SEED_BYTES or data[0] != ED25519:
            raise NoteError("a private key is written PRIVATE+KEY+<name>+<8 hex digits>+<base64>")
        signer = cls(name, data[1:])
        if signer.verifier.key_id != key_id:
            raise NoteError(f"the private key of {name} has another id than it says")
        return signer

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, ED25519, self._key().public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        """The verifier key as it is handed to others."""
        return self.verifier.vkey

    def sign(self, text: bytes) -> str:
        """Give the signature line over a note's text, with its newline."""
        return Signature(self.name, self.verifier.key_id, self._key().sign(text)).line()

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def generate_key(name: str, seed: bytes) -> tuple[str, str]:
    """Make a key pair.

    :param seed: 32 random bytes
    :return: the private key's text, and the verifier key
    :raises NoteError: when the name or the seed will not do
    """
    if not _is_name(name):
        raise NoteError(f"{name!r} is no key name: no spaces, no plus sign, not empty")
    if len(seed) != _SEED_BYTES:
        raise NoteError(f"a seed of {len(seed)} bytes; write {_SEED_BYTES}")
    signer = Signer(name, seed)
    data = base64.b64encode(bytes([ED25519]) + seed).decode("ascii")
    return f"PRIVATE+KEY+{name}+{signer.verifier.key_id}+{data}", signer.vkey


def sign_note(text: str, signers: Iterable[Signer]) -> str:
    """Sign a text.

    :param text: ends in a newline, holds no other control characters
    :raises NoteError: when the text cannot be a note's
    """
    data = _utf8(text)
    if not text.endswith("\n"):
        raise NoteError("a note's text ends in a newline")
    note = text + "\n" + "".join(signer.sign(data) for signer in signers)
    split_note(note)
    return note


def open_note(note: str | bytes, verifiers: Sequence[Verifier]) -> Note:
    """Read a note and check every signature whose key is known.

    :raises SignatureError: when a known key's signature is wrong, or no known key has signed
    :raises NoteError: when it is no note
    """
    text, lines = split_note(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    data = text.encode()
    verified: dict[tuple[str, str], Signature] = {}
    unverified = []
    for one in lines:
        verifier = known.get((one.name, one.key_id))
        if verifier is None:
            unverified.append(one)
            continue
        verifier.verify(data, one.signature)
        verified.setdefault((one.name, one.key_id), one)
    if not verified:
        raise SignatureError(
            f"no known key has signed; known are {', '.join(v.name for v in verifiers) or 'none'}"
        )
    signatures = tuple(verified.values())
    return Note(text, tuple(s.name for s in signatures), tuple(unverified), signatures)


def split_note(note: str | bytes) -> tuple[str, tuple[Signature, ...]]:
    """Take a note apart without checking any signature.

    :raises NoteError: when it is no note
    """
    content = _text(note)
    text, gap, tail = content.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise NoteError("a note is a text, an empty line and signature lines, each with a newline")
    lines = tail[:-1].split("\n")
    if len(lines) > SIGNATURES_MOST:
        raise NoteError(f"a note with {len(lines)} signatures; at most {SIGNATURES_MOST} are read")
    return text + "\n", tuple(_signature(line) for line in lines)


def _signature(line: str) -> Signature:
    dash, name, encoded = (*line.split(" ", 2), "", "")[:3]
    data = decode_base64(encoded)
    if dash != "—" or not _is_name(name) or data is None or len(data) <= _KEY_ID_BYTES:
        raise NoteError(f"{line[:80]!r} is no signature line; write — <name> <canonical base64>")
    return Signature(name, data[:_KEY_ID_BYTES].hex(), data[_KEY_ID_BYTES:])


def _text(note: str | bytes) -> str:
    data = _utf8(note) if isinstance(note, str) else note
    if len(data) > NOTE_BYTES_MOST:
        raise NoteError(f"a note of {len(data)} bytes; at most {NOTE_BYTES_MOST} are read")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError("a note is UTF-8") from error
    if len(data.translate(None, _CONTROLS)) < len(data):
        raise NoteError("a note holds no control characters but newlines")
    return text


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NoteError("a note is UTF-8") from error


def _is_name(name: str) -> bool:
    return bool(name) and not any(c < "\x20" or c == "+" or c.isspace() for c in name)


def _key_id(name: str, kind: int, public: bytes) -> str:
    data = _utf8(name) + b"\n" + bytes([kind]) + public
    return hashlib.sha256(data).hexdigest()[: 2 * _KEY_ID_BYTES]


def _hold_public(name: str, public: bytes) -> None:
    y = int.from_bytes(public, "little") & (2**255 - 1)
    if y >= _P or y in _Y_SMALL_ORDER:
        raise NoteError(f"the key of {name} is a point of small order or not in canonical form")
