"""``pendopo follow``: a copy is kept, alarms have exit codes of their own, peers are witnessed."""

import json
import shutil
from datetime import UTC, datetime
from io import BytesIO

import pytest

from pendopo.peers.witness import open_witness
from pendopo.programme.mirroring import folder_of
from pendopo.programme.programme import Programme
from pendopo.standards.tlog.note import Verifier, open_note
from pendopo.standards.tlog.witness import AddCheckpoint, origin_hash
from pendopo.terms.entry import EntryType, ObjectRef
from pendopo.web.wsgi import make_application
from tests.peers.origin import send, serving
from tests.published.verify.conftest import ORIGIN, VKEY, Record
from tests.web.asking import ask


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A record of two measurements."""
    record = Record(tmp_path_factory.mktemp("built") / "public")
    for value in ("1", "2"):
        record.measure(value)
        record.seal()
    return record


@pytest.fixture
def origin(built, tmp_path):
    shutil.copytree(built.public, tmp_path / "origin")
    record = Record(
        tmp_path / "origin", built.signer, list(built.entries), list(built.leaves), built.sealed
    )
    with serving(record) as found:
        yield found


@pytest.fixture(autouse=True)
def _waiting_for_no_cache(monkeypatch):
    monkeypatch.setattr("pendopo.peers.following._PAUSE_S", 0.0)


@pytest.fixture
def young(monkeypatch):
    """A clock of the record's own day, so that it is not silent."""
    at = datetime(2026, 1, 1, 6, tzinfo=UTC)
    monkeypatch.setattr("pendopo.cli.follow.now", lambda: at)


@pytest.mark.usefixtures("young")
def test_a_log_is_copied_and_the_key_is_shown_to_be_compared(run, origin, tmp_path):
    first = run("follow", origin.address, "--into", tmp_path / "copy")
    again = run("--home", tmp_path / "copy", "follow", "--once")
    verified = run("--home", tmp_path / "copy", "verify")

    assert (first.exit_code, again.exit_code, verified.exit_code) == (0, 0, 0)
    assert f"Compare the log's key with one made known elsewhere: {VKEY}" in first.stdout
    assert f"{origin.address}: 2 entries here, 2 of them new" in first.stdout
    assert "2 entries here, 0 of them new" in again.stdout


@pytest.mark.usefixtures("young")
@pytest.mark.parametrize(
    ("what", "code"), [("rollback", 10), ("fork", 11), ("absent", 12), ("changed", 13), ("none", 3)]
)
def test_each_alarm_has_an_exit_code_and_a_line(what, code, run, origin, tmp_path):
    record = origin.record
    run("follow", origin.address, "--into", tmp_path / "copy", "--key", VKEY)
    if what == "absent":
        record.measure("3")
        record.seal()
        (record.public / record.object(2, "measurement")).unlink()
    notes = {
        "rollback": (record.public / "log/history/1.checkpoint").read_bytes(),
        "fork": Record(tmp_path / "other", entries=[b"x", b"y"]).note(2).encode(),
        "changed": b"no note",
    }
    if what in notes:
        origin.odd = lambda h: h.path == "/log/checkpoint" and send(h, notes[what])
    elif what == "none":
        origin.odd = lambda h: send(h, b"", 403)

    result = run("--home", tmp_path / "copy", "follow")

    assert result.exit_code == code, result.output
    line = "no answer" if what == "none" else f"ALARM {what} 2026-01-01T06:00:00Z {origin.address}"
    assert line in result.stderr


def test_silence_has_an_exit_code_too(run, origin, tmp_path):
    result = run("follow", origin.address, "--into", tmp_path / "copy", "--key", VKEY)

    assert result.exit_code == 14
    assert "ALARM silent" in result.stderr


@pytest.mark.usefixtures("young")
def test_one_setting_witnesses_what_is_followed(run, home, origin):
    settings = (home / "pendopo.toml").read_text()
    settings = settings.replace("follow = []", f'follow = ["{origin.address}"]')
    (home / "pendopo.toml").write_text(settings.replace("witness = false", "witness = true"))

    first = run("follow")
    origin.record.measure("3")
    origin.record.seal()
    second = run("follow")

    assert (first.exit_code, second.exit_code) == (0, 0), second.output
    shown = (home / "public" / origin_hash(ORIGIN) / "checkpoint").read_text()
    with open_witness(home / "private" / "witness") as witness:
        vkey = witness.vkey
        latest = witness.latest(ORIGIN)
    assert vkey in first.stdout
    assert "cosigned, and not taken there (501" in first.stdout  # a static site takes nothing
    assert latest is not None
    assert latest.size == 3
    opened = open_note(shown, [Verifier.parse(VKEY), Verifier.parse(vkey)])
    assert set(opened.verified) == {ORIGIN, "data.example.org/log/witness"}
    copy = folder_of(home, origin.address) / "public" / origin_hash(ORIGIN) / "checkpoint"
    assert copy.read_text() == shown
    site = make_application(Programme.open(home))
    assert ask(site, f"/{origin_hash(ORIGIN)}/checkpoint").body.decode() == shown
    again = AddCheckpoint(3, (), origin.record.note(3)).encode()
    answer = ask(
        site, "/add-checkpoint", "POST", CONTENT_LENGTH=str(len(again)),
        **{"wsgi.input": BytesIO(again)},
    )  # fmt: skip
    assert (answer.status, answer.body[:3]) == (200, "—".encode())


def test_what_to_write_is_said(run, home, tmp_path):
    for words, said in (
        (("follow", "http://127.0.0.1:9"), "--into is missing"),
        (("follow",), "peers.follow in pendopo.toml"),
        (("follow", "--once", "--every", "5"), "write one of them"),
        (("recover",), "--from is missing"),
        (("follow", "nonsense", "--into", tmp_path / "x"), "no address of a record"),
    ):
        result = run(*words)
        assert result.exit_code == 2, words
        assert said in result.stderr
    assert json.loads((home / "public/site.json").read_bytes())["government"]["country"] == "ID"


@pytest.mark.usefixtures("young")
def test_a_peer_whose_log_is_too_large_holds_up_no_other(run, home, origin, tmp_path):
    huge = Record(tmp_path / "huge")
    huge.bare(EntryType.PUBLICATION, objects=(ObjectRef("original", "0" * 64, 10**17),))
    huge.seal()
    with serving(huge) as other:
        settings = (home / "pendopo.toml").read_text()
        both = f'follow = ["{other.address}", "{origin.address}"]'
        (home / "pendopo.toml").write_text(settings.replace("follow = []", both))

        result = run("follow")

    assert result.exit_code == 2
    assert "mirror.megabytes allows" in result.stderr
    assert f"{origin.address}: 2 entries here" in result.stdout


@pytest.mark.usefixtures("young")
@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("tiles", ["right", "damaged"])
def test_what_our_own_witness_does_not_sign_is_an_alarm(size, tiles, run, home, origin, tmp_path):
    settings = (home / "pendopo.toml").read_text()
    settings = settings.replace("follow = []", f'follow = ["{origin.address}"]')
    (home / "pendopo.toml").write_text(settings.replace("witness = false", "witness = true"))
    run("follow")
    other = Record(tmp_path / "other", entries=[b"x", b"y", b"z"][:size])
    other.seal()
    tile = (other.public / f"log/tile/0/000.p/{size}").read_bytes()
    served = {
        "/log/pending": other.note(size).encode(),
        f"/log/tile/0/000.p/{size}": tile if tiles == "right" else bytes(len(tile)),
    }
    origin.odd = lambda h: h.path in served and send(h, served[h.path])

    found = run("follow")
    origin.odd = lambda _: False
    again = run("follow")

    proven = size == 2 or tiles == "right"
    assert found.exit_code == (11 if proven else 13), found.output
    assert again.exit_code == (11 if proven else 0)
    copy = folder_of(home, origin.address) / "public"
    alarm, *_ = json.loads((copy / "mirror/alarms.json").read_bytes())
    kept = [(copy / path).read_text() for path in alarm["evidence"]]
    assert [int(note.split("\n")[1]) for note in kept] == ([size, 2] if proven else [])


@pytest.mark.usefixtures("young")
@pytest.mark.parametrize("cached", [True, False])
def test_a_checkpoint_behind_our_witness_is_asked_for_again(cached, run, home, origin, monkeypatch):
    settings = (home / "pendopo.toml").read_text()
    settings = settings.replace("follow = []", f'follow = ["{origin.address}"]')
    (home / "pendopo.toml").write_text(settings.replace("witness = false", "witness = true"))
    run("follow")
    newer = Record(
        origin.record.public.parent / "n", entries=[*origin.record.entries, b'{"later":1}']
    )
    newer.seal()
    ahead = {
        "/log/pending": newer.note(3).encode(),
        "/log/tile/0/000.p/3": (newer.public / "log/tile/0/000.p/3").read_bytes(),
    }
    origin.odd = lambda h: h.path in ahead and send(h, ahead[h.path])
    assert run("follow").exit_code == 0
    origin.odd = lambda _: False
    monkeypatch.setattr("pendopo.peers.cosign._CACHED_S", 0.0)
    if cached:
        answers = iter([False, True])
        origin.odd = lambda h: (
            (h.path in ahead and (h.path != "/log/pending" or next(answers, True)))
            and send(h, ahead[h.path])
        )

    result = run("follow")

    assert result.exit_code == (0 if cached else 10), result.output
    if not cached:
        assert run("follow").exit_code == 10
