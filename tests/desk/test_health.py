"""Whoever looks after the desk is told how it is, and nothing of anybody."""

import json
import logging
import os
import socket
import sys
import threading
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.desk.conftest import Desk


def test_health_says_which_process_is_not_there(desk: Desk):
    from pendopo.desk.alive import AliveError, be_the_worker

    visitor = desk.visitor()

    without = visitor.get("/health")
    lock = be_the_worker(desk.opened)
    with_it = visitor.get("/health")
    with pytest.raises(AliveError, match="another"):
        be_the_worker(desk.opened)
    os.close(lock)

    assert (without.status, without.text) == (
        503,
        "not ok\njobs 0\nworker is not there\nsigner is there\n",
    )
    assert (with_it.status, with_it.text.split("\n")[0]) == (200, "ok")


def test_figures_are_served_on_an_address_of_their_own(desk: Desk):
    from pendopo.desk.watching import serve_figures
    from pendopo.programme.programme import Programme

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    config = desk.opened.config
    opened = Programme(desk.opened.root, replace(config, desk=replace(config.desk, metrics=place)))
    desk.signed_in("sari", "publisher", "Desa Rejo").get("/")

    serve_figures(opened)
    line = HTTPConnection(place, timeout=5)
    line.request("GET", "/metrics")
    text = line.getresponse().read().decode()
    line.close()

    assert 'pendopo_desk_answer_seconds_count{page="home",status="2xx"}' in text
    assert 'pendopo_desk_up{process="signer"} 1.0' in text
    assert "pendopo_desk_oldest_job_seconds 0.0" in text
    assert desk.visitor().get("/metrics").status == 404
    assert "sari" not in text


def test_a_log_line_is_json_and_names_nobody(desk: Desk, capsys: pytest.CaptureFixture[str]):
    from pendopo.desk.logs import Line
    from pendopo.web import desk_settings

    kept = logging.StreamHandler()
    kept.setFormatter(Line())
    logging.getLogger().addHandler(kept)
    visitor = desk.visitor()
    visitor.address = "198.51.100.77"

    visitor.post("/sign-in/", "/sign-in/", name="siti.aminah", password="x")  # noqa: S106
    visitor.get("/submissions/1/versions/7/?nik=3201010101010001")
    try:
        int("Siti Aminah, 3201010101010001")
    except ValueError:
        logging.getLogger("pendopo.desk.working").exception("job %s failed", 7)
    logging.getLogger().removeHandler(kept)

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {"sign_in", "version_file"} <= {line.get("page") for line in lines}
    assert any(line["logger"].startswith("axes") for line in lines)
    assert lines[-1]["message"] == "job 7 failed"
    assert lines[-1]["fault"] == "ValueError"
    text = json.dumps(lines).lower()
    for personal in ("siti", "aminah", "198.51.100.77", "3201010101010001"):
        assert personal not in text
    assert str(desk_settings.LOGGING["formatters"]) == "{'line': {'()': 'pendopo.desk.logs.Line'}}"


def test_who_asks_before_the_worker_is_there_is_no_fault_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.pages.health import view

    def fail(*_given: object) -> bool:
        raise ValueError

    with caplog.at_level(logging.INFO):
        waits = desk.visitor().get("/health").status
        told = [(one.name, one.levelname) for one in caplog.records]
        monkeypatch.setattr(view, "worker_lives", fail)
        broken = desk.visitor().get("/health").status

    assert (waits, broken) == (503, 500)
    assert told == [("pendopo.desk.watching", "INFO")]
    assert "django.request" in {one.name for one in caplog.records}


def test_what_runs_beside_the_pages_is_started_again_when_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.web import desk_serving

    monkeypatch.setattr(desk_serving, "PAUSE_S", 0.01)
    monkeypatch.setattr(desk_serving, "_LOOK_S", 0.02)
    told = tmp_path / "told"
    beside = desk_serving._Beside(["/bin/sh", "-c", f"echo began >> {told}"])
    stays = desk_serving._Beside([sys.executable, "-c", "import time; time.sleep(60)"])
    ours, others = os.pipe()
    keeping = threading.Thread(target=desk_serving.keep, args=([beside, stays], ours))

    keeping.start()
    for _ in range(500):
        if told.exists() and told.read_text().count("began") >= 3:
            break
        keeping.join(0.02)
    os.close(others)
    keeping.join(5)
    stays.end()
    beside.end()
    os.close(ours)

    assert told.read_text().count("began") >= 3
    assert not keeping.is_alive()


def test_an_answer_tells_no_version_and_no_fault_its_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.pages.home import view

    def fail(*_given: object) -> None:
        raise ValueError("Siti Aminah in /srv/pendopo")

    visitor = desk.signed_in("tini", "publisher", "Desa Rejo")

    well = visitor.get("/sign-in/")
    monkeypatch.setattr(view, "seen_by", fail)
    broken = visitor.get("/")

    assert broken.status == 500
    assert "Siti" not in broken.text
    assert "/srv" not in broken.text
    for answer in (well, broken):
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert not {"Server", "X-Powered-By"} & answer.headers.keys()
