"""One hash over all that was done at the desk: its tables keep the acts, the log keeps the hash.

The desk writes it to a small file with each act; the day's heartbeat carries it into the log: then
no act before it can be changed without showing.
"""

import fcntl
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

CODE: Final = "desk"
_FILE: Final = Path("desk") / "acts"
_HASH = re.compile(r"[0-9a-f]{64}")


def done_at_desk(private: Path) -> dict[str, str]:
    """Give the codes that a heartbeat carries: the hash, or nothing where there is no desk."""
    try:
        found = (private / _FILE).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return {}
    return {CODE: found} if _HASH.fullmatch(found) else {}


def write_down(private: Path, newest: Callable[[], str]) -> None:
    """Keep the hash for the next heartbeat; whole or not at all.

    :param newest: gives the hash of the last act; asked by one thread of one process at a time, so
        that who comes late writes no older one
    """
    path = private / _FILE
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        draft = path.with_name(f"acts.{secrets.token_hex(8)}")
        draft.write_text(f"{newest()}\n", "ascii")
        draft.rename(path)
    finally:
        os.close(folder)
