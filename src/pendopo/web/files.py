"""The archive's own files as they lie on disk: the log, the objects, what stands beside each.

Only addresses of a known shape are answered, each with its type; every folder and file on the way
is opened without following a link, so nothing outside ``public/`` can be read.
"""

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from pendopo.api import ranges
from pendopo.web.cache import FOREVER, short
from pendopo.web.csp import OPEN

_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"
_SECONDS = "public, max-age=5"
_BRIEFLY = "public, max-age=300"
_N = r"(?:x\d{3}/)*\d{3}(?:\.p/(?:[1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]))?"
_ULID = r"[0-9A-HJKMNP-TV-Z]{26}"
_INSIDE = re.compile(r"/(?:log|objects|pub)(?:/|$)")


@dataclass(frozen=True, slots=True)
class Shape:
    """Addresses of one shape, and how their files are sent.

    :param lasting: Cache-Control. Objects may be redacted, so they are not immutable to a browser.
    """

    pattern: re.Pattern[str]
    content_type: str
    lasting: str
    attachment: bool = False


# Source: C2SP tlog-tiles for the log; objects are strangers' bytes and never open in the page.
SHAPES = (
    Shape(re.compile(r"/log/(?:checkpoint|pending)"), _TEXT, _SECONDS),
    Shape(re.compile(rf"/log/tile/(?:[0-9]|[1-5][0-9]|6[0-3]|entries)/{_N}"), _BYTES, FOREVER),
    # A witness may sign a checkpoint later that is published already.
    Shape(re.compile(r"/log/history/(?:0|[1-9]\d{0,18})\.checkpoint"), _TEXT, _BRIEFLY),
    Shape(re.compile(r"/objects/([0-9a-f]{2})/\1[0-9a-f]{62}"), _BYTES, _BRIEFLY, attachment=True),
    Shape(re.compile(rf"/pub/{_ULID}/(?:entry|salts)\.json"), "application/json", _BRIEFLY),
    Shape(re.compile(rf"/pub/{_ULID}/receipt\.tlog-proof"), _TEXT, _BRIEFLY),
    Shape(re.compile(r"/[0-9a-f]{64}/checkpoint"), _TEXT, _SECONDS),
    Shape(re.compile(r"/mirror/(?:status|alarms|redactions)\.json"), "application/json", _SECONDS),
    Shape(re.compile(r"/mirror/checkpoints/\d{1,19}-[0-9a-f]{16}\.checkpoint"), _TEXT, FOREVER),
    Shape(re.compile(r"/halted/halt\.json"), "application/json", _SECONDS),
    Shape(re.compile(r"/halted/[a-z0-9-]{1,80}\.checkpoint"), _TEXT, _SECONDS),
    Shape(re.compile(r"/claims/[0-9a-f]{64}\.claim"), _TEXT, _SECONDS),
    Shape(re.compile(r"/claims/[0-9a-f]{64}\.refused"), "application/json", _SECONDS),
    Shape(re.compile(r"/questions/[0-9a-f]{16}\.json"), "application/json", _SECONDS),
    Shape(re.compile(r"/policy\.txt"), _TEXT, _BRIEFLY),
    Shape(re.compile(r"/witnesses\.json"), "application/json", _SECONDS),
    Shape(re.compile(r"/site\.json"), "application/json", _BRIEFLY),
    Shape(re.compile(r"/VERIFY\.md"), "text/markdown; charset=utf-8", _BRIEFLY),
    Shape(re.compile(r"/verify_archive\.py"), _TEXT, _BRIEFLY),
)


class PublicFiles:
    """A WSGI application that answers for the archive's files and hands on all other addresses."""

    def __init__(self, public: Path, inner: WSGIApplication) -> None:
        self._public = public
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer for a file, or hand on."""
        path = environ.get("PATH_INFO", "")
        shape = next((one for one in SHAPES if one.pattern.fullmatch(path)), None)
        if shape is None and not _INSIDE.match(path):
            return self._inner(environ, start_response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return short(start_response, "405 Method Not Allowed", [("Allow", "GET, HEAD")])
        found = _open(self._public, path) if shape else None
        if shape is None or found is None:
            return short(start_response, "404 Not Found", [])
        return _send(found, shape, environ, start_response)


def _open(public: Path, path: str) -> int | None:
    """Open a file below ``public``, stepping down without following a link.

    :returns: a descriptor of a regular file, or None
    """
    *folders, name = path.strip("/").split("/")
    here = os.open(public, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            below = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=here)
            os.close(here)
            here = below
        found = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=here)
    except OSError:
        return None
    finally:
        os.close(here)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        return None
    return found


def _send(
    found: int, shape: Shape, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    facts = os.fstat(found)
    size, tag = facts.st_size, f'"{facts.st_size:x}-{facts.st_mtime_ns:x}"'
    headers = _headers(shape, tag)
    if tag in [one.strip() for one in environ.get("HTTP_IF_NONE_MATCH", "").split(",")]:
        os.close(found)
        start_response("304 Not Modified", headers)
        return []
    asked = environ.get("HTTP_RANGE", "")
    part = ranges.part(asked, environ.get("HTTP_IF_RANGE", ""), tag, size)
    if part is None:
        os.close(found)
        return short(
            start_response, "416 Range Not Satisfiable", [("Content-Range", f"bytes */{size}")]
        )
    first, last = part
    status = "200 OK"
    if (first, last) != (0, size - 1):
        status = "206 Partial Content"
        headers.append(("Content-Range", f"bytes {first}-{last}/{size}"))
    start_response(status, [*headers, ("Content-Length", str(last - first + 1))])
    if environ["REQUEST_METHOD"] == "HEAD":
        os.close(found)
        return []
    return ranges.Part(os.fdopen(found, "rb"), first, last - first + 1)


def _headers(shape: Shape, tag: str) -> list[tuple[str, str]]:
    headers = [
        ("Content-Type", shape.content_type),
        ("Cache-Control", shape.lasting),
        ("ETag", tag),
        ("Accept-Ranges", "bytes"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "sandbox; default-src 'none'"),
        *OPEN.items(),
    ]
    if shape.attachment:
        headers.append(("Content-Disposition", "attachment"))
    return headers
