"""Places to send to, each a real server on this machine, and small archives to send."""

import base64
import getpass
import hashlib
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import asyncssh
import boto3
import pytest
from moto.server import (  # type: ignore[attr-defined]  # its own main imports them so
    DomainDispatcherApplication,
    create_backend_app,
)
from werkzeug.serving import make_server

from pendopo.exports.archive.holding import Holding
from pendopo.exports.sending.target import Place

ORIGIN = "contoh.example/log"
_START_S = 20


def checkpoint(size: int, origin: str = ORIGIN, mark: str = "") -> bytes:
    """A note of a log's form; nobody looks at its signature here."""
    root = base64.b64encode(hashlib.sha256(f"{size}{mark}".encode()).digest()).decode()
    signature = base64.b64encode(b"\0" * 68).decode()
    return f"{origin}\n{size}\n{root}\n\n\u2014 {origin} {signature}\n".encode()


def fill(folder: Path, size: int, files: dict[str, bytes], **other: str) -> Path:
    """Make or refresh an archive of a log with so many entries."""
    origin = other.get("origin", ORIGIN)
    holding = Holding(folder, origin, "test")
    for path, content in files.items():
        holding.put(path, content)
    for past in range(1, size + 1):
        holding.put(f"log/history/{past}.checkpoint", checkpoint(past, **other))
    holding.put("log/checkpoint", checkpoint(size, **other))
    holding.finish(size)
    holding.close()
    return folder


@dataclass(frozen=True)
class Server:
    """An sshd of ours.

    :param key: the private key that is let in
    """

    port: int
    key: Path
    host_key: str
    fingerprint: str

    def place(self, kind: str, path: Path) -> Place:
        return Place(kind, "127.0.0.1", str(path), getpass.getuser(), self.port)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int) -> None:
    end = time.monotonic() + _START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """OpenSSH's own server, with SFTP, for the user who runs the tests."""
    program = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("sshd is not installed; on Debian: apt-get install openssh-server")
    folder = tmp_path_factory.mktemp("sshd")
    host, user = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    for name, key in (("host", host), ("user", user)):
        key.write_private_key(str(folder / name))
        (folder / name).chmod(0o600)
    user.write_public_key(str(folder / "authorized"))
    port = _free_port()
    (folder / "config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nPasswordAuthentication no\n"
        "PermitRootLogin yes\nSubsystem sftp internal-sftp\nMaxStartups 100\n"
        # A user's own start-up files are no part of a sending, and may take a second each time.
        f"SetEnv HOME={folder}\n",
        "utf-8",
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen([program, "-D", "-e", "-f", str(folder / "config")], stderr=-3)
    try:
        _wait(port)
        public = host.export_public_key().decode().strip()
        yield Server(port, folder / "user", public, host.get_fingerprint())
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def rsync() -> str:
    found = shutil.which("rsync")
    if found is None:
        pytest.skip("rsync is not installed; on Debian: apt-get install rsync")
    return found


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket of moto's server, which speaks HTTP as a store does; no store can be had here."""
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": address,
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=address, region_name="us-east-1")
    client.create_bucket(Bucket="contoh")
    yield client
    client.close()
    line = HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    line.request("POST", "/moto-api/reset")  # its buckets are of the process, not of the server
    line.getresponse().read()
    line.close()
    server.shutdown()
    server.server_close()
    thread.join(timeout=20)
