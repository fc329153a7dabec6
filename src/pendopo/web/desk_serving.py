"""The process that serves the desk, and beside it the worker and the signer.

    python -m pendopo.web.desk_serving '{"home": …, "host": …, "port": …, "beside": […], "told": …}'

``pendopo desk serve`` becomes this process once everything is checked.
"""

import json
import logging
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from pendopo.web.desk import prepare
from pendopo.web.supervise import END_S, announce, command

_THREADS = 4
PAUSE_S = 1.0
_PAUSE_MOST_S, _LIVED_S, _LOOK_S = 60.0, 60.0, 0.5
_log = logging.getLogger(__name__)


def main(arguments: list[str]) -> None:
    """Serve until told to stop."""
    spec = json.loads(arguments[0])
    os.environ["PENDOPO_HOME"] = spec["home"]
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    multiprocessing.set_start_method("fork", force=True)
    _beside(spec)
    if "until" in spec:
        threading.Thread(target=_end_with, args=(spec["until"],), daemon=True).start()
    prepare()
    Server(
        "pendopo.web.desk:application",
        address=spec["host"],
        port=spec["port"],
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        runtime_threads=1,
        backpressure=64,
        workers_kill_timeout=END_S,
        log_level=LogLevels.warning,
    ).serve()


def _beside(spec: Mapping[str, Any]) -> None:
    """Start the others from a process of its own; all of them end when this one does."""
    ours, others = os.pipe()
    if os.fork():
        os.close(ours)
        return
    os.close(others)
    home = Path(spec["home"])
    beside = [_Beside(command(home, *words)) for words in spec["beside"]]
    threading.Thread(target=announce, args=(spec, "/health"), daemon=True).start()
    with suppress(KeyboardInterrupt):
        keep(beside, ours)
    for one in beside:
        one.end()
    os._exit(0)


class _Beside:
    """A program that runs beside the pages, and is started again when it ended.

    Later each time, while it does not live for a minute: what cannot begin fills no log.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = list(words)
        self._wait_s = PAUSE_S
        self._process: subprocess.Popen[bytes] | None = None
        self._at = 0.0

    def look(self, now: float) -> None:
        """Start it where it does not run and its time has come.

        :param now: seconds of a clock that only goes forward
        """
        if self._process is not None and self._process.poll() is not None:
            lived, code = now - self._at, self._process.returncode
            self._wait_s = PAUSE_S if lived > _LIVED_S else min(2 * self._wait_s, _PAUSE_MOST_S)
            self._process, self._at = None, now + self._wait_s
            _log.error("%s ended (%s), and is started again", self._words[-1], code)
        if self._process is None and now >= self._at:
            self._at = now
            self._process = subprocess.Popen(self._words)  # noqa: S603  our own

    def end(self) -> None:
        """Have it end, and wait until it has."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


def keep(beside: Sequence[_Beside], pipe: int) -> None:
    """Keep programs running until the other end of a pipe is closed."""
    while True:
        for one in beside:
            one.look(time.monotonic())
        if select.select([pipe], [], [], _LOOK_S)[0]:
            return


def _end_with(pipe: int) -> None:
    """End when whoever started this ends: then the other end of the pipe is closed."""
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])
