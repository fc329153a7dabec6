"""The bytes of a request to a witness."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.note import Signer, generate_key, sign_note
from pendopo.standards.tlog.witness import (
    BODY_BYTES_MOST,
    SIZE_TYPE,
    AddCheckpoint,
    RequestError,
    origin_hash,
    parse_add_checkpoint,
)

LOG = Signer.parse(generate_key("log.example/a", b"l" * 32)[0])
OTHER = Signer.parse(generate_key("other.example", b"o" * 32)[0])
CHECKPOINT = Checkpoint("log.example/a", 7, b"r" * 32)
NOTE = sign_note(CHECKPOINT.text(), [LOG])
HASH = base64.b64encode(b"h" * 32).decode()


def body(head="old 3", *lines, note=NOTE):
    return "\n".join([head, *lines, "", note]).encode()


def with_bits(note, name):
    """A note in which bits behind the last byte are set in the signature of a name."""
    lines = note.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(f"— {name} "))
    tail = lines[at].rstrip("=")
    padding = len(lines[at]) - len(tail)
    assert padding
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    lines[at] = tail[:-1] + alphabet[alphabet.index(tail[-1]) + 1] + "=" * padding
    return "\n".join(lines)


def test_a_request_is_written_as_the_standard_shows_it():
    asked = AddCheckpoint(3, (b"h" * 32, b"i" * 32), NOTE)

    assert asked.encode() == body("old 3", HASH, base64.b64encode(b"i" * 32).decode())
    assert AddCheckpoint(0, (), NOTE).encode() == f"old 0\n\n{NOTE}".encode()


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_a_request_is_read_as_it_was_written(old, proof):
    asked = parse_add_checkpoint(AddCheckpoint(old, tuple(proof), NOTE).encode())

    assert (asked.old, asked.proof, asked.checkpoint) == (old, tuple(proof), CHECKPOINT)
    assert asked.text == CHECKPOINT.text()
    assert [one.name for one in asked.signatures] == ["log.example/a"]
    assert asked.misspelt == ()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "begins with 'old <size>'"),
        (b"old 3\n", "begins with 'old <size>'"),
        (body("old: 3"), "begins with 'old <size>'"),
        (body(" old 3"), "begins with 'old <size>'"),
        (b"\n\n" + NOTE.encode(), "begins with 'old <size>'"),
        (body("old 03"), "is no size"),
        (body("old "), "is no size"),
        (body("old 3 "), "is no size"),
        (body("old -3"), "is no size"),
        (body("old 3", HASH[:-4] + "===="), "is no hash"),
        (body("old 3", HASH[:-2] + "B="), "is no hash"),
        (body("old 3", base64.b64encode(b"h" * 31).decode()), "is no hash"),
        (body("old 3", HASH + "\r"), "is no hash"),
        (body("old 3", *[HASH] * 64), "64 lines of proof; at most 63"),
        (body(note="x"), "a note is a text, an empty line"),
        (body(note=NOTE.replace("\n7\n", "\nseven\n")), "is no size"),
        (body(note=NOTE[:-1]), "each with a newline"),
        (body(note="a\n\n— a !!!!\n"), "is no signature line"),
        (body(note="\xff").decode().encode("latin-1"), "a request is UTF-8"),
        (b"old 3\n\n" + b"a" * BODY_BYTES_MOST, "at most 65536 are read"),
    ],
)
def test_what_is_malformed_is_refused_saying_what(data, why):
    with pytest.raises(RequestError, match=why):
        parse_add_checkpoint(data)


def test_a_proof_of_63_lines_and_a_body_of_the_most_bytes_are_read():
    asked = parse_add_checkpoint(body("old 3", *[HASH] * 63))
    lines = "".join(f"— {'n' * 200} {'A' * 1000}\n" for _ in range(50))
    most = body(note=NOTE + lines)
    most += b"\xe2\x80\x94 n " + b"A" * ((BODY_BYTES_MOST - len(most) - 7) // 4 * 4) + b"\n"

    assert len(asked.proof) == 63
    assert BODY_BYTES_MOST - 4 < len(most) <= BODY_BYTES_MOST
    assert len(parse_add_checkpoint(most).signatures) == 52


def test_a_signature_whose_last_bits_are_set_is_named_and_read_all_the_same():
    note = sign_note(CHECKPOINT.text(), [LOG, OTHER])

    ours = parse_add_checkpoint(body(note=with_bits(note, "log.example/a")))
    others = parse_add_checkpoint(body(note=with_bits(note, "other.example")))

    assert ours.misspelt == ("log.example/a",)
    assert others.misspelt == ("other.example",)
    assert ours.signatures == others.signatures == parse_add_checkpoint(body(note=note)).signatures


def test_the_type_of_a_size_is_the_specifications():
    assert SIZE_TYPE == "text/x.tlog.size"


def test_the_hash_of_an_origin_is_that_of_its_bytes():
    assert origin_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert origin_hash("example.com/behind-the-sofa") == (
        "5fd2dc0beb4ce54da5050cf6d5c75248b023abad441c3cecde3976fbe9da4fe4"
    )
