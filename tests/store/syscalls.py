"""A publication in a child process, with one of its system calls made to fail by strace.

What is broken is what the program, SQLite and Python really ask of the kernel, not what our own
Disk says it does. The child stops itself before it publishes, and strace joins it there, so that
only the publication's own calls are counted.
"""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pendopo.standards.tlog.note import Signer
from pendopo.store.files import Disk
from pendopo.store.place import LogError, LogPlace
from tests.make import append

# Every call that changes a disk, or makes a change last.
CALLS = (
    *("openat", "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "syncfs"),
    *("rename", "renameat2", "mkdir", "mkdirat", "unlink", "unlinkat", "rmdir"),
    *("chmod", "fchmod", "close", "flock"),
)
FAULTS = {"EIO": "error=EIO", "ENOSPC": "error=ENOSPC", "SIGKILL": "signal=KILL"}
# What no disk says of itself: a full disk lets one close, lock and remove.
_NEVER_FULL = frozenset({"close", "flock", "unlink", "unlinkat", "rmdir", "fsync", "fdatasync"})
_PR_SET_PTRACER, _ANYONE = 0x59616D61, ctypes.c_ulong(-1)
_ATTACH_S = 30.0
_CALL = re.compile(r"^(?:\d+ +)?([a-z0-9_]+)\(", re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """The nth call of one kind, and what becomes of it."""

    call: str
    at: int
    kind: str


def faults(counted: Counter[str]) -> Iterator[Fault]:
    """Give every fault of a publication whose calls were counted."""
    for call in CALLS:
        for at in range(1, counted[call] + 1):
            for kind in FAULTS:
                if kind != "ENOSPC" or call not in _NEVER_FULL:
                    yield Fault(call, at, kind)


def publish(
    place: LogPlace, signer: Signer, number: int, told: Path, fault: Fault | None = None
) -> int:
    """Publish in a child, with a fault or without; give how it ended.

    :param told: where strace writes what it saw
    :returns: 0 when it was acknowledged, 1 when it was refused, less when a signal ended it
    """
    child = os.fork()
    if not child:
        _child(place, signer, number)
    os.waitpid(child, os.WUNTRACED)
    asked = [f"--trace={','.join(f'?{call}' for call in CALLS)}"]
    if fault is not None:
        asked.append(f"--inject={fault.call}:{FAULTS[fault.kind]}:when={fault.at}")
    with subprocess.Popen(
        ["strace", "-o", str(told), *asked, "-p", str(child)], stderr=subprocess.PIPE, text=True
    ) as tracer:
        _await_attached(child, tracer)
        os.kill(child, signal.SIGCONT)
        ended = os.waitpid(child, 0)[1]
        tracer.communicate(timeout=_ATTACH_S)
    return os.waitstatus_to_exitcode(ended)


def counted(told: Path) -> Counter[str]:
    """Count the calls that strace saw, by name."""
    return Counter(_CALL.findall(told.read_text("utf-8", "replace")))


def _child(place: LogPlace, signer: Signer, number: int) -> None:
    """Wait for strace, publish and end; never returns."""
    code = 1
    with contextlib.suppress(BaseException):
        # Where a process may only trace its own children (Yama), this one lets any.
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYONE, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        try:
            append(place, signer, number, Disk(place.scratch))
            code = 0
        except (OSError, LogError):
            code = 1
    os._exit(code)


def _await_attached(child: int, tracer: "subprocess.Popen[str]") -> None:
    """Wait until the kernel says that strace holds the child.

    :raises RuntimeError: when it may not
    """
    end = time.monotonic() + _ATTACH_S
    while f"TracerPid:\t{tracer.pid}\n" not in Path(f"/proc/{child}/status").read_text():
        if tracer.poll() is not None or time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            said = tracer.stderr.read() if tracer.stderr else ""
            raise RuntimeError(f"strace could not join the process: {said}")
        time.sleep(0.002)
