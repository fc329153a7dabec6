"""Witnesses that answer on this machine, in threads of the test's own process."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import WSGIApplication

from pendopo.peers.witness import Witness, create_witness, open_witness
from pendopo.standards.tlog.note import Verifier
from pendopo.standards.tlog.policy import Group, Party, Policy
from pendopo.web.witness import make_application


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its own name
        """Say nothing."""


@contextmanager
def answering(application: WSGIApplication) -> Iterator[str]:
    """Serve an application; give its address."""
    server = make_server("127.0.0.1", 0, application, _Threaded, _Quiet)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Saksi:
    """A witness to be stopped and started; while stopped it answers 503 at once."""

    witness: Witness
    up: bool = True
    url: str = ""
    asked: list[bytes] = field(default_factory=list)

    def application(self, environ, start_response):
        if not self.up:
            start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"stopped\n"]
        return make_application(self.witness)(environ, start_response)

    @property
    def party(self) -> Party:
        return Party(Verifier.parse(self.witness.vkey), self.url)


@contextmanager
def witnesses(folder: Path, vkey: str, count: int) -> Iterator[list[Saksi]]:
    """So many witnesses of the log with that key."""
    with ExitStack() as stack:
        found = []
        for number in range(count):
            place = folder / f"saksi-{number}"
            create_witness(place, f"saksi-{number}.example")
            one = Saksi(stack.enter_context(open_witness(place)))
            one.witness.watch(vkey)
            one.url = stack.enter_context(answering(one.application))
            found.append(one)
        yield found


def policy_of(vkey: str, found: list[Saksi], k: int) -> Policy:
    """So many of these witnesses must sign."""
    parties = {one.witness.name: one.party for one in found}
    group = {"witnesses": Group(k, tuple(parties))}
    return Policy((Party(Verifier.parse(vkey)),), parties, group, "witnesses")
