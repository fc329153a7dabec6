"""The invented regency's files, made once."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def make_example(root: Path) -> Callable[..., str]:
    """Run the generator as anyone would; gives what it says."""

    def make(out: Path, *options: str, hash_seed: str = "1") -> str:
        program = root / "examples" / "kabupaten-contoh" / "make.py"
        done = subprocess.run(
            [sys.executable, str(program), "--out", str(out), *options],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    return make


@pytest.fixture(scope="session")
def handed_in(make_example: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all submissions."""
    out = tmp_path_factory.mktemp("contoh") / "submissions"
    make_example(out)
    return out


@pytest.fixture(scope="session")
def manifest(handed_in: Path) -> list[dict[str, Any]]:
    """What is handed in, oldest first."""
    listed: list[dict[str, Any]] = json.loads((handed_in / "manifest.json").read_text())
    return listed


@pytest.fixture
def rows_of(handed_in: Path) -> Callable[[str], list[dict[str, str]]]:
    """Read the rows of a CSV by its name."""

    def read(name: str) -> list[dict[str, str]]:
        text = (handed_in / name).read_text()
        delimiter = ";" if ";" in text.partition("\n")[0] else ","
        return list(csv.DictReader(text.splitlines(), delimiter=delimiter))

    return read
