"""The headers that keep a page from doing what it was not written to do."""

import re
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# No script at all, but on one page; styles, fonts and pictures from this address only; no frames.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The page that hashes a file in the browser, so that the file need not leave it. It works without.
_SCRIPTED = re.compile(r"(?:/at/[0-9]+)?/[a-z]{2}(?:-[a-z]{2})?/verify/(?:file/)?")
_WITH_SCRIPT = f"{POLICY}; script-src 'self'; connect-src 'self'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# What is public data may be read by pages of others; a page itself only by those of this address.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, Content-Range, ETag, Link, Repr-Digest, "
    "Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PAGES = ("text/html",)


def protect(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set the protecting headers on every response (Django has no policy of its own before 6.0)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        page = response.headers.get("Content-Type", "").startswith(_PAGES)
        if page and _SCRIPTED.fullmatch(request.path_info):
            response.headers["Content-Security-Policy"] = _WITH_SCRIPT
        more = {"Cross-Origin-Resource-Policy": "same-origin"} if page else OPEN
        for name, value in {**HEADERS, **more}.items():
            response.headers.setdefault(name, value)
        return response

    return middleware
