"""The style sheet, font and mark of every page, and one script, under names made from their bytes.

``static/look.css`` lists tokens, base and blocks in order; they are served joined, without
comments, as one file. A change gives another name, so a browser may keep each for good.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

from pendopo.portal import accent

_STATIC = Path(__file__).resolve().parent / "static"
_IMPORT = re.compile(r'@import "([a-z/]+\.css)";')
_FONT = "plus-jakarta-sans-latin-700-normal.woff2"
_COMMENTS = re.DOTALL | re.MULTILINE
_FOREVER = "public, max-age=31536000, immutable"
_BESIDE = frozenset({"mark.svg", "search.js"})  # not in fonts/
FILES = {
    _FONT: "font/woff2",
    "OFL.txt": "text/plain; charset=utf-8",
    "mark.svg": "image/svg+xml",
    "search.js": "text/javascript; charset=utf-8",
}


@cache
def stylesheet() -> str:
    """Join the style sheets in the order that ``look.css`` imports them, without comments."""
    listing = (_STATIC / "look.css").read_text("utf-8")
    joined = _IMPORT.sub(lambda found: (_STATIC / found[1]).read_text("utf-8"), listing)
    bare = re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", re.sub(r" {2,}", " ", bare)).strip() + "\n"


@cache
def script() -> str:
    """Give the script that hashes a file in the browser, without comments."""
    text = (_STATIC / "check.js").read_text("utf-8")
    return re.sub(
        r"\n\s*", "\n", re.sub(r"/\*.*?\*/|^\s*// .*?$", "", text, flags=_COMMENTS)
    ).strip()


def script_name() -> str:
    """Give the name that the script is served under."""
    return f"check.{_digest(script())}.js"


@cache
def stylesheet_name() -> str:
    """Give the name that the style sheet is served under."""
    return f"look.{_digest(stylesheet())}.css"


def accent_name(hue: int) -> str:
    """Give the name that the accent of a hue is served under."""
    return f"accent.{hue}.{_digest(accent.stylesheet(hue))}.css"


def serve_stylesheet(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001
    """Answer ``/static/look.<digest>.css``."""
    if digest != _digest(stylesheet()):
        raise Http404
    return _kept(stylesheet(), "text/css; charset=utf-8")


def serve_accent(request: HttpRequest, hue: str, digest: str) -> HttpResponse:  # noqa: ARG001
    """Answer ``/static/accent.<hue>.<digest>.css``."""
    if int(hue) >= accent.HUES or digest != _digest(accent.stylesheet(int(hue))):
        raise Http404
    return _kept(accent.stylesheet(int(hue)), "text/css; charset=utf-8")


def serve_file(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """Answer ``/static/fonts/<name>`` and the like: names from a list, never a path."""
    if name == script_name():
        return _kept(script(), "text/javascript; charset=utf-8")
    if name not in FILES:
        raise Http404
    folder = _STATIC if name in _BESIDE else _STATIC / "fonts"
    return _kept((folder / name).read_bytes(), FILES[name])


def serve_icon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer ``/favicon.ico``, which browsers ask for unasked, with the mark."""
    return HttpResponse((_STATIC / "mark.svg").read_bytes(), content_type=FILES["mark.svg"])


def _kept(content: str | bytes, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": _FOREVER})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
