"""A PostgreSQL of our own on this machine, for as long as a file of tests lasts."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

_OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=16MB -c jit=off"


def running(home: Path) -> Iterator[str]:
    """Start it in a folder, which it is given; give its address."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    # It refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(home, user, "nogroup")
    data, tool = str(home / "data"), str(found[-1].with_name("pg_ctl"))

    def run(*words: str) -> None:
        subprocess.run(
            words, check=True, stdout=subprocess.DEVNULL, user=user, cwd=home,
            group="nogroup" if user else None, extra_groups=[] if user else None,
        )  # fmt: skip

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run(str(found[-1]), "-D", data, "-A", "trust", "-U", "desk", "-E", "UTF8", "--locale=C",
        "--no-sync")  # fmt: skip
    options = f"-k {home} -p {port} {_OPTIONS}"
    run(tool, "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
    try:
        yield f"postgresql://desk@127.0.0.1:{port}/postgres"
    finally:
        run(tool, "-D", data, "-m", "immediate", "stop")
