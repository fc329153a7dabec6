"""What others hand in over HTTP: one address takes it, and everything else goes on."""

from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from pendopo.peers.witness import Answer
from pendopo.web.cache import short


class Door:
    """A WSGI application that takes what is posted to one address and hands on everything else.

    :param most: how many bytes it reads
    :param take: answers for what was posted
    """

    def __init__(
        self, address: str, most: int, take: Callable[[bytes], Answer], inner: WSGIApplication
    ) -> None:
        self._address = address
        self._most = most
        self._take = take
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Take one, or hand on."""
        if environ.get("PATH_INFO", "") != self._address:
            return self._inner(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method != "POST":
            return short(start_response, "405 Method Not Allowed", [("Allow", "POST")])
        body = body_of(environ, self._most)
        if body is None:
            return short(start_response, "413 Content Too Large", [("Connection", "close")])
        return send(self._take(body), method, start_response)


def body_of(environ: WSGIEnvironment, most: int) -> bytes | None:
    """Read a request's body, or None when it is longer than may be."""
    said = environ.get("CONTENT_LENGTH") or ""
    known = said.isascii() and said.isdigit()
    # Without a length it comes in chunks, to its end; beyond a length a server may wait for ever.
    left = min(int(said), most + 1) if known else most + 1
    parts: list[bytes] = []
    while left > 0 and (part := environ["wsgi.input"].read(left)):
        parts.append(part)
        left -= len(part)
    body = b"".join(parts)
    return body if len(body) <= most else None


def send(
    answer: Answer,
    method: str,
    start_response: StartResponse,
    more: Iterable[tuple[str, str]] = (),
) -> list[bytes]:
    """Send an answer that nothing between may give for us."""
    content = answer.body.encode()
    headers = [
        ("Content-Type", answer.content_type),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        *more,
    ]
    start_response(f"{answer.status.value} {answer.status.phrase}", headers)
    return [] if method == "HEAD" else [content]
