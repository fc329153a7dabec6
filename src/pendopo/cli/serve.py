"""``pendopo serve``: the pages, the API and the log's files over HTTP."""

import errno
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from pendopo.cli.verb import RefusedError, choice, programme, verb
from pendopo.cli.words import word
from pendopo.programme.settings import SETTINGS
from pendopo.terms.wording import say

_ASK_EVERY_S = 0.1
_HEARTBEAT_EVERY_S = 3600.0
_PORTS = next(setting for setting in SETTINGS if setting.name == "serve.port")


@verb(
    "serve",
    say(
        "Serve the pages, the API and the log's files. Host, port and workers are those of "
        "pendopo.toml unless an option says otherwise. Ctrl+C ends it."
    ),
)
@choice("--host", text=say("The address to listen on."))
@choice("--port", type=click.IntRange(1, 65_535), text=say("The port to listen on."))
@choice("--workers", type=click.IntRange(1, 256), text=say("How many processes answer."))
@choice("--heartbeat", is_flag=True, text=say("Also add the day's heartbeat to the log."))
@click.pass_context
def verb_(
    ctx: click.Context,
    host: str | None,
    port: int | None,
    workers: int | None,
    *,
    heartbeat: bool,
) -> None:
    """Serve until it is told to stop."""
    opened = programme(ctx)
    configured = opened.config.serve
    serve(
        opened.root,
        (host or configured.host, port or configured.port),
        workers or configured.workers,
        heartbeat=heartbeat,
    )


def serve(root: Path, place: tuple[str, int], workers: int, *, heartbeat: bool) -> None:
    """Serve a programme's folder; print the address once it answers.

    Two blocking threads a worker: with granian's own 32 the slowest answers took 240 ms.

    :raises RefusedError: when the port is taken
    """
    host, port = place
    _hold_free(host, port)
    os.environ["PENDOPO_HOME"] = str(root)
    # A forked worker would inherit the threads' locks of whatever ran here before.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        "pendopo.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        runtime_threads=1,
        backpressure=64,
        log_level=LogLevels.warning,
    )
    threading.Thread(target=_announce, args=(host, port), daemon=True).start()
    if heartbeat:
        threading.Thread(target=_beat, args=(root,), daemon=True).start()
    server.serve()


def _hold_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            text = (
                say("port {port} is taken on {host}; end what uses it, or write another --port")
                if error.errno == errno.EADDRINUSE
                else say("{host} port {port} cannot be listened on ({why}); write another --host")
            )
            raise RefusedError(
                word(text, host=host, port=port, why=error.strerror or error)
            ) from error


def _announce(host: str, port: int) -> None:
    """Print the address when the first worker answers."""
    # An address that means every one of the machine is reached at its loopback.
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    while True:
        with suppress(OSError), socket.create_connection((reached, port), 5) as line:
            line.sendall(b"HEAD /policy.txt HTTP/1.0\r\nHost: localhost\r\n\r\n")
            if line.recv(4) == b"HTTP":
                break
        time.sleep(_ASK_EVERY_S)
    shown = f"[{reached}]" if ":" in reached else reached
    click.echo(word(say("Serving at http://{place}/ (Ctrl+C ends it)"), place=f"{shown}:{port}"))


def _beat(root: Path) -> None:
    """Call ``pendopo log --heartbeat`` each hour: once a day it adds one."""
    command = [sys.executable, "-m", "pendopo", "--home", str(root), "log", "--heartbeat"]
    while True:
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603  our own
        time.sleep(_HEARTBEAT_EVERY_S)
