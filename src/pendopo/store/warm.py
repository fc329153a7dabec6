"""A limited process that is kept, and answers one question after another.

Starting Python and the engine takes longer than most questions do. Each question has its own
deadline; at it the process is ended by the kernel and by whoever asked, and another is started.
"""

import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from pendopo.store.child import Limits, function_of, open_channel, start, write_to
from pendopo.store.confine import Reach, fence_in, shut_off
from pendopo.store.prepared import with_own

_ANSWER_BYTES_MOST = 64 << 20
_FILES_MOST = 128
# The kernel ends a process that overran even if whoever asked is gone.
_GRACE_S = 0.1
_READY_S = 30.0
_NICE = 10


class OverdueError(RuntimeError):
    """The deadline passed, and the process was ended."""


class GoneError(RuntimeError):
    """The process ended before it answered: out of memory, or it fell over."""


class Warm:
    """One such process; for one asker at a time.

    :param function: ``package.module:name`` of a function from a dictionary to a dictionary, both
        of which JSON can hold
    :param limits: its memory and the largest file it may write; its time is each question's own
    :param reach: the files it may touch beside the program's code
    """

    def __init__(self, function: str, limits: Limits, reach: Reach) -> None:
        self._process = start(__name__, function, subprocess.DEVNULL)
        self._held = bytearray()
        self._ready = False
        self._write({"function": function, "limits": asdict(limits), "reach": asdict(reach)})

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def wait(self) -> None:
        """Wait until it has started: that is no part of a question's time.

        :raises GoneError: when it could not
        """
        if not self._ready:
            try:
                self._read(time.monotonic() + _READY_S)
            except OverdueError as error:
                self.end()
                raise GoneError("it did not start") from error
            self._ready = True

    def ask(self, spec: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Ask, and wait for the answer.

        :raises OverdueError: when it does not come in time
        :raises GoneError: when the process ended instead
        """
        self.wait()
        deadline = time.monotonic() + seconds
        self._write({"seconds": seconds, "spec": dict(spec)})
        try:
            return self._read(deadline)
        except OverdueError:
            self.end()
            raise

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.end()

    def _write(self, message: Mapping[str, Any]) -> None:
        # One that ended meanwhile is found when its answer is read.
        with suppress(BrokenPipeError):
            pipe = self._process.stdin
            pipe.write(json.dumps(message).encode() + b"\n")
            pipe.flush()

    def _read(self, deadline: float) -> dict[str, Any]:
        pipe = self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while b"\n" not in self._held:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise OverdueError
                block = os.read(pipe.fileno(), 1 << 16)
                self._held += block
                if not block or len(self._held) > _ANSWER_BYTES_MOST:
                    self.end()
                    # By its own alarm it ends a moment after the deadline.
                    late = self._process.returncode == -signal.SIGALRM
                    raise OverdueError if late else GoneError(str(self._process.returncode))
        line, _, self._held = self._held.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer


def main() -> None:
    """Be that process: limit and confine oneself, then answer until nobody asks any more."""
    channel = open_channel()
    job = json.loads(sys.stdin.buffer.readline())
    function = function_of(job["function"])
    _limit(Limits(**job["limits"]))
    fence_in(Reach(**job["reach"]))
    shut_off()
    write_to(channel, {"ready": True})
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, asked["seconds"] + _GRACE_S)
        answer = function(asked["spec"])
        signal.setitimer(signal.ITIMER_REAL, 0)
        write_to(channel, answer)
    os._exit(0)


def _limit(limits: Limits) -> None:
    """Bind this process for good, and let everything else on the machine go first."""
    most = {
        resource.RLIMIT_AS: with_own(limits.memory_mb),
        resource.RLIMIT_FSIZE: limits.file_mb << 20,
        resource.RLIMIT_NOFILE: _FILES_MOST,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in most.items():
        resource.setrlimit(kind, (value, value))
    os.nice(_NICE)
