"""Read another's record over HTTP, as it is published: slowly, within limits, and from one place.

``with HttpShelf(address) as shelf: verify(shelf, vkey)`` checks a government's record from
anywhere. A static site cannot be listed, so that what nothing in the log names is not looked for,
and the verdict says so.
"""

import hashlib
import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlsplit

import pendopo
from pendopo.published.verify import ShelfError

_CHUNK_BYTES = 1 << 16
_HEAD_BYTES_MOST = 1 << 16
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_LATER = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_REDIRECTS = range(300, 400)
_FAULTS = range(500, 600)
# What the log names by its hash is there under its own address or it is not: whoever refuses it,
# or sends on to elsewhere, does not publish it.
_NAMED = ("objects/", "pub/")
_HEADERS = {
    "Accept-Encoding": "identity",
    "User-Agent": f"pendopo/{pendopo.__version__} (verify, follow)",
}
# A path is made of names that the log gives; none of them needs more.
_PATH_LETTERS_MOST = 1_000

T = TypeVar("T")


class AddressError(ValueError):
    """The address of a record is not one: what was found, what to write."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for another's server.

    :param timeout_s: for the connection and for each piece of an answer
    :param tries: how often a request is made before it counts as failed
    :param pause_s: before the third try; twice as long before each further one
    :param pause_most_s: a server that asks to be left alone for longer is left alone: no more tries
    :param slowest: bytes a second; an answer that comes more slowly than this is broken off, so
        that nobody is kept waiting by a byte now and then
    :param wait: what waits; a test hands in something quicker
    """

    timeout_s: float = 30.0
    tries: int = 4
    pause_s: float = 1.0
    pause_most_s: float = 120.0
    slowest: int = 1_000
    wait: Callable[[float], None] = time.sleep


class _AgainError(Exception):
    """This try failed, and the next may not.

    :param pause_s: how long the server asks to be left alone; 0 when it does not
    """

    def __init__(self, why: str, pause_s: float = 0.0) -> None:
        super().__init__(why)
        self.pause_s = pause_s


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked for: a path, how much of it at most, and what is said with it."""

    path: str
    most: int
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)


class _SameError(Exception):
    """The file is the one that was read before."""


class HttpShelf:
    """A public folder served over HTTP or HTTPS, read through one connection that is kept open.

    Redirects are not followed: what is verified is what the address given serves.

    :param address: of the folder that holds ``log/``, ``objects/`` and ``pub/``
    :param pace: told of every piece of bytes that comes, and waits where that was too quick
    :raises AddressError: when it is no address of a folder
    """

    def __init__(
        self,
        address: str,
        patience: Patience | None = None,
        pace: Callable[[int], None] | None = None,
    ) -> None:
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
        self._pace = pace
        self._tag = ""
        self._seen: dict[str, tuple[str, bytes]] = {}
        self._connection = _connection(parts.scheme, parts.hostname, port, self._patience)

    def __enter__(self) -> Self:
        """Give the shelf, to be closed in the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._connection.close()

    def read(self, path: str, most: int) -> bytes | None:
        """Give a file's bytes; None when the server says there is none."""
        return self._try(_Question(path, most), b"".join)

    def digest(self, path: str, most: int) -> tuple[int, bytes] | None:
        """Give a file's size and SHA-256; None when the server says there is none."""
        return self._try(_Question(path, most), _digest)

    def pour(self, path: str, most: int, take: Callable[[Iterator[bytes]], T]) -> T | None:
        """Hand a file's pieces to whoever takes them, anew at each try; None when there is none.

        :param take: gets ``most`` + 1 bytes of a longer file, since that is too many
        """
        return self._try(_Question(path, most), take)

    def fresh(self, path: str, most: int) -> bytes | None:
        """Give a file that changes, as it is now; asked for only as far as it changed since."""
        tag, known = self._seen.get(path, ("", b""))
        headers = {"Cache-Control": "no-cache"} | ({"If-None-Match": tag} if tag else {})
        try:
            found = self._try(_Question(path, most, headers=headers), b"".join)
        except _SameError:
            return known
        if found is not None and self._tag:
            self._seen[path] = self._tag, found
        return found

    def there(self, path: str) -> bool:
        """Whether the server has a file; only its head is asked for."""
        return self._try(_Question(path, 0, "HEAD"), lambda _: True) is not None

    def names(self, _folder: str) -> None:
        """Give None: a site cannot be listed."""
        return

    def files(self, _folder: str) -> None:
        """Give None: a site cannot be listed."""
        return

    def _try(self, question: _Question, take: Callable[[Iterator[bytes]], T]) -> T | None:
        """Ask until there is an answer, or patience ends."""
        patience = self._patience
        pause_s, tried = 0.0, 1
        while True:
            try:
                return self._get(question, take)
            except _AgainError as error:
                self._connection.close()
                if tried == patience.tries or error.pause_s > patience.pause_most_s:
                    left_alone = f", asks to be left alone for {error.pause_s:.0f} s"
                    asked = left_alone if error.pause_s else ""
                    raise ShelfError(f"{error}{asked}; tried {tried} times") from error
                pause_s = max(pause_s, error.pause_s)
            if pause_s:
                patience.wait(min(pause_s, patience.pause_most_s))
            # A kept connection is often dropped by the other side: the second try is at once.
            pause_s, tried = max(2 * pause_s, patience.pause_s), tried + 1

    def _get(self, question: _Question, take: Callable[[Iterator[bytes]], T]) -> T | None:
        path = self._folder + quote(question.path)
        if len(path) > _PATH_LETTERS_MOST:
            raise ShelfError(f"an address of {len(path)} letters is none of a record's")
        try:
            self._connection.request(question.method, path, headers=_HEADERS | question.headers)
            with closing(self._connection.getresponse()) as response:
                if response.status == HTTPStatus.OK and isinstance(response, _Response):
                    return self._take(response, question.most, take)
                response.read(_CHUNK_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise _AgainError(f"{type(error).__name__}: {error}") from error
        if _not_there(question.path, response.status):
            return None
        if response.status == HTTPStatus.NOT_MODIFIED and "If-None-Match" in question.headers:
            raise _SameError
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
        response: "_Response",
        most: int,
        take: Callable[[Iterator[bytes]], T],
    ) -> T:
        """Take a file from an answer, all of it or a piece more than is allowed."""
        encoding = response.headers.get("Content-Encoding", "identity")
        if encoding != "identity":
            self._connection.close()
            raise ShelfError(f"the server encodes the file as {encoding}, which was not asked for")
        self._tag = response.headers.get("ETag", "")
        taken = take(_pieces(response, most, self._pace))
        if not response.isclosed():
            # Too long, and not read to its end: what is left would be taken for the next answer.
            self._connection.close()
        return taken


def _not_there(path: str, status: int) -> bool:
    if status in _GONE:
        return True
    return path.startswith(_NAMED) and status not in _FAULTS and status not in _LATER


def _connection(
    scheme: str, host: str, port: int | None, patience: Patience
) -> http.client.HTTPConnection:
    connection = (
        http.client.HTTPConnection(host, port, timeout=patience.timeout_s)
        if scheme == "http"
        else http.client.HTTPSConnection(
            host, port, timeout=patience.timeout_s, context=ssl.create_default_context()
        )
    )

    def response(sock: socket.socket, *rest: Any, **named: Any) -> http.client.HTTPResponse:  # noqa: ANN401
        return _Response(sock, *rest, unhurried=_Unhurried(sock, patience), **named)

    connection.response_class = response  # type: ignore[assignment]  # it is only ever called
    return connection


class _Response(http.client.HTTPResponse):
    """An answer whose head is short and in time, and whose body earns the time it takes."""

    def __init__(
        self,
        sock: socket.socket,
        *rest: Any,  # noqa: ANN401  what http.client hands over
        unhurried: "_Unhurried",
        **named: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(sock, *rest, **named)
        self.fp.close()
        self.fp = io.BufferedReader(unhurried)
        self._unhurried = unhurried

    def begin(self) -> None:
        """Read the head, and those that only say to go on."""
        super().begin()
        self._unhurried.head = False

    def piece(self, most: int) -> bytes:
        """Read a piece of the body; empty at its end."""
        found = self.read1(most)
        self._unhurried.earned += len(found)
        if self.length == 0:
            self.close()  # the connection is free for the next question
        return found


class _Unhurried(io.RawIOBase):
    """What a server sends, unless it sends too slowly: then it is broken off.

    :ivar head: whether it is still the head that is read
    :ivar earned: bytes of the body; nothing else gives a server more time
    """

    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        self._raw = sock.makefile("rb", buffering=0)
        self._sock, self._patience = sock, patience
        self._began, self._got = time.monotonic(), 0
        self.head, self.earned = True, 0
        if hasattr(socket, "TCP_QUICKACK"):
            # Some servers send the body only once the head is acknowledged, and 40 ms are then
            # waited for at each file.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401  any buffer
        """Read some bytes.

        :raises TimeoutError: when all so far took longer than the slowest pace allows
        :raises HTTPException: when the head does not end
        """
        if self.head and self._got > _HEAD_BYTES_MOST:
            raise http.client.HTTPException(f"a head of more than {_HEAD_BYTES_MOST} bytes")
        allowed = self._patience.timeout_s + self.earned / self._patience.slowest
        left = self._began + allowed - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"{self._got} bytes in {allowed:.0f} s: too slow to wait for")
        self._sock.settimeout(min(left, self._patience.timeout_s))
        got = self._raw.readinto(buffer)
        self._got += got or 0
        return got

    def close(self) -> None:
        """Let go of the socket."""
        self._raw.close()
        super().close()


def _pieces(response: _Response, most: int, pace: Callable[[int], None] | None) -> Iterator[bytes]:
    """Give an answer's bytes, until there are more than allowed.

    :raises HTTPException: when the connection ends before the file does
    """
    left = most + 1
    while left > 0 and (piece := response.piece(min(_CHUNK_BYTES, left))):
        if pace is not None:
            pace(len(piece))
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
