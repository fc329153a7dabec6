"""What a backup looks like, as a folder and as one file: the same names in both.

``programme/`` is the programme as it was; ``manifest-sha256.txt`` has a line for each file in it,
as ``sha256sum -c`` reads them; ``backup.json`` says what the backup is of, and the hash of the
manifest. It is written last: where it is missing, there is no backup.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from pendopo.exports.backup.errors import BackupError
from pendopo.terms.wording import say

PROGRAMME: Final = "programme/"
MANIFEST: Final = "manifest-sha256.txt"
FACTS: Final = "backup.json"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What a backup is of.

    :param at: when, RFC 3339 in UTC
    :param origin: the log's permanent name
    :param size: how many entries were promised
    :param entries: how many were acknowledged
    :param keys: whether it holds the keys
    :param files: how many files it holds, and how large they are together in bytes
    :param manifest: the SHA-256 of the manifest
    """

    at: str
    origin: str
    size: int
    entries: int
    keys: bool
    files: int
    total: int
    manifest: str
    program: str
    v: int = VERSION

    def encode(self) -> bytes:
        """Give the file's bytes."""
        return json.dumps(asdict(self), indent=1).encode() + b"\n"


def parse_facts(data: bytes, where: object) -> Facts:
    """Read what a backup is of.

    :raises BackupError: for anything that is no backup of this version
    """
    try:
        found = Facts(**json.loads(data))
    except (ValueError, TypeError) as error:
        raise BackupError(say("{where}: this is no backup"), where=where) from error
    if found.v != VERSION:
        raise BackupError(
            say("{where} was made by another version of Pendopo ({program}); restore it with that"),
            where=where,
            program=found.program,
        )
    return found


def encode_manifest(hashes: Mapping[str, str]) -> bytes:
    """Write the manifest.

    :param hashes: SHA-256 in hexadecimal, by the path below the programme's folder
    """
    lines = (f"{digest}  {PROGRAMME}{path}\n" for path, digest in sorted(hashes.items()))
    return "".join(lines).encode("utf-8", "surrogateescape")


def parse_manifest(data: bytes, facts: Facts, where: object) -> dict[str, str]:
    """Read the manifest, and hold it to what ``backup.json`` says of it.

    :raises BackupError: when it is another
    """
    if hashlib.sha256(data).hexdigest() != facts.manifest:
        raise BackupError(
            say("{where}: {file} is not as it was written: the backup is damaged"),
            where=where,
            file=MANIFEST,
        )
    found = {}
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        digest, _, path = line.partition("  ")
        found[path.removeprefix(PROGRAMME)] = digest
    return found
