"""What is published was signed by an approver's own key; no row of a table stands for that."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from pendopo.programme.signing import Introduction
from pendopo.published.approvals import challenge
from tests.desk.authenticator import EDDSA, RS256, Authenticator, b64
from tests.desk.conftest import PASSWORD, Desk, Visitor, as_asked

OFFICE = "Desa Rejo"
PLACE = "desk.contoh.example"
CONTENT = b"village,year,households\nRejo,2026,412\nSari,2026,380\n"
# Whoever is named in a row that a test writes: tests of one file run in two processes.
pytestmark = pytest.mark.usefixtures("clerk", "reviewer")
SAID = {"title": "Households", "scope-dataset": "households", "licence": "CC-BY-4.0"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk at which a reviewer's own key lets through."""
    yield from as_asked(tmp_path_factory, f'address = "https://{PLACE}"\n', "own-key")


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


@pytest.fixture(scope="module")
def reviewer(desk: Desk) -> Visitor:
    return desk.signed_in("budi", "reviewer")


@pytest.fixture(scope="module")
def device(desk: Desk, clerk: Visitor, reviewer: Visitor) -> Authenticator:  # noqa: ARG001  who is there by then
    """The reviewer's device, whose key the log introduced."""
    found = Authenticator(PLACE)
    give(found, "budi")
    introduce(desk, found)
    return found


def give(device: Authenticator, name: str) -> Any:
    """Put a device in somebody's hands."""
    from django.utils import timezone

    from pendopo.desk.models import Passkey, Person

    return Passkey.objects.create(
        person=Person.objects.get(name=name),
        name=f"Telepon {name}",
        key_id=b64(device.key_id),
        public=b64(device.cose),
        made_at=timezone.now(),
    )


def introduce(desk: Desk, device: Authenticator, unit: str = "inspectorate", **more: str) -> str:
    asked = Introduction(device.passkey.vkey, ("approver",), f"Office {unit}", unit, **more)
    return desk.opened.signing.introduce(asked, lambda: datetime.now(UTC)).leaf.id


def sent(desk: Desk, clerk: Visitor, dataset: str = "households", content: bytes = CONTENT) -> int:
    """Hand a file in and send it to a reviewer; its number."""
    address = clerk.upload("/hand-in/", ("a.csv", content), register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}say/", **{**SAID, "scope-dataset": dataset})
    desk.work()
    clerk.post(f"{address}send/", waved="Small villages.")
    return int(address.split("/")[-2])


def written(desk: Desk, dataset: str = "households") -> int:
    """Write a submission into the tables as the pages leave it when it was sent; its number."""
    from django.utils import timezone

    from pendopo.desk.asking import keep, next_version
    from pendopo.desk.models import Person, Submission

    now = timezone.now()
    made = Submission.objects.create(
        register="datasets",
        office=OFFICE,
        said={"title": "Households"},
        scope={"dataset": dataset},
        by=Person.objects.get(name="sari"),
        stage="sent",
        made_at=now,
        changed_at=now,
    )
    name, digest, size = keep(desk.opened, made, [CONTENT])
    next_version(made, path=name, filename="a.csv", sha256=digest, size=size, received_at=now)
    return made.pk


def let_through(desk: Desk, device: Authenticator, dataset: str = "households") -> int:
    """Write one that was let through and signed."""
    number = written(desk, dataset)
    forge(desk, number, forged(desk, number, device, known(desk, device)))
    return number


def seen_of(desk: Desk, found: Any) -> str:
    from pendopo.desk.seen import hash_of

    return hash_of(desk.opened, found, found.version)


def looked(reviewer: Visitor, number: int, **more: str) -> tuple[str, bytes]:
    """Look at it and go on to sign it; what is signed, and the challenge."""
    page = reviewer.get(f"/submissions/{number}/").text
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    key = re.search(r'name="key" value="([0-9]+)"', page)
    assert seen
    assert key
    form = {"waved": "Right.", "seen": seen[1], "key": key[1], **more}
    to = reviewer.post(f"/submissions/{number}/let-through/", **form).to
    assert to == f"/submissions/{number}/approval/"
    return asked(reviewer.get(to).text)


def asked(page: str) -> tuple[str, bytes]:
    found = re.search(r"<code>(pendopo/statement/v1.*?)</code>", page, re.DOTALL)
    options = re.search(r'data-passkey="([^"]+)"', page)
    assert found
    assert options
    said = unescape(found[1])
    wanted = json.loads(unescape(options[1]))
    assert wanted["userVerification"] == "required"
    assert wanted["challenge"] == b64(challenge(said))
    return said, challenge(said)


def signed(
    desk: Desk, clerk: Visitor, reviewer: Visitor, device: Authenticator, **more: str
) -> int:
    """Have something let through, by the pages; nothing is published yet."""
    number = sent(desk, clerk, more.pop("dataset", "households"))
    _, wanted = looked(reviewer, number, **more)
    answer = reviewer.post(f"/submissions/{number}/approval/", credential=device.answer(wanted))
    assert answer.to == f"/submissions/{number}/"
    return number


def row(number: int) -> Any:
    from pendopo.desk.models import Submission

    return Submission.objects.get(pk=number)


def told_by_signer(desk: Desk, number: int, now: datetime | None = None) -> str:
    """Ask the signer for it; why it does not publish it."""
    from pendopo.desk.signer import SignerError, publish

    with pytest.raises(SignerError) as refused:
        publish(desk.opened, number, now or datetime.now(UTC))
    assert not refused.value.again
    return str(refused.value)


def test_what_a_reviewer_signs_is_published_with_what_they_signed(
    desk: Desk, clerk: Visitor, reviewer: Visitor, device: Authenticator
):
    number = signed(desk, clerk, reviewer, device)
    desk.work()

    from pendopo.desk.models import Act

    found = row(number)
    assert found.stage == "published", list(found.jobs.values_list("fault", flat=True))
    act = Act.objects.get(submission=number, what="approved")
    assert act.about["signed"] == challenge(found.approval["statement"]).hex()
    leaf = desk.opened.recorded().entries[found.entry].leaf
    assert [one.role for one in leaf.objects][-2:] == ["approval", "approval-signature"]
    verdict = desk.opened.verify()
    assert verdict.ok, verdict.problems
    assert verdict.counts["approvals"] == 1
    assert verdict.offices == {"Office inspectorate": 1}
    public = [desk.opened.object_path(one.c).read_bytes() for one in leaf.objects]
    assert not any(b"budi" in part.lower() for part in public)
    assert not any(b64(device.key_id).encode() in part for part in public)


@pytest.mark.parametrize("kind", [EDDSA, RS256])
def test_other_kinds_of_keys_sign_too(desk: Desk, clerk: Visitor, kind: str):
    name = f"rina-{kind.lower()}"
    other, device = desk.signed_in(name, "reviewer"), Authenticator(PLACE, kind)
    give(device, name)
    introduce(desk, device, f"unit-{kind.lower()}")

    number = signed(desk, clerk, other, device, dataset=kind.lower())
    desk.work()

    assert row(number).stage == "published"
    assert desk.opened.verify().ok


def test_a_reviewer_whose_key_is_not_introduced_is_told_what_to_hand_over(
    desk: Desk, clerk: Visitor
):
    new = desk.signed_in("wati", "reviewer")
    number = sent(desk, clerk)

    without = new.get(f"/submissions/{number}/").text
    device = Authenticator(PLACE)
    give(device, "wati")
    page, account = new.get(f"/submissions/{number}/").text, new.get("/account/").text
    form = {"waved": "Right.", "seen": seen_of(desk, row(number))}
    tried = new.post(f"/submissions/{number}/let-through/", **form)

    assert "a passkey of your own" in without
    for text in (page, account):
        assert device.passkey.vkey in unescape(text)
        assert device.passkey.fingerprint in text
        assert "--role approver" in text
    assert "let-through" not in page
    assert tried.status == 422
    assert "not introduced yet" in tried.text
    assert row(number).stage == "sent"


def test_a_passkey_that_is_removed_here_is_counted_by_the_log_until_it_is_ended_there(desk: Desk):
    from pendopo.desk.approving import own_keys
    from pendopo.desk.models import Person

    kept, told = {}, {}
    for name in ("lukas", "maria"):
        visitor, device = desk.signed_in(name, "reviewer"), Authenticator(PLACE)
        kept[name], id_ = give(device, name), introduce(desk, device, f"unit-{name}")
        if name == "maria":
            kept[name] = give(Authenticator(PLACE), name)  # which nobody introduced
        address = f"/account/passkeys/{kept[name].pk}/remove/"
        told[name] = visitor.get(visitor.post(address, password=PASSWORD).to).text
        assert (id_ in told[name]) == (name == "lukas")

    assert "pendopo roles end" in told["lukas"]
    assert "The passkey is removed." in told["maria"]
    administrator = desk.signed_in("nanda", "administrator")
    page = f"/people/{Person.objects.get(name='maria').pk}/"
    [counted] = [one.role for one in own_keys(desk.opened, Person.objects.get(name="maria"))]
    assert counted
    administrator.post(f"{page}second-step/take/")
    assert f"pendopo roles end {counted.id}" in administrator.get(page).text


def test_a_row_that_was_forged_without_a_signature_publishes_nothing(desk: Desk):
    number = written(desk)
    forge(desk, number)

    assert "Nobody signed it" in told_by_signer(desk, number)


def forge(desk: Desk, number: int, approval: Any = None) -> None:
    """Write into the table what the pages write when somebody lets something through."""
    from pendopo.desk.models import Person

    found = row(number)
    found.stage, found.reviewer = "approved", Person.objects.get(name="budi")
    found.reviewed = seen_of(desk, found)
    found.approval = {} if approval is None else approval
    found.save()


@pytest.mark.parametrize(
    "odd",
    [
        [],
        "x",
        {"statement": "x"},
        {"statement": 1, "nonce": "00", "signature": "{}"},
        {"statement": "x", "nonce": "zz", "signature": "{}"},
        {"statement": "x", "nonce": None, "signature": None},
    ],
)
def test_whatever_else_stands_in_the_table_is_no_signature(desk: Desk, odd: Any):
    number = written(desk)
    forge(desk, number, odd)

    assert "Nobody signed it" in told_by_signer(desk, number)


@pytest.mark.parametrize(
    "odd",
    [
        {"challenge": b64(b"x" * 32)},
        {"origin": "https://desk.other.example"},
        {"flags": 0x01},
        {"host": "desk.other.example"},
        {"type": "webauthn.create"},
    ],
)
def test_an_answer_to_something_else_lets_nothing_through(
    desk: Desk, clerk: Visitor, reviewer: Visitor, device: Authenticator, odd: dict[str, Any]
):
    from pendopo.desk.models import Submission

    number = sent(desk, clerk)
    said, wanted = looked(reviewer, number)

    page = reviewer.post(
        f"/submissions/{number}/approval/", credential=device.answer(wanted, **odd)
    )
    stage = row(number).stage
    right = reviewer.post(f"/submissions/{number}/approval/", credential=device.answer(wanted))
    kept = row(number).approval
    # And should the pages not look, the signer does.
    forged = {**kept, "signature": device.sign(wanted, **odd).encode().decode()}
    Submission.objects.filter(pk=number).update(approval=forged)

    assert (page.status, stage) == (422, "sent")
    assert "The device did not sign it" in page.text
    assert right.to == f"/submissions/{number}/"
    assert kept["statement"] == said
    assert "not signed with the key of an approver" in told_by_signer(desk, number)


@pytest.mark.parametrize(
    "since",
    [
        {"said": {"title": "Other"}},
        {"scope": {"dataset": "other"}},
        {"waved": "Other."},
        {"not_before": date(2026, 1, 1)},
    ],
)
def test_other_words_than_those_signed_are_refused_whatever_the_table_says(
    desk: Desk,
    device: Authenticator,
    since: dict[str, Any],
):
    from pendopo.desk.models import Submission

    number = let_through(desk, device)
    Submission.objects.filter(pk=number).update(**since)
    forge(desk, number, row(number).approval)

    assert "What was signed is not this" in told_by_signer(desk, number)


def test_what_was_signed_for_one_submission_counts_for_no_other(desk: Desk, device: Authenticator):
    first, other = let_through(desk, device), written(desk)
    forge(desk, other, row(first).approval)

    assert "What was signed is not this" in told_by_signer(desk, other)


def test_what_was_signed_counts_once(
    desk: Desk, clerk: Visitor, reviewer: Visitor, device: Authenticator
):
    """Nor can what was published be brought back by it, once something else stands there."""
    from pendopo.desk.models import Submission

    number = signed(desk, clerk, reviewer, device, dataset="once")
    desk.work()
    published = row(number)
    again = {"stage": "approved", "begun_at": None, "begun_as": "", "entry": None}
    Submission.objects.filter(pk=number).update(**again, publication="")

    told = told_by_signer(desk, number)

    assert published.stage == "published"
    assert "was published in its place since" in told
    assert desk.opened.recorded().size == published.entry + 1


def test_what_was_taken_away_is_not_brought_back_by_what_was_signed_before(
    desk: Desk, clerk: Visitor, reviewer: Visitor, device: Authenticator
):
    """Its objects no longer lie there then, by which a signature is known to have been used."""
    from pendopo.desk.models import Submission

    number = signed(desk, clerk, reviewer, device, dataset="held")
    desk.work()
    published = row(number)
    ids = [published.publication]
    desk.opened.withdrawing.hold(ids, "COURT-ORDER", (), lambda: datetime.now(UTC))
    again = {"stage": "approved", "begun_at": None, "begun_as": "", "entry": None}
    Submission.objects.filter(pk=number).update(**again, publication="")

    assert "taken away from the public" in told_by_signer(desk, number)
    assert desk.opened.recorded().size == published.entry + 2


def test_a_key_that_was_ended_lets_nothing_through(desk: Desk, clerk: Visitor):
    other, device = desk.signed_in("eko", "reviewer"), Authenticator(PLACE)
    give(device, "eko")
    id_ = introduce(desk, device, "legal")
    number = signed(desk, clerk, other, device)
    desk.opened.signing.end(id_, "stolen", lambda: datetime.now(UTC))

    assert "approver that is in force" in told_by_signer(desk, number)
    assert (
        "the public log does not know your passkey"
        in other.get(f"/submissions/{sent(desk, clerk)}/").text
    )


def test_a_publishers_own_key_lets_nothing_of_theirs_through(desk: Desk):
    """Though it is an approver's too, and the table says another let it through."""
    number = written(desk, "own")
    own = Authenticator(PLACE)
    kept = give(own, "sari")
    id_ = introduce(desk, own, "village")
    forge(desk, number, forged(desk, number, own, id_))

    told = told_by_signer(desk, number)
    kept.delete()

    assert "Somebody who had a part in it signed it" in told


def forged(
    desk: Desk, number: int, device: Authenticator, id_: str, at: datetime | None = None
) -> dict[str, str]:
    """Make an approval as the pages would, with whatever key."""
    from pendopo.desk.approving import _subject

    found = row(number)
    subject = _subject(desk.opened, found, found.version, seen_of(desk, found))
    moment = (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = subject.statement(moment, id_, b"n" * 32).text()
    signature = device.sign(challenge(text)).encode().decode()
    return {"statement": text, "nonce": (b"n" * 32).hex(), "signature": signature}


def test_a_key_that_the_log_does_not_hold_lets_nothing_through(desk: Desk, device: Authenticator):
    number, stranger = written(desk), Authenticator(PLACE)
    for id_ in ("01JH5Q0E4ZQF4Q2M1K7Y8C3V9T", known(desk, device)):
        forge(desk, number, forged(desk, number, stranger, id_))

        assert "approver that is in force" in told_by_signer(desk, number)


def known(desk: Desk, device: Authenticator) -> str:
    return next(k.id for k in desk.opened.signing.people().keys if k.key == device.passkey)


def test_a_key_of_another_place_lets_nothing_through_here(desk: Desk):
    number, elsewhere = written(desk), Authenticator("desk.other.example")
    id_ = introduce(desk, elsewhere, "elsewhere")
    forge(desk, number, forged(desk, number, elsewhere, id_))

    assert "What was signed is not this" in told_by_signer(desk, number)


def test_what_was_signed_long_ago_or_in_the_future_does_not_count(
    desk: Desk, device: Authenticator
):
    number, now = written(desk, "late"), datetime.now(UTC)
    for at in (now - timedelta(days=31), now + timedelta(hours=1)):
        forge(desk, number, forged(desk, number, device, known(desk, device), at))

        assert "too long ago" in told_by_signer(desk, number)


def test_what_was_let_through_before_something_else_took_its_place_is_looked_at_again(
    desk: Desk, device: Authenticator
):
    from pendopo.desk.signer import publish

    first, second = written(desk, "both"), let_through(desk, device, "both")
    early = datetime.now(UTC) - timedelta(minutes=10)
    publish(desk.opened, second, datetime.now(UTC))
    forge(desk, first, forged(desk, first, device, known(desk, device), early))

    assert "was published in its place since" in told_by_signer(desk, first)


@pytest.mark.parametrize(
    ("by", "address", "stage", "act"),
    [
        ("sari", "take-back", "ready", "taken-back"),
        ("budi", "recall", "sent", "recalled"),
    ],
)
def test_what_either_takes_back_has_to_be_signed_again(
    desk: Desk,
    clerk: Visitor,
    reviewer: Visitor,
    device: Authenticator,
    by: str,
    address: str,
    stage: str,
    act: str,
):
    from pendopo.desk.models import Act

    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    number = signed(desk, clerk, reviewer, device, dataset=address, not_before=tomorrow)
    before, visitor = row(number), clerk if by == "sari" else reviewer
    visitor.post(f"/submissions/{number}/{address}/")
    after, done = row(number), Act.objects.filter(submission=number).latest("pk")
    forge(desk, number, before.approval)

    assert before.approval["statement"]
    assert before.not_before.isoformat() == tomorrow
    assert (after.stage, after.approval, after.reviewer) == (stage, {}, None)
    assert (done.who, done.what) == (by, act)
    assert (done.about["publisher"], done.about["reviewer"]) == ("sari", "budi")
    # Whoever writes into the table puts back what was signed: the signer takes it no more.
    assert "was taken back since" in told_by_signer(desk, number)


def test_what_a_reviewer_takes_back_is_published_once_it_is_signed_anew(
    desk: Desk, clerk: Visitor, reviewer: Visitor, device: Authenticator
):
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    number = signed(desk, clerk, reviewer, device, dataset="anew", not_before=tomorrow)

    reviewer.post(f"/submissions/{number}/recall/")
    desk.work()
    between = row(number).stage
    _, wanted = looked(reviewer, number)
    reviewer.post(f"/submissions/{number}/approval/", credential=device.answer(wanted))
    desk.work()

    assert (between, row(number).stage) == ("sent", "published")


def test_what_was_changed_before_it_is_signed_is_not_let_through(
    desk: Desk, clerk: Visitor, reviewer: Visitor, device: Authenticator
):
    number = sent(desk, clerk)
    _, wanted = looked(reviewer, number)
    clerk.post(f"/submissions/{number}/take-back/")
    clerk.post(f"/submissions/{number}/say/", **{**SAID, "title": "Other"})
    desk.work()
    clerk.post(f"/submissions/{number}/send/", waved="Small villages.")

    answer = reviewer.post(f"/submissions/{number}/approval/", credential=device.answer(wanted))

    assert answer.status == 422
    assert "What was signed is not this" in answer.text
    assert row(number).stage == "sent"


@pytest.mark.usefixtures("device")
def test_nothing_is_signed_that_was_not_looked_at(desk: Desk, clerk: Visitor, reviewer: Visitor):
    number, other = sent(desk, clerk), sent(desk, clerk)
    looked(reviewer, number)

    assert reviewer.get(f"/submissions/{other}/approval/").to == f"/submissions/{other}/"
    assert "Look at it once more" in reviewer.get(f"/submissions/{other}/").text
    assert clerk.get(f"/submissions/{number}/approval/").status == 403
