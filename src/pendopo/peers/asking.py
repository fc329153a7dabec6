"""Ask another's server one question with a body, within a deadline that it cannot move."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import pendopo

_CHUNK_BYTES = 1 << 14
_TEXT = "text/plain; charset=utf-8"
_FORM = "application/x-www-form-urlencoded"


class AskError(Exception):
    """Nobody answered in time, or not in HTTP."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    :param text: at most as many letters as were asked for
    """

    status: int
    content_type: str
    text: str


def post(address: str, body: bytes, seconds: float, most: int, kind: str = _TEXT) -> Reply:
    """Send a body and give the answer. Redirects are not followed.

    :param seconds: for all of it
    :param most: how many bytes of the answer are read
    :param kind: the body's media type
    :raises AskError: saying what came instead of an answer
    """
    return _ask("POST", address, (body, _headers(kind)), seconds, most)


def post_form(
    address: str, fields: Mapping[str, str], seconds: float, most: int, by: str = ""
) -> Reply:
    """Send a form and give the answer, as ``post`` does.

    :param by: who asks, as the field Authorization says it; empty for nobody in particular
    :raises AskError: saying what came instead of an answer
    """
    headers = _headers(_FORM) | ({"Authorization": by} if by else {})
    return _ask("POST", address, (urlencode(fields).encode(), headers), seconds, most)


def get(address: str, seconds: float, most: int) -> Reply:
    """Give what stands at an address, as ``post`` gives an answer.

    :raises AskError: saying what came instead of an answer
    """
    return _ask("GET", address, (None, _headers(_TEXT)), seconds, most)


def _ask(
    method: str,
    address: str,
    sent: tuple[bytes | None, dict[str, str]],
    seconds: float,
    most: int,
) -> Reply:
    until = time.monotonic() + seconds
    parts = urlsplit(address)
    place = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection = _connection(parts.scheme, parts.hostname or "", parts.port, seconds)
        with closing(connection):
            connection.connect()
            line = connection.sock
            _wait(line, until)
            connection.response_class = _in_time(until)  # type: ignore[assignment]  # only called
            connection.request(method, place, *sent)
            _wait(line, until)
            with closing(connection.getresponse()) as response:
                data = _read(response, most, lambda: _wait(line, until))
                told = response.headers.get("Content-Type", "")
                return Reply(response.status, told, data.decode("utf-8", "replace"))
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise AskError(_why(error)) from error


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _wait(line: socket.socket | None, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    if line is not None:
        line.settimeout(left)


class _InTime(io.RawIOBase):
    """What a server sends, head and body, until a time."""

    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until = line, until
        self._raw = line.makefile("rb", buffering=0)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401  any buffer
        """Read some bytes.

        :raises TimeoutError: when the time is over
        """
        _wait(self._line, self._until)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Let go of the socket."""
        self._raw.close()
        super().close()


def _in_time(until: float) -> Callable[..., http.client.HTTPResponse]:
    def response(line: socket.socket, *rest: Any, **named: Any) -> http.client.HTTPResponse:  # noqa: ANN401
        made = http.client.HTTPResponse(line, *rest, **named)
        made.fp.close()
        made.fp = io.BufferedReader(_InTime(line, until))
        return made

    return response


def _read(response: http.client.HTTPResponse, most: int, wait: Callable[[], None]) -> bytes:
    parts, left = [], most
    while left > 0 and (part := response.read1(min(left, _CHUNK_BYTES))):
        parts.append(part)
        left -= len(part)
        wait()
    return b"".join(parts)


def _connection(
    scheme: str, host: str, port: int | None, seconds: float
) -> http.client.HTTPConnection:
    if scheme not in {"http", "https"} or not host:
        raise ValueError("no address that begins with https:// or http://")
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=seconds)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(host, port, timeout=seconds, context=context)


def _headers(kind: str) -> dict[str, str]:
    return {
        "Content-Type": kind,
        "Accept-Encoding": "identity",
        "User-Agent": f"pendopo/{pendopo.__version__} (log)",
    }
