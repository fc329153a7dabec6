"""The archive as a bag, as libraries and archives take deposits: BagIt 1.0, RFC 8493.

The archive itself is the payload, ``data/``; beside it stand the hash of every file in it and what
it is. The files lie where they are written: a bag is brought up to date as any archive is.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.archive.holding import MANIFEST
from pendopo.terms.wording import say

PAYLOAD: Final = "data"
_DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_HASHES, _TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
# RFC 8493, 2.1.3: these marks, and only these, are written otherwise in a path.
_WRITTEN = str.maketrans({"%": "%25", "\n": "%0A", "\r": "%0D"})


def payload_of(out: Path) -> Path:
    """Give the folder of a bag that its archive lies in.

    :raises ArchiveError: when the folder is an archive that is no bag
    """
    if (out / MANIFEST).exists():
        raise ArchiveError(
            say("{folder} is an archive without a bag around it; write another folder"), folder=out
        )
    return out / PAYLOAD


def close(out: Path, facts: Mapping[str, str]) -> None:
    """Write what stands beside the payload, the hashes last of all.

    :param facts: what the bag is, by the labels of ``bag-info.txt``
    """
    hashes, size = {}, 0
    for path in _files(out / PAYLOAD):
        with path.open("rb") as file:
            hashes[path.relative_to(out).as_posix()] = hashlib.file_digest(
                file, "sha256"
            ).hexdigest()
            size += file.tell()
    for name, data in tags(hashes, size, facts, {}).items():
        draft = out / f".{name}"
        draft.write_bytes(data)
        draft.replace(out / name)


def tags(
    hashes: Mapping[str, str], size: int, facts: Mapping[str, str], beside: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Give the files that stand beside a payload, the hashes of the others last.

    :param hashes: SHA-256 of each file of the payload, by its path in the bag
    :param size: how large they are together, in bytes
    :param facts: what the bag is, by the labels of ``bag-info.txt``
    :param beside: more files that stand there
    """
    told = {**facts, "Payload-Oxum": f"{size}.{len(hashes)}"}
    found = {
        "bagit.txt": _DECLARED,
        "bag-info.txt": "".join(f"{name}: {_one(text)}\n" for name, text in told.items()).encode(),
        _HASHES: "".join(_line(digest, path) for path, digest in hashes.items()).encode(),
        **beside,
    }
    hashed = "".join(_line(hashlib.sha256(data).hexdigest(), name) for name, data in found.items())
    return {**found, _TAGS: hashed.encode()}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _line(digest: str, path: str) -> str:
    return f"{digest}  {path.translate(_WRITTEN)}\n"


def _one(text: str) -> str:
    """Write a text on one line: RFC 8493, 2.2.2, continues only what begins with a space."""
    return " ".join(text.split())
