"""Commands of ``pendopo`` from a process that has imported what they need: each is its fork.

A document's commands are some hundred starts of one program, of which each imports for longer than
it works. What a shell starts here is a client of a few lines; it hands its standard files, folder,
words and environment over, and ends with the code that it is given. A server is started as it is
by everyone, for it is ended by a signal to what was started; so is what ``tests/cli`` starts.
"""

import atexit
import importlib
import json
import os
import signal
import socket
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pendopo.__main__ import start
from pendopo.cli import VERBS
from pendopo.store import prepared

# Run with -S as it needs no package: what is left of Python's own start are a few milliseconds.
_CLIENT = """#!/bin/sh
export LC_ALL=en_US.UTF-8
case " $* " in *" serve "*) exec {python} -m pendopo "$@" ;; esac
exec {python} -ISc '
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect({address})
socket.send_fds(line, [b"+"], [0, 1, 2])
asked = {{"folder": os.getcwd(), "words": sys.argv[1:], "env": dict(os.environ)}}
line.sendall(json.dumps(asked).encode() + b"\\n")
os._exit(int(line.makefile().readline() or 70))
' "$@"
"""


def client(address: Path) -> str:
    """Give the text of a program that has its command run at an address."""
    return _CLIENT.format(python=sys.executable, address=json.dumps(str(address)))


@dataclass(frozen=True)
class _Lent:
    """The process from which limited ones come, of which the commands share one."""

    control: socket.socket

    def end(self) -> None:
        self.control.close()


def main() -> None:
    """Import what commands need, say so, and run each in a fork."""
    for verb in VERBS:
        importlib.import_module(f"pendopo.cli.{verb.replace('-', '_')}")
    importlib.import_module("pendopo.programme.child")
    # It opens a database for interactive use, with threads, when it is imported.
    duckdb.default_connection().close()
    prepared._mine.append(prepared._start())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(sys.argv[1])
        door.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            line, _ = door.accept()
            control = prepared._mine[0].control.dup()
            if os.fork() == 0:
                door.close()
                _run(line, control)
            control.close()
            line.close()


def _run(line: socket.socket, control: socket.socket) -> None:
    """Be the command, as the interpreter would be: its files, its folder, its code, its end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    lent: Any = _Lent(control)
    prepared._mine[:] = [lent]
    _, fds, *_ = socket.recv_fds(line, 1, 3)
    with line.makefile("rb") as words:
        asked = json.loads(words.readline())
    for standard, fd in enumerate(fds):
        os.dup2(fd, standard)
        os.close(fd)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = ["pendopo", *asked["words"]]
    code = _ended()
    _join_threads()
    atexit._run_exitfuncs()
    line.sendall(b"%d\n" % code)
    os._exit(code)


def _join_threads() -> None:
    """Wait for the threads that an interpreter waits for at its end."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def _ended() -> int:
    try:
        start()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
    except BaseException:  # noqa: BLE001  as the interpreter tells of it
        traceback.print_exc()
    else:
        return 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 1


if __name__ == "__main__":
    main()
