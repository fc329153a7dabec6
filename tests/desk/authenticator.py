"""A passkey in software: it makes a key, and answers as a device and a browser do (WebAuthn)."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from pendopo.standards.passkey import Assertion, Passkey

ES256, EDDSA, RS256 = "ES256", "EdDSA", "RS256"
PRESENT, VERIFIED = 0x01, 0x04


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Authenticator:
    """One passkey.

    :param place: the host and port it is bound to
    """

    place: str
    kind: str = ES256
    key_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    signs: int = 0
    _key: Any = None

    def __post_init__(self) -> None:
        if self.kind == ES256:
            self._key = ec.generate_private_key(ec.SECP256R1())
        elif self.kind == EDDSA:
            self._key = ed25519.Ed25519PrivateKey.generate()
        else:
            self._key = rsa.generate_private_key(65537, 2048)

    @property
    def passkey(self) -> Passkey:
        return Passkey.of(self.place, self._key.public_key())

    @property
    def cose(self) -> bytes:
        """Its public key as COSE (RFC 9052), as a device gives it."""
        key = self._key.public_key()
        if self.kind == ES256:
            at = key.public_numbers()
            x, y = at.x.to_bytes(32, "big"), at.y.to_bytes(32, "big")
            return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        if self.kind == EDDSA:
            return cbor2.dumps({1: 1, 3: -8, -1: 6, -2: key.public_bytes_raw()})
        at = key.public_numbers()
        return cbor2.dumps({1: 3, 3: -257, -1: at.n.to_bytes(256, "big"), -2: b"\x01\x00\x01"})

    def sign(self, asked: bytes, **odd: Any) -> Assertion:
        """Answer.

        :param odd: what is otherwise than it must be: ``flags``, ``host``, or a name of the
            client data with its value
        """
        self.signs += 1
        host = odd.pop("host", self.place.partition(":")[0])
        flags = odd.pop("flags", PRESENT | VERIFIED)
        said = hashlib.sha256(host.encode()).digest() + bytes([flags])
        said += self.signs.to_bytes(4, "big")
        scheme = "http" if host == "localhost" else "https"
        client = {
            "type": "webauthn.get",
            "challenge": b64(asked),
            "origin": f"{scheme}://{self.place}",
            "crossOrigin": False,
            **odd,
        }
        written = json.dumps(client).encode()
        return Assertion(said, written, self._signed(said + hashlib.sha256(written).digest()))

    def answer(self, asked: bytes, **odd: Any) -> str:
        """Answer as a browser sends it, as JSON."""
        made = self.sign(asked, **odd)
        response = {
            "authenticatorData": b64(made.authenticator_data),
            "clientDataJSON": b64(made.client_data),
            "signature": b64(made.signature),
        }
        name = b64(self.key_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def _signed(self, data: bytes) -> bytes:
        if self.kind == ES256:
            return bytes(self._key.sign(data, ec.ECDSA(SHA256())))
        if self.kind == EDDSA:
            return bytes(self._key.sign(data))
        return bytes(self._key.sign(data, padding.PKCS1v15(), SHA256()))
