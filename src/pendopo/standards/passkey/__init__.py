"""What a passkey signed (W3C WebAuthn, level 3), held to its public key alone, by anybody.

A passkey signs no text of ours. It signs ``authenticator data ‖ SHA-256(client data)``, and the
client data, which the browser writes, hold a challenge and the place that asked for it. Where the
challenge is the SHA-256 of a text, whoever has that text can check that just it was signed.

Its public key is handed on as a line in the form of a verifier key (C2SP signed-note, Verifier
keys), so that it is copied, compared and kept like one::

    <place>+<key id, 8 hex digits>+base64(0xff ‖ identifier ‖ SubjectPublicKeyInfo)

0xff is what signed-note reserves for types without a byte of their own, which a longer identifier
follows. The line says whose signatures count; no signature line of a note is ever of this type.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from pendopo.standards.tlog.note import ED25519, NoteError, Verifier

KIND: Final = 0xFF
_IDENTIFIER: Final = b"pendopo/passkey/v1\0"
_LINE_LETTERS_MOST: Final = 2_000
_ASSERTION_BYTES_MOST: Final = 20_000
_KEY_ID_LETTERS: Final = 8
_FINGERPRINT_LETTERS, _GROUP = 24, 4
_RSA_BITS: Final = range(2048, 4097)
# WebAuthn, 6.1: the hash of the relying party's id, one byte of flags, four of a counter.
_RP_HASH_BYTES, _HEAD_BYTES = 32, 37
_PRESENT, _VERIFIED = 0x01, 0x04
_SIGNS: Final = "webauthn.get"
_LOCAL: Final = "localhost"
# Verification holds thousands of answers to a few keys.
_KEYS_KEPT: Final = 64

Public = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey


class PasskeyError(ValueError):
    """A line is no passkey's, or a signature is not what it must be: what, and what to write."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a device answered when it was asked to sign (WebAuthn, 5.2.2).

    :param client_data: JSON, as the browser wrote it
    """

    authenticator_data: bytes = field(repr=False)
    client_data: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def encode(self) -> bytes:
        """Give its one form: JSON with sorted keys, the bytes in base64url."""
        said = {"v": 1} | {name: _written(getattr(self, name)) for name in _PARTS}
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def parse(cls, data: bytes) -> "Assertion":
        """Read what ``encode`` wrote.

        :raises PasskeyError: for anything else
        """
        try:
            raw = json.loads(data if len(data) <= _ASSERTION_BYTES_MOST else b"")
            found = cls(*(_read(raw[name]) for name in _PARTS))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise PasskeyError("this is no answer of a passkey") from error
        if found.encode() != data:
            raise PasskeyError("this is no answer of a passkey in its one form")
        return found


_PARTS: Final = ("authenticator_data", "client_data", "signature")


@dataclass(frozen=True, slots=True)
class Passkey:
    """The public key of a passkey, and where it signs.

    :param name: the place it is bound to, as browsers write it: a host, with its port where that
        is not the usual one
    :param public: SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), DER
    """

    name: str
    public: bytes = field(repr=False)

    @classmethod
    def of(cls, name: str, key: object) -> "Passkey":
        """Give the passkey of a place.

        :param key: a public key as ``cryptography`` holds it
        :raises PasskeyError: when it is of no kind that is checked here
        """
        return cls(name, _der(_known(key)))

    @classmethod
    def parse(cls, line: str) -> "Passkey":
        """Read a line.

        :raises PasskeyError: saying what is wrong with it
        """
        name, _, rest = line.partition("+")
        key_id, _, encoded = rest.partition("+")
        lead = bytes([KIND]) + _IDENTIFIER
        data = _base64(encoded) if len(line) <= _LINE_LETTERS_MOST else b""
        if not name or any(c.isspace() or c < " " for c in name) or not data.startswith(lead):
            raise PasskeyError(
                f"{line[:80]!r} is no passkey's line; write <place>+<8 hex digits>+<base64>"
            )
        found = cls(name, data[len(lead) :])
        if _der(_loaded(found.public)) != found.public:
            raise PasskeyError(f"the key of {name} is not in its one form")
        if found.key_id != key_id:
            raise PasskeyError(f"the key of {name} says id {key_id[:8]!r}, but has {found.key_id}")
        return found

    @property
    def vkey(self) -> str:
        """The line, as it is handed to others."""
        data = base64.b64encode(bytes([KIND]) + _IDENTIFIER + self.public).decode()
        return f"{self.name}+{self.key_id}+{data}"

    @property
    def key_id(self) -> str:
        """The key's short name, 8 hexadecimal digits (C2SP signed-note, Signatures)."""
        data = self.name.encode() + b"\n" + bytes([KIND]) + _IDENTIFIER + self.public
        return hashlib.sha256(data).hexdigest()[:_KEY_ID_LETTERS]

    @property
    def fingerprint(self) -> str:
        """Give 96 bits of the line's SHA-256 in groups of four, to read to each other."""
        text = hashlib.sha256(self.vkey.encode()).hexdigest()[:_FINGERPRINT_LETTERS]
        return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))

    def check(self, assertion: Assertion, challenge: bytes) -> None:
        """Hold an answer to this key, its place, and what it was asked to sign.

        The device must have seen that somebody was there, and who: by finger, face or number
        (WebAuthn, 7.2, the steps on type, challenge, origin, RP ID hash and flags).

        :param challenge: the bytes that it had to sign
        :raises PasskeyError: saying what is not so
        """
        client = _client(assertion.client_data)
        if client.get("type") != _SIGNS or client.get("crossOrigin") is True:
            raise PasskeyError("the answer is not that of a page that asked for a signature")
        if client.get("challenge") != _written(challenge):
            raise PasskeyError("something else was signed than this")
        if client.get("origin") not in self._origins():
            found = str(client.get("origin"))[:80]
            raise PasskeyError(f"it was signed at {found!r}, not at {self.name}")
        said, host = assertion.authenticator_data, _host(self.name)
        if len(said) < _HEAD_BYTES:
            raise PasskeyError("what the device says of itself is cut short")
        if said[:_RP_HASH_BYTES] != hashlib.sha256(host.encode()).digest():
            raise PasskeyError(f"the device signed for another place than {host}")
        if not said[_RP_HASH_BYTES] & _PRESENT or not said[_RP_HASH_BYTES] & _VERIFIED:
            raise PasskeyError("the device did not check who was there")
        self._hold_signature(assertion)

    def _origins(self) -> tuple[str, ...]:
        """Give how browsers write this place: by TLS, but on one's own machine."""
        local = (f"http://{self.name}",) if _host(self.name) == _LOCAL else ()
        return (f"https://{self.name}", *local)

    def _hold_signature(self, assertion: Assertion) -> None:
        data = assertion.authenticator_data + hashlib.sha256(assertion.client_data).digest()
        key = _loaded(self.public)
        try:
            if isinstance(key, ed25519.Ed25519PublicKey):  # EdDSA, -8
                key.verify(assertion.signature, data)
            elif isinstance(key, rsa.RSAPublicKey):  # RS256, -257
                key.verify(assertion.signature, data, padding.PKCS1v15(), SHA256())
            else:  # ES256, -7
                key.verify(assertion.signature, data, ec.ECDSA(SHA256()))
        except InvalidSignature as error:
            raise PasskeyError(f"it is not signed by the key {self.key_id}") from error


def is_passkey(line: str) -> bool:
    """Whether a line means to be a passkey's: its type is of the last four, as 0xff is."""
    return line.partition("+")[2].partition("+")[2].startswith("/")


def _known(key: object) -> Public:
    """Hold a key to the kinds that are checked: ES256, EdDSA on Ed25519, RS256 (RFC 9053, 8812)."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        _hold_order(key)
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, rsa.RSAPublicKey) and key.key_size in _RSA_BITS:
        return key
    raise PasskeyError("a passkey's key is of ES256, EdDSA or RS256 with 2048 to 4096 bits")


def _hold_order(key: ed25519.Ed25519PublicKey) -> None:
    """Refuse a point of small order, under which a signature over anything holds."""
    try:
        Verifier.parse(Verifier("passkey", ED25519, key.public_bytes_raw()).vkey)
    except NoteError as error:
        raise PasskeyError("a key of small order is nobody's") from error


@lru_cache(_KEYS_KEPT)
def _loaded(public: bytes) -> Public:
    try:
        found = load_der_public_key(public)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise PasskeyError("the key cannot be read") from error
    return _known(found)


def _der(key: Public) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _client(data: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise PasskeyError("what the browser says of it cannot be read") from error
    if not isinstance(raw, dict):
        raise PasskeyError("what the browser says of it cannot be read")
    return raw


def _host(place: str) -> str:
    """Give the host of a place, without a port."""
    host, _, port = place.rpartition(":")
    return host if host and port.isdigit() else place


def _base64(text: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""
    return found if base64.b64encode(found).decode() == text else b""


def _written(data: bytes) -> str:
    """Write base64url without filling, as WebAuthn does."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _read(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
