"""An origin that means harm, with the log's real key: what it does is loud, or does nothing."""

import json
import shutil
import time
from datetime import timedelta

import pytest

from pendopo.exports.archive.verifier import verifier
from pendopo.peers.inbox import FullError
from pendopo.published.verify import FolderShelf, Given, verify
from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.note import open_note, sign_note
from pendopo.terms.entry import EntryType, ObjectRef
from tests.peers.origin import NOW, Copy, send, serving
from tests.published.verify.conftest import ORIGIN, SIGNER, VKEY, Record


def small(public, *texts):
    """A record of one publication and a heartbeat for each text."""
    record = Record(public)
    for text in texts:
        record.publish(text, tables=0)
        record.bare(EntryType.HEARTBEAT, actor="signer")
        record.seal()
    return record


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small record."""
    return small(tmp_path_factory.mktemp("built") / "public", "first", "second")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """A record with the same key and another past."""
    return small(tmp_path_factory.mktemp("other") / "public", "first", "rewritten", "third")


@pytest.fixture
def origin(built, tmp_path):
    """The small record, served, and free to change."""
    shutil.copytree(built.public, tmp_path / "origin")
    record = Record(
        tmp_path / "origin", SIGNER, list(built.entries), list(built.leaves), built.sealed
    )
    with serving(record) as found:
        yield found


@pytest.fixture
def copy(origin, tmp_path):
    """A mirror that has not asked yet."""
    return Copy(tmp_path / "mirror", origin)


def kinds(done):
    return {alarm.kind.value for alarm in done.open}


def instead(path, data, code=200, **headers):
    """Answer for one path with other bytes."""
    return lambda h: h.path.endswith(path) and send(h, data, code, **headers)


def test_entries_taken_back_are_an_alarm_with_both_checkpoints_and_nothing_is_undone(copy, origin):
    copy.follow()
    before = copy.files()
    origin.odd = instead(
        "/log/checkpoint", (origin.record.public / "log/history/2.checkpoint").read_bytes()
    )

    done = copy.follow()
    again = copy.follow()

    [alarm] = done.open
    assert (alarm.kind, alarm.values) == ("rollback", {"now": "2", "before": "4"})
    assert [copy.public.joinpath(p).read_bytes()[:20] for p in alarm.evidence]
    assert kinds(again) == {"rollback"}
    assert before.items() <= copy.files().items()
    assert len(json.loads((copy.public / "mirror/alarms.json").read_bytes())) == 1


def test_a_cache_that_is_some_seconds_behind_is_no_alarm(copy, origin):
    copy.follow()
    old = (origin.record.public / "log/history/2.checkpoint").read_bytes()
    left = [old]
    origin.odd = lambda h: h.path == "/log/checkpoint" and bool(left) and send(h, left.pop())

    assert kinds(copy.follow()) == set()


def test_a_rollback_ends_when_the_entries_are_there_again_and_is_told_for_good(copy, origin):
    copy.follow()
    origin.odd = instead(
        "/log/checkpoint", (origin.record.public / "log/history/2.checkpoint").read_bytes()
    )
    copy.follow()
    origin.odd = lambda _: False

    done = copy.follow()

    [alarm] = json.loads((copy.public / "mirror/alarms.json").read_bytes())
    assert kinds(done) == set()
    assert alarm["ended_at"]


@pytest.mark.parametrize("size", [2, 4, 6])
def test_another_past_under_the_real_key_is_a_proven_fork(size, copy, origin, other):
    copy.follow()
    kept = copy.files()
    origin.record = other
    signed = (other.public / "log/checkpoint").read_bytes()
    if size < 6:
        signed = other.note(size).encode()
    if size == 2:  # the first two entries are the same; a third tree is not
        signed = sign_note(Checkpoint(ORIGIN, 2, bytes(32)).text(), [SIGNER]).encode()
    origin.odd = instead("/log/checkpoint", signed)

    done = copy.follow()
    origin.odd = lambda _: False
    origin.record = Record(origin.record.public)
    again = copy.follow()

    [alarm] = [one for one in done.open if one.kind == "fork"]
    notes = [(copy.public / path).read_text() for path in alarm.evidence]
    roots = {open_note(note, [SIGNER.verifier]).text for note in notes}
    assert len(roots) == 2
    assert "fork" in kinds(again)
    kept.pop("public/mirror/alarms.json", None)
    assert kept.items() <= copy.files().items()
    assert verify(FolderShelf(copy.public), Given(VKEY)).size == 4


def test_a_fork_never_ends(copy, origin, other):
    copy.follow()
    origin.odd = instead("/log/checkpoint", other.note(4).encode())
    copy.follow()
    origin.odd = lambda _: False

    assert kinds(copy.follow()) == {"fork"}


def test_a_checkpoint_of_another_key_or_log_is_never_kept(copy, origin):
    other = sign_note(Checkpoint("other.example/log", 99, bytes(32)).text(), [SIGNER])

    for note in (other.encode(), b"no note", b""):
        origin.odd = instead("/log/checkpoint", note)
        assert kinds(copy.follow()) == {"changed"}

    assert list((copy.public / "mirror").rglob("*.checkpoint")) == []


@pytest.mark.parametrize(
    "change",
    [lambda data: data[:-1] + bytes([data[-1] ^ 1]), lambda data: data[:-7], lambda _: b""],
    ids=["changed", "cut", "empty"],
)
def test_entries_that_are_not_those_signed_are_not_taken(change, copy, origin):
    path = "log/tile/entries/000.p/4"
    origin.odd = instead(f"/{path}", change((origin.record.public / path).read_bytes()))

    done = copy.follow()

    assert (kinds(done), done.size) == ({"changed"}, 0)
    assert not (copy.public / "log/checkpoint").exists()


@pytest.mark.parametrize("what", ["cut", "changed", "longer", "gone"])
def test_an_object_that_is_not_the_one_signed_is_told_and_not_taken(what, copy, origin):
    path = origin.record.object(0, "original")
    data = (origin.record.public / path).read_bytes()
    answers = {
        "cut": instead(path, data[:-1]),
        "changed": instead(path, b"F" + data[1:]),
        "longer": instead(path, data + b"x"),
        "gone": instead(path, b"", 404),
    }
    origin.odd = answers[what]

    done = copy.follow()
    shown = (copy.public / path).exists()
    origin.odd = lambda _: False
    again = copy.follow()

    [alarm] = done.open
    assert (alarm.kind, path in alarm.examples, shown) == ("absent", True, False)
    assert (kinds(again), (copy.public / path).read_bytes()) == (set(), data)


@pytest.mark.parametrize("what", ["salts", "receipt"])
def test_salts_and_receipts_of_others_are_told_and_not_taken(what, copy, origin):
    name = {"salts": "salts.json", "receipt": "receipt.tlog-proof"}[what]
    path = f"{origin.record.folder(0)}/{name}"
    wrong = (origin.record.public / f"{origin.record.folder(2)}/{name}").read_bytes()
    origin.odd = instead(path, wrong)

    done = copy.follow()

    assert kinds(done) == {"absent"}
    assert not (copy.public / path).exists()


def test_a_receipt_under_another_past_proves_the_fork(copy, origin, other):
    path = f"{origin.record.folder(2)}/receipt.tlog-proof"
    origin.odd = instead(path, (other.public / path).read_bytes())

    done = copy.follow()

    assert kinds(done) == {"fork"}


def test_a_file_without_end_is_broken_off(copy, origin):
    sent = []

    def endless(handler):
        if not handler.path.endswith("/salts.json"):
            return False
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        for _ in range(2_000):
            handler.wfile.write(bytes(1 << 16))
            sent.append(1 << 16)
        return True

    origin.odd = endless

    done = copy.follow()

    assert kinds(done) == {"absent"}
    assert sum(path.stat().st_size for path in copy.root.rglob("*") if path.is_file()) < 100_000


def test_sizes_that_no_disk_holds_are_refused_at_once(copy, origin):
    for size in (10**12, 2**62):
        note = sign_note(Checkpoint(ORIGIN, size, bytes(32)).text(), [SIGNER]).encode()
        origin.odd = instead("/log/checkpoint", note)
        origin.asked.clear()
        with pytest.raises(FullError):
            copy.follow()
        assert [path for path in origin.asked if "tile" in path] == []


def test_a_redirect_is_not_followed(copy, origin):
    origin.odd = instead("/log/checkpoint", b"", 302, Location="http://169.254.169.254/secret")

    done = copy.follow()

    assert "sends on to" in done.unanswered
    assert origin.asked.count("/secret") == 0


def test_leaves_with_paths_in_them_write_nothing_outside(tmp_path):
    record = Record(tmp_path / "origin" / "public")
    leaf = record.leaves
    record.bare(EntryType.HEARTBEAT)
    entry = record.entries[0].replace(b'"id":"01J', b'"id":"../')
    record.entries[0] = entry
    leaf[0] = None
    record.seal()
    with serving(record) as origin:
        copy = Copy(tmp_path / "mirror", origin)
        before = copy.files()
        assert kinds(copy.follow()) == {"changed"}

    after = set(copy.files())
    assert {path for path in after - set(before) if path.startswith("public/pub")} == set()
    assert {path.name for path in tmp_path.iterdir()} == {"origin", "mirror"}


def test_a_server_that_keeps_us_waiting_is_left(copy, origin):
    def hold_up(_):
        time.sleep(4)
        return True

    origin.odd = hold_up
    began = time.monotonic()

    done = copy.follow()

    assert "TimeoutError" in done.unanswered
    assert time.monotonic() - began < 4


def test_a_policy_that_names_another_key_is_not_taken_over(copy, origin):
    copy.follow()
    before = (copy.public / "policy.txt").read_bytes()
    origin.record.write("policy.txt", b"quorum none\n")

    copy.follow()

    assert (copy.public / "policy.txt").read_bytes() == before


def test_words_of_an_origin_that_no_page_may_show_are_not_taken_over(copy, origin):
    odd = {"name": "\u202eevil", "level": "x" * 1000, "languages": "id", "currency": 5}
    for site in (json.dumps({"government": odd}).encode(), b"[1]", b"\xff", b'{"government": 3}'):
        origin.record.write("site.json", site)

        assert copy.follow().unanswered == ""
        assert "\u202e" not in (copy.root / "pendopo.toml").read_text()


@pytest.mark.parametrize("code", [403, 302, 206, 401])
def test_an_object_that_is_refused_is_gone(code, copy, origin):
    copy.follow()
    path = origin.record.object(0, "original")
    origin.refused = {path: code}

    done = copy.follow(NOW + timedelta(hours=19))
    again = copy.follow(NOW + timedelta(hours=19))
    alarms = json.loads((copy.public / "mirror/alarms.json").read_bytes())

    assert (kinds(done), done.unanswered) == ({"absent"}, "")
    assert "absent" in kinds(again)
    assert [(one["examples"], one["ended_at"]) for one in alarms if one["kind"] == "absent"] == [
        ([path], "")
    ]


def test_a_patrol_that_gets_no_answer_ends_no_alarm(copy, origin):
    copy.follow()
    path = origin.record.object(0, "original")
    (origin.record.public / path).unlink()
    assert kinds(copy.follow(NOW + timedelta(hours=19))) == {"absent"}
    origin.refused = {path: 503}

    done = copy.follow(NOW + timedelta(hours=19))

    assert (kinds(done), "503" in done.unanswered) == ({"absent"}, True)


def test_a_file_that_is_never_answered_hides_no_removal_and_counts_as_gone_in_the_end(copy, origin):
    copy.follow()
    never, taken = origin.record.object(0, "original"), origin.record.object(0, "metadata")
    origin.refused = {never: 503}
    (origin.record.public / taken).unlink()

    first, second, third = (copy.follow(NOW + timedelta(hours=hours)) for hours in (19, 40, 46))
    origin.refused = {}
    last = copy.follow(NOW + timedelta(hours=47))

    found = [
        next(one.examples for one in done.open if one.kind == "absent")
        for done in (first, second, third, last)
    ]
    assert found == [(taken,), (taken,), tuple(sorted((never, taken))), (taken,)]
    assert ["503" in one.unanswered for one in (first, second, third, last)] == [True] * 3 + [False]


def test_a_server_that_answers_for_nothing_is_not_asked_after_all(copy, origin):
    copy.follow()
    origin.asked.clear()
    origin.odd = lambda _: False
    files = origin.record.public.rglob("*")
    names = [path.relative_to(origin.record.public).as_posix() for path in files]
    origin.refused = {name: 503 for name in names if name.startswith(("objects/", "pub/"))}

    done = copy.follow(NOW + timedelta(hours=19))

    heads = [one for one in origin.asked if one.startswith("HEAD")]
    assert "503" in done.unanswered
    assert "absent" not in kinds(done)
    assert len(heads) < len(origin.refused)


def test_a_file_beside_the_log_that_is_refused_hides_no_removal(copy, origin):
    copy.follow()
    path = origin.record.object(0, "original")
    (origin.record.public / path).unlink()
    origin.odd = instead("policy.txt", b"", 403)

    assert kinds(copy.follow(NOW + timedelta(hours=19))) == {"absent"}


@pytest.mark.parametrize("what", ["no leaf", "no day", "too much"])
def test_an_entry_that_cannot_be_taken_blinds_nobody(what, copy, origin):
    copy.follow()
    path = origin.record.object(0, "original")
    (origin.record.public / path).unlink()
    if what == "no leaf":
        origin.record.raw(b"{}")
    elif what == "no day":
        origin.record.bare(EntryType.HEARTBEAT, actor="signer")
        entry = origin.record.entries[-1].replace(b"2026-01-01T", b"2026-02-31T")
        origin.record.entries[-1] = entry
    else:
        huge = ObjectRef("original", "0" * 64, 10**17)
        origin.record.bare(EntryType.PUBLICATION, objects=(huge,))
    origin.record.seal()

    wanted = {"absent", "silent"} | ({"changed"} if what != "too much" else set())
    if what == "too much":
        with pytest.raises(FullError):
            copy.follow(NOW + timedelta(hours=30))
    else:
        assert kinds(copy.follow(NOW + timedelta(hours=30))) == wanted
    alarms = json.loads((copy.public / "mirror/alarms.json").read_bytes())
    status = json.loads((copy.public / "mirror/status.json").read_bytes())

    assert {one["kind"] for one in alarms if not one["ended_at"]} == wanted
    assert (status["size"], status["asked_at"]) == (4, "2026-01-02T12:00:00Z")


def hold(record, c, time, kind=EntryType.HOLD):
    """Log a hold at a time."""
    record.bare(kind, objects=(ObjectRef("holds", c, 0),))
    entry = record.entries[-1].replace(b"2026-01-01T00:00:00Z", time.encode())
    record.entries[-1] = entry
    record.leaves[-1] = None
    record.seal()


def test_a_hold_explains_an_absence_for_72_hours_and_a_daily_one_goes_on(copy, origin):
    c = origin.record.c(0, "original")
    copy.follow()
    hold(origin.record, c, "2026-01-01T06:00:00Z")
    (origin.record.public / origin.record.object(0, "original")).unlink()
    found = [kinds(copy.follow(NOW + timedelta(hours=h))) - {"silent"} for h in (0, 71, 73)]
    for day in (4, 5):
        hold(origin.record, c, f"2026-01-0{day}T08:00:00Z")
        found.append(kinds(copy.follow(NOW + timedelta(hours=24 * day))) - {"silent"})
    hold(origin.record, c, "2099-01-01T00:00:00Z")
    found += [kinds(copy.follow(NOW + timedelta(hours=h))) - {"silent"} for h in (130, 157)]

    gone = {"absent"}
    assert found == [set(), set(), gone, set(), set(), set(), gone]


def test_a_redaction_of_another_role_explains_nothing(copy, origin):
    c = origin.record.c(0, "original")
    copy.follow()
    path = origin.record.object(0, "original")
    origin.record.bare(EntryType.REDACTION, objects=(ObjectRef("original", c, 0),))
    origin.record.seal()
    (origin.record.public / path).unlink()

    done = copy.follow(NOW + timedelta(hours=24))

    assert (kinds(done) - {"silent"}, done.withdrawn, (copy.public / path).exists()) == (
        {"absent"},
        0,
        True,
    )


def test_the_program_that_checks_a_copy_is_never_the_origins(copy, origin):
    for name in ("verify_archive.py", "VERIFY.md"):
        origin.record.write(name, b"print('all is well')")
    (copy.public / "verify_archive.py").write_bytes(b"print('all is well')")

    copy.follow()

    assert (copy.public / "verify_archive.py").read_bytes() == verifier()
    assert b"all is well" not in (copy.public / "VERIFY.md").read_bytes()
    assert "/verify_archive.py" not in origin.asked
