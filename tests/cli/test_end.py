"""Told to end, a verb leaves nothing behind: neither a process nor what it unpacked."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest


def test_a_check_that_is_told_to_end_leaves_nothing(home, tmp_path):
    work = tmp_path / "tmp"
    work.mkdir()
    file = tmp_path / "rows.csv"
    file.write_text("a,b\n" + "1,x\n" * 2_000_000, "utf-8")
    pendopo = [sys.executable, "-m", "pendopo", "--home", str(home)]
    command = [*pendopo, "check", str(file), "--register", "datasets"]
    with subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, "TMPDIR": str(work)}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 30
        while not any(work.iterdir()):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        code = process.wait(20)

    assert code == 128 + signal.SIGTERM
    assert list(work.iterdir()) == []


@pytest.mark.usefixtures("home")
def test_what_a_library_makes_of_being_told_to_end_is_no_fault(run, monkeypatch):
    def fall(*_words):
        with suppress(SystemExit):
            signal.raise_signal(signal.SIGTERM)
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("pendopo.programme.programme.Programme.state", fall)

    result = run("log")

    assert result.exit_code == 128 + signal.SIGTERM
    assert "Query interrupted" not in result.output


@pytest.mark.usefixtures("home")
def test_ctrl_c_is_told_in_the_language_in_use(run, monkeypatch):
    def stop(*_words):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("pendopo.programme.programme.Programme.state", stop)
    # Where the tests run behind a shell, it let them know nothing of Ctrl+C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        english, other = run("log"), run("--language", "id", "log")
    finally:
        signal.signal(signal.SIGINT, before)

    assert (english.exit_code, other.exit_code) == (130, 130)
    assert (english.stderr.strip(), other.stderr.strip()) == ("Stopped.", "Dihentikan.")
