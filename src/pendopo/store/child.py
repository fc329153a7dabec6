"""A limited process of its own for everything that parses what others wrote.

A parser can be made to ask for half a terabyte or to run for a day (reference: OWASP ASVS 5.2.3);
what it then ends is the child, never the program that started it. And should a parser be made to do
another's will, the child has no network, starts nothing, and sees no file but what it was handed.
"""

import ctypes
import gc
import importlib
import json
import os
import resource
import selectors
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import IO, Any

from pendopo.store.confine import ConfineError, Reach, fence_in, shut_off
from pendopo.store.prepared import Child, fork, with_own
from pendopo.terms.wording import fill, say

# What is read is written down row by row as it was found: more bytes than the file itself has.
WRITTEN_TIMES = 4
_ANSWER_BYTES_MOST = 64 << 20
_SECONDS_TO_LEAVE = 5
_LOOK_S = 1.0
_MEMORY, _TIME, _SIZE, _CRASH, _OPEN = "memory", "time", "size", "crash", "open"
# What libraries write to standard error when an allocation is refused, Rust, C++ and Python.
_OUT_OF_MEMORY = ("memory allocation", "bad_alloc", "MemoryError", "Out of Memory", "out of memory")
_PR_SET_PDEATHSIG = 1
# What a file is read into has no circles: looking for these seldom is a tenth of the reading.
_RARELY = (100_000, 50, 50)
_EXIT_OPEN = 77

Progress = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use.

    :param memory_mb: address space, beyond that of our own modules
    :param seconds: wall clock; processor time is bound by as much on every core
    :param file_mb: the largest file it may write
    """

    memory_mb: int = 4096
    seconds: int = 600
    file_mb: int = 4096


class ChildError(RuntimeError):
    """A child was ended or fell over: a sentence for a clerk, its values apart.

    :param reason: ``memory``, ``time``, ``size`` or ``crash``; ``open`` when it never began, since
        the kernel would not shut it off
    :param progress: the last progress the child told of, which names the file it was on
    :param detail: the last words on its standard error, for an operator
    """

    def __init__(self, reason: str, limits: Limits, progress: Progress, detail: str) -> None:
        self.reason = reason
        self.progress = progress
        self.detail = detail
        self.message, self.write = _WORDS[reason]
        self.values = {
            "file": str(progress.get("file", "")) or say("the file"),
            "memory_mb": str(limits.memory_mb),
            "seconds": str(limits.seconds),
            "file_mb": str(limits.file_mb),
        }
        super().__init__(f"{fill(self.message, self.values)} {fill(self.write, self.values)}")


_WORDS = {
    _MEMORY: (
        say("Reading {file} took more than {memory_mb} MB of memory, and was stopped."),
        say(
            "Split the file into smaller ones, by year for instance; a spreadsheet saved as CSV "
            "also needs far less memory."
        ),
    ),
    _TIME: (
        say("Reading {file} took longer than {seconds} seconds, and was stopped."),
        say("Split the file into smaller ones, by year for instance, and hand them in again."),
    ),
    _SIZE: (
        say("Writing the tables of {file} passed {file_mb} MB, and was stopped."),
        say(
            "Split the file into smaller ones, by year for instance, and hand them in again; or "
            "have those who run this programme raise limits.file_mb in pendopo.toml: four times "
            "as much may be written."
        ),
    ),
    _CRASH: (
        say("{file} could not be read: the reader of this form fell over while reading it."),
        say(
            "Open the file in the program that wrote it, save it anew as CSV in UTF-8, and hand "
            "that in."
        ),
    ),
    _OPEN: (
        say(
            "Nothing was read: the system refuses to shut the process that reads files off from "
            "the network and from other programs."
        ),
        say("Allow prctl and seccomp to the user or the container that Pendopo runs in."),
    ),
}


def run(  # noqa: PLR0913  what to run, bound by what, and who waits for it
    function: str,
    spec: Mapping[str, Any],
    limits: Limits,
    on_progress: Callable[[Progress], None] | None = None,
    reach: Reach | None = None,
    *,
    over: Event | None = None,
) -> dict[str, Any]:
    """Call a function in a child process and give what it returns.

    :param function: ``package.module:name`` of a function that takes the spec and a callable for
        progress, and returns a dictionary; both ways only JSON is passed
    :param reach: the files it may touch beside our code; None leaves it every file of this user
    :param over: is set by another thread when nobody waits for the answer any more
    :raises ChildError: when the child was ended by a limit or fell over
    :raises OverError: when it was ended since nobody waits
    """
    with tempfile.TemporaryFile() as errors:
        child = start(__name__, function, errors)
        last: Progress = {}
        try:
            job = {"function": function, "spec": dict(spec), "limits": asdict(limits)}
            _hand(child, job | {"reach": asdict(reach) if reach else None})
            deadline = time.monotonic() + limits.seconds
            for message in _Lines(child.stdout, deadline, errors, over or Event()):
                if "result" in message:
                    result: dict[str, Any] = message["result"]
                    return result
                last = _heard(message["progress"], last, on_progress)
            # It closed its end without a result: its own exit code tells how it ended.
            with suppress(TimeoutError):
                child.wait(timeout=_SECONDS_TO_LEAVE)
        except _TooLongError:
            raise ChildError(_TIME, limits, last, "") from None
        except _TooMuchError as error:
            raise ChildError(_CRASH, limits, last, str(error)) from None
        finally:
            code = child.end()
        detail = _tail(errors)
        raise ChildError(_reason(code, detail), limits, last, detail)


class OverError(RuntimeError):
    """A child was ended since nobody waits for its answer any more."""


class _TooLongError(Exception):
    """The deadline passed."""


class _TooMuchError(Exception):
    """The child writes on and on."""


def _heard(
    progress: Progress, last: Progress, on_progress: Callable[[Progress], None] | None
) -> Progress:
    """Pass progress on and keep in mind the last that names a file."""
    if on_progress:
        on_progress(progress)
    return progress if "file" in progress else last


def start(module: str, function: str, errors: IO[bytes] | int) -> Child:
    """Start a process that runs the ``main`` of a module, alone in its group.

    :param function: what it will call, ``package.module:name``
    :param errors: where its standard error goes
    """
    ours = str(Path(__file__).parents[2])
    return fork(errors, module, function.partition(":")[0], ours, _environment())


def _environment() -> dict[str, str]:
    """Give the child no more of our surroundings than it needs; no secrets, and one time zone."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"}


def _hand(child: Child, job: Mapping[str, Any]) -> None:
    """Write the job to the child; one that died before reading it says so by its exit code."""
    with suppress(BrokenPipeError), child.stdin as pipe:
        pipe.write(json.dumps(job).encode())


class _Lines:
    """The JSON lines a child writes, until it closes its end, is lost or the deadline passes."""

    def __init__(self, pipe: IO[bytes], deadline: float, errors: IO[bytes], over: Event) -> None:
        self._pipe = pipe
        self._deadline = deadline
        self._errors = errors
        self._over = over
        self._held = bytearray()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> dict[str, Any]:
        """Give the next message.

        :raises OverError: when nobody waits for it any more
        :raises _TooLongError: when the deadline passes first
        :raises _TooMuchError: when a message does not end
        """
        while b"\n" not in self._held:
            block = self._read()
            if not block:
                raise StopIteration
            self._held += block
            if len(self._held) > _ANSWER_BYTES_MOST:
                raise _TooMuchError(f"an answer of more than {_ANSWER_BYTES_MOST} bytes")
        line, _, self._held = self._held.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message

    def _read(self) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self._pipe, selectors.EVENT_READ)
            if self._over.is_set():  # also of one that goes on telling
                raise OverError
            while not selector.select(max(0.0, min(_LOOK_S, self._deadline - time.monotonic()))):
                if self._over.is_set():
                    raise OverError
                if time.monotonic() >= self._deadline:
                    raise _TooLongError
                # A thread that is refused memory to begin with ends in the middle of it, and who
                # started it waits for ever (CPython 3.11, Thread.start): standard error tells.
                if any(words in _tail(self._errors) for words in _OUT_OF_MEMORY):
                    return b""
        return os.read(self._pipe.fileno(), 1 << 16)


def _tail(errors: IO[bytes]) -> str:
    """Read the last words, and leave the place where the child writes its next."""
    number = errors.fileno()
    start = max(0, os.fstat(number).st_size - 4000)
    return os.pread(number, 4000, start).decode("utf-8", "replace").strip()


def _reason(code: int, detail: str) -> str:
    if code == _EXIT_OPEN:
        return _OPEN
    if code == -signal.SIGXCPU:
        return _TIME
    if code == -signal.SIGXFSZ or "File too large" in detail:
        return _SIZE
    if any(words in detail for words in _OUT_OF_MEMORY):
        return _MEMORY
    # The kernel's own killer of processes leaves no words, only signal 9.
    return _MEMORY if code == -signal.SIGKILL else _CRASH


def open_channel() -> IO[bytes]:
    """Make a process one that answers: give what its messages are written to.

    Whatever a library prints must not end up between them.
    """
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return channel


def write_to(channel: IO[bytes], message: Mapping[str, Any]) -> None:
    """Write a message, a line of JSON."""
    channel.write(json.dumps(message).encode() + b"\n")
    channel.flush()


def function_of(name: str) -> Callable[..., dict[str, Any]]:
    """Import a function by its name, ``package.module:name``."""
    module, _, of_module = name.partition(":")
    found: Callable[..., dict[str, Any]] = getattr(importlib.import_module(module), of_module)
    return found


def main() -> None:
    """Be the child: read a job, limit oneself, do it, write the result."""
    channel = open_channel()
    gc.set_threshold(*_RARELY)
    job = json.loads(sys.stdin.buffer.read())
    _limit(Limits(**job["limits"]))
    _confine(Reach(**job["reach"]) if job["reach"] else None)

    def tell(message: Mapping[str, Any]) -> None:
        write_to(channel, message)

    try:
        function = function_of(job["function"])
        tell({"result": function(job["spec"], lambda progress: tell({"progress": progress}))})
    except BaseException:  # noqa: BLE001 - the parent turns any end into words
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    # A reader may have left threads behind that would keep the process from ending.
    os._exit(0)


def _limit(limits: Limits) -> None:
    """Bind this process for good: hard limits, which it cannot raise again."""
    most = {
        resource.RLIMIT_AS: with_own(limits.memory_mb),
        resource.RLIMIT_CPU: limits.seconds * (os.cpu_count() or 1),
        resource.RLIMIT_FSIZE: limits.file_mb << 20,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in most.items():
        resource.setrlimit(kind, (value, value))
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        # A child must not outlive a parent that was itself killed.
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _confine(reach: Reach | None) -> None:
    """Shut this process off, or end it: nothing of a stranger is read in an open process."""
    try:
        if reach:
            fence_in(reach)
        shut_off()
    except ConfineError:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(_EXIT_OPEN)
    if reach and reach.write:
        os.environ["TMPDIR"] = reach.write[0]
