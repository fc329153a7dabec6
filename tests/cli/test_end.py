"""Told to end, a verb leaves nothing behind: neither a process nor what it unpacked."""

import os
import signal
import subprocess
import sys
import time


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
