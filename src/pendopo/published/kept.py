"""Files made from what is published and kept, since making them again would cost more than room."""

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_BYTES_MOST = 4 << 30


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process make a file; the others wait, and then find it made."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def standing(folder: Path) -> Iterator[Callable[[Path, Path], None]]:
    """Give what gives a draft its name, while the folder is the one that was here at first.

    A redaction takes the folder away with all that was made before it; what was read before then
    must not come after it. To be entered before anything is read.
    """
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)  # open, its number is given to no other

    def place(draft: Path, path: Path) -> None:
        if not os.path.samestat(os.fstat(here), folder.stat()):
            draft.unlink(missing_ok=True)
            raise FileNotFoundError(
                errno.ENOENT, "what it was made of was taken away meanwhile; ask again", str(path)
            )
        draft.rename(path)

    try:
        yield place
    finally:
        os.close(here)


class Kept:
    """A folder of such files; a name says exactly what its file holds.

    :param most: bytes in all; past them the files longest unused leave
    """

    def __init__(self, folder: Path, most: int = _BYTES_MOST) -> None:
        self._folder = folder
        self._most = most

    def get(self, name: str, write: Callable[[Path], None]) -> Path:
        """Give a file's path, written first when it is not there yet."""
        path = self._folder / name
        # Another process may evict it between the look and the touch.
        with suppress(FileNotFoundError):
            os.utime(path)
            return path
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with standing(self._folder) as place, alone(self._folder / f"{name}.lock"):
            if not path.exists():
                draft = self._folder / f"{name}.draft"
                write(draft)
                place(draft, path)
                self._evict(path)
        return path

    def drop_all(self) -> None:
        """Remove every file."""
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _evict(self, newest: Path) -> None:
        files = [
            (path.stat(), path)
            for path in self._folder.glob("*")
            if path.suffix not in {".lock", ".draft"} and path != newest
        ]
        left = self._most - newest.stat().st_size
        for facts, path in sorted(files, key=lambda file: -file[0].st_mtime_ns):
            left -= facts.st_size
            if left < 0:
                # Whoever has it open reads on; one that asks again makes it again.
                path.unlink(missing_ok=True)
                path.with_name(path.name + ".lock").unlink(missing_ok=True)
