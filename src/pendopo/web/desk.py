"""The WSGI application of the desk: its pages, and the preview, which the public doors make.

``granian --interface wsgi pendopo.web.desk:application`` with ``PENDOPO_HOME`` naming the folder.
"""

import io
import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver
from django.utils import timezone

from pendopo.desk.hall import PROGRAMME, TOO_LARGE
from pendopo.desk.opening import SETTINGS, open_desk
from pendopo.portal.visit import PREVIEWED
from pendopo.programme.config import FILE_NAME
from pendopo.programme.programme import Programme
from pendopo.web.cache import short
from pendopo.web.files import PublicFiles
from pendopo.web.front import Front, Refuse

HOME = "PENDOPO_HOME"
PREVIEW = re.compile(r"(/preview/([0-9]+-[0-9a-f]{16}))(/.*)")
_PREVIEWS_OPEN = 4
_AROUND_BYTES = 65_536
_FORM_BYTES = 1 << 20
_MB = 1_000_000
# What the public doors say of what everybody may keep, and other sites may read.
_FOR_ALL = {"cache-control", "access-control-allow-origin", "etag", "last-modified"}
_UPLOADS = re.compile(r"/hand-in/|/submissions/[0-9]+/file/|/uploads/[0-9a-f]{32}/")


class _Desk(WSGIHandler):
    """Django with what stands before the desk's pages, and not before the public ones."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002  Django's own
        """Load it; the public doors of this process keep theirs."""
        kept = settings.MIDDLEWARE
        settings.MIDDLEWARE = settings.DESK_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = kept


def prepare() -> None:
    """Import all pages."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django  # noqa: PLC0415  settings come first

    django.setup()
    get_resolver(settings.DESK_URLCONF).url_patterns  # noqa: B018  which imports them


def make_application(programme: Programme) -> WSGIApplication:
    """Open the desk of a programme."""
    open_desk(programme)
    most, pages = programme.config.desk.upload_mb, _Previews(programme, _Desk())
    front = Front(_unread(pages, most), programme.config.serve, _refusal(most))
    return _sent_in_pieces(front, most)


def _sent_in_pieces(inner: WSGIApplication, upload_mb: int) -> WSGIApplication:
    """Tell who asks how files are sent in pieces: tus 1.0.0, and how large they may be."""
    headers = [
        ("Tus-Resumable", "1.0.0"),
        ("Tus-Version", "1.0.0"),
        ("Tus-Extension", "creation"),
        ("Tus-Max-Size", str(upload_mb * _MB)),
    ]

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "OPTIONS" and environ.get("PATH_INFO") == "/uploads/":
            start_response("204 No Content", headers)
            return []
        return inner(environ, start_response)

    return answer


def _refusal(upload_mb: int) -> Refuse:
    """Refuse a body that is larger than a form of the desk, before it is read.

    That of a file is left to ``_unread``, for the desk says in words how large one may be.
    """

    def refuse(environ: WSGIEnvironment) -> str:
        length, fits = _length(environ), _fits(environ, upload_mb)
        return "" if fits or (length and _takes_files(environ)) else "413 Content Too Large"

    return refuse


def _unread(inner: WSGIApplication, upload_mb: int) -> WSGIApplication:
    """Hand a file that is larger than the desk takes on without its bytes, to be refused."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _fits(environ, upload_mb):
            return inner(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:  # noqa: ANN401  WSGI's
            return start_response(status, [*headers, ("Connection", "close")], *fault)

        without = {"CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO(), TOO_LARGE: True}
        return inner({**environ, **without}, start)

    return answer


def _fits(environ: WSGIEnvironment, upload_mb: int) -> bool:
    """Whether what a request carries is no larger than its address takes."""
    most = upload_mb * _MB + _AROUND_BYTES if _takes_files(environ) else _FORM_BYTES
    return (length := _length(environ)) is not None and length <= most


def _takes_files(environ: WSGIEnvironment) -> bool:
    return _UPLOADS.fullmatch(environ.get("PATH_INFO", "")) is not None


def _length(environ: WSGIEnvironment) -> int | None:
    """Give how many bytes a request says that it carries; None for what is no number."""
    length = environ.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else None


def _unkept(start_response: StartResponse) -> StartResponse:
    """Have an answer kept by nobody and read by no other site: it is public only some day."""

    def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:  # noqa: ANN401  WSGI's
        left = [one for one in headers if one[0].lower() not in _FOR_ALL]
        return start_response(status, [*left, ("Cache-Control", "private, no-store")], *fault)

    return start


class _Previews:
    """Shows a submission as the public pages will: they are given another state.

    A preview's address holds 64 random bits, and is answered only to who is signed in: the desk is
    asked first, at the same address, and answers 204 where the preview may be seen.
    """

    def __init__(self, programme: Programme, desk: WSGIApplication) -> None:
        from pendopo.web.wsgi import pages_of  # noqa: PLC0415  once Django's settings are chosen

        self._programme = programme
        self._desk = desk
        self._pages_of: Callable[[Programme], WSGIApplication] = pages_of
        self._folder = programme.place.previews
        self._open: OrderedDict[str, WSGIApplication] = OrderedDict()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[PROGRAMME] = self._programme
        found = PREVIEW.fullmatch(environ.get("PATH_INFO", ""))
        if found is None:
            return self._desk(environ, start_response)
        prefix, name, rest = found.groups()
        if not self._allowed(environ) or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._desk(environ, start_response)
        shown = self._shown(name)
        if shown is None:
            return short(start_response, "404 Not Found", [])
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
        environ["PATH_INFO"] = rest
        environ[PREVIEWED] = True
        return shown(environ, _unkept(start_response))

    def _allowed(self, environ: WSGIEnvironment) -> bool:
        """Ask the desk whether whoever asks may see a preview."""
        answered: list[str] = []

        def answer(status: str, _headers: Any, _fault: Any = None) -> Any:  # noqa: ANN401  WSGI's
            answered.append(status)

        body = self._desk({**environ, "REQUEST_METHOD": "GET"}, answer)
        close: Callable[[], None] = getattr(body, "close", lambda: None)
        close()
        return answered[:1] == ["204 No Content"]

    def _shown(self, name: str) -> WSGIApplication | None:
        root = self._folder / name
        if not (root / FILE_NAME).is_file():  # with what was withdrawn, previews of it go
            self._open.pop(name, None)
            return None
        found = self._open.get(name)
        if found is None:
            opened = Programme.open(root, timezone.now)
            found = PublicFiles(opened.public, self._pages_of(opened))
            self._open[name] = found
            while len(self._open) > _PREVIEWS_OPEN:
                self._open.popitem(last=False)
        return found


def __getattr__(name: str) -> WSGIApplication:
    """Make ``application`` when a server asks for it, so that importing needs no folder."""
    if name != "application":
        raise AttributeError(name)
    home = os.environ.get(HOME, "")
    if not home:
        raise RuntimeError(f"{HOME} is not set; write the folder that holds pendopo.toml")
    prepare()
    opened = Programme.open(Path(home), timezone.now)
    made = make_application(opened)
    import_module("pendopo.desk.watching").serve_figures(opened)
    globals()["application"] = made
    return made
