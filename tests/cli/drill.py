"""A log with a witness and a mirror, each behind an address of its own, to lose and bring back."""

import json
import os
import secrets
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from wsgiref.simple_server import WSGIRequestHandler, make_server

from pendopo.cli.verb import now
from pendopo.peers.witness import create_witness, open_witness
from pendopo.programme.programme import Programme
from pendopo.stages.publish import record_measurements
from pendopo.store.files import Disk
from pendopo.store.place import Staging
from pendopo.terms.journey import Measurement
from pendopo.web.witness import make_application

ORIGIN = "data.example.org/log"


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *_):
        pass


class Files(SimpleHTTPRequestHandler):
    """Any static server."""

    def log_message(self, *_):
        pass


@contextmanager
def answering(server):
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def static(folder):
    handler = partial(Files, directory=str(folder))
    with answering(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as address:
        yield address


def record_a_number(home, number):
    """Record a number: an entry with an object, salts and a receipt."""
    opened = Programme.open(home, now)
    measured = Measurement("population", str(number), "people", "2026-11-26", number, "select 1")
    staging = Staging(opened.place, secrets.token_hex(8), Disk(opened.place.scratch))
    with opened.writer() as writer:
        record_measurements([measured], now(), writer, staging)
    staging.close()


class Drill:
    """A log with a witness and a mirror, each behind an address of its own."""

    def __init__(self, run, home, folder, stack):
        self.run, self.home, self.mirror = run, home, folder / "mirror"
        self.witness_folder = folder / "witness"
        vkey = create_witness(self.witness_folder, "saksi.example/w")
        self.witness = stack.enter_context(open_witness(self.witness_folder))
        application = make_application(self.witness)
        server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
        url = stack.enter_context(answering(server))
        policy = (home / "public/policy.txt").read_text()
        self.vkey = policy.split()[1]
        lines = policy.replace("quorum none", f"witness saksi {vkey} {url}\nquorum saksi")
        (home / "public/policy.txt").write_text(lines)
        self.witness.watch(self.vkey)
        self.site = stack.enter_context(static(home / "public"))
        (self.mirror / "public").mkdir(parents=True)
        self.copy = stack.enter_context(static(self.mirror / "public"))
        (self.mirror / "public").rmdir()
        settings = (home / "pendopo.toml").read_text()
        (home / "pendopo.toml").write_text(
            settings.replace("mirrors = []", f'mirrors = ["{self.copy}"]').replace(
                "\nneeded = 0", "\nneeded = 1"
            )
        )

    def seen_by_all(self):
        """Let the mirror follow; the witness has seen what is published, for its quorum asks so."""
        result = self.run("follow", self.site, "--into", self.mirror, "--key", self.vkey)
        assert result.exit_code == 0, result.output

    def append(self, number):
        record_a_number(self.home, number)

    def process(self, *words):
        """Run a verb as a process of its own: each is a start."""
        command = [sys.executable, "-m", "pendopo", "--home", self.home, *map(str, words)]
        environment = {**os.environ, "LANG": "en_US.UTF-8"}
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=100
        )

    def ids(self):
        entries = json.loads(self.run("--home", self.home, "log", "--json", "--last", "0").stdout)
        return [entry["id"] for entry in entries]

    def promised(self):
        return Programme.open(self.home).peering.last_note
