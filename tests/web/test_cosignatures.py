"""A witness without a server: it fetches over HTTP, signs, and hands in at the log's own site."""

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import django
import pytest

from pendopo.peers.asking import post
from pendopo.peers.cosign import HAND_IN, CosignError, ForkedError, cosign
from pendopo.peers.follow import HttpShelf, Patience
from pendopo.peers.witness import WitnessError, create_witness, open_witness
from pendopo.programme.programme import Programme
from pendopo.programme.quorum import with_witness
from pendopo.published.verify import FolderShelf
from pendopo.published.witnessed import cosignatures
from pendopo.standards.tlog.note import Verifier, split_note
from pendopo.standards.tlog.policy import Party
from pendopo.store.keys import load_cosigner
from pendopo.web.wsgi import make_application
from tests.peers.serving import answering
from tests.portal.hall import settings
from tests.web.asking import ask

FIRST = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
NOW = FIRST + timedelta(days=9)


@pytest.fixture(scope="module", autouse=True)
def _configured():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.web.settings")
    django.setup()


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A programme whose one witness is a laptop; a heartbeat waits for it. To be copied."""
    folder = tmp_path_factory.mktemp("pull")
    programme = Programme.create(folder / "hall", settings(), FIRST)
    vkey = create_witness(folder / "laptop", "laptop.example")
    with open_witness(folder / "laptop") as witness:
        witness.watch(programme.vkey)
    policy = with_witness(programme.witnesses.policy(), "laptop", Party(Verifier.parse(vkey)))
    programme.change_witnesses(policy.encode(), FIRST + timedelta(seconds=1))
    return folder


@pytest.fixture
def hall(begun, tmp_path):
    shutil.copytree(begun, tmp_path / "pull")
    return Programme.open(tmp_path / "pull" / "hall")


@pytest.fixture
def laptop(hall):
    with open_witness(hall.root.parent / "laptop") as witness:
        yield witness


@pytest.fixture
def site(hall):
    with answering(make_application(hall)) as address:
        yield address


def pulled(laptop, site):
    with HttpShelf(site, Patience(timeout_s=5, tries=1)) as shelf:
        return cosign(laptop, shelf, NOW, lambda _: None)


def hand_in(site, note):
    return post(f"{site}/{HAND_IN}", note.encode(), 5, 1000)


def test_what_waits_is_signed_handed_in_and_published(hall, laptop, site):
    signed = pulled(laptop, site)
    reply = hand_in(site, signed.note)
    hall.ask_witnesses(NOW)

    assert (signed.old, signed.checkpoint.size) == (0, 2)
    assert (reply.status, reply.text) == (202, "laptop\n")
    assert hall.checkpoint().note == signed.note
    assert hall.witnesses.waiting() is None
    assert hall.verify().problems == ()


def test_the_next_run_proves_what_was_added_from_the_logs_own_tiles(hall, laptop, site):
    hall.witnessing.hand_in(pulled(laptop, site).note.encode())
    for number in range(1, 4):
        hall.heartbeat(FIRST + timedelta(days=number))

    signed = pulled(laptop, site)
    hall.witnessing.hand_in(signed.note.encode())
    hall.ask_witnesses(NOW)

    assert (signed.old, signed.checkpoint.size, hall.checkpoint().size) == (2, 5, 5)


def test_what_is_published_is_signed_again_with_a_new_time(hall, laptop, site):
    hand_in(site, pulled(laptop, site).note)
    hall.ask_witnesses(NOW)
    with HttpShelf(site) as shelf:
        later = cosign(laptop, shelf, NOW + timedelta(days=1))
    hand_in(site, later.note)
    new = hall.ask_witnesses(NOW)

    [(_, seconds)] = cosignatures(hall.checkpoint().note, hall.witnesses.policy()).values()
    assert new == 1
    assert seconds == (NOW + timedelta(days=1)).timestamp()
    assert later.old == 2


def test_a_log_that_took_entries_back_is_an_alarm(hall, laptop, site):
    hand_in(site, pulled(laptop, site).note)
    hall.ask_witnesses(NOW)
    hall.place.pending.unlink(missing_ok=True)
    first = (hall.public / "log/history/1.checkpoint").read_text()
    (hall.public / "log/checkpoint").unlink()
    (hall.public / "log/checkpoint").write_text(first)

    with pytest.raises(ForkedError, match="publishes 1 entries, but this witness has seen 2"):
        pulled(laptop, site)


def test_a_log_that_was_written_anew_with_its_own_key_is_an_alarm(hall, laptop, tmp_path):
    cosign(laptop, FolderShelf(hall.public), NOW)
    other = Programme.create(tmp_path / "other", settings(), FIRST + timedelta(hours=1))
    laptop.watch(other.vkey)  # the same origin, and a key that is believed
    for number in range(1, 4):
        other.heartbeat(FIRST + timedelta(days=number))

    with pytest.raises(ForkedError, match="do not go on from the 2 that this witness has seen"):
        cosign(laptop, FolderShelf(other.public), NOW)


def test_a_log_that_the_witness_does_not_know_is_not_signed(hall, site, tmp_path):
    create_witness(tmp_path / "other", "other.example")
    with open_witness(tmp_path / "other") as other, pytest.raises(CosignError, match="witness add"):
        pulled(other, site)
    assert hall.witnesses.waiting() is not None


def test_an_address_without_a_log_is_told(laptop, tmp_path):
    (tmp_path / "log").mkdir()
    with pytest.raises(CosignError, match="no log is at this address"):
        cosign(laptop, FolderShelf(tmp_path), NOW)


def test_a_witness_that_lost_its_memory_is_told_by_the_log_it_signed(hall, laptop, site, tmp_path):
    hand_in(site, pulled(laptop, site).note)
    hall.ask_witnesses(NOW)
    create_witness(tmp_path / "again", "laptop.example")
    restored = tmp_path / "again"
    shutil.copy(hall.root.parent / "laptop" / "witness.key", restored / "witness.key")
    _claim(restored)

    with open_witness(restored) as forgetful:
        forgetful.watch(hall.vkey)
        with pytest.raises(WitnessError, match="Retire its key"):
            pulled(forgetful, site)


def _claim(folder):
    """Write into an empty memory that it is this key's."""
    with sqlite3.connect(folder / "seen.sqlite") as database:
        vkey = load_cosigner(folder / "witness.key").vkey
        database.execute("update witness set vkey = ?", (vkey,))
    database.close()


def test_the_door_takes_right_signatures_alone(hall, laptop, site):
    note = pulled(laptop, site).note
    text, lines = split_note(note)
    without = f"{text}\n{lines[0].line()}"

    answers = [hand_in(site, one) for one in ("x", without, note.replace("\n2\n", "\n3\n"), note)]
    statuses = [answer.status for answer in answers]

    assert statuses == [400, 403, 409, 202]
    assert (answers[2].text, answers[2].content_type) == ("2\n", "text/x.tlog.size")
    [kept] = [one.name for one in hall.place.cosigned.iterdir()]
    assert kept.startswith(f"{Verifier.parse(laptop.vkey).key_id}-")
    assert kept.endswith(".note")


@pytest.mark.parametrize(
    ("method", "path", "length", "status"),
    [
        ("POST", f"/{HAND_IN}", 70_000, 413),
        ("GET", f"/{HAND_IN}", 0, 405),
        ("POST", "/log/checkpoint", 10, 413),
        ("POST", "/log/checkpoint", 0, 405),
        ("PUT", f"/{HAND_IN}", 10, 413),
    ],
)
def test_nothing_else_is_taken_anywhere(hall, method, path, length, status):
    answer = ask(make_application(hall), path, method, CONTENT_LENGTH=str(length))

    assert answer.status == status


def test_who_hands_in_too_often_is_told_to_wait(hall):
    application = make_application(hall)

    answers = [
        ask(application, f"/{HAND_IN}", "POST", REMOTE_ADDR="192.0.2.1", CONTENT_LENGTH="0").status
        for _ in range(hall.config.serve.requests_per_minute // 10 + 20)
    ]

    assert set(answers) == {400, 429}


def test_a_site_that_may_write_nothing_says_so(hall, laptop, site):
    note = pulled(laptop, site).note
    hall.place.cosigned.write_text("a file where the folder should be")

    assert hand_in(site, note).status == 503


def test_what_waits_is_served_and_kept_by_nobody(hall):
    answer = ask(make_application(hall), "/log/pending")

    assert answer.body == hall.place.pending.read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=5"
