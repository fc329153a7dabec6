"""The portal of a mirror in a real browser: its mark is read, and nothing on it breaks."""

import os
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from pendopo.peers.follow import Patience
from pendopo.programme import mirroring
from pendopo.terms.entry import EntryType
from tests.browser.conftest import _wait
from tests.browser.guidelines import faults
from tests.peers.origin import serving
from tests.published.verify.conftest import VKEY, Record


@pytest.fixture(scope="module")
def mirror(tmp_path_factory):
    """A mirror of a small record that was silent, served."""
    folder = tmp_path_factory.mktemp("mirror")
    record = Record(folder / "origin")
    record.bare(EntryType.HEARTBEAT, actor="signer")
    record.seal()
    with serving(record) as origin:
        mirroring.begin(folder / "copy", origin.address, VKEY)
        manner = mirroring.Manner(Patience(tries=1, wait=lambda _: None), lambda _: None)
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=30)
        mirroring.follow(folder / "copy", at, lambda _: None, manner)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "granian", "pendopo.web.wsgi:application", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--blocking-threads", "1", "--log-level", "warning"),
    ]
    server = subprocess.Popen(command, env={**os.environ, "PENDOPO_HOME": str(folder / "copy")})
    try:
        _wait(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", origin.address
    finally:
        server.terminate()
        server.wait(timeout=20)
        shutil.rmtree(folder)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_mirror_says_whose_copy_it_is_and_what_is_wrong(browser, mirror, width):
    address, origin = mirror
    page = browser.new_page(viewport={"width": width, "height": 800})
    try:
        page.goto(f"{address}/en/")
        banner = page.get_by_role("complementary", name="A mirror").inner_text()
        page.get_by_role("link", name="About this mirror").click()
        alarms = page.get_by_role("row").all_inner_texts()
        wide = page.evaluate("document.documentElement.scrollWidth")
        found = faults(page)
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/mirror-{width}.png", full_page=True)
    finally:
        page.close()

    assert origin in banner
    assert "The origin's last sign of life:" in banner
    assert "1 alarm lasts." in banner
    assert any("No sign of life since" in row for row in alarms)
    assert wide <= width
    assert found == []
