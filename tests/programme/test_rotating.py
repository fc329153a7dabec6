"""The log's key changes: verifiers, mirrors and witnesses go along, and with no stranger."""

import json
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import pendopo
from pendopo.peers.cosign import cosign
from pendopo.peers.follow import HttpShelf
from pendopo.peers.rotating import learn
from pendopo.peers.witness import create_witness, open_witness
from pendopo.programme.mirroring import begin, follow
from pendopo.programme.programme import Programme
from pendopo.programme.quorum import with_quorum, with_witness
from pendopo.published.brought.receipt import BroughtError, Today, hold
from pendopo.published.rotations import rotations_in, states
from pendopo.published.verify import FolderShelf, Given, verify
from pendopo.stages.publish import record_rotation
from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.cosigner import Cosigner
from pendopo.standards.tlog.note import Signer, Verifier, sign_note, split_note
from pendopo.standards.tlog.policy import Party, parse_policy
from pendopo.standards.tlog.witness import origin_hash
from pendopo.store.keys import KeyFileError, create_key
from pendopo.store.place import LogError
from pendopo.terms.rotation import Rotation
from tests.peers.serving import answering, policy_of, witnesses
from tests.portal.hall import settings

VERIFIER = Path(pendopo.__file__).parent / "exports" / "archive" / "verify_archive.py"
FIRST = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
AFTER = 95


def day(number):
    return FIRST + timedelta(days=number)


@pytest.fixture
def hall(tmp_path):
    programme = Programme.create(tmp_path / "hall", settings(), FIRST)
    programme.heartbeat(day(1))
    return programme


@pytest.fixture(scope="module")
def rotated(tmp_path_factory):
    """A log that rotated its key on the second day, and whose old key is retired by now."""
    programme = Programme.create(tmp_path_factory.mktemp("rotated") / "hall", settings(), FIRST)
    programme.heartbeat(day(1))
    old = programme.vkey
    programme.rotate_key(day(2))
    signed = programme.checkpoint()
    assert signed
    both = signed.note
    programme.heartbeat(day(AFTER))
    return programme, old, both


def key_ids(note):
    return [one.key_id for one in split_note(note)[1]]


def checked(public, *words):
    done = subprocess.run(
        [sys.executable, str(VERIFIER), str(public), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def found(public, vkey):
    return [(one.what, one.where) for one in verify(FolderShelf(public), Given(vkey)).problems]


def test_both_keys_sign_for_ninety_days_and_then_the_new_one_alone(rotated):
    programme, old, both = rotated
    new = programme.vkey

    present = programme.checkpoint().note

    assert old != new
    assert key_ids(both) == [new.split("+")[1], old.split("+")[1]]
    assert key_ids(present) == [new.split("+")[1]]
    [rotation] = rotations_in(programme.state().entries)
    assert rotation.until == "2026-12-02"


def test_the_policy_names_both_keys_while_both_sign(rotated):
    programme, old, _ = rotated
    entries = [e for e in programme.state().entries if e.leaf.type == "witness-change"]
    paths = [programme.object_path(e.leaf.objects[0].c) for e in entries]

    policies = [[one.key.vkey for one in parse_policy(p.read_bytes()).logs] for p in paths]

    assert policies == [[programme.vkey, old], [programme.vkey]]


def test_the_old_key_signs_a_statement_that_names_the_new_one(rotated):
    programme, _, _ = rotated
    [rotation] = rotations_in(programme.state().entries)
    entry = programme.state().entries[rotation.index]
    note = programme.object_path(entry.leaf.objects[0].c).read_bytes()

    right = states(note, "contoh.example/log", rotation)
    wrong = states(note.replace(b"2026-12-02", b"2036-12-02"), "contoh.example/log", rotation)

    assert (right, wrong) == (True, False)


def test_whoever_knows_either_key_can_verify_all_of_it(rotated):
    programme, old, both = rotated

    verdicts = [verify(FolderShelf(programme.public), Given(k)) for k in (old, programme.vkey, "")]
    alone = [checked(programme.public, *words) for words in ((), ("--key", old))]
    kept = verify(FolderShelf(programme.public), Given(old, both.encode()))

    assert [one.problems for one in verdicts] == [(), (), ()]
    assert [code for code, _ in alone] == [0, 0]
    assert kept.ok


def test_a_key_that_no_entry_names_is_not_the_logs(rotated):
    programme, _, _ = rotated
    strange = Signer("contoh.example/log", b"s" * 32).vkey

    problems = found(programme.public, strange)

    assert ("checkpoint-wrong", "log/checkpoint") in problems
    assert checked(programme.public, "--key", strange)[0] == 1


@pytest.fixture
def forged(rotated, tmp_path):
    """What a stranger can make who has the new key alone: the old one's word is nowhere."""
    programme, old, _ = rotated
    shutil.copytree(programme.public, tmp_path / "forged")
    strip(tmp_path / "forged", old)
    return tmp_path / "forged", old


def strip(public, vkey):
    """Take a key's signatures off every checkpoint that another key signed too."""
    paths = [public / "log/checkpoint", *(public / "log/history").iterdir()]
    for path in [*paths, *public.glob("pub/*/receipt.tlog-proof")]:
        head, _, tail = path.read_text("utf-8").rpartition("\n\n")
        lines = tail.splitlines(keepends=True)
        kept = [one for one in lines if split_note(f"x\n\n{one}")[1][0].key_id not in vkey]
        if kept and len(kept) < len(lines):
            path.chmod(0o644)
            path.write_text(f"{head}\n\n{''.join(kept)}", "utf-8")


def test_a_log_that_claims_to_take_over_is_believed_only_with_the_old_keys_word(forged):
    public, old = forged

    problems = found(public, old)
    alone = checked(public, "--key", old)

    assert [what for what, where in problems if where.endswith("receipt.tlog-proof")]
    assert "rotation-wrong" in [what for what, _ in problems]
    assert alone[0] == 1
    assert "log/checkpoint" in alone[1]


def test_a_checkpoint_without_the_old_key_is_wrong_while_both_must_sign(hall):
    hall.rotate_key(day(2))
    old = Signer.parse(hall.key_path.read_text("ascii")).vkey
    strip(hall.public, old)

    problems = found(hall.public, hall.vkey)
    alone = checked(hall.public)

    assert ("checkpoint-wrong", "log/checkpoint") in problems
    assert alone[0] == 1
    assert "log/checkpoint" in alone[1]


def test_a_retired_key_signs_nothing_more(rotated):
    programme, old, _ = rotated
    today = Today(
        programme.public,
        programme.state(),
        programme.checkpoint(),
        programme.witnesses.policy(),
    )
    note = programme.checkpoint().note
    text = split_note(note)[0]
    signer = Signer.parse(programme.key_path.read_text("ascii"))

    held = hold(note.encode(), today)
    with pytest.raises(BroughtError, match="has not signed it"):
        hold((text + "\n" + signer.sign(text.encode())).encode(), today)

    assert signer.vkey == old
    assert held.checkpoint.size == programme.state().size


def test_a_receipt_of_before_the_rotation_still_holds(rotated):
    programme, _, _ = rotated
    today = Today(
        programme.public,
        programme.state(),
        programme.checkpoint(),
        programme.witnesses.policy(),
    )

    held = hold((programme.public / "log/history/2.checkpoint").read_bytes(), today)

    assert held.checkpoint.size == 2


def test_a_log_goes_on_only_with_the_keys_that_its_entries_name(hall):
    hall.rotate_key(day(2))
    hall.key_path.rename(hall.key_path.with_suffix(".away"))

    with pytest.raises(LogError, match=r"bring back log\.key"):
        hall.heartbeat(day(3))

    hall.key_path.with_suffix(".away").rename(hall.key_path)
    assert hall.heartbeat(day(4)) is not None
    hall.key_path.unlink()
    assert hall.heartbeat(day(AFTER)) is not None
    assert found(hall.public, hall.vkey) == []


def test_a_new_key_that_could_not_be_recorded_is_taken_away_again(hall):
    with pytest.raises(LogError, match="set the clock"):
        hall.rotate_key(day(-3))

    assert [path.name for path in hall.key_folder.iterdir()] == ["log.key"]
    assert hall.heartbeat(day(3)) is not None


def test_while_two_keys_sign_another_rotation_is_refused_unless_it_cannot_wait(hall):
    first = hall.vkey
    hall.rotate_key(day(2))
    files = sorted(hall.key_folder.iterdir())

    with pytest.raises(LogError, match=r"two keys sign until .*pendopo key rotate --at-once"):
        hall.rotate_key(day(3))
    assert sorted(hall.key_folder.iterdir()) == files
    hall.rotate_key(day(4), at_once=True)

    keys = hall.log_keys(day(4))
    assert [(key.vkey, until) for key, until in keys.retired] == [(first, f"{day(4):%Y-%m-%d}")]
    assert len(keys.present) == 2
    assert found(hall.public, first) == []


def test_once_one_key_signs_alone_it_may_be_changed(hall):
    hall.rotate_key(day(2))
    hall.heartbeat(day(AFTER))

    hall.rotate_key(day(AFTER + 1))

    assert len(list(hall.key_folder.iterdir())) == 3


def test_of_two_rotations_at_once_the_second_is_refused_and_the_log_goes_on(hall):
    first = hall.vkey
    other = Programme.open(hall.root)
    take = hall.writer

    def late(asking=None):
        other.rotate_key(day(2))
        return take(asking)

    hall.writer = late
    with pytest.raises(LogError, match="another key rotation came first"):
        hall.rotate_key(day(2))
    hall.writer = take

    assert hall.heartbeat(day(3)) is not None
    assert found(hall.public, first) == []
    assert len(list(hall.key_folder.iterdir())) == 2


def test_a_rotation_from_a_key_that_is_not_the_logs_is_refused_before_it_is_recorded(hall):
    hall.rotate_key(day(2))
    size = hall.state().size
    stray = Rotation(size, "aa" * 32, "bb" * 32, "2026-12-02")

    with (
        hall.staging() as staging,
        hall.writer() as writer,
        pytest.raises(LogError, match="not the log's"),
    ):
        record_rotation(stray, ("statement", b"policy"), day(3), writer, staging)

    assert hall.heartbeat(day(3)).index == size


def test_keys_of_two_logs_are_not_mixed(hall):
    create_key(hall.key_folder / "log-other.key", "lain.example/log")

    with pytest.raises(KeyFileError, match="keys of several logs"):
        hall.heartbeat(day(3))


def serving(public):
    """Serve a public folder as it is."""

    def application(environ, start_response):
        path = public / environ["PATH_INFO"].lstrip("/")
        if not path.is_file():
            start_response("404 Not Found", [])
            return [b""]
        data = path.read_bytes()
        start_response("200 OK", [("Content-Length", str(len(data)))])
        return [data]

    return answering(application)


def learned(saksi, vkey):
    """Wait until a witness knows a key; its server asks the real clock when the old one goes."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if vkey in {one.vkey for one in saksi.witness.keys("contoh.example/log")}:
            return True
        time.sleep(0.02)
    return False


def mirrored(root, at):
    return follow(root, at, lambda _: None)


def test_a_mirror_learns_the_new_key_and_keeps_to_it(hall, tmp_path):
    with serving(hall.public) as url:
        begin(tmp_path / "copy", url, hall.vkey)
        mirrored(tmp_path / "copy", day(1))
        hall.rotate_key(day(2))
        mirrored(tmp_path / "copy", day(2))
        hall.heartbeat(day(AFTER))

        done = mirrored(tmp_path / "copy", day(AFTER))

    assert (done.size, done.open, done.unanswered) == (hall.state().size, [], "")
    status = json.loads((tmp_path / "copy/public/mirror/status.json").read_bytes())
    assert [one["index"] for one in status["rotations"]] == [2]
    assert found(tmp_path / "copy/public", hall.vkey) == []


def test_a_mirror_that_slept_while_both_signed_finds_the_way(hall, tmp_path):
    first = hall.vkey
    with serving(hall.public) as url:
        begin(tmp_path / "copy", url, first)
        mirrored(tmp_path / "copy", day(1))
        hall.rotate_key(day(2))
        hall.heartbeat(day(AFTER))

        first_round = mirrored(tmp_path / "copy", day(AFTER))
        second_round = mirrored(tmp_path / "copy", day(AFTER) + timedelta(hours=1))

    assert [first_round.size, second_round.size] == [4, hall.state().size]
    assert second_round.open == []
    assert found(tmp_path / "copy/public", first) == []


def test_a_mirror_does_not_follow_a_key_without_the_old_ones_word(tmp_path, forged):
    public, old = forged
    with serving(public) as url:
        begin(tmp_path / "copy", url, old)

        done = mirrored(tmp_path / "copy", day(AFTER))

    assert done.size == 0
    assert [one.kind for one in done.open] == ["changed"]


def test_a_witness_on_a_server_learns_the_new_key_from_what_it_cosigned(tmp_path):
    programme = Programme.create(tmp_path / "hall", settings(), FIRST)
    old = programme.vkey
    with witnesses(tmp_path, old, 1) as found_, serving(programme.public) as url:
        [saksi] = found_
        saksi.witness.watch(old, url)
        programme.change_witnesses(policy_of(old, found_, 1).encode(), day(1))
        before = [one.vkey for one in saksi.witness.keys("contoh.example/log")]
        programme.rotate_key(day(2))
        knows = learned(saksi, programme.vkey)
        programme.heartbeat(day(AFTER))

        waits = programme.witnesses.waiting()
        assert (before, knows) == ([old], True)
        assert waits is None
        assert programme.verify().problems == ()


def test_a_rotation_that_waits_longer_than_both_sign_is_published_with_both_signatures(tmp_path):
    programme = Programme.create(tmp_path / "hall", settings(), FIRST)
    old = programme.vkey
    with witnesses(tmp_path, old, 1) as found_, serving(programme.public) as url:
        [saksi] = found_
        saksi.witness.watch(old, url)
        programme.change_witnesses(policy_of(old, found_, 1).encode(), day(1))
        saksi.up = False
        programme.rotate_key(day(2), days=3)
        programme.heartbeat(day(20))
        programme.heartbeat(day(21))
        signed = programme.checkpoint()
        assert signed
        waiting = signed.size
        retired = programme.log_keys(day(21)).retired
        saksi.up = True
        programme.ask_witnesses(day(22))
        assert learned(saksi, programme.vkey)
        programme.heartbeat(day(23))

        assert (waiting, retired) == (2, ())
        assert programme.witnesses.waiting() is None
        assert found(programme.public, old) == []
        assert checked(programme.public, "--key", old)[0] == 0
        assert [key.vkey for key, _ in programme.log_keys(day(23)).retired] == [old]


def test_a_witness_without_a_server_learns_it_and_lets_the_old_one_go(hall, tmp_path):
    old = hall.vkey
    create_witness(tmp_path / "w", "laptop.example")
    with open_witness(tmp_path / "w") as witness, serving(hall.public) as url:
        witness.watch(old, url)
        with HttpShelf(url) as shelf:
            cosign(witness, shelf, day(1))
            hall.rotate_key(day(2))
            cosign(witness, shelf, day(2))
            both = {one.vkey for one in witness.keys("contoh.example/log")}
            hall.heartbeat(day(AFTER))
            cosign(witness, shelf, day(AFTER))
            again = learn(witness, "contoh.example/log", shelf, day(AFTER))

        assert both == {old, hall.vkey}
        assert [one.vkey for one in witness.keys("contoh.example/log")] == [hall.vkey]
        assert again == ()


def test_who_stole_a_retired_key_cannot_stop_the_log(hall, tmp_path):
    """A witness that shows what the old key alone signed is not heard."""
    old = Signer.parse(hall.key_path.read_text("ascii"))
    hall.rotate_key(day(2))
    hall.heartbeat(day(3))
    forged = sign_note(Checkpoint("contoh.example/log", 99, b"f" * 32).text(), [old])
    shown = tmp_path / "shown" / origin_hash("contoh.example/log")
    shown.mkdir(parents=True)
    (shown / "checkpoint").write_text(forged, "utf-8")
    with serving(tmp_path / "shown") as url:
        key = Verifier.parse(Cosigner("saksi.example", b"w" * 32).vkey)
        policy = with_quorum(with_witness(hall.witnessing.in_force()[1], "s", Party(key, url)), 1)
        hall.change_witnesses(policy.encode(), day(4))

        entry = hall.heartbeat(day(5))

    assert entry
    assert entry.index == hall.recorded().size - 1
    assert hall.peering.halt is None
