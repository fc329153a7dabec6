"""That others were asked a moment ago, remembered where no backup reaches.

A batch of publications is many processes, and each is a start. So that they need not all ask, what
was answered is remembered for minutes: in memory that is gone after a restart of the machine, bound
to the machine's start, to the database's file, and to the very checkpoint that was promised last. A
database that was brought back from a backup promises an older one, or is another file; then others
are asked.

What it cannot see: a machine brought back with its memory, its clock not yet set, within minutes of
the question. Witnesses refuse to cosign what comes of that.
"""

import hashlib
import json
import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pendopo.store.place import LogPlace

REMEMBERED_S: Final = 300.0
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_SHARED = Path("/dev/shm")  # noqa: S108  a file system in memory; the folder in it is ours alone


class Asked:
    """The memory of one log's last question.

    :param clock: tells the time; without one, only the time since the machine's start counts
    :param folder: where it lies; None for the machine's own place in memory
    """

    def __init__(
        self,
        place: LogPlace,
        clock: Callable[[], datetime] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._database = place.database
        self._clock = clock
        self._folder = folder or _in_memory()

    def holds(self, note: str) -> bool:
        """Whether others were asked a moment ago and nothing was written by another since.

        :param note: the checkpoint that is promised now
        """
        return self._age(note) is not None

    def keep(self, note: str, *, asked: bool) -> None:
        """Remember what is promised now.

        :param asked: whether others were asked just now; else the time of the question stays
        """
        if self._folder is None:
            return
        began = self._now()
        known = self._read()
        if not asked:
            if known is None:
                return
            began = known["at"]
        facts = {"bound": self._bound(note), "at": began}
        # Forgetting costs a question, so that no failure here may stop a publication.
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            if not _ours(self._folder):
                return
            draft = self._path.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps(facts), "ascii")
            draft.rename(self._path)

    def forget(self) -> None:
        """Ask the next time."""
        if self._folder is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        name = hashlib.sha256(os.fsencode(self._database.resolve())).hexdigest()
        return (self._folder or Path()) / f"{name}.json"

    def _age(self, note: str) -> float | None:
        known = self._read()
        if known is None or known.get("bound") != self._bound(note):
            return None
        ages = [now - then for now, then in zip(self._now(), known["at"], strict=True)]
        return max(ages) if all(0 <= age <= REMEMBERED_S for age in ages) else None

    def _now(self) -> list[float]:
        """Read two clocks: one that a restored machine has set right soon, one that nobody sets."""
        return [self._clock().timestamp() if self._clock else 0.0, _since_start()]

    def _read(self) -> dict[str, Any] | None:
        if self._folder is None or not _ours(self._folder):
            return None
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return None
        times = found.get("at") if isinstance(found, dict) else None
        whole = isinstance(times, list) and len(times) == len(self._now())
        return found if whole else None

    def _bound(self, note: str) -> list[str]:
        """Give what a restored copy does not have in common with what was here."""
        facts = self._database.stat()
        boot = _BOOT.read_text("ascii").strip() if _BOOT.exists() else ""
        return [boot, f"{facts.st_dev}.{facts.st_ino}", hashlib.sha256(note.encode()).hexdigest()]


def _in_memory() -> Path | None:
    """Find a folder in memory that is this user's alone; None where the machine has none."""
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    if named and _ours(Path(named)):
        return Path(named) / "pendopo"
    if _BOOT.exists() and _SHARED.is_dir():
        return _SHARED / f"pendopo-{os.geteuid()}"
    return None


def _ours(folder: Path) -> bool:
    try:
        facts = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(facts.st_mode)
        and facts.st_uid == os.geteuid()
        and stat.S_IMODE(facts.st_mode) & 0o022 == 0
    )


def _since_start() -> float:
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
