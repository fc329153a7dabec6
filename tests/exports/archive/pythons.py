"""The versions of Python on this machine: the program beside a record runs with any from 3.8 on."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

OLDEST, NEWEST_MINOR = (3, 8), 15
_ASKED = "import sys; print(*sys.version_info[:3], sep='.')"


@cache
def pythons() -> dict[str, str]:
    """Give one Python of each version, oldest first; each is asked for its own version.

    Of two patch releases both count: a machine may have no more than 3.11.2 beside 3.11.7.
    """
    found: dict[tuple[int, ...], str] = {}
    for path in (sys.executable, *_candidates()):
        version = _version(path)
        if version >= OLDEST:
            found.setdefault(version, path)
    return {".".join(map(str, version)): found[version] for version in sorted(found)}


def tell_if_alone() -> None:
    """End a test that has passed with this Python alone by saying so: it has shown less.

    Where skips are refused it is an expected failure, which is named too: no machine is asked to
    have two versions.
    """
    if len(pythons()) < 2:
        end = pytest.xfail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        end("a second version of Python, 3.8 or newer, is not here")


def _candidates() -> list[str]:
    names = (f"python3.{minor}" for minor in range(OLDEST[1], NEWEST_MINOR + 1))
    on_path = filter(None, map(shutil.which, names))
    installed = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python3"))
    return [*on_path, "/usr/bin/python3", *map(str, installed)]


def _version(path: str) -> tuple[int, ...]:
    """Ask a Python for its version: none, where nothing answers."""
    try:
        # A name on the PATH may stand for a version that is not installed.
        done = subprocess.run(
            [path, "-I", "-c", _ASKED], capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(map(int, done.stdout.split(".")))
