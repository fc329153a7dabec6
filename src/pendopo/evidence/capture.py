"""Fetch one file from an address that a person gave, without reaching into private networks.

An address is text from outside: its host may resolve to this machine, to a neighbour, or to one
place when it is checked and another when it is used (DNS rebinding). So the name is resolved once,
every address it gives is checked, and the connection goes to the checked address itself; each
redirect begins anew.
"""

import hashlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from pendopo import __version__

REDIRECTS_MOST: Final = 5
_CHUNK: Final = 1 << 18
_OK: Final = 200
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SAFE: Final = "/:?#[]@!$&'()*+,;=%~"  # RFC 3986: reserved characters stay as they are
# What is no place of the public Internet, though the standard library of some versions says so:
# IANA's registries of special-purpose addresses; site-local ones, RFC 3879.
_NOT_PUBLIC: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "fec0::/10",
        "3fff::/20",
        "5f00::/16",
        "64:ff9b:1::/48",
    )
)
_PORTS: Final = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]


class FetchError(ValueError):
    """What was asked for was not fetched: where, what was found, what to do."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A fetched file and what its server said of it.

    :param url: the address asked for
    :param final_url: the address that answered, after redirects
    :param filename: as the server names it, or the last part of the address; never a path
    :param sha256: hexadecimal
    :param size: bytes
    """

    path: Path
    url: str
    final_url: str
    filename: str
    media_type: str
    last_modified: str
    etag: str
    sha256: str
    size: int


def resolve(host: str, port: int) -> list[str]:
    """Give the addresses of a host, in the order to try them.

    :raises OSError: when the name does not resolve
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a fetch may go.

    :param allow_private: host names and networks inside the own network that may be fetched from
    :param wait_s: for one answer of the network, in seconds
    :param total_s: for the whole of one request, in seconds
    """

    bytes_most: int
    allow_private: tuple[str, ...] = ()
    wait_s: float = 30
    total_s: float = 600
    resolve: Resolver = resolve
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


def fetch(url: str, into: Path, reach: Reach) -> Captured:
    """Fetch a file into a folder.

    :raises FetchError: for an address, an answer or a size that is refused
    """
    asked, here = url, _checked(url)
    for _ in range(REDIRECTS_MOST + 1):
        with _answer(here, reach) as response:
            if response.status not in _REDIRECTS:
                return _keep(response, (asked, here.geturl()), into, reach)
            here = _next(here, response)
    raise FetchError(f"{asked}: more than {REDIRECTS_MOST} redirects; write the last address")


def _checked(url: str) -> SplitResult:
    """Hold an address to what may be fetched at all.

    :raises FetchError: for another scheme than http and https, a password, or a broken address
    """
    if any(letter == " " or not letter.isprintable() for letter in url):
        raise FetchError(f"{url!r}: holds a space or a control character; write %20 for a space")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError(f"{url}: not an address ({error})") from error
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise FetchError(f"{url}: write an address that begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise FetchError(
            f"{parts.scheme}://…@{parts.hostname}: a name or password in an address would be "
            f"published with it; write the address without"
        )
    return parts


def _next(here: SplitResult, response: http.client.HTTPResponse) -> SplitResult:
    location = response.headers.get("Location", "")
    if not location:
        raise FetchError(f"{here.geturl()}: answered {response.status} without saying where to go")
    parts = _checked(quote(urljoin(here.geturl(), location), safe=_SAFE))
    if here.scheme == "https" and parts.scheme == "http":
        raise FetchError(
            f"{here.geturl()}: redirects to {parts.geturl()}, where anyone on the way could change "
            f"the file; write that address itself if it is the one you mean"
        )
    return parts


def _addresses(parts: SplitResult, reach: Reach) -> list[str]:
    """Resolve a host once and refuse it when any of its addresses is not public."""
    host = parts.hostname or ""
    try:
        found = reach.resolve(host, parts.port or _PORTS[parts.scheme])
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{parts.geturl()}: the host {host} was not found") from error
    for text in found:
        if not may_reach(host, text, reach.allow_private):
            raise FetchError(
                f"{parts.geturl()}: {host} is {text}, which is not a public address; "
                f'write "{host}" under pull.allow_private in pendopo.toml if you mean it'
            )
    if not found:
        raise FetchError(f"{parts.geturl()}: the host {host} has no address")
    return list(found)


def may_reach(host: str, address: str, allow_private: Sequence[str]) -> bool:
    """Whether an address is public, or one that the configuration allows."""
    place = _plain(ipaddress.ip_address(address))
    for allowed in allow_private:
        if allowed.lower() == host.lower():
            return True
        try:
            network = ipaddress.ip_network(allowed)
        except ValueError:
            continue
        if place.version == network.version and place in network:
            return True
    if any(place in network for network in _NOT_PUBLIC):
        return False
    return place.is_global and not place.is_multicast and not place.is_reserved


def _plain(address: Address) -> Address:
    """Give the IPv4 address inside an IPv6 one: mapped, 6to4, Teredo or NAT64 (RFC 6052)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    if inner is None and address in ipaddress.IPv6Network("64:ff9b::/96"):
        inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return inner or address


class _Pinned(http.client.HTTPConnection):
    """A connection to addresses that were checked, whatever the name resolves to by now."""

    def __init__(self, parts: SplitResult, reach: Reach) -> None:
        port = parts.port or _PORTS[parts.scheme]
        super().__init__(parts.hostname or "", port, timeout=reach.wait_s)
        self._addresses = _addresses(parts, reach)
        self._context = reach.tls() if parts.scheme == "https" else None
        self._where, self._total_s = parts.geturl(), reach.total_s
        self._late = False
        self._line: socket.socket | None = None  # http.client lets go of its own at the head

    def connect(self) -> None:
        """Connect to the first checked address that answers."""
        fault: OSError | None = None
        for address in self._addresses:
            try:
                self._line = self.sock = socket.create_connection(
                    (address, self.port), self.timeout
                )
                break
            except OSError as error:
                fault = error
        if self.sock is None or self._late:
            raise fault or TimeoutError
        if self._context:
            self._line = self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End the connection from another thread: what waits for it stops waiting."""
        self._late = True
        if self._line is not None:
            with suppress(OSError):
                # Past the TLS layer, which would pull its object from under the reading thread.
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)

    def in_time(self) -> None:
        """Say so when the connection was cut.

        :raises FetchError: when it was
        """
        if self._late:
            raise FetchError(f"{self._where}: took longer than {self._total_s:g} seconds")


@contextmanager
def _answer(parts: SplitResult, reach: Reach) -> Iterator[http.client.HTTPResponse]:
    """Ask, and give the answer's head; every fault of the network becomes a FetchError."""
    where = parts.geturl()
    connection = _Pinned(parts, reach)
    clock = threading.Timer(reach.total_s, connection.cut)
    clock.daemon = True
    clock.start()
    path = quote(parts.path or "/", safe=_SAFE) + (
        "?" + quote(parts.query, safe=_SAFE) if parts.query else ""
    )
    try:
        connection.request("GET", path, headers=_HEADERS)
        with connection.getresponse() as response:
            yield response
        connection.in_time()  # a body that was cut short reads like one that ended
    except FetchError:
        connection.in_time()
        raise
    except (OSError, http.client.HTTPException) as error:
        connection.in_time()
        raise FetchError(f"{where}: {_fault(error)}; try again, or ask who runs it") from error
    finally:
        clock.cancel()
        connection.close()


_HEADERS: Final = {
    "User-Agent": f"pendopo/{__version__}",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


def _fault(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message})"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(error) or type(error).__name__


def _keep(
    response: http.client.HTTPResponse, urls: tuple[str, str], into: Path, reach: Reach
) -> Captured:
    """Write the body down, counting as it comes."""
    asked, final = urls
    if response.status != _OK:
        raise FetchError(
            f"{final}: answered {response.status} {response.reason}; open the address in a browser "
            f"and write the one that gives the file"
        )
    coding = response.headers.get("Content-Encoding", "identity")
    if coding.lower() != "identity":
        raise FetchError(f"{final}: came packed ({coding}) though it was asked for as it is")
    name = _file_name(response, final)
    path = into / name
    sha256, size = _copy(response, path, final, reach)
    said = response.headers.get("Content-Length")
    if said is not None and said.isdecimal() and int(said) != size:
        raise FetchError(f"{final}: broke off after {size} of {said} bytes; try again")
    return Captured(
        path=path,
        url=asked,
        final_url=final,
        filename=name,
        media_type=response.headers.get_content_type(),
        last_modified=response.headers.get("Last-Modified", ""),
        etag=response.headers.get("ETag", ""),
        sha256=sha256,
        size=size,
    )


def _copy(
    response: http.client.HTTPResponse, path: Path, final: str, reach: Reach
) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while chunk := response.read(_CHUNK):
            size += len(chunk)
            if size > reach.bytes_most:
                raise FetchError(
                    f"{final}: larger than {reach.bytes_most} bytes; raise limits.file_mb in "
                    f"pendopo.toml if a file that large is meant"
                )
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest(), size


def _file_name(response: http.client.HTTPResponse, final: str) -> str:
    """Give a name that is one: no folder, nothing that a terminal or a shell would obey."""
    said = response.headers.get_filename() or unquote(urlsplit(final).path.rsplit("/", 1)[-1])
    name = re.sub(r"[^\w.() -]", "_", re.split(r"[/\\]", said)[-1]).strip(" .-")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:20]}" if stem else (name[:100] or "file")
