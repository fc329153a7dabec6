"""An origin to follow: a record served from this machine, with whatever is to go wrong with it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pendopo.peers.follow import Patience
from pendopo.programme import mirroring
from pendopo.programme.config import FILE_NAME, MirrorSettings
from tests.published.verify.conftest import VKEY, Record

# The record's entries are of the first hour of that day.
NOW = datetime(2026, 1, 1, 6, tzinfo=UTC)
Odd = Callable[[SimpleHTTPRequestHandler], bool]


class Origin:
    """A record over HTTP.

    :param odd: answers in its own way and says so, or lets the file be sent
    :param refused: paths whose head is answered with another code
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.odd: Odd = lambda _: False
        self.refused: dict[str, int] = {}
        self.asked: list[str] = []
        self.address = ""


@contextmanager
def serving(record: Record) -> Iterator[Origin]:
    """Serve a record's public folder at the root of an address."""
    origin = Origin(record)

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def log_message(self, *_):
            """Say nothing."""

        def do_GET(self):
            origin.asked.append(self.path)
            if not origin.odd(self):
                super().do_GET()

        def do_HEAD(self):
            origin.asked.append("HEAD " + self.path)
            code = origin.refused.get(self.path.lstrip("/"))
            if code is None:
                super().do_HEAD()
            else:
                self.send_response(code)
                self.send_header("Content-Length", "0")
                self.end_headers()

    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *args: Handler(*args, directory=str(origin.record.public))
    )
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    origin.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield origin
    finally:
        server.shutdown()
        server.server_close()


def send(handler, data, code=200, **headers):
    """Answer with some bytes."""
    handler.send_response(code)
    for name, value in ({"Content-Length": str(len(data))} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(data)
    return True


class Copy:
    """A mirror of an origin in a folder."""

    def __init__(self, root: Path, origin: Origin, megabytes: int = 10) -> None:
        self.root = root
        self.origin = origin
        self.public = root / "public"
        mirroring.begin(root, origin.address, VKEY, MirrorSettings(megabytes=megabytes))

    def follow(self, at: datetime = NOW):
        """Ask once, waiting for nobody."""
        patience = Patience(timeout_s=2, tries=1, wait=lambda _: None)
        manner = mirroring.Manner(patience, lambda _: None)
        return mirroring.follow(self.root, at, lambda _: None, manner)

    def files(self):
        """Every file but those that say when the origin was asked."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and path.name not in {"status.json", FILE_NAME, "follow.lock"}
        }
