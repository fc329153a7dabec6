"""A file is found through its salt, and what is gone or kept back is not."""

from hashlib import sha256

import pytest

from pendopo.published.brought.contents import Contents
from pendopo.published.state import Record as Log
from pendopo.terms.entry import EntryType, commitment
from tests.published.verify.conftest import Record, canonical

KEPT_SALT = b"s" * 32
KEPT = commitment(KEPT_SALT, sha256(b"with names").digest())


@pytest.fixture
def record(tmp_path):
    made = Record(tmp_path / "public")
    made.publish("roads")
    made.publish("wells")
    made.publish("roads", prev=0)
    made.measure("0.5")
    source = {"withheld": {"c": KEPT}}
    made.add(
        EntryType.PUBLICATION,
        [("metadata", canonical({"register": "datasets", "source": source, "tables": []}))],
    )
    return made.seal()


def opened(record):
    state = Log(record.public).state()
    return state, Contents(record.public.parent / "derived", record.public)


def where(record, text):
    state, contents = opened(record)
    found = contents.of_sha256(state, sha256(text).digest())
    return [(one.entry.index, one.role) for one in found]


def test_a_file_is_found_at_each_entry_that_published_it(record):
    assert where(record, b"roads") == [(0, "original"), (2, "original")]
    assert where(record, b"wells") == [(1, "original")]
    assert where(record, b"PAR1wells0") == [(1, "table:t0")]
    assert where(record, canonical({"value": "0.5"})) == [(3, "measurement")]
    assert where(record, b"roads ") == []


def test_a_past_state_knows_nothing_of_what_came_later(record):
    state, contents = opened(record)
    past = Log(record.public).state(1)
    contents.bring_up(state)

    found = contents.of_sha256(past, sha256(b"roads").digest())

    assert [one.entry.index for one in found] == [0]
    assert contents.of_sha256(past, sha256(b"wells").digest()) == ()
    assert len(contents.candidates(past, "")) == 3


def test_the_index_grows_with_the_log(record):
    state, contents = opened(record)
    assert contents.of_sha256(state, sha256(b"schools").digest()) == ()
    record.publish("schools")
    record.seal()

    assert where(record, b"schools") == [(5, "original")]


def test_candidates_are_those_whose_hash_begins_so_and_tell_no_hash(record):
    state, contents = opened(record)
    digest = sha256(b"wells").digest()

    all_of_them = contents.candidates(state, "")
    some = contents.candidates(state, digest.hex()[:2])

    assert len(all_of_them) == 8
    assert set(some) < set(all_of_them)
    assert [c for c, salt in some if commitment(bytes.fromhex(salt), digest) == c] == [
        record.c(1, "original")
    ]
    assert digest.hex() not in repr(all_of_them)
    assert contents.candidates(state, digest.hex()) == tuple(
        one for one in some if one.c == record.c(1, "original")
    )


def test_a_file_that_was_kept_back_is_found_by_its_commitment_alone(record):
    state, contents = opened(record)

    [place] = contents.of_commitment(state, KEPT)

    assert (place.entry.index, place.role) == (4, "withheld")
    assert where(record, b"with names") == []
    assert KEPT not in {one.c for one in contents.candidates(state, "")}


def test_of_what_was_redacted_nothing_is_left(record):
    state, contents = opened(record)
    contents.bring_up(state)
    gone = record.c(1, "original")
    salt = next(one.salt for one in contents.candidates(state, "") if one.c == gone)
    record.redact(gone)
    record.seal()
    state, contents = opened(record)

    assert where(record, b"wells") == []
    assert contents.of_commitment(state, gone) == ()
    assert gone not in {one.c for one in contents.candidates(state, "")}
    [file] = (record.public.parent / "derived").glob("*.sqlite")
    for trace in (bytes.fromhex(gone), bytes.fromhex(salt), sha256(b"wells").digest()):
        assert trace not in file.read_bytes()


def test_an_index_that_a_dead_process_left_half_made_is_made_again(record):
    state, contents = opened(record)
    contents.bring_up(state)
    [file] = (record.public.parent / "derived").glob("*.sqlite")
    file.write_bytes(b"")

    assert where(record, b"wells") == [(1, "original")]


def test_the_more_there_is_the_more_digits_are_asked_for(record, monkeypatch):
    state, contents = opened(record)
    assert contents.digits(state) == 0

    monkeypatch.setattr("pendopo.published.brought.contents._TOGETHER", 1)

    assert contents.digits(state) == 1
