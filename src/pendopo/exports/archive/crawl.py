"""The pages, from each language's first on: asked once each, rewritten, placed.

An address is asked when it is first seen, since only its answer tells whether it is a page or leads
to another. Pages wait on the disk until it is their turn, so that a large site needs little memory.
A page that lies there and that nothing touched is not made anew: only where it leads is walked on.
"""

import re
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urldefrag, urljoin

from pendopo.exports.archive import rewriting
from pendopo.exports.archive.asking import Answer, Site
from pendopo.exports.archive.copy import Copy
from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.archive.holding import Holding
from pendopo.exports.archive.led import Led
from pendopo.exports.archive.places import Places, in_record, pretty, relative
from pendopo.exports.archive.rewriting import HOST, SITE
from pendopo.terms.wording import say

Told = Callable[[int, int], None]

# What a reader of a copy without an address is to write the copy's own for.
UNKNOWN: Final = "ADDRESS"
_OK, _KNOWN, _SLOW = 200, 304, 503
_MOVED = frozenset({301, 302, 303, 307, 308})
_NOWHERE = frozenset({400, 404, 410})
_ATTEMPTS, _WAIT_S = 5, 2.0
_STEPS_MOST = 5
_WEAK = "W/"
# RFC 8288: the same facts as JSON, for programs.
_BESIDE = re.compile(r'<([^>]*)>; rel="alternate"; type="application/json"')
_WAYS = {
    "text/html": rewriting.page,
    "text/css": rewriting.style,
    "application/json": rewriting.data,
    "application/ld+json": rewriting.data,
    "application/atom+xml": rewriting.feed,
    "application/link-format": rewriting.data,
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where an address led: a file, and a place in it."""

    place: str
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class _Waiting:
    place: str
    address: str
    media_type: str
    file: Path
    tag: str = ""


@dataclass(frozen=True, slots=True)
class _Untouched:
    """A page that stays as it lies there.

    :param addresses: where it leads
    """

    place: str
    address: str
    tag: str
    addresses: tuple[str, ...]


class Crawl:
    """One walk through a site.

    :param record: the files of the log and objects that the archive has
    :ivar known: where the pages led that lie there; none where they are not to be relied on
    :ivar now: where they lead now
    """

    def __init__(
        self, site: Site, places: Places, holding: Holding, record: frozenset[str]
    ) -> None:
        self._site, self._places, self._holding, self._record = site, places, holding, record
        self._led: dict[str, Target | None] = {}
        self._plain: dict[str, str] = {}
        self._waiting: deque[_Waiting | _Untouched] = deque()
        self.known, self.now = Led(), Led()
        self._done = self._count = 0

    def run(self, beginnings: Sequence[str], told: Told) -> None:
        """Walk from some addresses to all that they lead to."""
        with tempfile.TemporaryDirectory(dir=self._holding.drafts) as spool:
            self._spool = Path(spool)
            for address in beginnings:
                self.lead(address)
            while self._waiting:
                one = self._waiting.popleft()
                if isinstance(one, _Untouched):
                    self._walk_on(one)
                else:
                    self._rewrite(one)
                self._done += 1
                told(self._done, self._done + len(self._waiting))

    def lead(self, address: str, steps: int = 0) -> Target | None:
        """Find the file that an address of the site leads to, asking when it is not known yet.

        :param address: without the site; a fragment stays
        """
        whole, fragment = urldefrag(address)
        record = in_record(whole)
        if record:
            return Target(record, fragment) if record in self._record else None
        place = self._places.of(whole)
        if not place:
            return None
        if place not in self._led:
            self._led[place] = None  # who leads to itself leads nowhere
            self._plain[place] = self._places.plain(whole)
            self._led[place] = self._ask(place, self._places.asked(whole), steps)
        led = self._led[place]
        return led if led is None or led.fragment else Target(led.place, fragment)

    def _ask(self, place: str, address: str, steps: int) -> Target | None:
        tag = self._holding.tag(place)
        addresses = self.known.of(place, tag)
        if tag.startswith(_WEAK) and addresses is None:
            tag = ""  # a page of which nobody knows where it leads
        answer = self._patiently(address, tag)
        if answer.status == _KNOWN:
            answer.close()
            self._holding.keep(place)
            if addresses is not None:
                self._waiting.append(_Untouched(place, address, tag, addresses))
            return Target(place)
        return self._anew(place, address, answer, steps)

    def _anew(self, place: str, address: str, answer: Answer, steps: int) -> Target | None:
        """Take what was answered whole, or find where else it leads."""
        if answer.status != _OK:
            answer.close()
            return self._elsewhere(address, answer, steps)
        self._take(place, address, answer)
        return Target(place)

    def _patiently(self, address: str, tag: str) -> Answer:
        """Ask, and again when a question took too long: the machine may be busy."""
        for attempt in range(1, _ATTEMPTS + 1):
            answer = self._site.get(address, tag)
            if answer.status != _SLOW or attempt == _ATTEMPTS:
                break
            answer.close()
            time.sleep(_WAIT_S * attempt)
        return answer

    def _elsewhere(self, address: str, answer: Answer, steps: int) -> Target | None:
        if answer.status in _NOWHERE:
            return None
        if answer.status in _MOVED and steps < _STEPS_MOST:
            there = urljoin(SITE + address, answer.headers.get("location", ""))
            return self.lead(there.removeprefix(SITE), steps + 1) if _ours(there) else None
        raise ArchiveError(
            say("{address} was answered with {status}; nothing was archived of it"),
            address=address,
            status=answer.status,
        )

    def _take(self, place: str, address: str, answer: Answer) -> None:
        if answer.attached or answer.media_type not in _WAYS:
            tag = answer.headers.get("etag", "")
            self._holding.pour(place, answer.blocks(), tag)
            if tag.startswith(_WEAK):  # a picture leads nowhere, which is to be known too
                self.now.put(place, tag, ())
            return
        self._count += 1
        file = self._spool / str(self._count)
        with file.open("wb") as spooled:
            spooled.writelines(answer.blocks())
        tag = answer.headers.get("etag", "")
        self._waiting.append(_Waiting(place, address, answer.media_type, file, tag))
        beside = _BESIDE.search(answer.headers.get("link", ""))
        if beside:  # asked at once, while the site has at hand what the page was made from
            self.lead(urljoin(SITE + address, beside[1]).removeprefix(SITE))

    def _walk_on(self, one: _Untouched) -> None:
        """Walk on from a page that stays; where a way has gone, it is made anew after all."""
        if all(self.lead(address) for address in one.addresses):
            self.now.put(one.place, one.tag, one.addresses)
        else:
            answer = self._patiently(one.address, "")
            self._led[one.place] = self._anew(one.place, one.address, answer, 0)

    def _rewrite(self, one: _Waiting) -> None:
        text = one.file.read_text("utf-8")
        one.file.unlink()
        leads = Leads(self, one.place, one.address, self._site.copy)
        written = _WAYS[one.media_type](text, leads)
        if HOST in written:
            raise ArchiveError(
                say("{address} names the site in a way that a copy cannot follow"),
                address=one.address,
            )
        self._holding.put(one.place, written.encode(), one.tag)
        if one.tag:
            self.now.put(one.place, one.tag, dict.fromkeys(map(self._plain.__getitem__, leads.met)))


@dataclass(frozen=True, slots=True)
class Leads:
    """Where addresses lead, as seen from one file of a crawl.

    :param here: the file
    :param address: the address it was asked at
    """

    crawl: Crawl
    here: str
    address: str
    copy: Copy
    met: dict[str, None] = field(default_factory=dict)

    def link(self, address: str) -> str | None:
        """Write a link to a file of the archive; else to the running site; else none."""
        if address.startswith("#"):
            return address
        whole = urljoin(SITE + self.address, address)
        if not _ours(whole):
            return address
        there = whole.removeprefix(SITE) or "/"
        found = self._lead(there)
        if found is None:
            return self.copy.live + there if self.copy.live else None
        if self.copy.base and address.startswith(SITE):
            return self._whole(there, self.copy.base)  # the site wrote it whole
        way = (
            "" if found.place == self.here and found.fragment else relative(self.here, found.place)
        )
        return f"{way}#{found.fragment}" if found.fragment else way

    def words(self, address: str) -> str:
        """Write an address for a reader: that of the copy, or what to write in its place."""
        return self._whole(address, self.copy.base or UNKNOWN)

    def reference(self, address: str) -> str:
        """Write an address for a program: that of the copy, else one that is relative to here.

        Where it leads nowhere, none.
        """
        if self.copy.base:
            return self._whole(address, self.copy.base)
        found = self._lead(address)
        if found is None:
            return self.copy.live + address if self.copy.live else ""
        way = relative(self.here, found.place)
        return f"{way}#{found.fragment}" if found.fragment else way

    def _lead(self, address: str) -> Target | None:
        """Find where an address leads, and take note of it."""
        found = self.crawl.lead(address)
        if found is not None and not in_record(f"/{found.place}"):
            self.met[found.place] = None
        return found

    def _whole(self, address: str, base: str) -> str:
        found = None if address == "/" else self._lead(address)
        if address == "/":
            return f"{base}/"
        if found is None:
            return (self.copy.live or base) + address
        end = f"#{found.fragment}" if found.fragment else ""
        return f"{base}/{pretty(found.place)}{end}"


def _ours(address: str) -> bool:
    return address == SITE or address.startswith(f"{SITE}/")
