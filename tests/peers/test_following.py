"""A log is followed over HTTP from a real server: all of it, and only what is right."""

import json
import os
import shutil
import signal
import threading
import time
from datetime import timedelta

import pytest

from pendopo.peers.inbox import FullError, Inbox
from pendopo.programme import mirroring
from pendopo.programme.config import load
from pendopo.published.verify import FolderShelf, Given, verify
from pendopo.terms.entry import EntryType
from tests.peers.origin import NOW, Copy, send, serving
from tests.published.verify.conftest import VKEY, Record, canonical, fill


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A small record."""
    return fill(Record(tmp_path_factory.mktemp("filled") / "public"))


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A record of 520 entries, so that tiles are full; every hundredth is a publication."""
    record = Record(tmp_path_factory.mktemp("large") / "public")
    for number in range(520):
        if number % 100 == 50:
            record.publish(f"number {number}", tables=0)
        else:
            record.bare(EntryType.HEARTBEAT, actor="signer")
        if number in {99, 299}:
            record.seal()
    return record.seal()


@pytest.fixture
def origin(filled, tmp_path):
    """The small record, served, and free to change."""
    public = tmp_path / "origin"
    shutil.copytree(filled.public, public)
    record = Record(public, filled.signer, list(filled.entries), list(filled.leaves), filled.sealed)
    with serving(record) as found:
        yield found


@pytest.fixture
def copy(origin, tmp_path):
    """A mirror that has not asked yet."""
    return Copy(tmp_path / "mirror", origin)


def kinds(done):
    return {alarm.kind.value for alarm in done.open}


def whole(copy):
    """What is wrong with the copy, held to all that a verifier looks at."""
    return [p.what for p in verify(FolderShelf(copy.public), Given(VKEY)).problems]


def test_a_copy_verifies_like_its_origin(copy, origin):
    done = copy.follow()

    assert (done.entries, done.size, done.open, done.unanswered) == (8, 8, [], "")
    assert whole(copy) == []
    objects = "objects", "pub"
    held = set(origin.record.files(*objects))
    ours = {
        p.relative_to(copy.public).as_posix()
        for kind in objects
        for p in (copy.public / kind).rglob("*")
        if p.is_file()
    }
    assert ours == held


def test_what_is_here_is_not_asked_for_again(copy, origin):
    copy.follow()
    index = origin.record.publish("a ninth", scope={"dataset": "e"})
    origin.record.seal()
    origin.asked.clear()

    done = copy.follow(NOW + timedelta(hours=1))

    got = [path for path in origin.asked if not path.startswith("HEAD")]
    assert (done.entries, whole(copy)) == (1, [])
    named = [path for path in got if path.startswith(("/pub/", "/objects/"))]
    ours = [f"/{path}" for path in origin.record.files(origin.record.folder(index))]
    ours += [f"/{origin.record.object(index, o.role)}" for o in origin.record.leaves[index].objects]
    assert set(named) == set(ours) - {f"/{origin.record.folder(index)}/entry.json"}


def test_every_checkpoint_that_was_seen_is_kept(copy, origin):
    copy.follow()
    origin.record.bare(EntryType.HEARTBEAT, actor="signer")
    origin.record.seal()
    copy.follow()

    kept = sorted(
        path.name.split("-")[0] for path in (copy.public / "mirror").rglob("*.checkpoint")
    )
    [shown] = [p for p in copy.public.glob("*/checkpoint") if len(p.parent.name) == 64]
    assert kept == ["8", "9"]
    assert shown.read_bytes() == (origin.record.public / "log/checkpoint").read_bytes()


def test_a_large_log_is_copied_over_the_edges_of_its_tiles(tmp_path, large):
    with serving(large) as origin:
        copy = Copy(tmp_path / "mirror", origin)
        note = (large.public / "log/checkpoint").read_bytes()
        origin.odd = lambda h: (
            h.path == "/log/checkpoint"
            and send(h, (large.public / "log/history/300.checkpoint").read_bytes())
        )
        first = copy.follow()
        origin.odd = lambda _: False
        second = copy.follow()

    assert (first.size, second.size, second.entries) == (300, 520, 220)
    assert (copy.public / "log/checkpoint").read_bytes() == note
    assert whole(copy) == []


def test_a_copy_that_was_interrupted_goes_on_where_it_was(copy, origin):
    taken = []

    def stop_at_the_tenth(handler):
        taken.append(handler.path)
        if len(taken) > 14:
            handler.close_connection = True
            return True
        return False

    origin.odd = stop_at_the_tenth
    broken = copy.follow()
    origin.odd = lambda _: False
    origin.asked.clear()
    done = copy.follow()

    assert broken.unanswered
    assert broken.size == 0
    fetched = [path for path in origin.asked if path.startswith(("/pub/", "/objects/"))]
    assert not set(fetched) & {path for path in taken[:12] if path.startswith(("/pub/", "/obj"))}
    assert (done.size, whole(copy)) == (8, [])


def test_a_copy_that_was_killed_goes_on(copy, origin):
    asked = threading.Event()

    def hold_up(handler):
        if "salts" in handler.path:
            asked.set()
            time.sleep(1.5)
        return False

    origin.odd = hold_up
    child = os.fork()
    if child == 0:
        copy.follow()
        os._exit(0)
    assert asked.wait(30)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    origin.odd = lambda _: False

    done = copy.follow()

    assert (done.size, done.open, whole(copy)) == (8, [], [])
    assert [path for path in copy.public.rglob(".*") if path.is_file()] == []


@pytest.mark.parametrize("step", ["place", "tiles", "checkpoint"])
def test_a_copy_that_died_while_it_took_over_is_finished(step, copy, monkeypatch):
    class Death(BaseException):
        """Nothing catches it, as nothing catches a kill."""

    def die(*_):
        raise Death

    with monkeypatch.context() as patch:
        if step == "place":
            patch.setattr(Inbox, "place", die)
        elif step == "tiles":
            patch.setattr("pendopo.peers.growing.grown", die)
        else:
            patch.setattr("pendopo.peers.growing.outgrown", die)
        with pytest.raises(Death):
            copy.follow()
    done = copy.follow()

    assert (done.size, done.open, whole(copy)) == (8, [], [])
    assert not (copy.root / "private" / "incoming").exists()


def test_a_copy_that_would_be_too_large_is_refused_before_it_is_made(origin, tmp_path):
    index = origin.record.publish("x" * 1_200_000, scope={"dataset": "big"}, tables=0)
    origin.record.seal()
    copy = Copy(tmp_path / "small", origin, megabytes=1)

    with pytest.raises(FullError, match=r"mirror\.megabytes allows 1"):
        copy.follow()

    assert f"/{origin.record.object(index, 'original')}" not in origin.asked


def test_silence_of_more_than_a_day_is_an_alarm_and_ends_with_a_sign_of_life(copy, origin):
    quiet = copy.follow(NOW + timedelta(hours=19))
    silent = copy.follow(NOW + timedelta(hours=20))
    origin.record.bare(EntryType.HEARTBEAT, actor="signer")
    origin.record.leaves[-1] = None
    alive = NOW + timedelta(hours=30)
    entry = origin.record.entries[-1].replace(b"2026-01-01T00:00:00Z", b"2026-01-02T11:00:00Z")
    origin.record.entries[-1] = entry
    origin.record.seal()
    again = copy.follow(alive)

    assert (kinds(quiet), kinds(silent), kinds(again)) == (set(), {"silent"}, set())
    [alarm] = json.loads((copy.public / "mirror/alarms.json").read_bytes())
    assert alarm["ended_at"] == "2026-01-02T12:00:00Z"


def test_silence_is_heard_too_when_nobody_answers(copy, origin):
    copy.follow()
    origin.odd = lambda h: send(h, b"", 503)

    done = copy.follow(NOW + timedelta(hours=30))

    assert kinds(done) == {"silent"}
    assert "503" in done.unanswered


def test_an_entry_dated_to_the_future_hides_no_silence(copy, origin):
    origin.record.bare(EntryType.HEARTBEAT, actor="signer")
    origin.record.entries[-1] = origin.record.entries[-1].replace(
        b"2026-01-01T00", b"2036-01-01T00"
    )
    origin.record.seal()
    copy.follow()

    assert kinds(copy.follow(NOW + timedelta(hours=27))) == {"silent"}


def test_what_a_logged_redaction_takes_away_is_no_alarm(copy, origin):
    copy.follow()
    c = origin.record.c(1, "original")
    origin.record.redact(c)
    (origin.record.public / origin.record.object(1, "original")).unlink()
    salts = json.loads((origin.record.public / origin.record.folder(1) / "salts.json").read_bytes())
    salts["objects"] = [one for one in salts["objects"] if one["c"] != c]
    origin.record.write(f"{origin.record.folder(1)}/salts.json", canonical(salts))
    origin.record.seal()

    done = copy.follow(NOW + timedelta(hours=1))
    later = copy.follow(NOW + timedelta(hours=26))

    assert (kinds(done), kinds(later) - {"silent"}) == (set(), set())
    assert (done.withdrawn, later.withdrawn) == (1, 0)
    assert not (copy.public / origin.record.object(1, "original")).exists()
    assert c not in (copy.public / origin.record.folder(1) / "salts.json").read_text()
    assert [path.name for path in (copy.root / "private/withdrawn").iterdir()] == [c]
    assert whole(copy) == []


def test_what_is_taken_away_without_a_word_is_an_alarm_and_stays_in_the_copy(copy, origin):
    copy.follow()
    path = origin.record.object(1, "original")
    data = (origin.record.public / path).read_bytes()
    (origin.record.public / path).unlink()

    done = copy.follow(NOW + timedelta(hours=20))
    (origin.record.public / path).write_bytes(data)
    again = copy.follow(NOW + timedelta(hours=20))

    [alarm] = [one for one in done.open if one.kind == "absent"]
    assert alarm.examples == (path,)
    assert (copy.public / path).read_bytes() == data
    assert kinds(again) == {"silent"} or kinds(again) == set()


def test_the_pages_of_a_mirror_speak_as_the_origins_do(copy, origin):
    site = {"v": 1, "government": {
        "name": "Regency of Example", "level": "regency", "country": "ID",
        "languages": ["id", "xx"], "currency": "IDR", "timezone": "Asia/Jakarta",
    }}  # fmt: skip
    origin.record.write("site.json", json.dumps(site).encode())
    copy.follow()

    said = load(copy.root / "pendopo.toml")

    assert said.government.name == "Regency of Example"
    assert said.government.languages == ("id",)
    assert said.mirror.of == origin.address


def test_a_folder_with_something_else_is_refused(origin, tmp_path, copy):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()

    for folder, url in ((tmp_path / "full", origin.address), (copy.root, "http://127.0.0.1:9/")):
        with pytest.raises(mirroring.FollowError, match="write"):
            mirroring.begin(folder, url, "")
