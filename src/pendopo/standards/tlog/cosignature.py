"""What a witness signs: a time and a checkpoint it has seen to be consistent.

Source: C2SP tlog-cosignature v1.1.0.
"""

import struct

from pendopo.standards.tlog.checkpoint import CheckpointError, parse_checkpoint

TIME_BYTES = 8
_LABEL = b"subtree/v1\n\0"
TIME_MOST = 2**63 - 1
_NAME_BYTES_MOST = 255


class CosignatureError(ValueError):
    """A cosignature cannot belong to the text it stands under."""


def split(signature: bytes) -> tuple[int, bytes]:
    """Take a cosignature apart.

    :return: POSIX seconds, and the signature proper
    :raises CosignatureError: when it is too short or its time beyond 63 bits
    """
    seconds = int.from_bytes(signature[:TIME_BYTES], "big")
    if len(signature) <= TIME_BYTES or seconds > TIME_MOST:
        raise CosignatureError("a cosignature is a time of 63 bits and a signature")
    return seconds, signature[TIME_BYTES:]


def ed25519_message(seconds: int, text: bytes) -> bytes:
    """Give what an Ed25519 witness signs: all lines of the checkpoint, but not its own name."""
    return b"cosignature/v1\ntime %d\n" % seconds + text


def mldsa_message(cosigner: str, seconds: int, text: bytes) -> bytes:
    """Give what an ML-DSA-44 witness signs: its name and the checkpoint's first three lines.

    :raises CosignatureError: when the text is no checkpoint, or a name is longer than 255 bytes
    """
    try:
        checkpoint = parse_checkpoint(text.decode())
    except (CheckpointError, UnicodeDecodeError) as error:
        raise CosignatureError(f"only checkpoints are cosigned: {error}") from error
    names = cosigner.encode(), checkpoint.origin.encode()
    if max(map(len, names)) > _NAME_BYTES_MOST:
        raise CosignatureError(f"a name of more than {_NAME_BYTES_MOST} bytes")
    return b"".join(
        (
            _LABEL,
            len(names[0]).to_bytes(1, "big"),
            names[0],
            seconds.to_bytes(8, "big"),
            len(names[1]).to_bytes(1, "big"),
            names[1],
            struct.pack(">QQ", 0, checkpoint.size),
            checkpoint.root,
        )
    )
