"""A reader that stops reading, as ``head`` does, is no fault."""

import os
import subprocess
import sys


def test_nothing_is_said_to_a_reader_that_has_gone(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        [sys.executable, "-m", "pendopo", "init", str(tmp_path / "hall"), "--help"],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
    )

    os.close(writing)
    assert done.returncode == 1
    assert "Broken pipe" not in done.stderr
