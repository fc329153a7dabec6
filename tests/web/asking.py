"""A WSGI application asked without a server."""

from dataclasses import dataclass
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(application: WSGIApplication, path: str, method: str = "GET", **environ: Any) -> Answer:
    """Ask for an address. Further names are WSGI's own: HTTP_RANGE, QUERY_STRING, wsgi.input."""
    whole: dict[str, Any] = {"PATH_INFO": path, "REQUEST_METHOD": method, **environ}
    setup_testing_defaults(whole)
    heard: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
        heard[:] = [status, headers]
        return heard.append

    result = application(whole, start_response)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    return Answer(int(heard[0].split()[0]), dict(heard[1]), body)
