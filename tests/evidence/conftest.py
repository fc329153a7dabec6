"""Sites to fetch from, and how far a fetch may go."""

from collections.abc import Iterator

import pytest

from pendopo.evidence.capture import Reach
from tests.evidence.sites import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    yield from serving()


@pytest.fixture
def other_site() -> Iterator[Site]:
    yield from serving()


@pytest.fixture
def serve_tls():
    """Give a site that speaks TLS with the context handed in."""
    running: list[Iterator[Site]] = []

    def start(tls) -> Site:
        running.append(serving(tls))
        return next(running[-1])

    yield start
    for one in running:
        next(one, None)


@pytest.fixture
def near() -> Reach:
    """A reach that takes in this machine."""
    return Reach(bytes_most=100_000, allow_private=("127.0.0.1",), wait_s=5, total_s=10)


@pytest.fixture
def far() -> Reach:
    """A reach as a new programme has it: no private address."""
    return Reach(bytes_most=100_000, wait_s=5, total_s=10)
