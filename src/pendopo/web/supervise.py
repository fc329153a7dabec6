"""The process that starts the workers, tells when they answer and ends them.

It imports all that they run before it starts them, so that they share it and answer at once.

    python -m pendopo.web.supervise '{"home": …, "host": …, "port": …, "workers": …, "told": …}'

``pendopo serve`` becomes this process once everything is checked; with ``"hub": true`` it serves
the hub in that folder, for ``pendopo hub serve``.
"""

import gc
import importlib
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

# Ctrl+C reaches a worker too, and then its server tells it again: granian 2.8 may wait for ever.
END_S = 5
_ASK_EVERY_S = 0.1
_HEARTBEAT_EVERY_S = 3600.0
# How often it is looked whether something waits for witnesses, or came from them.
_LOOK_EVERY_S = 15.0


def main(arguments: list[str]) -> None:
    """Serve until told to stop."""
    spec = json.loads(arguments[0])
    os.environ["PENDOPO_HUB" if spec.get("hub") else "PENDOPO_HOME"] = spec["home"]
    # Of each thread the C library would keep a heap of its own, and most of each lies idle.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    multiprocessing.set_start_method("fork", force=True)
    if not spec.get("hub"):
        _beside(spec)
    _import_all(_module(spec))
    if spec.get("hub"):
        # It looks at records, so that it shares what the workers have imported.
        _beside(spec)
    _server(spec).serve()


def _beside(spec: Mapping[str, Any]) -> None:
    """Start what tells of the workers and beats for the log: a process, small, and no thread.

    A worker would inherit the locks that a thread holds. It ends when its other end of the pipe
    closes, with the last process that serves.
    """
    ours, others = os.pipe()
    if os.fork():
        os.close(ours)
        return
    os.close(others)
    threading.Thread(target=_end_with, args=(ours,), daemon=True).start()
    with suppress(KeyboardInterrupt):
        announce(spec)
        if spec.get("hub"):
            importlib.import_module("pendopo.web.keeping").keep(
                Path(spec["home"]), heartbeat=spec["heartbeat"]
            )
        _keep(Path(spec["home"]), heartbeat=spec["heartbeat"])
    os._exit(0)


def _end_with(pipe: int) -> None:
    os.read(pipe, 1)
    os._exit(0)


def _module(spec: Mapping[str, Any]) -> str:
    return "pendopo.web.hub" if spec.get("hub") else "pendopo.web.wsgi"


def _import_all(module: str) -> None:
    """Import the pages and all that they need, and keep the collector from touching it again."""
    importlib.import_module(module).prepare()
    gc.collect()
    gc.freeze()


def _server(spec: Mapping[str, Any]) -> Any:  # noqa: ANN401  granian chooses the class
    """Make the server. Two blocking threads a worker: with its own 32 the slowest took 240 ms.

    A hub has four: where the disk of one member does not answer, the others still have one.
    """
    return Server(
        f"{_module(spec)}:application",
        address=spec["host"],
        port=spec["port"],
        interface=Interfaces.WSGI,
        workers=spec["workers"],
        blocking_threads=4 if spec.get("hub") else 2,
        runtime_threads=1,
        backpressure=64,
        workers_kill_timeout=END_S,
        log_level=LogLevels.warning,
    )


def announce(spec: Mapping[str, Any], path: str = "/policy.txt") -> None:
    """Say where it is served when the first worker answers."""
    while True:
        with (
            suppress(OSError),
            socket.create_connection((spec["reached"], spec["port"]), 5) as line,
        ):
            line.sendall(f"HEAD {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
            if line.recv(4) == b"HTTP":
                break
        time.sleep(_ASK_EVERY_S)
    print(spec["told"], flush=True)  # noqa: T201  what the command line says


def _keep(home: Path, *, heartbeat: bool) -> None:
    """Call the verbs that keep a log alive, while this process may write to it.

    ``log --heartbeat`` each hour, which adds one a day; ``witnesses ask`` while something waits.
    """
    beaten = -_HEARTBEAT_EVERY_S
    while os.access(home / "private" / "log.sqlite", os.W_OK):
        if heartbeat and time.monotonic() - beaten >= _HEARTBEAT_EVERY_S:
            beaten = time.monotonic()
            _call(home, "log", "--heartbeat")
        began = time.monotonic()
        if waits(home):
            _call(home, "witnesses", "ask")
        # Nobody can write while witnesses are asked: the slower they are, the more seldom.
        time.sleep(max(_LOOK_EVERY_S, 10 * (time.monotonic() - began)))


def waits(home: Path) -> bool:
    """Whether a checkpoint waits for witnesses, or signatures of theirs wait to be taken."""
    pending = (home / "public" / "log" / "pending").exists()
    return pending or any((home / "private" / "cosigned").glob("*.note"))


def command(home: Path, *words: str) -> list[str]:
    """Give the command line of a verb in a folder."""
    return [sys.executable, "-m", "pendopo", "--home", str(home), *words]


def _call(home: Path, *words: str) -> None:
    subprocess.run(command(home, *words), check=False, stdout=subprocess.DEVNULL)  # noqa: S603  our own


if __name__ == "__main__":
    main(sys.argv[1:])
