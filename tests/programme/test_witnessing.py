"""A log asks its witnesses before it publishes, and what lacks signatures waits."""

import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest

import pendopo
from pendopo.peers.gather import AheadError, Gatherer, Manners
from pendopo.peers.preflight import TooFewError
from pendopo.programme.programme import Programme
from pendopo.programme.quorum import with_quorum, with_witness, without_witness
from pendopo.programme.witnessing import HandInError
from pendopo.published.verify import FolderShelf, Given, verify
from pendopo.published.witnessed import (
    Known,
    cosignatures,
    encode_known,
    parse_known,
    read_known,
)
from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.cosigner import Cosigner
from pendopo.standards.tlog.note import Verifier, generate_key, sign_note, split_note
from pendopo.standards.tlog.policy import Party, Policy, parse_policy
from pendopo.store.asked import Asked
from pendopo.store.keys import load_key
from pendopo.store.place import LogError
from tests.peers.serving import answering, policy_of, witnesses
from tests.portal.hall import settings

VERIFIER = Path(pendopo.__file__).parent / "exports" / "archive" / "verify_archive.py"
FIRST = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
PULL = Cosigner("laptop.example", b"p" * 32)


def day(number):
    return FIRST + timedelta(days=number)


@contextmanager
def hall(folder, count, k):
    """A programme with so many witnesses, of whom k must sign; its log has two entries."""
    programme = Programme.create(folder / "hall", settings(), FIRST)
    with witnesses(folder, programme.vkey, count) as found:
        policy = policy_of(programme.vkey, found, k)
        programme.change_witnesses(policy.encode(), FIRST + timedelta(seconds=1))
        yield programme, found


def published(programme):
    signed = programme.checkpoint()
    names = cosignatures(signed.note, programme.witnesses.policy(signed.size))
    return signed.size, sorted(names)


def problems(programme):
    return [(one.what, one.where) for one in programme.verify().problems]


def names(*numbers):
    return [f"saksi-{number}.example" for number in numbers]


def test_a_checkpoint_is_published_with_the_signatures_of_all_that_answer(tmp_path):
    with hall(tmp_path, 3, 2) as (programme, _):
        programme.heartbeat(day(1))

        note = programme.checkpoint().note
        receipts = list(programme.public.glob("pub/*/receipt.tlog-proof"))
        assert published(programme) == (3, names(0, 1, 2))
        assert programme.witnesses.waiting() is None
        assert not programme.place.pending.exists()
        assert (programme.public / "log/history/3.checkpoint").read_text() == note
        assert receipts
        assert all("— saksi-1.example" in one.read_text() for one in receipts)
        assert programme.verify().counts["cosignatures"] > 3
        assert problems(programme) == []


def test_below_the_quorum_it_waits_and_is_published_by_whoever_asks_later(tmp_path):
    with hall(tmp_path, 3, 3) as (programme, (first, _, third)):
        before = programme.checkpoint().note
        first.up = third.up = False

        entry = programme.heartbeat(day(1))
        waiting = programme.witnesses.waiting()
        seen = (programme.checkpoint().note, programme.state().size, problems(programme))
        third.up = True
        programme.ask_witnesses(day(1) + timedelta(seconds=5))
        then = programme.witnesses.waiting()
        first.up = True
        programme.ask_witnesses(day(1) + timedelta(seconds=6))

        assert seen == (before, 2, [])
        assert [one.index for one in waiting.entries] == [entry.index] == [2]
        assert (waiting.have, waiting.needed, waiting.signed) == (1, 3, tuple(names(1)))
        assert (then.have, then.needed, then.signed) == (2, 3, tuple(names(1, 2)))
        assert published(programme) == (3, names(0, 1, 2))
        assert problems(programme) == []


def test_what_is_written_meanwhile_waits_with_it_and_is_published_together(tmp_path):
    with hall(tmp_path, 2, 2) as (programme, (first, _)):
        first.up = False
        programme.heartbeat(day(1))
        programme.heartbeat(day(2))
        waiting = programme.witnesses.waiting()
        first.up = True

        programme.heartbeat(day(3))

        assert [one.index for one in waiting.entries] == [2, 3]
        assert published(programme) == (5, names(0, 1))
        assert problems(programme) == []


def test_the_policy_beside_is_the_one_the_published_checkpoint_is_held_to(tmp_path):
    with hall(tmp_path, 2, 1) as (programme, (first, _)):
        first.up = False
        before = (programme.public / "policy.txt").read_bytes()

        programme.change_witnesses(with_quorum(parse_policy(before), 2).encode(), day(1))
        meanwhile = (programme.public / "policy.txt").read_bytes(), problems(programme)
        first.up = True
        programme.ask_witnesses(day(1))

        assert meanwhile == (before, [])
        assert parse_policy((programme.public / "policy.txt").read_bytes()).needed() == 2
        assert problems(programme) == []


def test_old_checkpoints_are_held_to_the_policies_of_their_days(tmp_path):
    with hall(tmp_path, 2, 1) as (programme, (first, _)):
        first.up = False
        programme.heartbeat(day(1))
        path = programme.public / "log/history/3.checkpoint"
        text, lines = split_note(path.read_text())
        whole = problems(programme)
        path.chmod(0o644)
        path.write_text(f"{text}\n{lines[0].line()}")

        assert whole == []
        assert problems(programme) == [("checkpoint-wrong", "log/history/3.checkpoint")]
        before = programme.public / "log/history/1.checkpoint"
        assert "saksi" not in before.read_text(), "the first was made under no policy"


def test_a_policy_that_the_log_does_not_record_is_found_and_stops_the_writer(tmp_path):
    with hall(tmp_path, 2, 1) as (programme, _):
        path = programme.public / "policy.txt"
        path.chmod(0o644)
        path.write_bytes(without_witness(parse_policy(path.read_bytes()), names(0)[0]).encode())

        found = verify(FolderShelf(programme.public), programme.vkey)
        with pytest.raises(LogError, match="pendopo witnesses set"):
            programme.heartbeat(day(1))
        programme.change_witnesses(path.read_bytes(), day(2))

        assert ("policy-unrecorded", "policy.txt") in [(p.what, p.where) for p in found.problems]
        assert published(programme)[1] == names(1)
        assert problems(programme) == []


def test_whom_the_entries_name_is_asked_before_signing_whatever_policy_txt_says(tmp_path):
    programme = Programme.create(tmp_path / "hall", settings(), FIRST)
    with witnesses(tmp_path, programme.vkey, 1) as [only]:
        only.up = False
        programme.change_witnesses(policy_of(programme.vkey, [only], 1).encode(), day(1))
        said = (programme.public / "policy.txt").read_bytes()
        before = programme.peering.last_note
        Asked(programme.place).forget()

        with pytest.raises(TooFewError, match=r"0 of 1 .*others could have signed more"):
            programme.heartbeat(day(2))

    assert b"witness" not in said
    assert programme.peering.last_note == before


def test_where_the_policy_that_the_log_records_is_gone_nothing_is_signed(tmp_path):
    with hall(tmp_path, 1, 1) as (programme, _):
        change = programme.state().entries[1].leaf
        [policy] = [one.c for one in change.objects if one.role == "policy"]
        (programme.public / "objects" / policy[:2] / policy).unlink()
        before = programme.peering.last_note

        with pytest.raises(LogError, match=r"entry 1 cannot be read .* pendopo verify"):
            programme.heartbeat(day(1))

    assert programme.peering.last_note == before


def test_the_signatures_of_a_quorum_are_answers_for_some_minutes(tmp_path):
    with hall(tmp_path, 2, 2) as (programme, found):
        for one in found:
            one.up = False
        programme.heartbeat(day(1))
        waiting = programme.witnesses.waiting()
        Asked(programme.place).forget()

        with pytest.raises(TooFewError, match="0 of 2"):
            programme.heartbeat(day(2))

    assert [one.index for one in waiting.entries] == [2]


def test_a_witness_that_is_behind_is_shown_the_proof_from_what_it_has(tmp_path):
    with hall(tmp_path, 2, 1) as (programme, (first, _)):
        first.up = False
        for number in range(1, 5):
            programme.heartbeat(day(number))
        first.up = True
        (programme.public / "witnesses.json").unlink()

        programme.heartbeat(day(6))

        assert published(programme) == (7, names(0, 1))
        assert first.witness.latest("contoh.example/log").size == 7


@pytest.fixture(scope="module")
def ahead(tmp_path_factory):
    """A log, its signer, and a witness of it that answers with 99 and shows what it is given."""
    shown: list[bytes] = []

    def says(environ, start):
        if environ["REQUEST_METHOD"] == "POST":
            start("409 Conflict", [("Content-Type", "text/x.tlog.size")])
            return [b"99\n"]
        start("200 OK" if shown else "404 Not Found", [("Content-Type", "text/plain")])
        return shown[-1:]

    folder = tmp_path_factory.mktemp("ahead")
    with hall(folder, 1, 1) as (programme, [only]), answering(says) as address:
        only.url = address
        yield programme, policy_of(programme.vkey, [only], 1), shown


@pytest.mark.parametrize(
    ("size", "origin", "ours", "outcome"),
    [
        (99, "contoh.example/log", True, ("ahead", 99)),
        (50, "contoh.example/log", True, ("ahead", 50)),
        (99, "contoh.example/log", False, ("refused", 0)),
        (99, "other.example/log", True, ("refused", 0)),
        (1, "contoh.example/log", True, ("refused", 0)),
        (0, "", False, ("refused", 0)),
    ],
)
def test_a_witness_is_ahead_only_when_it_shows_our_signature(ahead, size, origin, ours, outcome):
    programme, policy, shown = ahead
    signer = load_key(programme.key_path)
    if not ours:
        signer = type(signer).parse(generate_key(signer.verifier.name, b"x" * 32)[0])
    text = Checkpoint(origin, size, bytes(32)).text() if origin else ""
    shown[:] = [sign_note(text, [signer]).encode()] if origin else []

    gathered = Gatherer(programme.place.prefix, policy).gather(programme.peering.last_note)
    [known] = gathered.known.values()

    assert (known.outcome, known.size) == outcome
    assert gathered.missing == 1


def test_a_witness_that_only_says_it_has_seen_more_does_not_stop_the_log(tmp_path):
    with hall(tmp_path, 2, 1) as (programme, (_, second)):
        with answering(lambda _, start: _conflict(start, 99)) as address:
            second.url = address
            policy = policy_of(programme.vkey, [_, second], 1)
            programme.change_witnesses(policy.encode(), day(1))
        known = read_known(programme.public)[second.witness.vkey]

        assert published(programme) == (3, names(0))
        assert known.outcome == "refused"
        assert "says that it has seen 99 entries, and shows no signature" in known.said


def test_a_witness_that_shows_more_that_we_signed_stops_everything(tmp_path):
    with hall(tmp_path, 2, 1) as (programme, (first, second)):
        before = programme.checkpoint().note
        text = Checkpoint("contoh.example/log", 99, bytes(32)).text()
        note = sign_note(text, [load_key(programme.key_path)]).encode()

        def says(environ, start):
            if environ["REQUEST_METHOD"] == "POST":
                return _conflict(start, 99)
            start("200 OK", [("Content-Type", "text/plain")])
            return [note]

        with answering(says) as address:
            second.url = address
            policy = policy_of(programme.vkey, [first, second], 1)
            with pytest.raises(AheadError, match="shows 99 entries that this log signed, and here"):
                programme.change_witnesses(policy.encode(), day(1))
        with pytest.raises(AheadError, match="pendopo recover"):
            programme.heartbeat(day(2))

        assert programme.checkpoint().note == before
        assert read_known(programme.public)[second.witness.vkey].outcome == "ahead"


def _conflict(start, size):
    start("409 Conflict", [("Content-Type", "text/x.tlog.size")])
    return [b"%d\n" % size]


NONSENSE = {
    "a page": ("200 OK", b"<html>"),
    "nothing": ("200 OK", b""),
    "no size": ("409 Conflict", b"many\n"),
    "a refusal": ("403 Forbidden", b"no\x1b[31m\nmore"),
    "a way elsewhere": ("302 Found", b""),
    "too much": ("200 OK", b"\xe2\x80\x94 a AAAAAAAA\n" * 20_000),
}


def test_what_a_witness_says_instead_of_signing_is_kept_and_goes_no_further(tmp_path):
    said: list[tuple[str, bytes]] = []

    def says(_environ, start):
        status, body = said[-1]
        start(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    with hall(tmp_path, 1, 1) as (programme, [only]), answering(says) as address:
        only.url = address
        policy = policy_of(programme.vkey, [only], 1)
        text, lines = split_note(programme.checkpoint().note)
        for case in NONSENSE.values():
            said.append(case)
            gatherer = Gatherer(programme.place.prefix, policy)
            found = gatherer.gather(f"{text}\n{lines[0].line()}")
            known = parse_known(encode_known(found.known.values()))[only.witness.vkey]

            assert found.missing == 1
            assert (known.outcome, known.failures) == ("refused", 1), case
            assert known.said.isprintable()


def test_one_that_fails_is_left_alone_for_a_while_and_then_for_longer(tmp_path):
    with hall(tmp_path, 2, 1) as (programme, (first, _)):
        first.up = False
        text, lines = split_note(programme.checkpoint().note)
        policy = programme.witnesses.policy()
        known: Mapping[str, Known] = {}
        counted = []
        for seconds in (0, 30, 61, 120, 200, 400):
            at = day(1) + timedelta(seconds=seconds)
            gatherer = Gatherer(programme.place.prefix, policy, known, at, Manners(2.0, 0.2))
            known = gatherer.gather(f"{text}\n{lines[0].line()}").known
            counted.append(known[first.witness.vkey].failures)

    assert counted == [1, 1, 2, 2, 3, 3]


def test_a_witness_that_never_answers_is_given_up_soon_after_the_quorum_is_there(tmp_path):
    with (
        hall(tmp_path, 2, 1) as (programme, (first, second)),
        socket.create_server(("127.0.0.1", 0)) as silent,
    ):
        first.url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        programme.change_witnesses(policy_of(programme.vkey, [first, second], 1).encode(), day(1))

        known = read_known(programme.public)[first.witness.vkey]
        assert (known.outcome, known.said) == ("silent", "no answer")
        assert published(programme) == (3, names(1))


def cosigned_by_hand(note, seconds):
    text, lines = split_note(note)
    return f"{text}\n{lines[0].line()}{PULL.cosign(text.encode(), seconds)}".encode()


def cosigned_alone(note, seconds):
    text, _ = split_note(note)
    return f"{text}\n{PULL.cosign(text.encode(), seconds)}"


def with_laptop(programme, k):
    """Add a witness that fetches by itself."""
    policy = programme.witnesses.policy()
    policy = with_witness(policy, "laptop", Party(Verifier.parse(PULL.vkey)))
    return with_quorum(policy, k).encode()


def test_a_signature_that_is_handed_in_counts_for_what_waits(tmp_path):
    with hall(tmp_path, 1, 1) as (programme, _):
        programme.change_witnesses(with_laptop(programme, 2), day(1))
        waiting = programme.witnesses.waiting()

        name = programme.witnessing.hand_in(
            cosigned_by_hand(waiting.checkpoint.note, 1_800_000_000)
        )
        kept = programme.witnessing.handed_in
        programme.ask_witnesses(day(1))

        assert (waiting.have, waiting.needed, name, kept) == (1, 2, "laptop", True)
        assert published(programme) == (3, ["laptop", *names(0)])
        assert not programme.witnessing.handed_in
        assert problems(programme) == []


def test_a_signature_that_comes_later_strengthens_what_is_published(tmp_path):
    with hall(tmp_path, 1, 1) as (programme, _):
        programme.change_witnesses(with_laptop(programme, 1), day(1))
        before = published(programme)
        for seconds in (1_800_000_000, 1_700_000_000, 1_900_000_000):
            programme.witnessing.hand_in(cosigned_by_hand(programme.checkpoint().note, seconds))
            programme.ask_witnesses(day(1))

        note = programme.checkpoint().note
        assert before == (3, names(0))
        assert published(programme) == (3, ["laptop", *names(0)])
        assert note.count("— ") == 3
        assert cosignatures(note, programme.witnesses.policy())["laptop"][1] == 1_900_000_000
        assert (programme.public / "log/history/3.checkpoint").read_text() == note
        assert problems(programme) == []


def test_what_is_public_already_takes_nothings_place_when_a_stranger_sends_it_again(tmp_path):
    with hall(tmp_path, 1, 1) as (programme, [only]):
        programme.change_witnesses(with_laptop(programme, 2), day(1))
        first = cosigned_by_hand(programme.witnesses.waiting().checkpoint.note, 1_800_000_000)
        programme.witnessing.hand_in(first)
        programme.ask_witnesses(day(1))
        public = programme.checkpoint().note.encode()
        only.up = False
        programme.heartbeat(day(2))
        pending = programme.witnesses.waiting().checkpoint.note
        programme.witnessing.hand_in(cosigned_by_hand(pending, 1_900_000_000))

        answers = [programme.witnessing.hand_in(one) for one in (public, first)]
        programme.witnessing.hand_in(cosigned_by_hand(pending, 1_850_000_000))
        spooled = [path.read_text() for path in programme.place.cosigned.glob("*.note")]
        only.up = True
        programme.ask_witnesses(day(2))

        assert [set(one.split(", ")) for one in answers] == [{"laptop", *names(0)}, {"laptop"}]
        assert spooled == [cosigned_alone(pending, 1_900_000_000)]
        assert published(programme) == (4, ["laptop", *names(0)])
        assert not programme.witnessing.handed_in


def test_what_is_handed_in_while_witnesses_are_asked_waits_for_the_next_writer(
    tmp_path, monkeypatch
):
    with hall(tmp_path, 1, 1) as (programme, _):
        programme.change_witnesses(with_laptop(programme, 2), day(1))
        pending = programme.witnesses.waiting().checkpoint.note
        gather = Gatherer.gather

        def meanwhile(*words):
            found = gather(*words)
            programme.witnessing.hand_in(cosigned_by_hand(pending, 1_900_000_000))
            return found

        monkeypatch.setattr(Gatherer, "gather", meanwhile)
        programme.ask_witnesses(day(1))
        kept = programme.witnessing.handed_in
        monkeypatch.undo()
        programme.ask_witnesses(day(1))

        assert kept
        assert published(programme) == (3, ["laptop", *names(0)])
        assert not programme.witnessing.handed_in


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda data: b"\xff" + data, HTTPStatus.BAD_REQUEST),
        (lambda _: b"x", HTTPStatus.BAD_REQUEST),
        (lambda data: data.replace(b"\n3\n", b"\n4\n", 1), HTTPStatus.CONFLICT),
        (lambda data: data.rpartition("— ".encode())[0], HTTPStatus.FORBIDDEN),
        (
            lambda data: data.replace(b"laptop.example", b"strang.example"),
            HTTPStatus.FORBIDDEN,
        ),
    ],
)
def test_what_is_handed_in_and_is_no_witnesss_word_is_not_kept(spoil, status, tmp_path):
    with hall(tmp_path, 1, 1) as (programme, _):
        programme.change_witnesses(with_laptop(programme, 1), day(1))
        data = cosigned_by_hand(programme.checkpoint().note, 1_800_000_000)

        with pytest.raises(HandInError) as caught:
            programme.witnessing.hand_in(spoil(data))

        assert caught.value.status == status
        assert not programme.witnessing.handed_in


def test_a_reader_holds_the_log_to_a_policy_of_their_own(tmp_path):
    with hall(tmp_path, 2, 2) as (programme, found):
        own = policy_of(programme.vkey, found, 2).encode()
        dropped = Policy(programme.witnesses.policy().logs).encode()
        before = verify(FolderShelf(programme.public), Given(programme.vkey, policy=own))
        programme.change_witnesses(dropped, day(1))

        after = verify(FolderShelf(programme.public), Given(programme.vkey, policy=own))

        assert before.problems == ()
        assert [one.what for one in after.problems] == ["quorum-missing"]
        assert problems(programme) == []


def test_a_checkpoint_that_is_brought_is_held_to_the_witnesses_of_its_day(tmp_path):
    with hall(tmp_path, 2, 2) as (programme, _):
        fewer = without_witness(programme.witnesses.policy(), names(1)[0])
        programme.change_witnesses(fewer.encode(), day(1))
        history = programme.public / "log/history"

        held = [
            programme.brought.hold((history / f"{size}.checkpoint").read_bytes())
            for size in (1, 2, 3)
        ]
        stood = [programme.witnesses.policy(size).needed() for size in (1, 2, 3)]

    assert [[who.name for who in one.cosigned] for one in held] == [[], names(0, 1), names(0)]
    assert [(one.quorum, one.unknown) for one in held] == [(True, ())] * 3
    assert stood == [0, 2, 1]


def test_the_verifier_that_needs_python_alone_accounts_for_witnesses(tmp_path):
    with hall(tmp_path, 2, 2) as (programme, _):
        command = [sys.executable, str(VERIFIER), str(programme.public)]

        result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout
    assert "as signed: 2 entries" in result.stdout


@pytest.mark.parametrize(
    "change",
    [{"size": "9"}, {"asked": "yesterday"}, {"failures": None}, {"outcome": []}, {"vkey": 1}],
)
def test_of_damaged_answers_nothing_is_believed(change):
    whole = json.loads(encode_known([Known("w+00000000+AA", 9, "2026-11-18T02:00:00Z")]))
    damaged = {"witnesses": [whole["witnesses"][0] | change]}

    assert parse_known(json.dumps(whole).encode())["w+00000000+AA"].size == 9
    assert parse_known(json.dumps(damaged).encode()) == {}
    assert parse_known(b"{") == parse_known(b"[]") == parse_known(b'{"witnesses": [{}]}') == {}


def test_a_log_without_witnesses_publishes_as_before(tmp_path):
    programme = Programme.create(tmp_path / "hall", settings(), FIRST)
    programme.heartbeat(day(1))

    assert published(programme) == (2, [])
    assert not (programme.public / "witnesses.json").exists()
    assert not programme.place.pending.exists()
    assert problems(programme) == []
