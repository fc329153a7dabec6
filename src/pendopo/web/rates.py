"""How many answers one address gets: a bucket of tokens for each, filled as time goes by."""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from pendopo.peers.cosign import HAND_IN
from pendopo.programme.questioning import HAND_IN as ASK

_ADDRESSES_MOST = 20_000
# An IPv6 reader has a whole network: 64 bits of addresses, any of which it may use (RFC 6177).
_NETWORK_BITS = 64
# The page also without its last slash: where that leads, the question has been read already.
_SQL = re.compile(r"(?:/at/[0-9]+)?/(?:api/sql(?:\.csv)?|[a-z]{2}(?:-[a-z]{2})?/sql)/?")
_CUBE = re.compile(r"(?:/at/[0-9]+)?/api/3/cubes/[^/]+/(?:aggregate|facts|members).*")
_DOWNLOADS = (".csv", ".json", ".parquet", ".xlsx", ".jsonld", ".gz", ".zip")
_SQL_COST, _DOWNLOAD_COST = 10, 5
# Each signature that is handed in is checked; a witness does so a few times an hour.
_HAND_IN, _HAND_IN_COST = frozenset({f"/{HAND_IN}", f"/{ASK}"}), 10
SENT_COST = 20  # of a file that is sent to be checked


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Rates:
    """Buckets by address, in one process; the addresses longest unheard leave first.

    :param most: tokens in a minute, and as many at once; 0 counts nothing
    :param seconds: the time in which there are so many, where it is no minute
    """

    def __init__(
        self, most: int, clock: Callable[[], float] = time.monotonic, seconds: int = 60
    ) -> None:
        self._most = float(most)
        self._per_second = most / seconds
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._guard = threading.Lock()

    def wait(self, address: str, cost: int) -> int:
        """Take tokens and give 0, or give after how many seconds there will be enough."""
        counted = self._most and counted_as(address)
        if not counted:
            return 0
        now = self._clock()
        with self._guard:
            bucket = self._buckets.get(counted)
            if bucket is None:
                bucket = self._buckets[counted] = _Bucket(self._most, now)
                while len(self._buckets) > _ADDRESSES_MOST:
                    self._buckets.popitem(last=False)
            self._buckets.move_to_end(counted)
            bucket.tokens = min(self._most, bucket.tokens + (now - bucket.at) * self._per_second)
            bucket.at = now
            if bucket.tokens >= cost:
                bucket.tokens -= cost
                return 0
            return int((cost - bucket.tokens) / self._per_second) + 1


def asks_sql(path: str) -> bool:
    """Say whether an address is one that answers questions in SQL."""
    return _SQL.fullmatch(path) is not None


def cost_of(path: str, query: str) -> int:
    """Give how many tokens an answer costs: what it costs to make, roughly.

    :param query: a page for questions in SQL costs little while none is asked
    """
    if path in _HAND_IN:
        return _HAND_IN_COST
    if asks_sql(path):
        return _SQL_COST if query else 1
    return _DOWNLOAD_COST if path.endswith(_DOWNLOADS) or _CUBE.fullmatch(path) else 1


@lru_cache(maxsize=_ADDRESSES_MOST)
def counted_as(address: str) -> str:
    """Give the name under which an address is counted; empty for this machine's own.

    Who has none came by a socket of this machine.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return ""
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _NETWORK_BITS), strict=False))
    return str(found)
