"""A receipt: the proof that an entry is in a log, with the checkpoint it is in (C2SP tlog-proof).

::

    c2sp.org/tlog-proof@v1
    extra <base64>                     (left out when there is nothing extra)
    index <decimal>
    <base64 of a hash>                 (from the leaf's sibling up to the root's child)

    <the checkpoint, verbatim>
"""

import base64
from dataclasses import dataclass

from pendopo.standards.tlog.checkpoint import (
    CheckpointError,
    decode_base64,
    parse_hash,
    parse_size,
)
from pendopo.standards.tlog.merkle import ProofError
from pendopo.standards.tlog.note import NOTE_BYTES_MOST

_HEAD = "c2sp.org/tlog-proof@v1"
_HASHES_MOST = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """The proof that an entry is in a log.

    :param index: the entry's place, from 0
    :param hashes: the inclusion proof, 32 bytes each
    :param checkpoint: the signed note, verbatim
    :param extra: carried along; nothing authenticates it
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def encode(self) -> bytes:
        """Give the file's bytes."""
        extra = [f"extra {_base64(self.extra)}"] if self.extra else []
        hashes = [_base64(one) for one in self.hashes]
        lines = [_HEAD, *extra, f"index {self.index}", *hashes, "", self.checkpoint]
        return "\n".join(lines).encode()


def parse_proof(data: bytes) -> TlogProof:
    """Read a receipt; neither its hashes nor its checkpoint are checked by this.

    :raises ProofError: saying which line is wrong
    """
    if len(data) > NOTE_BYTES_MOST:
        raise ProofError(f"a proof of {len(data)} bytes; at most {NOTE_BYTES_MOST} are read")
    try:
        head, gap, checkpoint = data.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise ProofError("a proof is UTF-8") from error
    lines = head.split("\n")
    if not gap or lines.pop(0) != _HEAD:
        raise ProofError(f"a proof begins with {_HEAD} and has an empty line before its checkpoint")
    extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else b""
    if not lines or not lines[0].startswith("index ") or len(lines) > 1 + _HASHES_MOST:
        raise ProofError(f"a proof has one index line and at most {_HASHES_MOST} hashes")
    try:
        index = parse_size(lines[0].removeprefix("index "))
        hashes = tuple(parse_hash(line) for line in lines[1:])
    except CheckpointError as error:
        raise ProofError(str(error)) from error
    return TlogProof(index, hashes, checkpoint, extra)


def _extra(line: str) -> bytes:
    data = decode_base64(line.removeprefix("extra "))
    if not data:
        raise ProofError("the extra line of a proof is canonical base64, and left out when empty")
    return data


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
