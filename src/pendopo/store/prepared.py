"""A process that has imported what a limited one needs, and divides into one whenever asked.

Starting Python and importing the engine takes longer than reading most files does. This process
does that once: it reads nothing that others wrote, has no second thread and no copy of what its
starter holds in memory; each limited process is its fork, which then binds itself as if it had been
started anew. It ends with its starter, or when for a while nobody has asked.

Between the two: over one pair of sockets go the ends of the pipes of a process to be, with the end
of a second pair, its line. On the line the starter first says what to run, and is told that this
was heard, the process's number and at last its exit code; closing the line ends the process.
"""

import atexit
import errno
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pendopo.store.prepared import main; main()"
)
_OURS = str(Path(__file__).parents[2])
_IDLE_S = 60.0
_WOKEN, _ASKED = 0, -1  # beside the numbers of processes
_TRIES = 3
_FDS = 5  # its three standard files, its folder and its line
# What the engine and Arrow import where they find it: half a second and a hundred megabytes for
# nothing that a child does.
_NOT_NEEDED = ("numpy", "pandas")
# Arrow's second allocator, which nothing here uses, keeps a thread; a fork must not lose one.
_ONE_THREAD = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}


class Child:
    """A process that was asked for: as much of ``subprocess.Popen`` as its starter needs.

    :param returncode: as Popen has it, None until it was waited for
    """

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], line: socket.socket) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self.returncode: int | None = None
        self._line = line
        self._told = b""

    def was_heard(self) -> bool:
        """Whether the prepared process took notice of it."""
        return self._number(0, None) is not None

    def was_made(self) -> bool:
        """Whether the system made it; not, when it has too many processes or too little memory."""
        return self._number(1, None) != 0

    @property
    def pid(self) -> int:
        """Its number; 0 when it could not be made."""
        return self._number(1, None) or 0

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended.

        :raises TimeoutError: when it goes on for longer
        """
        if self.returncode is None:
            code = self._number(2, timeout)
            # Whoever would have told was killed, and it with them.
            self.returncode = -signal.SIGKILL if code is None else code
        return self.returncode

    def _number(self, which: int, timeout: float | None) -> int | None:
        self._line.settimeout(timeout)
        while self._told.count(b"\n") <= which:
            try:
                block = self._line.recv(64)
            except ConnectionError:
                block = b""
            if not block:
                return None
            self._told += block
        return int(self._told.split(b"\n")[which])

    def end(self) -> int:
        """End it and whatever it started, its whole group; give its exit code as Popen does."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
        code = self.wait()
        self._line.close()
        for pipe in (self.stdin, self.stdout):
            with suppress(BrokenPipeError):
                pipe.close()
        return code


@dataclass(slots=True, eq=False)
class _Prepared:
    """The one prepared process of this process, where there is one."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    def end(self) -> None:
        self.control.close()
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()


_turn = threading.Lock()
_mine: list[_Prepared] = []
_begun_with = 0


def with_own(memory_mb: int) -> int:
    """Give the address space that leaves a process so many megabytes of its own.

    What this process was made with, the modules that the prepared one had imported for others
    too, is not counted: else a limit would mean less the more had been asked before.

    :returns: bytes, for RLIMIT_AS
    """
    return _begun_with + (memory_mb << 20)


def begin(imports: str) -> None:
    """Start the prepared process ahead of the first question, while its starter does other things.

    :param imports: a module of ours that will be needed
    """
    with _turn:
        if not _mine:
            _mine.append(_start(imports))


def fork(
    errors: IO[bytes] | int, module: str, imports: str, path: str, env: Mapping[str, str]
) -> Child:
    """Have a process made that runs the ``main`` of a module, alone in its session.

    :param errors: where its standard error goes: a file, or ``subprocess.DEVNULL``
    :param imports: a module of ours that it will need
    :param path: where it looks for modules first
    """
    asked = {"module": module, "imports": imports, "path": path, "env": dict(env)}
    for _ in range(_TRIES):
        child = _asked(errors, json.dumps(asked).encode() + b"\n")
        if child is None:
            continue
        if child.was_made():
            return child
        child.end()
        raise OSError(errno.EAGAIN, "the system makes no more processes now")
    raise OSError(errno.EAGAIN, "the process that limited ones come from does not start")


def _asked(errors: IO[bytes] | int, words: bytes) -> Child | None:
    """Ask for a process; None when the prepared one ended before it took notice."""
    with ExitStack() as kept, ExitStack() as handed:
        to_child, stdin = _pipe(kept, handed)
        stdout, from_child = _pipe(handed, kept)
        stderr = os.dup(errors.fileno()) if not isinstance(errors, int) else _sink()
        handed.callback(os.close, stderr)
        folder = os.open(".", getattr(os, "O_PATH", os.O_RDONLY))
        handed.callback(os.close, folder)
        ours, theirs = socket.socketpair()
        kept.callback(ours.close)
        handed.callback(theirs.close)
        prepared = _prepared()
        ours.sendall(words)
        with suppress(BrokenPipeError, ConnectionResetError):
            socket.send_fds(
                prepared.control, [b"+"], (stdin, stdout, stderr, folder, theirs.fileno())
            )
        child = Child(os.fdopen(to_child, "wb"), os.fdopen(from_child, "rb"), ours)
        kept.pop_all()  # which are the child's from here on
    if child.was_heard():
        return child
    child.end()
    _discard(prepared)
    return None


def _pipe(writer: ExitStack, reader: ExitStack) -> tuple[int, int]:
    """Open a pipe whose two ends are closed with who holds them; give the writing end first."""
    reads, writes = os.pipe()
    writer.callback(os.close, writes)
    reader.callback(os.close, reads)
    return writes, reads


def _sink() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def _prepared() -> _Prepared:
    with _turn:
        if not _mine:
            _mine.append(_start())
        return _mine[0]


def _discard(prepared: _Prepared) -> None:
    """Put away one that has ended, for want of work or by force."""
    with _turn:
        if prepared in _mine:
            _mine.remove(prepared)
            prepared.end()


def _start(imports: str = "") -> _Prepared:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-I", "-c", _BOOT, _OURS, imports],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"} | _ONE_THREAD,
        )
    return _Prepared(process, ours)


def finish() -> None:
    """End the prepared process, and with it every process that it made."""
    with _turn:
        while _mine:
            _mine.pop().end()


def _forget() -> None:
    """Leave the prepared process to the one who started it: this is a fork of theirs."""
    global _turn  # noqa: PLW0603  another thread of theirs may hold it
    _turn = threading.Lock()
    while _mine:
        _mine.pop().control.close()


atexit.register(finish)
os.register_at_fork(after_in_child=_forget)


@dataclass(slots=True)
class _Made:
    """What the prepared process knows of the processes it made."""

    control: socket.socket
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    lines: dict[int, socket.socket] = field(default_factory=dict)  # by the process's number
    listening: bool = True


def main() -> None:
    """Be that process: divide whenever asked, and tell how each part ended."""
    sys.modules.update(dict.fromkeys(_NOT_NEEDED))  # type: ignore[arg-type]
    # The control socket came as standard input; a part must not find it there.
    made = _Made(socket.socket(fileno=os.dup(0)))
    os.dup2(1, 0)
    woken, wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    made.selector.register(woken, selectors.EVENT_READ, _WOKEN)
    made.selector.register(made.control, selectors.EVENT_READ, _ASKED)
    _import(sys.argv[2])
    while made.listening or made.lines:
        ready = [key.data for key, _ in made.selector.select(None if made.lines else _IDLE_S)]
        if not ready:
            # What was asked in this moment is still read; what is asked later fails at once.
            made.control.shutdown(socket.SHUT_RD)
        for what in ready:
            if what == _WOKEN:
                os.read(woken, 512)
            elif what == _ASKED:
                _divide(made)
            else:
                _end_of(made, what)
        _told_of_the_ended(made)
    os._exit(0)


def _divide(made: _Made) -> None:
    """Read what is asked and become it, or be told that nobody asks any more."""
    block, fds, *_ = socket.recv_fds(made.control, 1, _FDS)
    if not block:
        made.selector.unregister(made.control)
        made.listening = False
        return
    line = socket.socket(fileno=fds[-1])
    _tell(line, 0)
    with line.makefile("rb") as words:
        asked: dict[str, Any] = json.loads(words.readline())
    _import(asked["imports"])
    try:
        number = os.fork()
    except OSError:  # which concerns this one, and none of those that run
        number = -1
    if number == 0:
        _become(asked, fds)
    for fd in fds[:-1]:
        os.close(fd)
    if number < 0:
        _tell(line, 0)
        line.close()
        return
    made.lines[number] = line
    made.selector.register(line, selectors.EVENT_READ, number)
    _tell(line, number)


def _import(module: str) -> None:
    """Import what parts will need; only what is ours: what fails, fails again in the part."""
    if module.startswith("pendopo.") and module not in sys.modules:
        gc.disable()  # modules are no garbage, and what parts share is not to be touched
        with suppress(Exception):
            importlib.import_module(module)
        gc.freeze()
        gc.enable()
    engine = sys.modules.get("duckdb")
    if engine:
        # It opens a database for interactive use, with threads, when it is imported.
        engine.default_connection().close()


def _become(asked: Mapping[str, Any], fds: list[int]) -> None:
    """Be what was asked for: nothing of the prepared process but its modules."""
    global _begun_with  # noqa: PLW0603  once, before anything runs
    _begun_with = _address_space()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.fchdir(fds[3])
    for standard, fd in enumerate(fds[:3]):
        os.dup2(fd, standard)
    _close_from(3)
    os.environ.clear()
    os.environ.update(asked["env"])
    if asked["path"] not in sys.path:
        sys.path.insert(0, asked["path"])
    code = 1
    try:
        importlib.import_module(asked["module"]).main()
        code = 0
    except BaseException:  # noqa: BLE001 - its starter turns any end into words
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _address_space() -> int:
    """Measure what this process has mapped, in bytes; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _close_from(first: int) -> None:
    """Close every file that is open from a number on: there are few, and the limit may be huge."""
    for number in [int(path.name) for path in Path("/dev/fd").iterdir()]:
        if number >= first:
            with suppress(OSError):  # the one by which the folder was read
                os.close(number)


def _end_of(made: _Made, number: int) -> None:
    """End the process of a line that was closed, or whose starter is gone."""
    made.selector.unregister(made.lines[number])
    _kill(number)


def _kill(number: int) -> None:
    """Kill a process that was not yet waited for, and its group."""
    with suppress(ProcessLookupError, PermissionError):
        os.kill(number, signal.SIGKILL)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(number, signal.SIGKILL)


def _told_of_the_ended(made: _Made) -> None:
    while made.lines:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            return
        _kill(ended.si_pid)  # what it started; its number is its own until it is waited for
        _, status = os.waitpid(ended.si_pid, 0)
        with made.lines.pop(ended.si_pid) as line:
            with suppress(KeyError):
                made.selector.unregister(line)
            _tell(line, os.waitstatus_to_exitcode(status))


def _tell(line: socket.socket, number: int) -> None:
    with suppress(OSError):  # nobody waits any more
        line.sendall(b"%d\n" % number)
