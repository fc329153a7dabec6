"""``pendopo serve``: the pages, the API and the log's files over HTTP."""

import errno
import json
import os
import socket
import sys
from pathlib import Path

import click

from pendopo.cli.verb import RefusedError, choice, programme, verb
from pendopo.cli.words import word
from pendopo.programme.settings import SETTINGS
from pendopo.terms.wording import say

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
    # A process that died after its commit may have left the search index behind the log.
    opened.search.bring_up()
    configured = opened.config.serve
    serve(
        opened.root,
        (host or configured.host, port or configured.port),
        workers or configured.workers,
        heartbeat=heartbeat,
    )


def serve(root: Path, place: tuple[str, int], workers: int, *, heartbeat: bool) -> None:
    """Serve a programme's folder; print the address once it answers.

    This process becomes the server's: what the command line needed is not kept in memory.

    :raises RefusedError: when the port is taken
    """
    host, port = place
    hold_free(host, port)
    reached = reachable(host)
    shown = f"[{reached}]" if ":" in reached else reached
    spec = {
        "home": str(root),
        "host": host,
        "port": port,
        "workers": workers,
        "heartbeat": heartbeat,
        "reached": reached,
        "told": word(say("Serving at http://{place}/ (Ctrl+C ends it)"), place=f"{shown}:{port}"),
    }
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, "-P", "-m", "pendopo.web.supervise", json.dumps(spec)]
    os.execv(command[0], command)  # noqa: S606  our own interpreter and our own words


def reachable(host: str) -> str:
    """Give the address at which this machine is reached that listens on one."""
    # An address that means every one of the machine is reached at its loopback.
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def hold_free(host: str, port: int) -> None:
    """Hold a port to be free.

    :raises RefusedError: when it is taken, or cannot be listened on
    """
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
