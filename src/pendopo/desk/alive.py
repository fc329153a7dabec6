"""Whether the desk's other processes are there: the worker holds a lock, the signer listens."""

import fcntl
import os
import socket
import time
from contextlib import suppress
from typing import Final

from pendopo.desk.laying import FOLDER
from pendopo.desk.signer import near, socket_path
from pendopo.programme.programme import Programme

_LOCK: Final = "worker.lock"
_TRIES, _PAUSE_S = 20, 0.1
_SOON_S = 1.0


class AliveError(Exception):
    """Another worker is at it already."""


def be_the_worker(opened: Programme) -> int:
    """Hold the worker's lock for as long as this process lives; give its descriptor.

    :raises AliveError: when another one holds it: one thing is done after the other
    """
    lock = _opened(opened)
    for _ in range(_TRIES):  # who only looks holds it for a moment
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        time.sleep(_PAUSE_S)
    os.close(lock)
    raise AliveError(f"another 'pendopo desk worker' is at work in {opened.place.private / FOLDER}")


def worker_lives(opened: Programme) -> bool:
    """Whether a worker holds its lock."""
    lock = _opened(opened)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def signer_lives(opened: Programme) -> bool:
    """Whether somebody listens on the signer's socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_SOON_S)
        try:
            line.connect(near(socket_path(opened)))
        except TimeoutError:  # it is there, and busy with others
            return True
        except OSError:
            return False
    return True


def _opened(opened: Programme) -> int:
    return os.open(opened.place.private / FOLDER / _LOCK, os.O_RDWR | os.O_CREAT, 0o660)
