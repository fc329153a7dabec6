"""A witness's key, and the lines it signs."""

import base64

import pytest

from pendopo.standards.tlog.cosignature import CosignatureError
from pendopo.standards.tlog.cosigner import Cosigner
from pendopo.standards.tlog.note import NoteError, Signer, generate_key, open_note

TEXT = "log.example/a\n1\nn4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=\n"
ONE = Cosigner("saksi.example/satu", b"s" * 32)


def test_a_key_is_read_as_it_was_written():
    assert Cosigner.parse(ONE.private_text + "\n") == ONE
    assert ONE.private_text.startswith("PRIVATE+KEY+saksi.example/satu+")
    assert base64.b64decode(ONE.private_text.split("+", 4)[4]) == b"\x04" + b"s" * 32
    assert ONE.vkey.split("+", 1)[0] == ONE.name
    assert "ssss" not in repr(ONE)


def test_a_key_whose_base64_has_a_plus_is_read_as_it_was_written():
    one = Cosigner("saksi.example/satu", b"\xfb" * 32)

    assert "+" in one.private_text.split("+", 4)[4]
    assert Cosigner.parse(one.private_text) == one


def test_a_line_opens_a_checkpoint_and_says_its_time():
    line = ONE.cosign(TEXT.encode(), 1_700_000_000)

    opened = open_note(f"{TEXT}\n{line}", [ONE.verifier])

    assert opened.verified == (ONE.name,)
    assert int.from_bytes(opened.signatures[0].signature[:8], "big") == 1_700_000_000
    assert len(opened.signatures[0].signature) == 72
    assert line.startswith("— saksi.example/satu ")
    assert line.endswith("\n")


@pytest.mark.parametrize("seconds", [0, -1, 2**63])
def test_a_time_that_is_none_is_not_signed(seconds):
    with pytest.raises(CosignatureError, match=f"{seconds} is no time to cosign at"):
        ONE.cosign(TEXT.encode(), seconds)


@pytest.mark.parametrize("seconds", [1, 2**63 - 1])
def test_the_first_and_the_last_time_are_signed(seconds):
    assert open_note(f"{TEXT}\n{ONE.cosign(TEXT.encode(), seconds)}", [ONE.verifier]).verified


def test_a_logs_key_and_a_witnesss_are_not_taken_for_each_other():
    private, _ = generate_key("log.example/a", b"l" * 32)

    with pytest.raises(NoteError, match="a witness's key is written"):
        Cosigner.parse(private)
    with pytest.raises(NoteError, match="a private key is written"):
        Signer.parse(ONE.private_text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PRIVATE+KEY+",
        "PRIVATE+KEY+a",
        ONE.private_text.removeprefix("PRIVATE+KEY+"),
        ONE.private_text[:-8] + "AAAA",
        ONE.private_text[:-1],
    ],
)
def test_what_is_no_key_is_refused_without_repeating_it(text):
    with pytest.raises(NoteError, match="a witness's key is written") as caught:
        Cosigner.parse(text)

    assert "c3Nz" not in str(caught.value)


def test_a_key_with_the_id_of_another_is_refused():
    other = ONE.private_text.replace(ONE.verifier.key_id, "00000000")

    with pytest.raises(NoteError, match="has another id than it says"):
        Cosigner.parse(other)


@pytest.mark.parametrize("name", ["", "a b", "a+b"])
def test_a_name_that_no_key_may_have_is_refused(name):
    with pytest.raises(NoteError, match="is no key"):
        Cosigner(name, b"s" * 32).private_text  # noqa: B018


def test_a_seed_of_another_length_is_refused():
    with pytest.raises(NoteError, match="a seed of 31 bytes; write 32"):
        Cosigner("a", b"s" * 31).private_text  # noqa: B018
