"""Asking the site for a page as a browser would, without a server."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication, WSGIEnvironment

from pendopo.exports.archive.copy import STATIC, Copy
from pendopo.exports.archive.rewriting import HOST


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered.

    :param headers: names in small letters
    """

    status: int
    headers: dict[str, str]
    body: Iterable[bytes]

    @property
    def media_type(self) -> str:
        """What it is, without its character set."""
        return self.headers.get("content-type", "").partition(";")[0].strip()

    @property
    def attached(self) -> bool:
        """Whether it is a file to keep, and none of the site's own pages."""
        return self.headers.get("content-disposition", "").startswith("attachment")

    def blocks(self) -> Iterator[bytes]:
        """Give its bytes, once."""
        try:
            yield from self.body
        finally:
            self.close()

    def close(self) -> None:
        """Let go of what the answer holds."""
        close = getattr(self.body, "close", None)
        if close is not None:
            close()


class Site:
    """A WSGI application, asked for a copy of its pages.

    :param application: without a cache: it would mix pages for readers with those for a copy
    """

    def __init__(self, application: WSGIApplication, copy: Copy) -> None:
        self._application = application
        self.copy = copy

    def get(self, address: str, known: str = "") -> Answer:
        """Ask for an address: its path, and its question if it has one.

        :param known: the entity tag of an answer that is at hand
        """
        heard: list[Any] = []

        def hear(
            status: str, headers: list[tuple[str, str]], *_fault: object
        ) -> Callable[..., Any]:
            heard[:] = [status, headers]
            return heard.append

        body = self._application(self._environ(address, known), hear)
        status, headers = heard[:2]
        return Answer(int(status[:3]), {name.lower(): text for name, text in headers}, body)

    def _environ(self, address: str, known: str) -> WSGIEnvironment:
        split = urlsplit(address)
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            # PEP 3333: the bytes of the path, each as one letter.
            "PATH_INFO": unquote_to_bytes(split.path).decode("latin-1"),
            "QUERY_STRING": split.query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": HOST,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            STATIC: self.copy,
        }
        if known:
            environ["HTTP_IF_NONE_MATCH"] = known
        return environ
