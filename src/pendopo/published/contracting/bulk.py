"""Which files all processes lie in: by the month of their first release, in parts of a size.

A process is in one file with all its releases, and stays in it: later releases do not move it. What
a file holds is a function of what is published, and its key names that, so that of a publication
only those months are made again that it tells of.

Source: OCDS, guidance, data files and APIs: segment by the first release date; 10 MB when zipped.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import pendopo
from pendopo.published.contracting.index import Sized

UNDATED: Final = "undated"
# What the packed releases of a part come to, each packed alone. Its records hold each value at
# most twice, so that they too stay below what the guidance allows.
_PART_BYTES: Final = 4 << 20
FILE_BYTES_MOST: Final = 10_000_000
_LAYOUT: Final = 1  # of the files; another number makes all of them again
_FIRST_DAY: Final = "1990-01-01"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The processes that lie together.

    :param month: ``2026-03``, or ``undated`` where no release has a believable date
    :param part: which of the month's, from 1
    :param parts: how many the month has
    :param first: the first ocid of it
    :param last: the last
    :param newest: the newest entry of the log that tells of them
    :param key: names exactly what it holds
    """

    month: str
    part: int
    parts: int
    first: str
    last: str
    processes: int
    releases: int
    newest: int
    key: str

    @property
    def stem(self) -> str:
        """How its files are called, before the form."""
        return self.month if self.parts == 1 else f"{self.month}-{self.part}"


@dataclass(slots=True)
class _Draft:
    first: str
    last: str = ""
    processes: int = 0
    releases: int = 0
    newest: int = 0
    bytes: int = 0
    held: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, ocid: str, releases: Sequence[Sized], size: int) -> None:
        self.last = ocid
        self.processes += 1
        self.releases += len(releases)
        self.newest = max(self.newest, *(one.share.entry for one in releases))
        self.bytes += size
        said = " ".join(f"{one.share.entry}.{one.share.c}.{one.line}" for one in releases)
        self.held.update(f"{ocid}\n{said}\n".encode())


def plan(processes: Iterable[tuple[str, list[Sized]]], most: int = _PART_BYTES) -> list[Bundle]:
    """Put processes together, newest month first, undated ones last.

    :param processes: in the order of their ocids, each with its releases in the order of the log
    :param most: bytes of packed releases in a part
    """
    months: dict[str, list[_Draft]] = {}
    for ocid, releases in processes:
        drafts = months.setdefault(month_of((one.moment, one.share.time) for one in releases), [])
        size = sum(one.size for one in releases)
        if not drafts or drafts[-1].bytes + size > most:
            drafts.append(_Draft(ocid))
        drafts[-1].add(ocid, releases, size)
    order = sorted(months, key=lambda month: (month != UNDATED, month), reverse=True)
    return [bundle for month in order for bundle in _bundles(month, months[month])]


def month_of(releases: Iterable[tuple[str, str]]) -> str:
    """Give the month of the earliest release.

    :param releases: of each its moment, ISO 8601 in UTC or empty, and when it was published
    """
    believable = [moment for moment, time in releases if _is_believable(moment, time)]
    return min(believable)[:7] if believable else UNDATED


def _is_believable(moment: str, time: str) -> bool:
    """Whether a release can have been made then: not long before there were any, nor later on."""
    return _FIRST_DAY <= moment[:10] <= _day_after(time[:10])


@lru_cache(maxsize=4096)
def _day_after(day: str) -> str:
    # A day in another zone may be ahead of ours.
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _bundles(month: str, drafts: Sequence[_Draft]) -> Iterator[Bundle]:
    for part, draft in enumerate(drafts, 1):
        named = f"{pendopo.__version__} {_LAYOUT} {draft.held.hexdigest()}"
        yield Bundle(
            month,
            part,
            len(drafts),
            draft.first,
            draft.last,
            draft.processes,
            draft.releases,
            draft.newest,
            hashlib.sha256(named.encode()).hexdigest()[:32],
        )
