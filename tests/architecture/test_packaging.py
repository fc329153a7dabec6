"""What stands in src/ is what is installed."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

import pendopo

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "pendopo"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
FILES = [
    path
    for path in HOUSE.rglob("*")
    if path.is_file() and not {"__pycache__", ".mypy_cache"} & set(path.parts)
]


def test_every_file_that_is_not_code_is_package_data():
    patterns = [
        pattern.removeprefix("**/")
        for pattern in PROJECT["tool"]["setuptools"]["package-data"]["*"]
    ]

    forgotten = [
        str(path.relative_to(ROOT))
        for path in FILES
        if path.suffix != ".py" and not any(fnmatch(path.name, pattern) for pattern in patterns)
    ]

    assert forgotten == []


def test_every_folder_of_code_is_a_package():
    # A folder without a face would be left out of the wheel.
    folders = {path.parent for path in FILES if path.suffix == ".py"}

    assert [str(path) for path in folders if not (path / "__init__.py").is_file()] == []


def test_the_version_is_written_once():
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["setuptools"]["dynamic"]["version"]["attr"] == "pendopo.__version__"
    assert pendopo.__version__.count(".") == 2


def test_the_container_is_built_from_the_lock_and_runs_as_nobody_in_particular():
    lines = (ROOT / "Containerfile").read_text().splitlines()

    installs = [line for line in lines if "pip install" in line]
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert "USER pendopo" in lines


def test_what_the_lock_holds_back_is_not_installed_by_pip_either():
    """``pip install .`` takes the newest that a range allows: an engine that we do not run on."""
    ranges = {
        one.name: one.specifier for one in map(Requirement, PROJECT["project"]["dependencies"])
    }
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    held = dict(line.split("==") for line in lines if "==" in line)

    assert held
    for name, version in held.items():
        above = f"{Version(version).major + 1}.0.1"
        assert ranges[name].contains(version)
        assert not ranges[name].contains(above), f"{name} {above}"
