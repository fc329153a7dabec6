"""A folder of another machine as a target, by the rsync program over ssh.

Rsync gives each file another name until it is whole. What arrived is then held to what was sent by
rsync's own checksums, which the other side computes from its disk.
"""

import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.sending.target import DRAFTS, Outgoing, Place, Told, changed_on_the_way
from pendopo.terms.wording import say

# Rsync's exit codes when some files could not be read, and when some are gone, as was meant.
_NOT_THERE, _VANISHED = 23, 24
_MISSING = ("No such file or directory", "does not exist")


class RsyncTarget:
    """A folder that rsync reaches.

    :param how: options of ssh
    """

    def __init__(self, place: Place, how: Sequence[str]) -> None:
        program, ssh = shutil.which("rsync"), shutil.which("ssh")
        if program is None or ssh is None:
            raise ArchiveError(
                say("rsync and ssh are needed to send there; on Debian: apt-get install rsync")
            )
        port = ["-p", str(place.port)] if place.port else []
        # One line for all calls: to begin a new one takes longer than what most of them do.
        self._line = TemporaryDirectory(prefix="pendopo-ssh-")
        control = [f"ControlPath={self._line.name}/%C", "ControlMaster=auto", "ControlPersist=60"]
        options = [word for one in ["BatchMode=yes", *control] for word in ("-o", one)]
        self._ssh = [ssh, *options, *port, *how]
        # -s: the path is no word for a shell over there.
        self._program = [program, "-s", "-e", shlex.join(self._ssh)]
        host = f"[{place.host}]" if ":" in place.host else place.host
        self._there = f"{place.user}@{host}:" if place.user else f"{host}:"
        self._root = place.path.rstrip("/") + "/"

    def names(self) -> Sequence[str]:
        """Give the names at the top."""
        done = self._run(["--list-only", self._there + self._root])
        if done.returncode == _NOT_THERE and any(text in done.stderr for text in _MISSING):
            return []
        self._hold(done)
        # Mode, size, day and time stand before each name.
        names = [line.split(None, 4)[4] for line in done.stdout.splitlines() if line.strip()]
        return [name for name in names if name != "."]

    def read(self, path: str) -> bytes | None:
        """Give a small file."""
        with TemporaryDirectory(prefix="pendopo-") as folder:
            file = Path(folder) / "read"
            done = self._run([self._there + self._root + path, str(file)])
            if file.is_file():
                return file.read_bytes()
            if done.returncode == _NOT_THERE and any(text in done.stderr for text in _MISSING):
                return None
            self._hold(done)
        return None

    def put(self, files: Sequence[Outgoing], told: Told) -> None:
        """Send files that lie in one folder here under the paths they have there."""
        root = _root_of(files[0])
        names = "\0".join(one.path for one in files)
        where = [f"{root}/", self._there + self._root]
        listed = ["--from0", "--files-from=-", "--times", "--chmod=D755,F644"]
        waiting = ["--mkpath", "--delay-updates", f"--partial-dir={DRAFTS}"]
        # What was written twice in one second with one length has the same time: only the
        # checksum tells them apart.
        self._hold(self._run([*listed, *waiting, "--checksum", *where], names))
        compared = self._run([*listed, "--checksum", "--dry-run", "--out-format=%n", *where], names)
        self._hold(compared)
        differing = [name for name in compared.stdout.splitlines() if not name.endswith("/")]
        if differing:
            raise changed_on_the_way(differing[0])
        for one in files:
            told(one.size)

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files and the folders that are empty then: they are named, and none is here."""
        folders = {str(one) for path in paths for one in PurePosixPath(path).parents}
        self._remove(paths)
        # One that is not empty stays, since nothing forces it; the deepest go first.
        depths = sorted({one.count("/") for one in folders - {"."}}, reverse=True)
        for depth in depths:
            self._remove([one for one in folders - {"."} if one.count("/") == depth])

    def _remove(self, paths: Sequence[str]) -> None:
        with TemporaryDirectory(prefix="pendopo-") as folder:
            listed = ["--from0", "--files-from=-", "--no-implied-dirs", "--delete-missing-args"]
            done = self._run([*listed, f"{folder}/", self._there + self._root], "\0".join(paths))
            if done.returncode != _VANISHED:
                self._hold(done)

    def close(self) -> None:
        """Let go of the line."""
        host = self._there.removesuffix(":")
        subprocess.run(  # noqa: S603  as in _run
            [*self._ssh, "-O", "exit", host], capture_output=True, check=False
        )
        self._line.cleanup()

    def _run(self, words: Sequence[str], names: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  its words are held to their form where they are read
            [*self._program, *words],
            input=names,
            capture_output=True,
            text=True,
            check=False,
        )

    def _hold(self, done: subprocess.CompletedProcess[str]) -> None:
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.strip()]
            raise ArchiveError(
                say("{target}: rsync ended with {code} ({why})"),
                target=self._there + self._root,
                code=done.returncode,
                why=said[0] if said else "-",
            )


def _root_of(one: Outgoing) -> Path:
    """Give the folder that a file's path counts from."""
    return one.file.parents[one.path.count("/")]
