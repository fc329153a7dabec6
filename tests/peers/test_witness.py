"""A witness answers as C2SP tlog-witness says, in that order, and never goes back."""

import os
import signal
import stat
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from pendopo.peers.witness import KEY_FILE, SEEN_FILE, WitnessError, create_witness, open_witness
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.note import (
    NoteError,
    Verifier,
    generate_key,
    open_note,
    sign_note,
    split_note,
)
from pendopo.standards.tlog.witness import AddCheckpoint, origin_hash
from pendopo.store.keys import KeyFileError
from pendopo.store.seen import Seen, SeenError
from tests.peers.logs import PaperLog

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LOG = PaperLog()
OTHER_PAST = PaperLog(branch="other ")
STRANGER = PaperLog("stranger.example", seed=b"x")
SAME_NAME = PaperLog(seed=b"x")


@pytest.fixture
def witness(tmp_path):
    """A witness of one log, which has cosigned three entries of it."""
    create_witness(tmp_path / "w", "saksi.example/satu")
    with open_witness(tmp_path / "w") as opened:
        opened.watch(LOG.vkey)
        assert opened.add_checkpoint(LOG.ask(0, 3), NOW).status == 200
        yield opened


def seen(witness):
    latest = witness.latest(LOG.origin)
    return latest.size, latest.root


def test_what_only_adds_is_cosigned_with_the_time(witness):
    answer = witness.add_checkpoint(LOG.ask(3, 7), NOW + timedelta(seconds=5))

    opened = open_note(LOG.note(7) + answer.body, [Verifier.parse(witness.vkey)])
    assert (answer.status, answer.body.count("\n")) == (200, 1)
    assert int.from_bytes(opened.signatures[0].signature[:8], "big") == NOW.timestamp() + 5
    assert seen(witness)[0] == 7


def test_the_same_checkpoint_is_cosigned_again_with_a_new_time(witness):
    first = witness.add_checkpoint(LOG.ask(3, 3), NOW)
    second = witness.add_checkpoint(LOG.ask(3, 3), NOW + timedelta(days=1))

    assert (first.status, second.status) == (200, 200)
    assert first.body != second.body
    assert witness.checkpoint(origin_hash(LOG.origin)).body == LOG.note(3) + second.body


def test_lines_of_others_are_ignored(witness):
    note = sign_note(LOG.text(5), [STRANGER.signer, LOG.signer])

    answer = witness.add_checkpoint(AddCheckpoint(3, LOG.proof(3, 5), note).encode(), NOW)

    assert answer.status == 200
    assert witness.checkpoint(origin_hash(LOG.origin)).body == LOG.note(5) + answer.body


def damaged(note):
    """A note whose last signature has another byte."""
    text, signatures = split_note(note)
    last = signatures[-1]
    wrong = bytes([last.signature[0] ^ 1]) + last.signature[1:]
    return f"{text}\n{type(last)(last.name, last.key_id, wrong).line()}"


def misspelt(note):
    """The note with bits set behind the last byte of its signature."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return note[:-3] + letters[letters.index(note[-3]) + 1] + note[-2:]


EMPTY = Checkpoint(LOG.origin, 0, b"\0" * 32).text()
BAD_PROOF = (b"\0" * 32,)
REFUSED = {
    "no request": (b"x", 400, None),
    "no checkpoint": (AddCheckpoint(3, (), "a\n\n— a AAAAAAAA\n").encode(), 400, None),
    "64 lines": (AddCheckpoint(3, (b"h" * 32,) * 64, LOG.note(7)).encode(), 400, None),
    "an unknown log": (STRANGER.ask(0, 3), 404, None),
    "an unknown log, malformed": (
        AddCheckpoint(0, (), misspelt(STRANGER.note(3))).encode(),
        404,
        None,
    ),
    "nobody that is known": (SAME_NAME.ask(3, 7), 403, None),
    "a damaged signature": (
        AddCheckpoint(3, LOG.proof(3, 7), damaged(LOG.note(7))).encode(),
        403,
        None,
    ),
    "a damaged one beside a good one": (
        (AddCheckpoint(3, LOG.proof(3, 7), LOG.note(7)).encode().decode())
        .replace("\n\n— ", "\n\n" + damaged(LOG.note(7)).rpartition("\n\n")[2] + "— ")
        .encode(),
        403,
        None,
    ),
    "the log's name, not canonical": (
        AddCheckpoint(3, LOG.proof(3, 7), misspelt(LOG.note(7))).encode(),
        403,
        None,
    ),
    "another name, not canonical": (
        AddCheckpoint(
            3,
            LOG.proof(3, 7),
            misspelt(LOG.note(7) + STRANGER.note(3).rpartition("\n\n")[2]),
        ).encode(),
        400,
        None,
    ),
    "an old size beyond the new": (AddCheckpoint(8, (), LOG.note(7)).encode(), 400, None),
    "that, of nobody known": (AddCheckpoint(8, (), SAME_NAME.note(7)).encode(), 403, None),
    "another old size": (LOG.ask(2, 7), 409, "3\n"),
    "no old size": (LOG.ask(0, 7), 409, "3\n"),
    "a smaller log": (LOG.ask(1, 2), 409, "3\n"),
    "another old size and a wrong proof": (
        AddCheckpoint(2, BAD_PROOF, LOG.note(7)).encode(),
        409,
        "3\n",
    ),
    "a wrong proof": (AddCheckpoint(3, BAD_PROOF, LOG.note(7)).encode(), 422, None),
    "no proof": (AddCheckpoint(3, (), LOG.note(7)).encode(), 422, None),
    "another past": (OTHER_PAST.ask(3, 7), 422, None),
    "another root of the same size": (OTHER_PAST.ask(3, 3), 422, None),
    "a proof from a size to itself": (AddCheckpoint(3, BAD_PROOF, LOG.note(3)).encode(), 422, None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_refusal_has_its_code_and_changes_nothing(case, witness):
    body, status, said = REFUSED[case]
    before = seen(witness)

    answer = witness.add_checkpoint(body, NOW)

    assert answer.status == status, answer.body
    assert said is None or answer.body == said
    assert (answer.content_type == "text/x.tlog.size") == (status == 409)
    assert seen(witness) == before


@pytest.fixture
def new(tmp_path):
    """A witness that has seen nothing of its log."""
    create_witness(tmp_path / "w", "saksi.example/satu")
    with open_witness(tmp_path / "w") as opened:
        opened.watch(LOG.vkey)
        yield opened


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (AddCheckpoint(0, BAD_PROOF, LOG.note(7)).encode(), 422),
        (AddCheckpoint(0, (), sign_note(EMPTY, [LOG.signer])).encode(), 422),
        (LOG.ask(3, 7), 409),
        (LOG.ask(0, 0), 200),
        (LOG.ask(0, 7), 200),
    ],
)
def test_at_first_the_old_size_is_zero_and_there_is_no_proof(new, body, status):
    answer = new.add_checkpoint(body, NOW)

    assert answer.status == status
    assert answer.body == "0\n" or status != 409
    assert (new.checkpoint(origin_hash(LOG.origin)).status == 200) == (status == 200)


def test_an_empty_log_that_was_cosigned_is_cosigned_again_and_grows(new):
    answers = [new.add_checkpoint(LOG.ask(*sizes), NOW) for sizes in ((0, 0), (0, 0), (0, 3))]

    assert [answer.status for answer in answers] == [200, 200, 200]


def test_any_of_a_logs_keys_may_sign_it(new):
    later = PaperLog(seed=b"m")
    new.watch(later.vkey)

    answers = [new.add_checkpoint(later.ask(0, 3), NOW), new.add_checkpoint(LOG.ask(3, 7), NOW)]

    assert [answer.status for answer in answers] == [200, 200]


def test_a_log_whose_key_has_another_name_is_watched_by_its_origin(new):
    signer = STRANGER.signer
    new.watch(signer.vkey, origin="origin.example")
    note = sign_note(LOG.text(0).replace(LOG.origin, "origin.example"), [signer])

    assert new.add_checkpoint(AddCheckpoint(0, (), note).encode(), NOW).status == 200


def test_a_log_that_was_left_is_unknown_and_not_forgotten(witness):
    assert witness.leave(LOG.origin)
    assert not witness.leave(LOG.origin)
    assert witness.add_checkpoint(LOG.ask(3, 7), NOW).status == 404
    assert witness.checkpoint(origin_hash(LOG.origin)).status == 200
    witness.watch(LOG.vkey)

    assert witness.add_checkpoint(LOG.ask(0, 3), NOW).body == "3\n"


@pytest.mark.parametrize(
    ("vkey", "why"),
    [
        ("x", "is no key"),
        (Verifier("a", 1, bytes([1]) + bytes(31)).vkey, "of small order"),
        (Verifier("a", 1, bytes(32)).vkey, "of small order"),
        (generate_key("a", b"k" * 32)[1].replace("+", "+0", 1)[:-1], "says id|is no key"),
        (Verifier("a", 4, b"\x02" + bytes(31)).vkey, "is a witness's; write the log's own"),
    ],
)
def test_a_key_that_will_not_do_is_refused(new, vkey, why):
    with pytest.raises(NoteError, match=why):
        new.watch(vkey)


def test_a_clock_that_runs_back_a_little_repeats_the_last_time(witness):
    answer = witness.add_checkpoint(LOG.ask(3, 7), NOW - timedelta(seconds=60))

    opened = open_note(LOG.note(7) + answer.body, [Verifier.parse(witness.vkey)])
    assert int.from_bytes(opened.signatures[0].signature[:8], "big") == NOW.timestamp()


@pytest.mark.parametrize("now", [NOW - timedelta(hours=1), datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_clock_that_is_wrong_signs_nothing(witness, now):
    answer = witness.add_checkpoint(LOG.ask(3, 7), now)

    assert (answer.status, seen(witness)[0]) == (500, 3)


def test_a_witness_that_is_shown_what_it_signed_and_forgot_signs_no_more(witness, tmp_path):
    old = (tmp_path / "w" / SEEN_FILE).read_bytes()
    with closing(Seen(tmp_path / "w" / SEEN_FILE, witness.vkey)) as memory:
        memory._database.execute("pragma wal_checkpoint(truncate)")
        old = (tmp_path / "w" / SEEN_FILE).read_bytes()
    line = witness.add_checkpoint(LOG.ask(3, 7), NOW).body
    restored = tmp_path / "restored"
    restored.mkdir()
    (restored / SEEN_FILE).write_bytes(old)
    (restored / KEY_FILE).write_bytes((tmp_path / "w" / KEY_FILE).read_bytes())
    (restored / KEY_FILE).chmod(0o600)
    body = AddCheckpoint(3, LOG.proof(3, 7), LOG.note(7) + line).encode()

    with (
        open_witness(restored) as forgetful,
        pytest.raises(WitnessError, match="has signed 7 entries"),
    ):
        forgetful.add_checkpoint(body, NOW)

    assert witness.add_checkpoint(AddCheckpoint(7, (), LOG.note(7) + line).encode(), NOW).status


def test_a_false_line_in_the_witnesss_own_name_says_nothing(witness):
    line = witness.add_checkpoint(LOG.ask(3, 4), NOW).body
    body = AddCheckpoint(4, LOG.proof(4, 7), LOG.note(7) + line).encode()

    assert witness.add_checkpoint(body, NOW).status == 200


def test_the_folder_is_its_owners_alone(tmp_path):
    create_witness(tmp_path / "w", "saksi.example/satu")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "w").iterdir()}
    assert modes[KEY_FILE] == modes[SEEN_FILE] == 0o600
    assert stat.S_IMODE((tmp_path / "w").stat().st_mode) == 0o700


def test_a_witness_is_begun_once(tmp_path):
    create_witness(tmp_path / "w", "saksi.example/satu")

    with pytest.raises(WitnessError, match="a witness is begun once"):
        create_witness(tmp_path / "w", "saksi.example/dua")


def test_a_witness_without_its_memory_refuses_to_run(tmp_path):
    create_witness(tmp_path / "w", "saksi.example/satu")
    (tmp_path / "w" / SEEN_FILE).unlink()

    with pytest.raises(SeenError, match="Retire its key"):
        open_witness(tmp_path / "w")
    with pytest.raises(WitnessError, match="a witness is begun once"):
        create_witness(tmp_path / "w", "saksi.example/satu")

    assert not (tmp_path / "w" / SEEN_FILE).exists()


def test_a_witness_with_the_memory_of_another_refuses_to_run(tmp_path):
    create_witness(tmp_path / "w", "saksi.example/satu")
    create_witness(tmp_path / "v", "saksi.example/dua")
    (tmp_path / "v" / SEEN_FILE).replace(tmp_path / "w" / SEEN_FILE)

    with pytest.raises(SeenError, match="is what another witness has seen"):
        open_witness(tmp_path / "w")


def test_a_witness_whose_key_others_can_read_refuses_to_run(tmp_path):
    create_witness(tmp_path / "w", "saksi.example/satu")
    (tmp_path / "w" / KEY_FILE).chmod(0o644)

    with pytest.raises(KeyFileError, match="chmod 600"):
        open_witness(tmp_path / "w")


def test_an_empty_folder_is_no_witness(tmp_path):
    with pytest.raises(WitnessError, match="pendopo witness init"):
        open_witness(tmp_path)


def test_of_requests_at_once_each_is_held_to_what_the_one_before_left(tmp_path):
    """Threads of two openings of one folder, as two processes would be."""
    create_witness(tmp_path / "w", "saksi.example/satu")
    with open_witness(tmp_path / "w") as one, open_witness(tmp_path / "w") as two:
        one.watch(LOG.vkey)
        bodies = [LOG.ask(0, size) for size in range(1, 17)]
        answers = []
        threads = [
            threading.Thread(
                target=lambda w=w, body=body: answers.append(w.add_checkpoint(body, NOW))
            )
            for w, body in zip([one, two] * 8, bodies, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(answer.status for answer in answers) == [200] + [409] * 15
        [size] = [watched.latest.size for watched in two.logs() if watched.latest]
        assert {answer.body for answer in answers if answer.status == 409} == {f"{size}\n"}


def killed(folder, log, rounds):
    """Kill a witness at work again and again; give how often it forgot, and what it has in the end.

    It forgot when its memory is behind the answers that were read from it.
    """
    bodies = [log.ask(size, size + 1) for size in range(rounds * 8)]
    forgotten, size = 0, 0
    for number in range(rounds):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            with open_witness(folder) as witness:
                for body in bodies[size : size + 8]:
                    answer = witness.add_checkpoint(body, NOW)
                    os.write(writing, f"{answer.status.value} ".encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            first = pipe.read(4 * (1 + number % 5))
            time.sleep(number % 7 * 0.0005)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            answered = (first + pipe.read()).split()
        assert set(answered) <= {"200"}
        with open_witness(folder) as witness:
            found = witness.latest(log.origin)
        now = found.size if found else 0
        forgotten += now < size + len(answered)
        size = now
    return forgotten, size


def begun(folder, log):
    """A witness of a log, to be killed."""
    create_witness(folder, "saksi.example/satu")
    with open_witness(folder) as witness:
        witness.watch(log.vkey)
    return folder


def test_a_witness_that_is_killed_at_work_remembers_all_that_it_answered(tmp_path):
    forgotten, size = killed(begun(tmp_path / "w", LOG), LOG, 12)

    assert forgotten == 0
    assert size > 12, "it was killed before it did anything"


@pytest.mark.campaign
@pytest.mark.timeout(900)
def test_a_witness_that_is_killed_a_thousand_times_forgets_nothing(tmp_path):
    for number in range(50):
        assert killed(begun(tmp_path / str(number), LOG), LOG, 20)[0] == 0


def test_what_a_watched_log_has_signed_is_opened_and_nothing_else(witness):
    assert witness.opens(LOG.note(4)) == parse_checkpoint(LOG.text(4))
    assert witness.opens(SAME_NAME.note(4)) is None
    assert witness.opens(STRANGER.note(4)) is None
    assert witness.opens("x") is None


def test_of_a_log_that_was_never_cosigned_there_is_no_checkpoint(new):
    assert new.checkpoint(origin_hash(LOG.origin)).status == 404
