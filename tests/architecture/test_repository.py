"""What may never stand in the repository, and what the locks promise."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [f"requirements{part}.txt" for part in ("", "-dev", "-bench", "-fuzz")]
# In halves, so that this file does not hold what it looks for.
REGISTRIES = [
    left + right
    for left, right in [
        ("pypi", ".org"),
        ("pypi.", "python.org"),
        ("python", "hosted.org"),
        ("registry.npm", "js.org"),
        ("registry.yarn", "pkg.com"),
        ("deb.", "debian.org"),
        ("static.", "crates.io"),
    ]
]
A_MACHINES_PATH = re.compile(r"(?<![\w.}$~-])/(?:" + "work|root|home/[a-z]+" + r")/")


def texts() -> list[tuple[str, str]]:
    """Every text file that git knows or would add: its path and its content."""
    if not (ROOT / ".git").exists():
        pytest.skip("the files of the repository are listed by git, and this is not a clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    found = []
    for name in filter(None, listed.decode().split("\0")):
        try:
            found.append((name, (ROOT / name).read_text()))
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # a picture or a font; a file deleted but not yet committed
    return found


def test_no_file_names_a_path_of_one_machine():
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if A_MACHINES_PATH.search(line)
    ]

    assert found == []


def test_no_file_names_a_package_registry():
    found = [
        f"{name}: {host}" for name, text in texts() for host in REGISTRIES if host in text.lower()
    ]

    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_holds_no_address(lock):
    text = (ROOT / lock).read_text()
    packages = [part for part in re.split(r"\n(?=[a-z0-9])", text) if not part.startswith("#")]

    assert re.findall(r"https?://|^-", text, re.MULTILINE) == []
    for package in packages:
        assert re.match(r"[a-z0-9._-]+==\S+", package), package[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package), package[:80]


def pinned(lock: str) -> dict[str, str]:
    """What a lock pins: version by package."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_the_lock_for_development_agrees_with_the_lock_for_running():
    running, developing = pinned("requirements.txt"), pinned("requirements-dev.txt")

    assert {name: developing.get(name) for name in running} == running


def test_the_locks_hold_every_dependency_that_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]

    names = {re.split(r"[^A-Za-z0-9._-]", text)[0] for text in named}

    assert names - pinned("requirements-dev.txt").keys() == set()


def test_no_part_of_the_house_is_called_by_a_name_that_says_nothing():
    empty = {"utils", "common", "core", "helpers", "base", "manager", "misc"}
    paths = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]

    assert [str(path) for path in paths if {path.stem, path.parent.name} & empty] == []


@pytest.mark.parametrize("script", [".ci/run", "Makefile"])
def test_what_starts_everything_stops_at_the_first_error(script):
    text = (ROOT / script).read_text()

    assert re.search(r"-euo pipefail|-Eeuo pipefail", text)
