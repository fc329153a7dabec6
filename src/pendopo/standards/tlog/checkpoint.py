"""A checkpoint: the size and root of a log, as a note's text (C2SP tlog-checkpoint)."""

import base64
import binascii
import re
from dataclasses import dataclass

from pendopo.standards.tlog.merkle import HASH_BYTES

# Of a tree size: decimal, no leading zero, within 63 bits as the timestamps beside it are.
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LINES_LEAST = 3


class CheckpointError(ValueError):
    """A text is not a checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log signs.

    :param origin: the log's permanent name, a URL prefix without its scheme
    :param size: how many entries
    :param root: 32 bytes
    :param extensions: lines of other logs; ours have none, since ML-DSA does not sign them
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Give the note's text."""
        root = base64.b64encode(self.root).decode("ascii")
        return "".join(
            f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions)
        )


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a note's text as a checkpoint.

    :raises CheckpointError: saying which line is wrong
    """
    lines = text.split("\n")
    if len(lines) <= _LINES_LEAST or lines[-1] != "" or "" in lines[:-1]:
        raise CheckpointError("a checkpoint is three or more lines, none of them empty")
    origin, size, root, *extensions = lines[:-1]
    return Checkpoint(origin, parse_size(size), parse_hash(root), tuple(extensions))


def parse_size(text: str) -> int:
    """Read a tree size or an index: decimal without leading zeros.

    :raises CheckpointError: for anything else
    """
    if not _SIZE.fullmatch(text):
        raise CheckpointError(f"{text[:40]!r} is no size: a decimal without leading zeros")
    return int(text)


def parse_hash(text: str) -> bytes:
    """Read a hash in canonical base64.

    :return: 32 bytes
    :raises CheckpointError: for anything else
    """
    data = decode_base64(text)
    if data is None or len(data) != HASH_BYTES:
        raise CheckpointError(f"{text[:60]!r} is no hash: {HASH_BYTES} bytes in canonical base64")
    return data


def decode_base64(text: str) -> bytes | None:
    """Read canonical base64 of RFC 4648, section 4; None for anything else.

    Bits behind the last byte must be zero: other readers let them pass, and then one signature
    has several spellings.
    """
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None
    return data if binascii.b2a_base64(data, newline=False).decode("ascii") == text else None
