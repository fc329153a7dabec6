"""The list of what was sent, which lies at the target: what is there need not be sent again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pendopo.exports.archive.errors import ArchiveError
from pendopo.terms.wording import say

SENT: Final = ".pendopo-sent"
_WHAT = "pendopo sent"
_VERSION = 1


@dataclass(slots=True)
class Listed:
    """What lies at a target.

    :param files: path to size and SHA-256; no SHA-256 for one that may have arrived or not
    """

    origin: str
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Write the list, one file a line."""
        lines: list[Mapping[str, Any]] = [{"what": _WHAT, "v": _VERSION, "origin": self.origin}]
        lines += [
            {"path": path, "size": size, "sha256": digest}
            for path, (size, digest) in sorted(self.files.items())
        ]
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def parse_listed(data: bytes) -> Listed:
    """Read a list.

    :raises ArchiveError: when it is none of ours
    """
    try:
        head, *lines = [json.loads(line) for line in data.splitlines()]
        known = {(_WHAT, _VERSION): head}[head["what"], head["v"]]
        files = {one["path"]: (int(one["size"]), str(one["sha256"])) for one in lines}
        return Listed(str(known["origin"]), files)
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(
            say("{file} at the target is none that this version of Pendopo can read"), file=SENT
        ) from error
