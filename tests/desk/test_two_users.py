"""Pages and worker run as one system user, the signer as another, which alone reads the keys."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_HERE = Path(__file__).parents[2]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become two other users")
def test_pages_and_worker_have_published_what_they_cannot_sign_themselves():
    with TemporaryDirectory(prefix="pendopo-") as folder:
        Path(folder).chmod(0o755)

        ran = subprocess.run(
            ["unshare", "-m", sys.executable, "-m", "tests.desk.two_users", folder],
            check=False, cwd=_HERE, capture_output=True, text=True, timeout=120,
            env={**os.environ, "PYTHONPATH": f"{_HERE}/src"},
        )  # fmt: skip

        assert ran.returncode == 0, ran.stderr
        facts = json.loads((Path(folder) / "told/facts.json").read_text())
    assert facts == {
        "stage": "published",
        "preview": True,
        "socket": "0o660",
        "reads_keys": False,
        "enters": "private/desk alone",
        "faults": [],
    }
