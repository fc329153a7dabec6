"""What was let through is held to the key of its time, to its entry, and to its file."""

import hashlib
from typing import Any

import pytest

from pendopo.published.approvals import Subject, challenge
from pendopo.published.verify import FolderShelf, Verdict, verify
from pendopo.terms.entry import EntryType
from tests.desk.authenticator import Authenticator
from tests.published.verify.conftest import ORIGIN, VKEY, Record, canonical, named

PLACE, NONCE, TEXT = "desk.contoh.example", b"n" * 32, "village,year\nRejo,2026\n"
AT = "2026-01-01T00:00:00Z"


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(PLACE)


@pytest.fixture
def record(tmp_path, device: Authenticator) -> Record:
    """A record whose first entry introduces an approver's key."""
    made = Record(tmp_path / "public")
    introduce(made, device.passkey.vkey)
    return made


def introduce(record: Record, vkey: str, roles: tuple[str, ...] = ("approver",)) -> None:
    said = {"v": 1, "vkey": vkey, "roles": roles, "office": "Inspectorate", "unit": "inspectorate"}
    record.add(EntryType.ROLE_KEY, [("role-key", canonical(said))], actor="signer")


def let_through(record: Record, device: Authenticator, **odd: Any) -> int:
    """Add a publication as the signer makes one.

    :param odd: what is otherwise than it must be: a field of the subject, or ``key``, ``answer``,
        ``meta``, ``without``, ``raw`` metadata, a fact that is said ``twice``
    """
    subject = {
        "log": ORIGIN,
        "number": 17,
        "register": "datasets",
        "scope": {"dataset": "villages"},
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "seen": "0" * 64,
    }
    subject |= {name: value for name, value in odd.items() if name in subject}
    said = Subject(**subject).statement(AT, odd.get("key", named(0)), NONCE).text()  # type: ignore[arg-type]
    if "twice" in odd:
        said = said.rstrip("\n") + f"\n{odd['twice']}\n"
    answer = device.sign(challenge(said), **odd.get("answer", {})).encode()
    meta = {"source": {"filename": "a.csv"}, "approval_nonce": NONCE.hex(), **odd.get("meta", {})}
    metadata = {"v": 1, "register": "datasets", "tables": [], **meta}
    parts = [
        ("original", TEXT.encode()),
        ("metadata", odd.get("raw", canonical(metadata))),
        ("approval", said.encode()),
        ("approval-signature", answer),
    ]
    parts = [(role, data) for role, data in parts if role not in odd.get("without", ())]
    scope = {"dataset": "villages"}
    return int(record.add(EntryType.PUBLICATION, parts, register="datasets", scope=scope))


def found(record: Record) -> Verdict:
    record.seal()
    return verify(FolderShelf(record.public), VKEY)


def test_what_was_let_through_is_counted_by_the_office_whose_key_it_is(
    record: Record, device: Authenticator
):
    let_through(record, device)
    let_through(record, device, number=18)

    verdict = found(record)

    assert verdict.problems == ()
    assert verdict.counts["approvals"] == 2
    assert verdict.offices == {"Inspectorate": 2}


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        ({"log": "other.example/log"}, "no approval for the log"),
        ({"register": "villages"}, "another register or scope"),
        ({"scope": {"dataset": "other"}}, "another register or scope"),
        ({"scope": {}}, "another register or scope"),
        ({"sha256": "1" * 64}, "Another file was let through"),
        ({"meta": {"approval_nonce": ""}}, "Another file was let through"),
        ({"meta": {"approval_nonce": "x"}}, "not signed as it must be"),
        ({"key": named(1)}, "No key was introduced"),
        ({"answer": {"challenge": "eA"}}, "something else was signed"),
        ({"answer": {"flags": 1}}, "did not check who"),
        ({"answer": {"origin": "https://other.example"}}, "not at desk.contoh.example"),
        ({"without": ("approval",)}, "statement or its signature is missing"),
        ({"without": ("approval-signature",)}, "statement or its signature is missing"),
        ({"twice": "register: datasets"}, "register: comes 2 times"),
        ({"twice": "file: x"}, "file: comes 2 times"),
    ],
)
def test_what_is_not_as_it_was_signed_is_wrong(
    record: Record, device: Authenticator, odd: dict[str, Any], told: str
):
    index = let_through(record, device, **odd)

    verdict = found(record)

    [problem] = verdict.problems
    assert (problem.what, problem.index) == ("approval-wrong", index)
    assert told in problem.sentence()
    assert verdict.counts["approvals"] == 0


def test_metadata_that_nobody_can_read_open_no_approval(record: Record, device: Authenticator):
    let_through(record, device, raw=b"[" * 100_000)

    verdict = found(record)

    assert "approval-wrong" in [one.what for one in verdict.problems]
    assert verdict.counts["approvals"] == 0


def test_an_approval_counts_for_the_first_entry_by_it(record: Record, device: Authenticator):
    first, again = let_through(record, device), let_through(record, device)

    [problem] = found(record).problems

    assert (problem.what, problem.index) == ("approval-wrong", again)
    assert first < again
    assert "An earlier entry was let through by the very same signature." in problem.sentence()


def test_metadata_may_be_longer_than_a_note(record: Record, device: Authenticator):
    let_through(record, device, meta={"findings": "x" * 1_500_000})

    verdict = found(record)

    assert verdict.problems == ()
    assert verdict.counts["approvals"] == 1


def test_a_strangers_signature_is_wrong(record: Record):
    let_through(record, Authenticator(PLACE))

    [problem] = found(record).problems

    assert "not signed by the key" in problem.sentence()


def test_a_key_signs_until_it_is_ended_and_what_it_signed_before_stays_right(
    record: Record, device: Authenticator
):
    let_through(record, device)
    end = canonical({"v": 1, "ends": "stolen"})
    record.add(EntryType.ROLE_KEY, [("role-key", end)], prev=0, actor="signer")
    late = let_through(record, device, number=18)

    [problem] = found(record).problems

    assert problem.index == late
    assert "was ended on 2026-01-01" in problem.sentence()


def test_a_key_of_another_role_lets_nothing_through(record: Record):
    other = Authenticator(PLACE)
    introduce(record, other.passkey.vkey, ("officer",))
    let_through(record, other, key=named(1))

    [problem] = found(record).problems

    assert "which does not sign for: approval" in problem.sentence()


def test_of_a_file_that_is_kept_back_the_signature_is_checked_alone(
    record: Record, device: Authenticator
):
    let_through(record, device, without=("original",), meta={"approval_nonce": ""})
    made_from = {"source": {"made_from": {"filename": "a.csv"}}, "approval_nonce": ""}
    let_through(record, device, number=18, sha256="1" * 64, meta=made_from)

    verdict = found(record)

    assert verdict.problems == ()
    assert verdict.counts["approvals"] == 2


def test_what_was_redacted_is_no_wrong_approval(record: Record, device: Authenticator):
    index = let_through(record, device)
    c = record.c(index, "approval")
    record.redact(c)
    (record.public / record.object(index, "approval")).unlink()

    verdict = found(record)

    assert verdict.problems == ()
    assert verdict.counts["approvals"] == 0
