"""What a log sends a witness (C2SP tlog-witness, add-checkpoint).

::

    old <size of the checkpoint that the witness cosigned last>
    <base64 of a hash of the consistency proof>      (at most 63 lines)

    <the checkpoint, signed by the log>
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from pendopo.standards.tlog.checkpoint import (
    Checkpoint,
    CheckpointError,
    decode_base64,
    parse_checkpoint,
    parse_hash,
    parse_size,
)
from pendopo.standards.tlog.note import NoteError, Signature, split_note

PROOF_LINES_MOST = 63
# A checkpoint with sixteen ML-DSA-44 signatures, 3,261 bytes each, and a whole proof fit in.
BODY_BYTES_MOST = 65_536
SIZE_TYPE = "text/x.tlog.size"
_OLD = "old "


class RequestError(ValueError):
    """Bytes are no request to a witness: which part is wrong."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A checkpoint for a witness to cosign.

    :param old: the size of the checkpoint that the proof starts from
    :param proof: 32 bytes each
    :param note: the signed checkpoint
    """

    old: int
    proof: tuple[bytes, ...]
    note: str

    def encode(self) -> bytes:
        """Give the request's body."""
        lines = [f"{_OLD}{self.old}", *(base64.b64encode(one).decode() for one in self.proof)]
        return ("\n".join(lines) + "\n\n" + self.note).encode()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, taken apart; no signature is checked by that.

    :param text: the checkpoint's text, which is signed
    :param misspelt: the names on signature lines whose base64 has bits behind the last byte: other
        readers let them pass, so that they are no worse formed than wrong
    """

    old: int
    proof: tuple[bytes, ...]
    text: str
    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]
    misspelt: tuple[str, ...] = ()


def parse_add_checkpoint(data: bytes) -> Asked:
    """Read a request's body.

    :raises RequestError: saying what is wrong with it
    """
    if len(data) > BODY_BYTES_MOST:
        raise RequestError(f"{len(data)} bytes; at most {BODY_BYTES_MOST} are read")
    try:
        head, gap, note = data.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise RequestError("a request is UTF-8") from error
    first, *lines = head.split("\n")
    if not gap or not first.startswith(_OLD):
        raise RequestError(
            "a request begins with 'old <size>' and has an empty line before the note"
        )
    if len(lines) > PROOF_LINES_MOST:
        raise RequestError(f"{len(lines)} lines of proof; at most {PROOF_LINES_MOST} are read")
    spelt, misspelt = _spelt(note)
    try:
        old = parse_size(first.removeprefix(_OLD))
        proof = tuple(parse_hash(line) for line in lines)
        text, signatures = split_note(spelt)
        checkpoint = parse_checkpoint(text)
    except (CheckpointError, NoteError) as error:
        raise RequestError(str(error)) from error
    return Asked(old, proof, text, checkpoint, signatures, misspelt)


def origin_hash(origin: str) -> str:
    """Give the name of a log in a witness's monitoring addresses: 64 hexadecimal digits."""
    return hashlib.sha256(origin.encode()).hexdigest()


def _spelt(note: str) -> tuple[str, tuple[str, ...]]:
    """Write signature lines in canonical base64, and name those that were not."""
    text, gap, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    respelt = [_respelt(line) for line in lines]
    names = _names(lines, respelt)
    return text + gap + "\n".join(respelt), tuple(names)


def _respelt(line: str) -> str:
    """Write a line's base64 in its canonical form, where other readers would read it at all."""
    lead, space, encoded = line.rpartition(" ")
    if decode_base64(encoded) is not None:
        return line
    try:
        data = binascii.a2b_base64(encoded, strict_mode=True)
    except ValueError:
        return line
    return lead + space + binascii.b2a_base64(data, newline=False).decode("ascii")


def _names(lines: list[str], respelt: list[str]) -> Iterator[str]:
    for line, other in zip(lines, respelt, strict=True):
        if line != other:
            yield line.removeprefix("— ").rpartition(" ")[0]
