"""Before the first signature others are asked, and whoever has seen more stops it."""

import shutil
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pendopo.peers.follow import HttpShelf, Patience
from pendopo.peers.preflight import (
    Answers,
    Asked,
    Heard,
    TooFewError,
    ask_all,
    compare,
    hold_answers,
    parties,
    settled,
)
from pendopo.published.verify import ShelfError
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.cosigner import Cosigner
from pendopo.standards.tlog.note import Verifier, generate_key, open_note, sign_note
from pendopo.standards.tlog.policy import Party, Policy, parse_policy
from pendopo.standards.tlog.witness import origin_hash
from pendopo.store import asked as asked_module
from pendopo.store.acknowledged import promised_note
from pendopo.store.asked import Asked as Memory
from tests.make import ORIGIN, append, log_place

SIZE = 5


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """A log of five entries, and the roots that it had."""
    place, signer = log_place(tmp_path_factory.mktemp("log"))
    notes = {}
    for number in range(SIZE):
        append(place, signer, number)
        notes[number + 1] = promised_note(place)
    return place, signer, notes


@contextmanager
def saying(answers):
    """A server that gives these bytes for these paths; a number is a status."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Say nothing."""

        def do_GET(self):
            found = answers.get(self.path, 404)
            self.send_response(found if isinstance(found, int) else 200)
            self.end_headers()
            if not isinstance(found, int):
                self.wfile.write(found)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def shelf(url):
    return HttpShelf(url, Patience(timeout_s=1, tries=1, wait=lambda _: None))


def heard(log, note, *, mirror=False, path=""):
    """What one party says, and what that is held against the log."""
    place, signer, notes = log
    paths = {path or f"/{origin_hash(ORIGIN)}/checkpoint": note.encode()}
    with saying(paths) as url:
        answers = ask_all([Asked("saksi", url, mirror)], [signer.verifier], shelf=shelf)
    ours = parse_checkpoint(open_note(notes[SIZE], [signer.verifier]).text)
    return answers, compare(place, ours, answers)


def signed(log, size, root=bytes(32), origin=ORIGIN):
    return sign_note(Checkpoint(origin, size, root).text(), [log[1]])


@pytest.mark.parametrize("size", range(1, SIZE + 1))
def test_any_past_of_ours_is_no_conflict(size, log):
    answers, conflict = heard(log, log[2][size])

    assert (len(answers.heard), conflict) == (1, None)


def test_a_larger_one_means_that_an_old_copy_was_brought_back(log):
    _, conflict = heard(log, signed(log, SIZE + 3))

    assert conflict is not None
    assert (conflict.kind, conflict.values["theirs"], conflict.values["ours"]) == (
        "behind",
        str(SIZE + 3),
        str(SIZE),
    )


@pytest.mark.parametrize("size", [1, 3, SIZE])
def test_another_root_for_as_many_entries_or_fewer_is_a_fork(size, log):
    _, conflict = heard(log, signed(log, size))

    assert conflict is not None
    assert conflict.kind == "fork"


def test_a_mirror_is_asked_for_its_copy_too(log):
    _, conflict = heard(log, signed(log, SIZE + 1), mirror=True, path="/log/checkpoint")

    assert conflict is not None


def test_what_is_not_signed_by_us_stops_nothing_and_counts_for_nothing(log):
    stranger = generate_key(ORIGIN, b"x" * 32)[0]
    forged = sign_note(Checkpoint(ORIGIN, 99, bytes(32)).text(), [type(log[1]).parse(stranger)])
    other = signed(log, 99, origin="other.example/log")

    for note in (forged, other, "no note"):
        answers, conflict = heard(log, note)
        assert (answers.heard, conflict) == ((), None)
        assert list(answers.silent) == ["saksi"]


def test_a_witness_that_never_saw_the_log_has_answered_and_a_mirror_without_a_copy_has_not(log):
    with saying({}) as url:
        both = [
            Asked("saksi", url),
            Asked("mirror", url, mirror=True),
            Asked("elsewhere", url, signed=True),
        ]
        answers = ask_all(both, [log[1].verifier], shelf=shelf)

    assert [one.who.name for one in answers.heard] == ["saksi"]
    assert "has cosigned this log and shows no checkpoint" in answers.silent["elsewhere"]
    assert "no copy of this log" in answers.silent["mirror"]


def test_too_few_answers_stop_it_and_say_who_is_silent(log):
    with saying({f"/{origin_hash(ORIGIN)}/checkpoint": 500}) as url:
        answers = ask_all([Asked("saksi", url)], [log[1].verifier], shelf=shelf)

    with pytest.raises(TooFewError, match=r"(?s)0 of 1 .*saksi: the server answers 500"):
        hold_answers(answers, Policy(), [Asked("saksi", url)])


def test_nobody_is_waited_for_beyond_the_deadline(log):
    hold = threading.Event()

    class Waiting:
        def __enter__(self):
            hold.wait(20)
            raise ShelfError

        def __exit__(self, *_):
            """Nothing to close."""

    answers = ask_all([Asked("slow", "x")], [log[1].verifier], 0.1, shelf=lambda _: Waiting())  # type: ignore[arg-type,return-value]
    hold.set()

    assert answers.silent == {"slow": "no answer within 0 s"}


@pytest.fixture(scope="module")
def saksi():
    """Five witnesses' keys."""
    return [_cosigner(generate_key(f"w{n}.example", bytes([n]) * 32)[1]) for n in range(1, 6)]


def policy(saksi, *groups, urls=5):
    lines = [
        f"witness w{n} {vkey}" + (f" http://w{n}.example" if n < urls else "")
        for n, vkey in enumerate(saksi)
    ]
    return parse_policy("\n".join([*lines, *groups]).encode())


FOUR = ("group g 4 w0 w1 w2 w3 w4", "quorum g")
ONE = ("group g 1 w0 w1 w2 w3 w4", "quorum g")
NESTED = ("group a all w0 w1", "group b all w2 w3", "group g any a b w4", "quorum g")
NONE = ("quorum none",)


@pytest.mark.parametrize(
    ("groups", "urls", "heard", "enough"),
    [
        (FOUR, 5, "0 1", True),
        (FOUR, 5, "0", False),
        (FOUR, 5, "0 m", False),  # a mirror may have followed an hour before
        (FOUR, 5, "m n", False),
        (ONE, 5, "0 1 2 3", False),
        (ONE, 5, "0 1 2 3 4", True),
        (NESTED, 5, "0 1 4", False),  # b could have signed alone: counting would take three
        (NESTED, 5, "0 2 4", True),
        (FOUR, 2, "0 1", True),
        (FOUR, 1, "0", False),  # the four that cannot be asked are a quorum: more than half of all
        (FOUR, 1, "0 m", True),
        (NONE, 5, "0 1 2 m", True),
        (NONE, 5, "0 1 m", False),
    ],
)
def test_the_witnesses_that_were_not_heard_must_be_too_few_for_a_quorum(
    saksi, groups, urls, heard, enough
):
    said = policy(saksi, *groups, urls=urls)
    asked = parties([said], ["https://m.example", "https://n.example"])
    names = {"m": "https://m.example", "n": "https://n.example"}
    wanted = {names.get(one, f"w{one}") for one in heard.split()}

    assert settled(said, asked, [one for one in asked if one.name in wanted]) == enough


def test_the_settings_only_ask_for_more(saksi):
    said = policy(saksi, *FOUR)
    asked = parties([said], ["https://m.example"])
    heard = Answers(tuple(Heard(one, "", None) for one in asked[:2]), {})

    hold_answers(heard, said, asked)
    with pytest.raises(TooFewError, match=r"peers\.needed in pendopo\.toml asks for 3"):
        hold_answers(heard, said, asked, 3)
    with pytest.raises(TooFewError, match=r"1 of 6 .* the others could have signed more"):
        hold_answers(Answers(heard.heard[:1], {}), said, asked, 1)


def test_each_witness_of_each_policy_is_asked_at_each_of_its_addresses(saksi):
    one = parse_policy(f"witness w {saksi[0]} http://a.example\nquorum none\n".encode())
    moved = parse_policy(f"witness w {saksi[0]} http://b.example\nquorum none\n".encode())
    other = parse_policy(f"witness w {saksi[1]} http://a.example\nquorum none\n".encode())

    asked = parties([one, one, moved, other], ["http://m.example"] * 2, {saksi[1]})

    assert len({party.name for party in asked}) == len(asked) == 4
    assert [party.signed for party in asked] == [False, False, True, False]
    assert parties([one], (), without=saksi[0]) == ()


def test_a_witness_is_asked_where_it_tells_what_it_has_seen(saksi):
    said = Policy(witnesses={"w": Party(Verifier.parse(saksi[0]), "http://sign.example")})
    silent = Policy(witnesses={"w": Party(Verifier.parse(saksi[0]))})
    places = {"w": "http://tell.example", "other": "http://o.example"}

    for policy in (said, silent):
        [asked] = parties([policy], (), monitoring=places)
        assert (asked.name, asked.url) == ("w", "http://tell.example")
    assert parties([silent], ()) == ()


def _cosigner(vkey):
    """A key of a witness, for one of a log."""
    return Cosigner(vkey.split("+")[0], vkey.encode()[:32]).vkey


NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def memory(log, tmp_path):
    """A memory of a log that asked a moment ago, and its note."""
    place, _, notes = log
    made = Memory(place, lambda: NOON, tmp_path / "shm")
    made.keep(notes[SIZE], asked=True)
    return made


def test_a_batch_asks_once(memory, log):
    assert memory.holds(log[2][SIZE])


def test_what_a_backup_brings_back_is_not_remembered(memory, log, tmp_path):
    place, _, notes = log
    assert not memory.holds(notes[SIZE - 1])
    restored = tmp_path / "restored"
    shutil.copytree(place.private, restored / "private")
    moved = type(place)(restored / "public", restored / "private")

    other = Memory(moved, lambda: NOON, tmp_path / "shm")

    assert not other.holds(notes[SIZE])


@pytest.mark.usefixtures("memory")
def test_it_is_forgotten_after_minutes_and_when_the_clock_goes_back(log, tmp_path):
    place, _, notes = log
    for minutes in (6, -1):
        at = NOON.replace(minute=minutes % 60, hour=12 if minutes > 0 else 11)
        assert not Memory(place, lambda at=at: at, tmp_path / "shm").holds(notes[SIZE])  # type: ignore[misc]


@pytest.mark.usefixtures("memory")
def test_publishing_goes_on_within_the_same_minutes_and_does_not_lengthen_them(log, tmp_path):
    place, _, notes = log
    later = NOON.replace(minute=4)
    Memory(place, lambda: later, tmp_path / "shm").keep(notes[1], asked=False)

    assert Memory(place, lambda: later, tmp_path / "shm").holds(notes[1])
    assert not Memory(place, lambda: NOON.replace(minute=6), tmp_path / "shm").holds(notes[1])


def test_a_memory_that_others_may_write_is_none(memory, log, tmp_path):
    (tmp_path / "shm").chmod(0o777)

    assert not memory.holds(log[2][SIZE])
    assert asked_module.REMEMBERED_S <= 600
