"""``pendopo publish-to``: a folder of another's server becomes the public site."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pendopo.cli import main
from pendopo.programme.programme import Programme
from tests.exports.archive.links import broken
from tests.exports.sending.conftest import Server, sshd  # noqa: F401  a fixture
from tests.portal.hall import FIRST, publish, publish_table, roads, settings

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("publish_to")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its own signature
        """Say nothing."""


def call(*words: object) -> Result:
    return CliRunner().invoke(main, ["--language", "en", *map(str, words)])


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A programme with one table: its copy has fewer pages than that of the portal's tests."""
    folder = tmp_path_factory.mktemp("sent")
    programme = Programme.create(folder / "hall", settings(), FIRST)
    publish(programme, folder / "roads.csv", roads(20), title="Roads mended in 2026", hours=1)
    return programme


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[str]:
    """A host that serves the folder ``www``."""
    handler = functools.partial(_Quiet, directory=str(tmp_path / "www"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=20)


def sent(hall, server: Server, folder: Path, *more: object) -> Result:
    there = server.place("sftp", folder)
    target = f"sftp://{there.user}@{there.host}:{there.port}{there.path}"
    keys = ("--identity", server.key, "--host-key", server.fingerprint)
    return call("--home", hall.root, "publish-to", target, *keys, *more)


def test_an_officer_without_a_server_has_a_portal(hall, sshd, hosted, tmp_path):  # noqa: F811
    first = sent(hall, sshd, tmp_path / "www", "--base", hosted)
    assert first.exit_code == 0, first.output
    assert f"{hosted} serves it." in first.output
    assert call("verify", tmp_path / "www").exit_code == 0
    assert call("verify", f"{hosted}/").exit_code == 0
    assert broken(tmp_path / "www") == []
    page = (tmp_path / "www/en/registers/datasets/roads/index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{hosted}/en/registers/datasets/roads/">' in page

    file = tmp_path / "bridges.csv"
    publish_table(hall, file, "bridge,metres\nB1,12\n", 80, dataset="bridges", title="Bridges")
    second = sent(hall, sshd, tmp_path / "www", "--base", hosted)

    assert second.exit_code == 0, second.output
    assert call("verify", f"{hosted}/").exit_code == 0
    assert (tmp_path / "www/en/registers/datasets/bridges/index.html").is_file()

    third = sent(hall, sshd, tmp_path / "www", "--base", hosted)

    assert "0 files sent" in third.output


def test_an_address_that_serves_something_else_is_told(hall, sshd, hosted, tmp_path):  # noqa: F811
    (tmp_path / "www" / "log").mkdir(parents=True)
    (tmp_path / "www" / "log" / "checkpoint").write_text("other")

    result = sent(hall, sshd, tmp_path / "elsewhere", "--base", hosted)

    assert result.exit_code == 1
    assert "does not serve the checkpoint that was sent" in result.output


def test_a_host_that_is_not_known_is_refused_before_anything_is_made(
    hall,
    sshd,  # noqa: F811
    tmp_path,
    monkeypatch,
):
    monkeypatch.setenv("HOME", str(tmp_path))
    there = sshd.place("sftp", tmp_path / "www")
    target = f"sftp://{there.user}@{there.host}:{there.port}{there.path}"

    result = call("--home", hall.root, "publish-to", target, "--identity", sshd.key)

    assert result.exit_code == 2
    assert f"write --host-key {sshd.fingerprint}" in result.output
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize("target", ["www", "ftp://host.example/www", "sftp://a:b@host.example/w"])
def test_what_is_no_target_is_refused(hall, target):
    result = call("--home", hall.root, "publish-to", target)

    assert result.exit_code == 2
    assert "pendopo:" in result.output
