"""ClamAV's scanner as Debian has it, knowing one text as harmful: no database is fetched."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

# No virus, and nothing that a scanner elsewhere would take for one.
HARMFUL: Final = b"a text that this scanner alone was told is harmful"
_WAIT_S: Final = 60.0
_CONFIG: Final = """\
DatabaseDirectory {folder}/signatures
LocalSocket {folder}/clamd.sock
Foreground yes
MaxFileSize 100M
MaxScanSize 200M
StreamMaxLength 100M
AlertExceedsMax yes
"""


@dataclass(frozen=True)
class Clamd:
    """Its place; it runs while somebody is ``at_work``."""

    folder: Path
    program: str

    @property
    def words(self) -> list[str]:
        """What the settings of a desk name, as the how-to has it, with where this one is."""
        own = f"--config-file={self.folder}/clamd.conf"
        return ["clamdscan", own, "--fdpass", "--no-summary"]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Have it run."""
        words, nothing = [self.program, "-c", f"{self.folder}/clamd.conf"], subprocess.DEVNULL
        with subprocess.Popen(words, stdout=nothing, stderr=nothing) as process:
            try:
                _await(self.folder / "clamd.sock", process)
                yield
            finally:
                process.terminate()


def laid_out(folder: Path) -> Clamd:
    """Lay out in a folder what it needs."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if not program or not shutil.which("clamdscan"):
        pytest.skip("ClamAV is not installed; on Debian: apt-get install clamav-daemon clamdscan")
    (folder / "signatures").mkdir()
    # Name, any kind of file, anywhere in it, and the bytes (ClamAV, extended signatures).
    (folder / "signatures/own.ndb").write_text(f"Misal.Harmful:0:*:{HARMFUL.hex()}\n")
    (folder / "clamd.conf").write_text(_CONFIG.format(folder=folder))
    return Clamd(folder, program)


def _await(listens: Path, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _WAIT_S
    while not listens.exists():
        assert process.poll() is None, "the scanner ended"
        assert time.monotonic() < until, "the scanner does not begin"
        time.sleep(0.05)
