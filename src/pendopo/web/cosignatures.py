"""The door for witnesses without a server: they fetch a checkpoint, sign it, and hand it in here.

Only right signatures by witnesses of the log's own policy are kept, one a witness, and only on the
checkpoint that waits or is published; the next writer puts them to it.
"""

from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from pendopo.peers.cosign import HAND_IN
from pendopo.programme.witnessing import HandInError, Witnessing
from pendopo.standards.tlog.witness import BODY_BYTES_MOST, SIZE_TYPE
from pendopo.web.cache import short
from pendopo.web.witness import body_of

ADDRESS = f"/{HAND_IN}"
BODY_MOST = BODY_BYTES_MOST


class CosignatureDoor:
    """A WSGI application that takes cosignatures and hands on everything else."""

    def __init__(self, witnessing: Witnessing, inner: WSGIApplication) -> None:
        self._witnessing = witnessing
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Take one, or hand on."""
        if environ.get("PATH_INFO", "") != ADDRESS:
            return self._inner(environ, start_response)
        if environ["REQUEST_METHOD"] != "POST":
            return short(start_response, "405 Method Not Allowed", [("Allow", "POST")])
        body = body_of(environ, BODY_MOST)
        if body is None:
            return short(start_response, "413 Content Too Large", [("Connection", "close")])
        status, said, kind = self._take(body)
        content = f"{said}\n".encode()
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response(f"{status.value} {status.phrase}", headers)
        return [content]

    def _take(self, body: bytes) -> tuple[HTTPStatus, str, str]:
        kind = "text/plain; charset=utf-8"
        try:
            name = self._witnessing.hand_in(body)
        except HandInError as error:
            conflict = error.status is HTTPStatus.CONFLICT
            return error.status, str(error), SIZE_TYPE if conflict else kind
        except OSError:
            # Where the pages may not write, signatures come some other way.
            return HTTPStatus.SERVICE_UNAVAILABLE, "this site keeps nothing; send a file", kind
        return HTTPStatus.ACCEPTED, name, kind
