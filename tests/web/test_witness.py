"""A witness over HTTP, asked by a real client at a real server."""

import http.client
import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from pendopo.peers.witness import SEEN_FILE, create_witness, open_witness
from pendopo.standards.tlog.witness import origin_hash
from pendopo.store.keys import load_cosigner
from pendopo.web.witness import make_application
from tests.peers.logs import PaperLog
from tests.web.asking import ask

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LOG = PaperLog()
LATEST = f"/{origin_hash(LOG.origin)}/checkpoint"


@pytest.fixture
def application(tmp_path):
    create_witness(tmp_path / "w", "saksi.example/satu")
    with open_witness(tmp_path / "w") as witness:
        witness.watch(LOG.vkey)
        yield make_application(witness, lambda: NOW)


def post(application, body, **environ):
    said = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), **environ}
    return ask(application, "/add-checkpoint", "POST", **said)


def test_a_checkpoint_is_cosigned_and_shown_to_monitors(application):
    before = ask(application, LATEST)
    cosigned = post(application, LOG.ask(0, 3))
    shown = ask(application, LATEST)
    head = ask(application, LATEST, "HEAD")

    assert (before.status, cosigned.status, shown.status) == (404, 200, 200)
    assert shown.body.decode() == LOG.note(3) + cosigned.body.decode()
    assert shown.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert shown.headers["Cache-Control"] == "no-store"
    assert (head.body, head.headers["Content-Length"]) == (b"", str(len(shown.body)))


def test_another_old_size_is_answered_in_its_own_type(application):
    post(application, LOG.ask(0, 3))

    answer = post(application, LOG.ask(0, 3))

    assert (answer.status, answer.body) == (409, b"3\n")
    assert answer.headers["Content-Type"] == "text/x.tlog.size"


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/add-checkpoint", 405, "POST"),
        ("PUT", "/add-checkpoint", 405, "POST"),
        ("POST", LATEST, 405, "GET, HEAD"),
        ("GET", f"/{'A' * 64}/checkpoint", 404, None),
        ("GET", "/else", 404, None),
        ("GET", "/", 200, None),
    ],
)
def test_other_addresses_and_methods_have_their_codes(application, method, path, status, allow):
    answer = ask(application, path, method)

    assert (answer.status, answer.headers.get("Allow")) == (status, allow)


@pytest.mark.parametrize("said", ["70000", ""])
def test_a_body_beyond_64_kib_is_not_read(application, said):
    answer = post(application, b"x" * 70_000, CONTENT_LENGTH=said)

    assert answer.status == 413


def test_who_asks_too_often_is_told_to_wait(application):
    answers = [ask(application, "/", REMOTE_ADDR="192.0.2.1") for _ in range(700)]

    assert [answer.status for answer in answers[:600]] == [200] * 600
    assert answers[-1].status == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_a_witness_that_is_shown_what_it_forgot_answers_for_nobody(application, tmp_path):
    cosigned = post(application, LOG.ask(0, 3))
    create_witness(tmp_path / "v", "saksi.example/satu")
    (tmp_path / "w" / "witness.key").replace(tmp_path / "v" / "witness.key")
    with open_witness_of(tmp_path / "v") as forgetful:
        forgetful.watch(LOG.vkey)
        answer = post(make_application(forgetful, lambda: NOW), LOG.ask(0, 3) + cosigned.body)

    assert answer.status == 500
    assert b"Retire its key" in answer.body


def open_witness_of(folder):
    """Open a folder whose memory was made anew, as somebody might who wants to go on."""
    database = sqlite3.connect(folder / SEEN_FILE)
    database.execute("update witness set vkey = ?", (load_cosigner(folder / "witness.key").vkey,))
    database.commit()
    database.close()
    return open_witness(folder)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(folder, port):
    """Serve a witness as its operator would; give what is told of it."""
    command = [sys.executable, "-m", "pendopo", "witness", "serve", str(folder)]
    process = subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()


def test_it_is_served_with_connections_kept_open_until_it_is_told_to_end(tmp_path):
    create_witness(tmp_path / "w", "saksi.example/satu")
    with open_witness(tmp_path / "w") as witness:
        witness.watch(LOG.vkey)
    port = free_port()
    asked = [
        ("POST", "/add-checkpoint", LOG.ask(0, 3)),
        ("POST", "/add-checkpoint", LOG.ask(3, 5)),
        ("GET", LATEST, None),
    ]

    with served(tmp_path / "w", port) as told:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        answers = []
        for method, path, body in asked:
            connection.request(method, path, body)
            line = connection.sock
            with connection.getresponse() as response:
                answers.append((response.status, response.read().decode(), connection.sock is line))
        connection.close()

    assert f"http://127.0.0.1:{port}/" in told
    assert [(status, kept) for status, _, kept in answers] == [(200, True)] * 3
    assert answers[2][1] == LOG.note(5) + answers[1][1]
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 1):
        pass


def test_a_witness_that_lost_its_memory_is_not_served(tmp_path):
    create_witness(tmp_path / "w", "saksi.example/satu")
    (tmp_path / "w" / SEEN_FILE).unlink()
    command = [sys.executable, "-m", "pendopo", "witness", "serve", str(tmp_path / "w")]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert "Retire its key" in result.stderr
    assert "Traceback" not in json.dumps(result.stderr)
