"""A receipt that holds is told whole; one that does not says where and what."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pendopo.published.brought.receipt import BroughtError, Today, hold, is_ours
from pendopo.published.state import Record as Log
from pendopo.standards.tlog import cosignature
from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.merkle import tree_root
from pendopo.standards.tlog.note import (
    COSIGNATURE_ED25519,
    Signature,
    Signer,
    Verifier,
    generate_key,
    sign_note,
    split_note,
)
from pendopo.standards.tlog.policy import parse_policy
from pendopo.standards.tlog.proof import parse_proof
from pendopo.terms.wording import fill
from tests.published.verify.conftest import ORIGIN, SIGNER, Record, named

NGO = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
NGO_KEY = Verifier("ngo.example", COSIGNATURE_ED25519, NGO.public_key().public_bytes_raw())
SECONDS = 1_790_000_000


def cosigned(note, seconds=SECONDS, over=None):
    """A note with the signature of a witness under it."""
    text, _ = split_note(note)
    signed = NGO.sign(cosignature.ed25519_message(seconds, (over or text).encode()))
    line = Signature(NGO_KEY.name, NGO_KEY.key_id, seconds.to_bytes(8, "big") + signed).line()
    return note + line


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Five entries; the receipts of the first three are of an earlier day."""
    made = Record(tmp_path_factory.mktemp("brought") / "public")
    for text in ("roads", "wells", "schools"):
        made.publish(text)
    made.seal(cosigned)
    for text in ("bridges", "markets"):
        made.publish(text)
    return made.seal()


def today(record, **changed):
    log = Log(record.public)
    policy = f"log {SIGNER.vkey}\nwitness ngo {NGO_KEY.vkey}\nquorum ngo\n"
    found = Today(record.public, log.state(), log.checkpoint(), parse_policy(policy.encode()))
    return replace(found, **changed)


def receipt(record, index):
    return (record.public / f"pub/{named(index)}/receipt.tlog-proof").read_bytes()


def refused(data, record, **changed):
    with pytest.raises(BroughtError) as caught:
        hold(data, today(record, **changed))
    error = caught.value
    return error, f"{error.where}: {fill(error.message, error.values)}"


def test_a_receipt_of_an_earlier_day_holds_and_names_its_witness(record):
    held = hold(receipt(record, 1), today(record))

    assert held.entry is not None
    assert held.entry.leaf.id == named(1)
    assert held.checkpoint.size == 3
    assert [(one.name, one.seconds) for one in held.cosigned] == [("ngo.example", SECONDS)]
    assert held.quorum
    assert held.unknown == ()


def test_a_receipt_without_the_quorum_holds_and_says_so(record):
    held = hold(receipt(record, 4), today(record))

    assert held.cosigned == ()
    assert not held.quorum


def test_a_witness_that_the_policy_does_not_name_says_nothing(record):
    alone = parse_policy(f"log {SIGNER.vkey}\nquorum none\n".encode())

    held = hold(receipt(record, 1), today(record, policy=alone))

    assert (held.cosigned, held.unknown) == ((), ("ngo.example",))
    assert held.quorum


def test_a_kept_checkpoint_holds_while_its_entries_stand(record):
    kept = (record.public / "log/history/3.checkpoint").read_bytes()

    held = hold(kept, today(record))

    assert (held.entry, held.checkpoint.size) == (None, 3)


def changed_size(data):
    return data.replace(b"\n3\n", b"\n2\n")


def other_index(data):
    return data.replace(b"index 1\n", b"index 0\n")


def beyond(data):
    return data.replace(b"index 1\n", b"index 7\n")


def flipped_hash(data):
    proof = parse_proof(data)
    first = bytes([proof.hashes[0][0] ^ 1]) + proof.hashes[0][1:]
    return replace(proof, hashes=(first, *proof.hashes[1:])).encode()


def cut(data):
    return data[:60]


def cut_in_its_note(data):
    return data[: data.index(b"\n\n\xe2\x80\x94")]


def signed_by_another(data):
    key, _ = generate_key(ORIGIN, b"x" * 32)
    proof = parse_proof(data)
    text, _ = split_note(proof.checkpoint)
    return replace(proof, checkpoint=sign_note(text, [Signer.parse(key)])).encode()


def of_another_log(data):
    key, _ = generate_key("other.example/log", b"x" * 32)
    note = sign_note(Checkpoint("other.example/log", 3, bytes(32)).text(), [Signer.parse(key)])
    return replace(parse_proof(data), checkpoint=note).encode()


def cosigned_over_another_text(data):
    proof = parse_proof(data)
    _, signatures = split_note(proof.checkpoint)
    own = "".join(one.line() for one in signatures if one.name == ORIGIN)
    note = split_note(proof.checkpoint)[0] + "\n" + own
    return replace(proof, checkpoint=cosigned(note, over="another\n")).encode()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (cut, "the proof: It cannot be read as a receipt"),
        (cut_in_its_note, "the checkpoint: It cannot be read as a checkpoint"),
        (of_another_log, "the checkpoint: It is of another log, other.example/log."),
        (changed_size, "the log's signature: The signature does not fit"),
        (signed_by_another, "the log's signature: The log's key, as policy.txt names it, has not"),
        (cosigned_over_another_text, "The signature of the witness ngo does not fit"),
        (beyond, "the entry's number: It speaks of entry 7, but its checkpoint signs 3"),
        (other_index, "the proof: The checkpoint is right, but the hashes above it do not lead"),
        (flipped_hash, "lead from entry 1 to its root"),
    ],
)
def test_a_receipt_that_does_not_hold_says_where_and_what(record, harm, said):
    error, told = refused(harm(receipt(record, 1)), record)

    assert said in told
    assert not error.grave


def test_a_checkpoint_of_another_past_is_grave(record):
    forked = sign_note(Checkpoint(ORIGIN, 3, tree_root([bytes(32)])).text(), [SIGNER])

    error, told = refused(forked.encode(), record)

    assert "The log signed another past here" in told
    assert error.grave


def test_a_checkpoint_of_more_entries_than_are_shown_is_grave(record):
    longer = sign_note(Checkpoint(ORIGIN, 9, bytes(32)).text(), [SIGNER])

    error, told = refused(longer.encode(), record)

    assert "The log signed 9 entries here, and this site shows 5" in told
    assert error.grave


def test_an_empty_log_shows_nothing(record):
    error, told = refused(receipt(record, 1), record, signed=None)

    assert "this site shows 0" in told
    assert error.grave


def test_what_is_brought_is_not_held_to_a_checkpoint_that_the_log_did_not_sign(record):
    now = today(record).signed
    key, _ = generate_key(ORIGIN, b"x" * 32)
    forged = replace(now, note=sign_note(now.checkpoint.text(), [Signer.parse(key)]))

    error, told = refused(receipt(record, 1), record, signed=forged)

    assert "damaged (log/checkpoint: " in told
    assert error.grave


@pytest.mark.parametrize("harm", [b"", bytes(5 * 32)])
def test_damaged_tiles_prove_nothing_and_are_named(record, tmp_path, harm):
    other = Record(tmp_path / "public")
    for text in ("roads", "wells", "schools", "bridges", "markets"):
        other.publish(text)
    other.seal()
    (other.public / "log/tile/0/000.p/5").write_bytes(harm)

    error, told = refused(receipt(record, 1), other)

    assert "This site's own files of the log are damaged" in told
    assert error.grave


def test_no_flipped_bit_of_a_receipt_holds_or_breaks_the_check(record):
    data, now = receipt(record, 1), today(record)
    others = set()

    for at in range(len(data)):
        for bit in (0, 5):
            harmed = bytearray(data)
            harmed[at] ^= 1 << bit
            try:
                held = hold(bytes(harmed), now)
            except BroughtError:
                continue
            others.add((held.cosigned, held.entry and held.entry.index))

    # A name or key id of a witness that is changed makes it one that nobody knows: it says less.
    assert others <= {((), 1)}


def test_receipts_and_checkpoints_are_told_from_other_files(record):
    assert is_ours(receipt(record, 1))
    assert is_ours((record.public / "log/checkpoint").read_bytes())
    for other in (b"", b"road,place\n1,a\n", b"PAR1", base64.b64encode(bytes(600))):
        assert not is_ours(other)
