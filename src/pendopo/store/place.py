"""Where a log lives, and how files wait there: staged in private, locked by whoever is at work."""

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pendopo.store.files import PRIVATE_FOLDER, PUBLIC_FOLDER, Disk

_POLL_S = 0.1
_OWNER_ONLY = 0o600
_SHORT_S = 30.0


class LogError(Exception):
    """The log cannot be written: why, and what to do."""


class LogBusyError(LogError):
    """Another publication holds the log."""


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where a log lives: the public web root and the private folder beside it."""

    public: Path
    private: Path

    @property
    def prefix(self) -> Path:
        """The folder that a tlog-tiles client reads."""
        return self.public / "log"

    @property
    def pending(self) -> Path:
        """The promised checkpoint while it waits for witnesses."""
        return self.prefix / "pending"

    @property
    def cosigned(self) -> Path:
        """Cosignatures that were handed in and wait for the next writer."""
        return self.private / "cosigned"

    @property
    def questions(self) -> Path:
        """What people asked about published lines, as it was received: public at once."""
        return self.public / "questions"

    @property
    def claims(self) -> Path:
        """Claims that were handed in and wait for the next writer: public from that moment on."""
        return self.public / "claims"

    @property
    def database(self) -> Path:
        """The sequencer and the promise row."""
        return self.private / "log.sqlite"

    @property
    def held(self) -> Path:
        """Files on their way in."""
        return self.private / "held"

    @property
    def withheld(self) -> Path:
        """Submitted files that are not published, for they hold personal data."""
        return self.private / "withheld"

    @property
    def hidden(self) -> Path:
        """What a hold hides: objects, and the salts of what is hidden."""
        return self.private / "hidden"

    @property
    def handed_in(self) -> Path:
        """What was handed in at the desk: a folder for each submission, with all its files."""
        return self.private / "desk" / "files"

    @property
    def previews(self) -> Path:
        """Copies of the record in which a submission is published, to look at."""
        return self.private / "desk" / "previews"

    @property
    def scratch(self) -> Path:
        """Single files not yet whole."""
        return self.private / "scratch"


class Staging:
    """Files of one batch on their way in: laid out as they will stand below ``public/``.

    Nothing here is public. The folder is locked while its process lives, so that a recovery can
    tell an abandoned one from one at work.
    """

    def __init__(self, place: LogPlace, name: str, disk: Disk) -> None:
        self.folder = place.held / name
        self.tree = self.folder / "tree"
        self.work = self.folder / "work"
        self._disk = disk
        with no_new_staging(place):
            for folder in (self.folder, self.tree, self.work):
                folder.mkdir(mode=0o700, parents=True)
            self._lock = try_lock(self.folder / "lock")

    def add(self, path: str, data: bytes) -> None:
        """Stage a small file for its place below ``public/``."""
        self._disk.write(self._target(path), data)

    def own(self, file: str) -> Path:
        """Give a file of the batch's work folder by the path that whoever worked there names.

        What reads strangers' files is not believed: nothing else of this machine may be taken, nor
        a link to it.

        :raises LogError: for anything else
        """
        path = Path(file)
        inside = path.parent.resolve().is_relative_to(self.work.resolve())
        if not inside or not stat.S_ISREG(path.lstat().st_mode):
            raise LogError(f"{file}: no file of {self.work}, where files wait to be published")
        return path

    def take(self, path: str, file: Path) -> None:
        """Stage a file by moving it from the batch's work folder."""
        file.chmod(0o444)
        self._disk.rename(file, self._target(path))

    def withhold(self, name: str, file: Path, salt: bytes) -> None:
        """Stage a submitted file, and what opens the commitment to it, to be kept in private.

        :param name: the publication's id
        """
        folder = self.tree / "withheld" / name
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True)
        file.chmod(_OWNER_ONLY)
        self._disk.rename(file, folder / "original")
        self._disk.write(folder / "salt.json", salt)
        (folder / "salt.json").chmod(_OWNER_ONLY)

    def sync(self) -> None:
        """Wait until all that is staged is on the disk."""
        self._disk.sync_tree(self.folder)

    def close(self, *, abandon: bool = False) -> None:
        """Let go of the folder.

        :param abandon: nothing of it was committed: remove it; else the next writer finishes it
        """
        if self._lock is not None:
            if abandon and self.folder.is_dir():
                self._disk.remove(self.folder)
            os.close(self._lock)
            self._lock = None

    def _target(self, path: str) -> Path:
        target = self.tree / path
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True)
            target.parent.chmod(PUBLIC_FOLDER)
        return target


@contextmanager
def no_new_staging(place: LogPlace) -> Iterator[None]:
    """Let nobody make a staging folder while abandoned ones are looked for."""
    held = lock(place.private / "held.lock", _SHORT_S)
    try:
        yield
    finally:
        os.close(held)


def try_lock(path: Path) -> int | None:
    """Take a lock and give its descriptor, or None when another process holds it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def lock(path: Path, wait_s: float, poll_s: float = _POLL_S) -> int:
    """Wait for a lock and give its descriptor, which ``os.close`` lets go.

    :param poll_s: how long it is left alone between two tries; little, to come between others who
        take it again and again

    :raises LogBusyError: when it is not free in time, saying who holds it
    """
    deadline = time.monotonic() + wait_s
    while True:
        descriptor = try_lock(path)
        if descriptor is not None:
            os.truncate(path, 0)
            os.write(descriptor, f"{os.getpid()}".encode())
            return descriptor
        if time.monotonic() >= deadline:
            holder = path.read_text("ascii").strip() or "unknown"
            raise LogBusyError(
                f"{path}: process {holder} is publishing; waited {wait_s:.0f} s. "
                f"Try again when it ends"
            )
        time.sleep(poll_s)
