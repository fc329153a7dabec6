"""The command line as it is called, and a programme that it began."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner

from pendopo.cli import main
from tests.cli.drill import Drill
from tests.evidence.sites import Site, serving

OPTIONS = {
    "name": "Regency of Example",
    "level": "regency",
    "country": "ID",
    "languages": "en,id",
    "currency": "IDR",
    "origin": "data.example.org/log",
    "licence": "CC-BY-4.0",
}
VILLAGES = "village,year,households\nRejo,2026,412\nSari,2026,380\n"


def options(**changes: str | None) -> list[str]:
    """Give the options of ``init``; None leaves one out."""
    chosen = {name: value for name, value in (OPTIONS | changes).items() if value is not None}
    return [word for name, value in chosen.items() for word in (f"--{name}", value)]


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Call ``pendopo`` with words, in English unless the environment says otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "PENDOPO_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.chdir(tmp_path)

    def call(*words: object, answers: str | None = None):
        return CliRunner().invoke(main, [str(word) for word in words], input=answers)

    return call


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """A programme that has just begun, to be copied."""
    folder = tmp_path_factory.mktemp("begun") / "home"
    result = CliRunner().invoke(main, ["init", str(folder), *options()])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def home(run, begun, tmp_path, monkeypatch):  # noqa: ARG001  run clears the environment
    """A programme that has just begun, as the current folder."""
    folder = tmp_path / "home"
    shutil.copytree(begun, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def villages(tmp_path):
    """A good file."""
    path = tmp_path / "villages.csv"
    path.write_text(VILLAGES)
    return path


@pytest.fixture
def broken(tmp_path):
    """A file that a stop blocks: it is no UTF-8."""
    path = tmp_path / "broken.csv"
    path.write_bytes("nama,tahun\nCafé,2026\n".encode("latin-1"))
    return path


@pytest.fixture
def publish(run, home):  # noqa: ARG001  the programme is the current folder
    """Publish a file as a dataset."""

    def call(path: Path, dataset: str = "villages", *more: str):
        scope = f"dataset={dataset}"
        return run("publish", path, "--register", "datasets", "--scope", scope, *more)

    return call


@pytest.fixture
def entries(run):
    """Give the log's entries."""
    return lambda: json.loads(run("log", "--json", "--last", "0").stdout)


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on this machine to pull from."""
    yield from serving()


@pytest.fixture
def drill(run, home, tmp_path):
    """A log with a witness and a mirror that can be asked."""
    with ExitStack() as stack:
        yield Drill(run, home, tmp_path, stack)
