"""What stands before all doors: who asks, by which way and how often; what only TLS promises."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from pendopo.programme.config import Serve
from pendopo.web.cache import short
from pendopo.web.csp import OPEN
from pendopo.web.rates import SENT_COST, Rates, cost_of
from pendopo.web.sent import is_sent, refusal

_FOR, _PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
_SCHEMES = frozenset({"http", "https"})
_DAY_S = 86_400
# A page of another site may ask with these; the answer of the browser is kept for a day.
_PREFLIGHT = {
    **OPEN,
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Range, If-Range, If-None-Match, Accept, Content-Type",
    "Access-Control-Max-Age": str(_DAY_S),
}

Headers = list[tuple[str, str]]
Refuse = Callable[[WSGIEnvironment], str]
Network = IPv4Network | IPv6Network


class Front:
    """A WSGI application before all others.

    :param serve: the proxies that are believed, how many answers in a minute, how large a file may
        be that is sent to be checked, and for how long a browser is to come by TLS only
    :param refuse: says why what a request carries is not read, where it is not for these pages
    """

    def __init__(self, inner: WSGIApplication, serve: Serve, refuse: Refuse | None = None) -> None:
        self._inner = inner
        self._behind = tuple(ip_network(place) for place in serve.behind)
        self._rates = Rates(serve.requests_per_minute)
        self._refuse = refuse or (lambda environ: refusal(environ, serve.check_mb))
        self._hsts = f"max-age={serve.hsts_days * _DAY_S}" if serve.hsts_days else ""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand on, unless too much is asked, or nothing that is answered."""
        self._believe(environ)
        answer = self._answering(environ, start_response)
        if environ["REQUEST_METHOD"] == "OPTIONS":
            answer("204 No Content", list(_PREFLIGHT.items()))
            return []
        refused = self._refuse(environ)
        if refused:
            return short(answer, refused, [("Connection", "close")])
        cost = cost_of(environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
        cost = SENT_COST if is_sent(environ) else cost
        wait = self._rates.wait(environ.get("REMOTE_ADDR", ""), cost)
        if wait:
            return short(answer, "429 Too Many Requests", [("Retry-After", str(wait))])
        return self._inner(environ, answer)

    def _believe(self, environ: WSGIEnvironment) -> None:
        """Take from a proxy of ours who asked it, and by which way."""
        forwarded, scheme = environ.pop(_FOR, ""), environ.pop(_PROTO, "")
        if not self._behind or not _within(environ.get("REMOTE_ADDR", ""), self._behind):
            return
        # Each proxy adds whom it heard at the end; the last that is none of ours is the reader.
        for address in reversed([one.strip() for one in forwarded.split(",") if one.strip()]):
            environ["REMOTE_ADDR"] = address
            if not _within(address, self._behind):
                break
        if scheme in _SCHEMES:
            environ["wsgi.url_scheme"] = scheme

    def _answering(self, environ: WSGIEnvironment, start_response: StartResponse) -> StartResponse:
        """Add to what came by TLS that it is to come so again (RFC 6797, 7.2: not without TLS)."""
        if not self._hsts or environ.get("wsgi.url_scheme") != "https":
            return start_response

        def answer(status: str, headers: Headers, *fault: Any) -> Any:  # noqa: ANN401  WSGI's own
            return start_response(
                status, [*headers, ("Strict-Transport-Security", self._hsts)], *fault
            )

        return answer


@lru_cache(maxsize=4096)
def _within(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
