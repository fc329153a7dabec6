"""What is handed in as a file and is none, or does not stay as it is."""

import os
import threading
import time
from pathlib import Path

from tests.hostile.bomb import STOP, bomb


@bomb("pipe.csv", STOP)
def a_pipe_that_nobody_writes_to(path: Path, *, full: bool) -> None:  # noqa: ARG001
    os.mkfifo(path)


@bomb("device.csv", STOP)
def a_link_to_endless_zeros(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.symlink_to("/dev/zero")


@bomb("folder.csv", STOP)
def a_folder(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.mkdir()


@bomb("changes.csv", STOP)
def a_file_that_changes_while_it_is_read(path: Path, *, full: bool) -> None:
    rows = b"".join(b"%d,%d\n" % (n, n) for n in range(1000))
    path.write_bytes(b"a,b\n" + rows * (2000 if full else 200))

    def change() -> None:
        # It ends with the process that handed the file in.
        while path.exists():
            os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
            time.sleep(0.02)

    threading.Thread(target=change, daemon=True).start()
