"""The process that serves one witness or several, each in processes of its own.

    python -m pendopo.web.witnesses '{"witnesses": [{"folder": …, "host": …, "port": …}], …}'

``pendopo witness serve`` becomes this process; ``pendopo demo`` starts it beside the pages. Each
witness can be ended alone, by the number of its process.
"""

import gc
import json
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from pendopo.web.supervise import END_S
from pendopo.web.witness import FOLDER

_ASK_EVERY_S = 0.05


def main(arguments: Sequence[str]) -> None:
    """Serve until told to stop."""
    spec = json.loads(arguments[0])
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    multiprocessing.set_start_method("fork", force=True)
    gc.collect()
    gc.freeze()
    children = [_start(one) for one in spec["witnesses"]]
    signal.signal(signal.SIGTERM, lambda *_: _end(children))
    if spec.get("until") is not None:
        threading.Thread(target=_end_with, args=(spec["until"], children), daemon=True).start()
    for child, one in zip(children, spec["witnesses"], strict=True):
        _announce(one, child)
    with suppress(KeyboardInterrupt, ChildProcessError):
        while True:
            os.wait()
    _end(children)


def _start(one: Mapping[str, Any]) -> int:
    """Start a witness; give the number of its process."""
    child = os.fork()
    if child:
        return child
    os.environ[FOLDER] = one["folder"]
    Server(
        "pendopo.web.witness:application",
        address=one["host"],
        port=one["port"],
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=2,
        runtime_threads=1,
        backpressure=64,
        workers_kill_timeout=END_S,
        log_level=LogLevels.warning,
    ).serve()
    os._exit(0)


def _announce(one: Mapping[str, Any], child: int) -> None:
    """Say where a witness is served once it answers, unless it ended before."""
    while True:
        with (
            suppress(OSError),
            socket.create_connection((one["reached"], one["port"]), 5) as line,
        ):
            line.sendall(b"HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n")
            if line.recv(4) == b"HTTP":
                break
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(_ASK_EVERY_S)
    if one["told"]:
        print(one["told"].replace("{process}", str(child)), flush=True)  # noqa: T201  for a person


def _end_with(pipe: int, children: Sequence[int]) -> None:
    """End when the other end of a pipe closes, with the last process that holds it."""
    os.read(pipe, 1)
    _end(children)


def _end(children: Sequence[int]) -> None:
    """End with all that was started: whoever waits for us may take our ports then."""
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGTERM)
    for child in children:
        with suppress(ChildProcessError):
            os.waitpid(child, 0)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
