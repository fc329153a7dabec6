"""A disk that is told to fail: for tests that break a publication at each of its steps."""

import os
import signal
from pathlib import Path

from pendopo.store.files import Disk


class FailingDisk(Disk):
    """A disk whose nth step fails, by an error or by the death of the process.

    :param at: the step that fails, counted from 1; 0 never fails and only counts
    :param error: the errno to raise (``errno.ENOSPC``, ``errno.EIO``), or 0 for SIGKILL
    """

    def __init__(self, scratch: Path, at: int = 0, error: int = 0) -> None:
        super().__init__(scratch)
        self.at = at
        self.error = error
        self.steps: list[str] = []

    def step(self, what: str, path: Path) -> None:
        """Count, and fail when it is time; a write fails in the middle of its bytes instead."""
        self.steps.append(f"{what} {path.name}")
        if len(self.steps) == self.at and what != "write":
            self._fail(path)

    def pour(self, descriptor: int, data: bytes) -> None:
        """Write half of the bytes before failing: a torn file is what a full disk leaves."""
        if len(self.steps) == self.at:
            super().pour(descriptor, data[: len(data) // 2])
            self._fail(self.scratch)
        super().pour(descriptor, data)

    def _fail(self, path: Path) -> None:
        if self.error:
            raise OSError(self.error, os.strerror(self.error), str(path))
        os.kill(os.getpid(), signal.SIGKILL)
