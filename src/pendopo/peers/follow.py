"""Read another's record over HTTP, as it is published: slowly, within limits, and from one place.

``with HttpShelf(address) as shelf: verify(shelf, vkey)`` checks a government's record from
anywhere. A static site cannot be listed, so that what nothing in the log names is not looked for,
and the verdict says so.
"""

import hashlib
import http.client
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self, TypeVar
from urllib.parse import quote, urlsplit

import pendopo
from pendopo.published.verify import ShelfError

_CHUNK_BYTES = 1 << 16
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_LATER = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_REDIRECTS = range(300, 400)
_PAUSE_MOST_S = 30.0
_HEADERS = {
    "Accept-Encoding": "identity",
    "User-Agent": f"pendopo/{pendopo.__version__} (verify)",
}

T = TypeVar("T")


class AddressError(ValueError):
    """The address of a record is not one: what was found, what to write."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for another's server.

    :param timeout_s: for the connection and for each piece of an answer
    :param tries: how often a request is made before it counts as failed
    :param pause_s: before the third try; twice as long before each further one
    :param wait: what waits; a test hands in something quicker
    """

    timeout_s: float = 30.0
    tries: int = 4
    pause_s: float = 1.0
    wait: Callable[[float], None] = time.sleep


class _AgainError(Exception):
    """This try failed, and the next may not.

    :param pause_s: how long the server asks to be left alone; 0 when it does not
    """

    def __init__(self, why: str, pause_s: float = 0.0) -> None:
        super().__init__(why)
        self.pause_s = pause_s


class HttpShelf:
    """A public folder served over HTTP or HTTPS, read through one connection that is kept open.

    Redirects are not followed: what is verified is what the address given serves.

    :param address: of the folder that holds ``log/``, ``objects/`` and ``pub/``
    :raises AddressError: when it is no address of a folder
    """

    def __init__(self, address: str, patience: Patience | None = None) -> None:
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError as error:
            raise AddressError(f"{address!r} is no address: {error}") from error
        plain = not (parts.query or parts.fragment or parts.username or parts.password)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
            raise AddressError(
                f"{address!r} is no address of a record; write https://<host>/<folder>/ "
                f"without a question mark, a hash sign or a password"
            )
        self._folder = parts.path.rstrip("/") + "/"
        self._patience = patience or Patience()
        self._connection = _connection(parts.scheme, parts.hostname, port, self._patience)

    def __enter__(self) -> Self:
        """Give the shelf, to be closed in the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._connection.close()

    def read(self, path: str, most: int) -> bytes | None:
        """Give a file's bytes; None when the server says there is none."""
        return self._try(path, most, b"".join)

    def digest(self, path: str, most: int) -> tuple[int, bytes] | None:
        """Give a file's size and SHA-256; None when the server says there is none."""
        return self._try(path, most, _digest)

    def names(self, _folder: str) -> None:
        """Give None: a site cannot be listed."""
        return

    def files(self, _folder: str) -> None:
        """Give None: a site cannot be listed."""
        return

    def _try(self, path: str, most: int, take: Callable[[Iterator[bytes]], T]) -> T | None:
        """Ask until there is an answer, or patience ends."""
        patience = self._patience
        pause_s, tried = 0.0, 1
        while True:
            try:
                return self._get(path, most, take)
            except _AgainError as error:
                self._connection.close()
                if tried == patience.tries:
                    raise ShelfError(f"{error}; tried {tried} times") from error
                pause_s = max(pause_s, error.pause_s)
            if pause_s:
                patience.wait(min(pause_s, _PAUSE_MOST_S))
            # A kept connection is often dropped by the other side: the second try is at once.
            pause_s, tried = max(2 * pause_s, patience.pause_s), tried + 1

    def _get(self, path: str, most: int, take: Callable[[Iterator[bytes]], T]) -> T | None:
        try:
            self._connection.request("GET", self._folder + quote(path), headers=_HEADERS)
            with closing(self._connection.getresponse()) as response:
                if response.status == HTTPStatus.OK:
                    return self._take(response, most, take)
                response.read(_CHUNK_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise _AgainError(f"{type(error).__name__}: {error}") from error
        if response.status in _GONE:
            return None
        if response.status in _LATER:
            asked = response.headers.get("Retry-After", "")
            pause_s = float(asked) if asked.isascii() and asked.isdigit() else 0.0
            raise _AgainError(f"the server answers {response.status}", pause_s)
        self._connection.close()
        if response.status in _REDIRECTS:
            place = response.headers.get("Location", "")
            raise ShelfError(f"the server sends on to {place!r}; give that address if it is right")
        raise ShelfError(f"the server answers {response.status}")

    def _take(
        self,
        response: http.client.HTTPResponse,
        most: int,
        take: Callable[[Iterator[bytes]], T],
    ) -> T:
        """Take a file from an answer, all of it or a piece more than is allowed."""
        encoding = response.headers.get("Content-Encoding", "identity")
        if encoding != "identity":
            self._connection.close()
            raise ShelfError(f"the server encodes the file as {encoding}, which was not asked for")
        taken = take(_pieces(response, most))
        if not response.isclosed():
            # Too long, and not read to its end: what is left would be taken for the next answer.
            self._connection.close()
        return taken


def _connection(
    scheme: str, host: str, port: int | None, patience: Patience
) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=patience.timeout_s)
    return http.client.HTTPSConnection(
        host, port, timeout=patience.timeout_s, context=ssl.create_default_context()
    )


def _pieces(response: http.client.HTTPResponse, most: int) -> Iterator[bytes]:
    """Give an answer's bytes, until there are more than allowed.

    :raises HTTPException: when the connection ends before the file does
    """
    left = most + 1
    while left > 0 and (piece := response.read(min(_CHUNK_BYTES, left))):
        yield piece
        left -= len(piece)
    if left > 0 and response.length:
        raise http.client.IncompleteRead(b"", response.length)


def _digest(pieces: Iterator[bytes]) -> tuple[int, bytes]:
    size, digest = 0, hashlib.sha256()
    for piece in pieces:
        size += len(piece)
        digest.update(piece)
    return size, digest.digest()
