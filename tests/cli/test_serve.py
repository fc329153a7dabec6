"""``pendopo serve``: the pages answer at the address that is printed."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import timedelta

import pytest

from pendopo.cli.verb import now
from pendopo.programme.programme import Programme


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(home, *more):
    """Serve a programme and give the address that is printed."""
    port = free_port()
    command = [sys.executable, "-m", "pendopo", "--home", home, "serve", "--port", str(port), *more]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "LANG": "en_US.UTF-8"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            found = re.search(r"Serving at (http://\S+)", line)
            assert found, line + process.stdout.read() if process.poll() is not None else line
            yield found[1], process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  this machine's own
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_pages_and_the_log_answer_at_the_address_that_is_printed(publish, villages, home):
    publish(villages)

    with served(home, "--workers", "1") as (address, _):
        codes = [status(address + path) for path in ("en/", "log/checkpoint", "policy.txt", "no")]

    assert codes == [200, 200, 200, 404]


def test_ctrl_c_ends_it(home):
    with served(home, "--workers", "1") as (_, process):
        process.send_signal(signal.SIGINT)
        code = process.wait(20)

    assert code == 0


def test_the_heartbeat_is_added_while_it_serves(run, home, tmp_path):
    settings = (home / "pendopo.toml").read_text()
    old = tmp_path / "old"
    Programme.create(old, settings, now() - timedelta(days=1))

    with served(old, "--workers", "1", "--heartbeat"):
        deadline = time.monotonic() + 30
        while run("--home", old, "log").stdout.count("heartbeat") < 2:
            assert time.monotonic() < deadline
            time.sleep(0.2)

    assert run("--home", old, "log").stdout.count("heartbeat") == 2


def test_a_port_that_is_taken_is_refused(run, home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = run("--home", home, "serve", "--port", port)

    assert result.exit_code == 2
    assert f"port {port} is taken on 127.0.0.1; end what uses it" in result.stderr


def test_an_address_that_is_not_this_machines_is_refused(run, home):
    result = run("--home", home, "serve", "--host", "192.0.2.1", "--port", free_port())

    assert result.exit_code == 2
    assert "192.0.2.1 port" in result.stderr
    assert "write another --host" in result.stderr


@pytest.mark.parametrize(("option", "value"), [("--port", "0"), ("--workers", "0")])
def test_a_number_out_of_range_is_refused(option, value, run, home):
    result = run("--home", home, "serve", option, value)

    assert result.exit_code == 2
    assert option in result.stderr
