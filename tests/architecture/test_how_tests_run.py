"""A skip is never silent, and no test leaves this machine."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"


def run_tests(folder: Path, code: str, require_all: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` as a test file beside a copy of our conftest."""
    (folder / "tests").mkdir()
    (folder / "tests" / "conftest.py").write_text(CONFTEST.read_text())
    (folder / "tests" / "test_it.py").write_text(code)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=folder,
        env={**os.environ, "REQUIRE_ALL": require_all},
        capture_output=True,
        text=True,
        check=False,
    )


SKIPS = {
    "in a test": "import pytest\ndef test_it():\n    pytest.skip('no scanner')\n",
    "of a whole file": "import pytest\npytest.skip('no scanner', allow_module_level=True)\n",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='no scanner')\ndef test_it(): pass\n",
    "by a fixture": "import pytest\ndef test_it(shared_data): pass\n",
}


@pytest.mark.parametrize("where", SKIPS)
def test_a_skip_is_named_with_its_reason(tmp_path, where):
    run = run_tests(tmp_path, SKIPS[where], require_all="")

    assert "= not run =" in run.stdout
    assert "1 test: no scanner" in run.stdout or "1 test: the real files" in run.stdout


@pytest.mark.parametrize("where", SKIPS)
def test_a_skip_fails_when_everything_is_required(tmp_path, where):
    run = run_tests(tmp_path, SKIPS[where], require_all="1")

    assert run.returncode != 0
    assert "Skipped although REQUIRE_ALL=1: " in run.stdout


def test_a_run_without_skips_does_not_speak_of_them(tmp_path):
    run = run_tests(tmp_path, "def test_it(): pass\n", require_all="1")

    assert run.returncode == 0
    assert "not run" not in run.stdout


def test_a_test_may_talk_to_this_machine():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize("host", ["192.0.2.1", "data.example.org", "2001:db8::1"])
def test_a_test_may_not_talk_to_any_other(host):
    with pytest.raises(RuntimeError, match="tests talk to this machine only"):
        socket.create_connection((host, 80), timeout=1)
