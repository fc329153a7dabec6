"""A small programme, served by granian on this machine and read with a real browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from pendopo.programme.programme import Programme
from tests.portal.whole import build_whole

_START_S = 30
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return build_whole(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="session")
def site(hall: Programme) -> Iterator[str]:
    """The address of the running site, without a slash at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "pendopo.web.wsgi:application"),
            *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "2", "--log-level", "warning"),
        ],
        env={**os.environ, "PENDOPO_HOME": str(hall.root)},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(address: str) -> None:
    host, port = urlsplit(address).netloc.split(":")
    end = time.monotonic() + _START_S
    while True:
        try:
            with socket.create_connection((host, int(port)), timeout=5) as line:
                line.sendall(b"HEAD /policy.txt HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if line.recv(4) == b"HTTP":
                    return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield opened
        opened.close()
