"""The page cache, outside Django: a warm page costs no view and no query.

A page is a function of its address, its question, the host it names and the state of the log. So
the key holds exactly these, and a publication needs to invalidate nothing: it changes the stamp.
Several records can share the room for pages: the path that each stands below is in the key.
"""

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from pendopo.web.csp import HEADERS, OPEN
from pendopo.web.rates import asks_sql
from pendopo.web.sent import is_sent

CAPACITY_BYTES = 64 << 20
PAGE_BYTES_MOST = 1 << 20
# A query longer than this is no page's; it would only fill the cache. SQL takes more words, but a
# whole address longer than 8 kB is refused by most proxies.
QUERY_LETTERS_MOST, SQL_LETTERS_MOST = 2048, 7800
# An ocid and a release's id stand in an address; what is longer is no page's either.
PATH_LETTERS_MOST = 4096
FRESH = "public, max-age=60, stale-while-revalidate=600"
FOREVER = "public, max-age=31536000, immutable"
# What is hidden today is hidden in every past state: no copy of one is trusted for longer.
PAST = "public, max-age=3600"
_PAST = re.compile(r"/at/(?:0|[1-9][0-9]*)/")
_PACKED = re.compile(r"text/|application/(?:[a-z.]+\+)?(?:json|xml)|image/svg\+xml")

Headers = list[tuple[str, str]]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is kept: its bytes as they are, and packed where that makes them smaller."""

    headers: Headers
    plain: bytes
    packed: bytes
    tag: str

    @property
    def size(self) -> int:
        """Roughly how many bytes it takes."""
        return len(self.plain) + len(self.packed) + 1024


class Pages:
    """Room for pages that are kept, the longest unused leaving first.

    :param capacity: bytes in all
    """

    def __init__(self, capacity: int = CAPACITY_BYTES) -> None:
        self._capacity = capacity
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes = 0
        self._stamped = ""
        self._stamps: dict[str, str] = {}
        self._guard = threading.Lock()

    @property
    def kept(self) -> int:
        """How many bytes are kept now."""
        return self._bytes

    def enter(self, name: str, stamp: str) -> None:
        """Let go of a record's pages of another state, which may hold what is gone by now."""
        with self._guard:
            if self._stamps.get(name) == stamp:
                return
            self._stamps[name] = stamp
            for key in [key for key in self._pages if key[0] == name]:
                self._bytes -= self._pages.pop(key).size

    def get(self, key: Key) -> Page | None:
        """Give the page that is kept under a key."""
        with self._guard:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page) -> None:
        """Keep a page, unless it was made of a state that is past by now."""
        with self._guard:
            if self._stamps.get(key[0]) != key[-1]:
                return
            before = self._pages.pop(key, None)
            self._pages[key] = page
            self._bytes += page.size - (before.size if before else 0)
            while self._bytes > self._capacity:
                _key_gone, gone = self._pages.popitem(last=False)
                self._bytes -= gone.size


class PageCache:
    """A WSGI application around another one that keeps its pages.

    :param stamp: names the present state; called once a request
    :param pages: where they are kept, which others may share
    :param name: tells this record's pages from those of the others
    """

    def __init__(
        self,
        inner: WSGIApplication,
        stamp: Callable[[], str],
        pages: Pages | None = None,
        name: str = "",
    ) -> None:
        self._inner = inner
        self._stamp = stamp
        self.pages = pages if pages is not None else Pages()
        self._name = name

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, or ask and keep."""
        if is_sent(environ):
            return self._inner(environ, start_response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return short(start_response, "405 Method Not Allowed", [("Allow", "GET, HEAD")])
        path_letters = len(environ.get("PATH_INFO", ""))
        if path_letters > PATH_LETTERS_MOST or len(environ.get("QUERY_STRING", "")) > _most(
            environ
        ):
            return short(start_response, "414 URI Too Long", [])
        stamp = self._stamp()
        self.pages.enter(self._name, stamp)
        key = (self._name, *_key(environ, stamp))
        page = self.pages.get(key)
        if page is not None:
            return _answer(page, environ, start_response)
        return self._ask(key, environ, start_response)

    def _ask(
        self, key: Key, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        head = environ["REQUEST_METHOD"] == "HEAD"
        heard: list[Any] = []

        def hear(status: str, headers: Headers, *_fault: object) -> Callable[[bytes], object]:
            heard[:] = [status, headers]
            return heard.append

        result = self._inner({**environ, "REQUEST_METHOD": "GET"}, hear)
        status, headers = heard[:2]
        if getattr(result, "streaming", True) or not status.startswith("200 "):
            start_response(status, _lasting(headers, environ, status))
            return _closed(result) if head else result
        try:
            content = b"".join(result)
        finally:
            _closed(result)
        page = _page(_lasting(headers, environ, status), content)
        if page.size <= PAGE_BYTES_MOST and not _passing(page.headers):
            self.pages.put(key, page)
        return _answer(page, environ, start_response)


def _most(environ: WSGIEnvironment) -> int:
    in_sql = asks_sql(environ.get("PATH_INFO", ""))
    return SQL_LETTERS_MOST if in_sql else QUERY_LETTERS_MOST


def _key(environ: WSGIEnvironment, stamp: str) -> Key:
    host = environ.get("HTTP_HOST", "") + " " + environ.get("wsgi.url_scheme", "")
    path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "/")
    # The front door alone looks at the reader's languages, and it is never kept.
    return host, *path, _ordered(environ.get("QUERY_STRING", "")), stamp


def _ordered(query: str) -> str:
    """Give equal questions one form: names in order, and equal names as they came."""
    # Bytes that are not percent-encoded read like other ones that are: kept as they came.
    if not query.isascii():
        return query
    # Of two equal names the last one counts, so that their order is a difference.
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted(pairs, key=lambda pair: pair[0]))


def _page(headers: Headers, content: bytes) -> Page:
    said = {name.lower(): text for name, text in headers}
    # mtime 0: the same page packs to the same bytes.
    packed = gzip.compress(content, 6, mtime=0) if _PACKED.match(said["content-type"]) else b""
    # By its content alone: what a publication did not change is not sent again.
    tag = said.get("etag", "").strip('"') or hashlib.sha256(content).hexdigest()[:32]
    return Page(
        headers=[pair for pair in headers if pair[0].lower() not in {"content-length", "etag"}],
        plain=content,
        packed=packed if len(packed) < len(content) else b"",
        tag=tag,
    )


def _passing(headers: Headers) -> bool:
    """Say whether a page will soon be another although the log stays: nobody may keep it."""
    return ("cache-control", "no-store") in {(name.lower(), text) for name, text in headers}


def _lasting(headers: Headers, environ: WSGIEnvironment, status: str) -> Headers:
    """Say how long an answer may be kept, unless it says so itself."""
    if any(name.lower() == "cache-control" for name, _text in headers):
        return headers
    lasting = "no-cache"
    if status.startswith(("200 ", "206 ", "304 ")):
        lasting = PAST if _PAST.match(environ.get("PATH_INFO", "")) else FRESH
    return [*headers, ("Cache-Control", lasting)]


def _answer(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    packs = bool(page.packed) and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
    tag = f'"{page.tag}{"-gz" if packs else ""}"'
    headers = [*page.headers, ("ETag", tag)]
    if page.packed:
        headers.append(("Vary", "Accept-Encoding"))
    asked = environ.get("HTTP_IF_NONE_MATCH", "")
    if tag in [one.strip().removeprefix("W/") for one in asked.split(",")]:
        start_response("304 Not Modified", headers)
        return []
    content = page.packed if packs else page.plain
    if packs:
        headers.append(("Content-Encoding", "gzip"))
    start_response("200 OK", [*headers, ("Content-Length", str(len(content)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]


def short(start_response: StartResponse, status: str, headers: Headers) -> list[bytes]:
    """Refuse in one line, for people and programs alike."""
    content = (status + "\n").encode()
    start_response(
        status,
        [
            *headers,
            *HEADERS.items(),
            *OPEN.items(),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(content))),
        ],
    )
    return [content]


def _closed(result: Iterable[bytes]) -> list[bytes]:
    close = getattr(result, "close", None)
    if close is not None:
        close()
    return []
