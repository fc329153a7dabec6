"""The desk's own style sheet and scripts, under names made from their bytes."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

_STATIC = Path(__file__).resolve().parent / "static"
_TYPES: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@cache
def _read(kind: str, stem: str) -> tuple[bytes, str]:
    content = (_STATIC / f"{stem}.{kind}").read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


def name_of(kind: str, stem: str = "desk") -> str:
    """Give the name that the style sheet (``css``) or a script (``js``) is served under."""
    return f"{stem}.{_read(kind, stem)[1]}.{kind}"


def serve_desk(
    request: HttpRequest,  # noqa: ARG001
    digest: str,
    kind: str = "js",
    stem: str = "desk",
) -> HttpResponse:
    """Answer ``/static/desk.<digest>.css``, ``.js``, and the scripts of one page's own."""
    content, known = _read(kind, stem)
    if digest != known:
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(content, content_type=_TYPES[kind], headers=headers)
