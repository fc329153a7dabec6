import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from pendopo.standards.tlog.note import COSIGNATURE_ED25519, Verifier, generate_key
from pendopo.standards.tlog.policy import Group, Party, Policy, PolicyError, parse_policy

LOG = Verifier.parse(generate_key("data.kab-x.go.id/log", b"l" * 32)[1])


def witness(number):
    key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    return Verifier(f"w{number}", COSIGNATURE_ED25519, key.public_key().public_bytes_raw())


W = [witness(number) for number in range(6)]
LINES = [f"witness X{n} {W[n].vkey}" for n in range(4)]


def policy(*lines):
    return parse_policy("\n".join([f"log {LOG.vkey}", *lines, ""]).encode())


def test_a_policy_without_witnesses_is_a_log_and_no_quorum():
    data = Policy((Party(LOG, "https://data.kab-x.go.id/log"),)).encode()

    found = parse_policy(data)

    assert data.decode() == f"log {LOG.vkey} https://data.kab-x.go.id/log\nquorum none\n"
    assert found == Policy((Party(LOG, "https://data.kab-x.go.id/log"),), {}, {}, "none")
    assert found.verifiers() == (LOG,)
    assert found.satisfied({LOG.vkey})
    assert not found.satisfied({W[0].vkey})


def test_a_quorum_of_groups_within_groups_is_counted():
    found = policy(
        *LINES,
        "group X 2 X0 X1 X2",
        "group all-of-them all X X3",
        "quorum all-of-them",
    )

    assert found.groups == {
        "X": Group(2, ("X0", "X1", "X2")),
        "all-of-them": Group(2, ("X", "X3")),
    }
    assert found.satisfied({LOG.vkey, W[0].vkey, W[2].vkey, W[3].vkey})
    assert not found.satisfied({LOG.vkey, W[0].vkey, W[3].vkey})
    assert not found.satisfied({W[0].vkey, W[1].vkey, W[3].vkey})
    assert parse_policy(found.encode()) == found


def test_any_is_one_and_a_single_witness_can_be_the_quorum():
    assert policy(*LINES, "group g any X0 X1", "quorum g").groups["g"].threshold == 1
    assert policy(*LINES, "quorum X3").satisfied({LOG.vkey, W[3].vkey})


def test_comments_empty_lines_and_tabs_are_passed_over():
    found = policy("", "  # a comment \u00e9", "\tquorum \t none  ", " \t ")

    assert found == Policy((Party(LOG),))


def test_names_are_octets_that_need_not_be_utf_8():
    data = b"witness \xff\xfe " + W[0].vkey.encode() + b"\nquorum \xff\xfe\n"

    found = parse_policy(data)

    assert found.encode() == data
    assert found.verifiers() == (W[0],)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "one quorum line"),
        (["quorum none", "quorum none"], "line 3 of the policy: a second quorum line"),
        (["quorum"], "is no line of a policy"),
        (["quorum none none"], "is no line of a policy"),
        (["quorum X0"], "'X0' is not defined above"),
        (["Quorum none"], "is no line of a policy"),
        (["quorum none # trailing"], "is no line of a policy"),
        ([f"log {LOG.vkey}"], "stands here twice"),
        ([f"log {W[0].vkey}"], "a type that does not fit"),
        (["log data+00000000+AAAA"], "line 2 of the policy: the key of data"),
        ([f"witness L {LOG.vkey}"], "a type that does not fit"),
        ([LINES[0], f"witness Y {W[0].vkey}"], "stands here twice"),
        ([LINES[0], f"witness X0 {W[1].vkey}"], "the name 'X0' is taken"),
        ([f"witness none {W[0].vkey}"], "the name 'none' is taken"),
        ([LINES[0], "group X0 any X0"], "the name 'X0' is taken"),
        ([*LINES, "group g any X0", "group h any X0"], "already in a group"),
        ([*LINES, "group g any X0 X0"], "already in a group"),
        ([*LINES, "group g any none"], "is not defined above"),
        ([*LINES, "group g any g"], "is not defined above"),
        ([*LINES, "group g 3 X0 X1"], "write any, all or a number"),
        ([*LINES, "group g 0 X0 X1"], "write any, all or a number"),
        ([*LINES, "group g 01 X0 X1"], "write any, all or a number"),
        ([*LINES, "group g any"], "is no line of a policy"),
        (["quorum none\r"], "no control characters"),
        (["quorum none\x7f"], "no control characters"),
    ],
)
def test_what_a_policy_cannot_say_is_refused_by_its_line(lines, said):
    with pytest.raises(PolicyError, match=said):
        policy(*lines)


def test_a_policy_of_endless_length_is_refused():
    with pytest.raises(PolicyError, match="at most 1000000 are read"):
        parse_policy(b"#" * 1_000_001)


@given(st.binary() | st.from_regex(rb"((log|witness|group|quorum) [a-z0-9+ ]*\n)*", fullmatch=True))
def test_reading_a_policy_gives_one_or_a_policy_error(data):
    try:
        found = parse_policy(data)
    except PolicyError:
        return

    assert parse_policy(found.encode()) == found


@pytest.mark.parametrize(
    ("signed", "missing"),
    [((), 3), ((0,), 2), ((0, 1), 1), ((0, 1, 2), 1), ((3,), 2), ((0, 1, 3), 0), ((5,), 3)],
)
def test_how_many_more_must_cosign_is_the_least_that_would_do(signed, missing):
    found = policy(*LINES, "group X 2 X0 X1 X2", "group all all X X3", "quorum all")

    assert found.needed() == 3
    assert found.missing({W[n].vkey for n in signed}) == missing


def test_of_one_witness_or_none_as_many_are_needed():
    assert policy(*LINES, "quorum X1").needed() == 1
    assert policy(*LINES, "quorum X1").missing({W[1].vkey}) == 0
    assert policy(*LINES, "quorum none").needed() == 0


def test_a_policy_of_a_million_bytes_is_read_and_no_longer_one():
    rest = b"\nquorum none\n"
    most = b"#" * (1_000_000 - len(rest)) + rest

    assert parse_policy(most).quorum == "none"
    with pytest.raises(PolicyError, match="at most 1000000"):
        parse_policy(b"#" + most)


def test_a_threshold_of_one_is_any_and_a_word_too_many_is_refused():
    assert policy(*LINES, "group g 1 X0 X1", "quorum g").groups["g"].threshold == 1
    for line in (
        f"witness X9 {W[5].vkey} https://w.example more",
        f"log {LOG.vkey} https://l more",
    ):
        with pytest.raises(PolicyError, match="is no line of a policy"):
            parse_policy(f"{line}\nquorum none\n".encode())
