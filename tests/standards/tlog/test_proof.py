import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.standards.tlog.merkle import ProofError
from pendopo.standards.tlog.note import NOTE_BYTES_MOST
from pendopo.standards.tlog.proof import TlogProof, parse_proof

HASH = "A" * 43 + "="
HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple)


def test_a_receipt_has_the_lines_of_tlog_proof():
    proof = TlogProof(73894, (bytes(32),), "o\n1\nroot\n\n— o sig\n", b"abc")

    data = proof.encode()

    assert data.decode() == (
        f"c2sp.org/tlog-proof@v1\nextra YWJj\nindex 73894\n{HASH}\n\no\n1\nroot\n\n— o sig\n"
    )


@given(st.integers(0, 10**18), HASHES, st.text(), st.binary())
def test_a_receipt_reads_back_as_it_was_written(index, hashes, checkpoint, extra):
    proof = TlogProof(index, hashes, checkpoint, extra)

    assert parse_proof(proof.encode()) == proof


@given(st.binary() | st.from_regex(rb"c2sp.org/tlog-proof@v1\n[a-z0-9 =\n]*", fullmatch=True))
def test_reading_a_receipt_gives_one_or_a_proof_error(data):
    try:
        proof = parse_proof(data)
    except ProofError:
        return

    assert proof.encode() == data


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("c2sp.org/tlog-proof@v2\nindex 1", "begins with"),
        ("c2sp.org/tlog-proof@v1\nindex 01", "is no size"),
        ("c2sp.org/tlog-proof@v1", "one index line"),
        ("c2sp.org/tlog-proof@v1\nextra \nindex 1", "left out when empty"),
        ("c2sp.org/tlog-proof@v1\nextra YWJ\nindex 1", "canonical base64"),
        ("c2sp.org/tlog-proof@v1\nextra YWJj\nextra YWJj\nindex 1", "one index line"),
        ("c2sp.org/tlog-proof@v1\nindex 1\nAAAA", "is no hash"),
        ("c2sp.org/tlog-proof@v1\nindex 1" + f"\n{HASH}" * 64, "at most 63 hashes"),
        ("c2sp.org/tlog-proof@v1\nindex 1\r", "is no size"),
    ],
)
def test_what_is_not_a_receipt_is_refused_by_its_line(head, said):
    with pytest.raises(ProofError, match=said):
        parse_proof(f"{head}\n\ncheckpoint\n".encode())


def test_a_receipt_without_a_checkpoint_or_of_endless_length_or_not_utf_8_is_refused():
    with pytest.raises(ProofError, match="an empty line before its checkpoint"):
        parse_proof(b"c2sp.org/tlog-proof@v1\nindex 1\n")
    with pytest.raises(ProofError, match="at most 1000000 are read"):
        parse_proof(bytes(1_000_001))
    with pytest.raises(ProofError, match="is UTF-8"):
        parse_proof(b"\xff")


def test_a_receipt_of_the_tallest_tree_is_read():
    data = f"c2sp.org/tlog-proof@v1\nindex 1{f'{chr(10)}{HASH}' * 63}\n\na note\n"

    assert len(parse_proof(data.encode()).hashes) == 63


def test_a_receipt_of_as_many_bytes_as_a_note_may_have_is_read_and_no_longer_one():
    head = TlogProof(1, (), "").encode()
    most = head + b"x" * (NOTE_BYTES_MOST - len(head))

    assert len(parse_proof(most).checkpoint) == NOTE_BYTES_MOST - len(head)
    with pytest.raises(ProofError, match="at most 1000000 are read"):
        parse_proof(most + b"x")
