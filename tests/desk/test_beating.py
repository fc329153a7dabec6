"""Each day the signer carries what was done at the desk into the log, with nobody's timer."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pendopo.programme.programme import Programme
from pendopo.terms.entry import EntryType
from tests.desk.conftest import Desk, open_in

DAY = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)


def beats(opened: Programme) -> list[tuple[str, dict[str, str]]]:
    """Give the days on which the log has a heartbeat, and what each carries."""
    found = [one.leaf for one in opened.recorded().entries if one.leaf.type is EntryType.HEARTBEAT]
    return [(leaf.time[:10], dict(leaf.scope or {})) for leaf in found]


def test_each_day_has_one_heartbeat_with_the_newest_act(desk: Desk):
    from pendopo.desk.audit import record
    from pendopo.desk.beating import beat_daily

    hours = [DAY, DAY + timedelta(hours=1), DAY + timedelta(days=1), DAY + timedelta(days=1.5)]
    acts = [record("operator", "sent", 1).chain]
    before = len(beats(desk.opened))

    def rest() -> bool:
        acts.append(record("operator", "sent", 1).chain)
        return len(acts) > len(hours)

    beat_daily(desk.opened, lambda: hours[len(acts) - 1], rest)

    told = [("2026-11-26", {"desk": acts[0]}), ("2026-11-27", {"desk": acts[2]})]
    assert beats(desk.opened)[before:] == told


def test_a_day_whose_heartbeat_failed_has_it_at_the_next_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    from pendopo.desk.beating import beat_daily

    looks = []

    def full(*_given: object) -> None:
        raise OSError("No space left on device")

    def rest() -> bool:
        monkeypatch.undo()
        looks.append(len(beats(desk.opened)))
        return len(looks) == 2

    monkeypatch.setattr(Programme, "heartbeat", full)
    beat_daily(desk.opened, lambda: DAY + timedelta(days=5), rest)

    assert looks[1] == looks[0] + 1
    assert "the day's heartbeat was not added" in caplog.text


def test_what_others_write_while_it_waits_for_the_log_is_not_later_than_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    from pendopo.desk.beating import beat_daily
    from pendopo.store import log, place

    midnight = DAY.replace(hour=0) + timedelta(days=9)
    now, before = [midnight - timedelta(seconds=1)], len(beats(desk.opened))

    def lock(path: Path, wait_s: float) -> int:
        monkeypatch.undo()
        now[0] = midnight + timedelta(seconds=2)
        desk.opened.heartbeat(midnight)
        return place.lock(path, wait_s)

    monkeypatch.setattr(log, "lock", lock)
    beat_daily(desk.opened, lambda: now[0], lambda: True)

    assert len(beats(desk.opened)) == before + 1
    assert "was not added" not in caplog.text


def test_that_others_hold_the_log_is_one_line_of_its_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    from pendopo.desk.beating import beat_daily
    from pendopo.store import log, place

    monkeypatch.setattr(log, "lock", lambda path, _wait_s: place.lock(path, 0.2))
    held = place.lock(desk.opened.place.private / "log.lock", 1)

    beat_daily(desk.opened, lambda: DAY + timedelta(days=12), lambda: True)
    os.close(held)

    [told] = [one for one in caplog.records if "the day's heartbeat" in one.message]
    assert (told.levelname, told.exc_info) == ("WARNING", None)
    assert "is publishing" in told.message


def test_the_program_that_signs_does_it_by_itself(tmp_path: Path):
    desk = open_in(tmp_path / "hall")
    desk.invite("sari", "publisher", "Desa Rejo")
    opened = desk.opened
    before = beats(opened)

    line = [sys.executable, "-m", "pendopo", "--home", str(opened.root), "signer"]
    with subprocess.Popen(line, stderr=subprocess.PIPE) as signer:
        until = time.monotonic() + 60
        while len(beats(opened)) == len(before) and time.monotonic() < until:
            time.sleep(0.2)
        signer.terminate()

    [(_day, said)] = beats(opened)[len(before) :]
    assert (len(before), list(said)) == (1, ["desk"])
