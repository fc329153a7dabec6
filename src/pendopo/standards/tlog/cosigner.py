"""A witness's private key, and the line that it signs a checkpoint with (C2SP tlog-cosignature).

The key's text has the form of a log's, with the type 0x04 of Ed25519 cosignatures: neither can be
taken for the other. One key serves one witness, since what it signs does not hold its name.
"""

import base64
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pendopo.standards.tlog.checkpoint import decode_base64
from pendopo.standards.tlog.cosignature import TIME_BYTES, TIME_MOST, CosignatureError
from pendopo.standards.tlog.cosignature import ed25519_message as message
from pendopo.standards.tlog.note import COSIGNATURE_ED25519, NoteError, Signature, Verifier

_LEAD = "PRIVATE+KEY+"
_SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness's Ed25519 key.

    :param name: the witness's name: an address without its scheme is recommended
    :param seed: 32 bytes; never shown
    """

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def parse(cls, private_text: str) -> "Cosigner":
        """Read a private key as ``private_text`` writes it.

        :raises NoteError: when it is not one; the text is not repeated in the message
        """
        words = private_text.strip().removeprefix(_LEAD).split("+", 2)
        name, key_id, encoded = (*words, "", "")[:3]
        data = decode_base64(encoded) or b""
        is_key = private_text.startswith(_LEAD) and data[:1] == bytes([COSIGNATURE_ED25519])
        if not is_key or len(data) != 1 + _SEED_BYTES:
            raise NoteError("a witness's key is written PRIVATE+KEY+<name>+<8 hex digits>+<base64>")
        cosigner = cls(name, data[1:])
        if Verifier.parse(cosigner.vkey).key_id != key_id:
            raise NoteError(f"the private key of {name} has another id than it says")
        return cosigner

    @property
    def private_text(self) -> str:
        """The private key's text, which only its owner may read.

        :raises NoteError: when the name or the seed will not do
        """
        if len(self.seed) != _SEED_BYTES:
            raise NoteError(f"a seed of {len(self.seed)} bytes; write {_SEED_BYTES}")
        key_id = Verifier.parse(self.vkey).key_id
        data = base64.b64encode(bytes([COSIGNATURE_ED25519]) + self.seed).decode("ascii")
        return f"{_LEAD}{self.name}+{key_id}+{data}"

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, COSIGNATURE_ED25519, self._key().public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        """The verifier key, as policies name it."""
        return self.verifier.vkey

    def cosign(self, text: bytes, seconds: int) -> str:
        """Give the signature line over a checkpoint's text, with its newline.

        :param seconds: POSIX time; a witness never signs without one
        :raises CosignatureError: when the time is none that a witness may sign
        """
        if not 0 < seconds <= TIME_MOST:
            raise CosignatureError(f"{seconds} is no time to cosign at; set the clock")
        proper = self._key().sign(message(seconds, text))
        stamped = seconds.to_bytes(TIME_BYTES, "big") + proper
        return Signature(self.name, self.verifier.key_id, stamped).line()

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)
