"""Which file of an archive goes into which part, so that no part is larger than a shelf takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pendopo.exports.archive.errors import ArchiveError
from pendopo.terms.wording import say

# Zenodo takes 50 GB and 100 files a record: the smallest of the large shelves.
PART_BYTES: Final = 50 * 10**9
# What stands beside the payload, and what a manifest and a zip file need for each file in it.
_BESIDE_BYTES, _A_FILE_BYTES = 1 << 17, 400
_OBJECTS = "objects/"


@dataclass(slots=True)
class Part:
    """Files that stand together.

    :param size: how large the part will be at most, in bytes
    """

    paths: list[str] = field(default_factory=list)
    size: int = _BESIDE_BYTES


def divided(files: Iterable[tuple[str, int]], most: int = PART_BYTES) -> Sequence[Part]:
    """Divide files into parts: pages and log first, so that the first part can be read alone.

    :param files: paths and sizes
    :param most: how large a part may be
    :raises ArchiveError: when one file alone is larger
    """
    parts = [Part()]
    for path, size in sorted(files, key=lambda one: (one[0].startswith(_OBJECTS), one[0])):
        whole = size + _A_FILE_BYTES + 4 * len(path.encode())
        if whole + _BESIDE_BYTES > most:
            raise ArchiveError(
                say("{path} has {size} bytes and fits into no part; write a larger --part-size"),
                path=path,
                size=size,
            )
        if parts[-1].size + whole > most:
            parts.append(Part())
        parts[-1].paths.append(path)
        parts[-1].size += whole
    return parts
