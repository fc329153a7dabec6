"""A skip is never silent, and no test leaves this machine."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

Run = subprocess.CompletedProcess[str]
CONFTEST = Path(__file__).parents[1] / "conftest.py"


def run_tests(folder: Path, files: Mapping[str, str], require_all: str) -> Run:
    """Run test files beside a copy of our conftest.

    :param files: of each its name, and its code
    """
    (folder / "tests").mkdir()
    (folder / "tests" / "conftest.py").write_text(CONFTEST.read_text())
    for name, code in files.items():
        (folder / "tests" / f"test_{name}.py").write_text(code)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "--continue-on-collection-errors", "tests"],
        cwd=folder,
        env={**os.environ, "REQUIRE_ALL": require_all},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


SKIPS = {
    "in_a_test": "import pytest\ndef test_it():\n    pytest.skip('no scanner')\n",
    "of_a_file": "import pytest\npytest.skip('no stamp', allow_module_level=True)\n",
    "by_a_mark": "import pytest\n@pytest.mark.skip(reason='no seal')\ndef test_it(): pass\n",
    "by_a_fixture": "import pytest\ndef test_it(shared_data): pass\n",
}
REASONS = ("no scanner", "no stamp", "no seal", "the real files and vectors are not")


def test_a_skip_is_named_with_its_reason(tmp_path):
    run = run_tests(tmp_path, SKIPS, require_all="")

    assert "= not run =" in run.stdout
    assert [one for one in REASONS if f"1 test: {one}" not in run.stdout] == []


def test_a_skip_fails_when_everything_is_required(tmp_path):
    run = run_tests(tmp_path, SKIPS, require_all="1")

    assert run.returncode != 0
    told = [f"Skipped although REQUIRE_ALL=1: {one}" for one in REASONS]
    assert [one for one in told if one not in run.stdout] == []
    assert "passed" not in run.stdout


def test_a_run_without_skips_does_not_speak_of_them(tmp_path):
    run = run_tests(tmp_path, {"it": "def test_it(): pass\n"}, require_all="1")

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
