"""A programme that many tests begin with is made once a run, and copied for each of them."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

from pendopo.programme.programme import Programme


def once(root: Path, name: str, make: Callable[[Path], Programme]) -> Programme:
    """Give a programme at ``root/hall`` as ``make`` makes it there; ``root`` is a test's own.

    Its copies have one key and one history: they are not for tests in which two of them meet.
    """
    common = _common(root)
    if common is None:
        return make(root)
    with (common / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = common / name
        if not (made / "whole").exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            make(made)
            (made / "whole").touch()
    shutil.copytree(made, root, symlinks=True, dirs_exist_ok=True)
    return Programme.open(root / "hall")


def _common(root: Path) -> Path | None:
    """Give the folder of pytest's whole run, above those of its workers; None elsewhere."""
    for folder in root.parents:
        if folder.name.startswith("popen-gw"):
            return folder.parent
    return root.parent if root.parent.name.startswith("pytest-") else None
