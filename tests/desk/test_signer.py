"""The signer publishes what another person let through, byte for byte, and nothing else."""

import json
import os
import socket
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.desk.conftest import Desk

OFFICE = "Desa Rejo"
CONTENT = b"village,year,households\nRejo,2026,412\nSari,2026,380\n"
NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def people(desk: Desk) -> tuple[Any, Any]:
    from pendopo.desk.models import Person

    desk.invite("sari", "publisher", OFFICE)
    desk.invite("budi", "reviewer")
    return Person.objects.get(name="sari"), Person.objects.get(name="budi")


def let_through(desk: Desk, people: tuple[Any, Any], content: bytes = CONTENT, **facts: Any) -> int:
    """Write a submission down as the desk's pages leave it."""
    from pendopo.desk.asking import keep, next_version
    from pendopo.desk.models import Stage, Submission

    clerk, reviewer = people
    known = {
        "register": "datasets",
        "office": OFFICE,
        "said": {"title": "Households"},
        "scope": {"dataset": "households"},
        "by": clerk,
        "reviewer": reviewer,
        "stage": Stage.APPROVED,
        "made_at": NOW,
        "changed_at": NOW,
    }
    made = Submission.objects.create(**{**known, **facts})
    name, digest, size = keep(desk.opened, made, [content])
    next_version(made, path=name, filename="a.csv", sha256=digest, size=size, received_at=NOW)
    review(desk, made.pk)
    return made.pk


def review(desk: Desk, number: int) -> None:
    """Let a submission through as it is now."""
    from pendopo.desk.models import Submission
    from pendopo.desk.seen import hash_of

    found = Submission.objects.get(pk=number)
    version = found.version
    assert version
    Submission.objects.filter(pk=number).update(reviewed=hash_of(desk.opened, found, version))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"stage": "sent"}, "was not let through"),
        ({"reviewer": None}, "Nobody but its publisher"),
        ({"reviewer": "clerk"}, "Nobody but its publisher"),
        ({"not_before": date(2026, 11, 27)}, "may not be published yet"),
    ],
)
def test_what_was_not_let_through_is_refused(desk: Desk, people, facts: dict[str, Any], told: str):
    from pendopo.desk.signer import SignerError, publish

    if facts.get("reviewer") == "clerk":
        facts = {"reviewer": people[0]}
    number = let_through(desk, people, **facts)

    with pytest.raises(SignerError, match=told):
        publish(desk.opened, number, NOW)


@pytest.mark.parametrize(
    "since",
    [
        {"scope": {"dataset": "other"}},
        {"said": {"title": "Other"}},
        {"said": {"title": "Households", "licence": "ODbL-1.0"}},
        {"personal": {"village": ["publish", "why"]}},
        {"office": "Desa Sari"},
        {"waved": "why"},
        {"not_before": date(2026, 1, 1)},
    ],
)
def test_other_words_than_those_let_through_are_refused(desk: Desk, people, since: dict[str, Any]):
    from pendopo.desk.models import Submission
    from pendopo.desk.signer import SignerError, publish

    number = let_through(desk, people)
    Submission.objects.filter(pk=number).update(**since)

    with pytest.raises(SignerError, match="is not what was let through"):
        publish(desk.opened, number, NOW)


def test_a_file_that_was_changed_on_disk_is_refused(desk: Desk, people):
    from pendopo.desk.asking import folder_of
    from pendopo.desk.models import Submission
    from pendopo.desk.signer import SignerError, publish

    number = let_through(desk, people)
    version = Submission.objects.get(pk=number).version
    assert version
    (folder_of(desk.opened) / version.path).write_bytes(CONTENT + b"Jati,2026,9999\n")

    with pytest.raises(SignerError, match="not the one that was handed in"):
        publish(desk.opened, number, NOW)


def test_a_file_that_is_swapped_once_the_signer_has_looked_is_refused(
    desk: Desk, people, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk import signer
    from pendopo.desk.asking import folder_of
    from pendopo.desk.models import Submission

    number, size = let_through(desk, people), desk.opened.recorded().size
    version = Submission.objects.get(pk=number).version
    assert version
    file, hold = folder_of(desk.opened) / version.path, signer._hold_ripe

    def swap(*given: Any) -> None:
        hold(*given)
        file.write_bytes(CONTENT + b"Jati,2026,9999\n")

    monkeypatch.setattr(signer, "_hold_ripe", swap)

    with pytest.raises(signer.SignerError, match="not the one that was handed in"):
        signer.publish(desk.opened, number, NOW)

    assert desk.opened.recorded().size == size
    assert Submission.objects.get(pk=number).begun_at is None


def test_a_mapping_that_is_swapped_once_the_signer_has_looked_is_not_followed(
    desk: Desk, people, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk import signer

    folder = desk.opened.root / "mappings"
    folder.mkdir(exist_ok=True)
    mapping, hold = folder / "desa.toml", signer._hold_approved
    mapping.write_text(mapped("village"))
    number = let_through(desk, people, mapping="desa", scope={"dataset": "mapped"})

    def swap(*given: Any) -> Any:
        found = hold(*given)
        mapping.write_text(mapped("households"))
        return found

    monkeypatch.setattr(signer, "_hold_approved", swap)
    made = signer.publish(desk.opened, number, NOW)

    metadata = desk.opened.metadata(desk.opened.state().publication(made.index))
    assert metadata
    assert metadata.mapping
    assert metadata.mapping["column"] == [{"name": "a", "from": "village"}]


def mapped(column: str) -> str:
    """Write a mapping that takes one column."""
    head = '[source]\ncolumns = ["village", "year", "households"]\n'
    return f'{head}[[column]]\nname = "a"\nfrom = "{column}"\n'


def test_what_is_asked_twice_is_published_once_and_names_both_roles(desk: Desk, people):
    from pendopo.desk.signer import ask

    number = let_through(desk, people)

    first = ask(desk.opened, {"publish": number})
    again = ask(desk.opened, {"publish": number})

    assert first == again
    leaf = desk.opened.state().entries[first["index"]].leaf
    assert (leaf.id, leaf.actor) == (first["id"], "publisher.reviewer")
    assert leaf.objects[0].n == len(CONTENT)
    assert b"Sari" not in leaf.encode()


def test_what_a_reviewer_let_through_whose_account_was_shut_since_is_refused(desk: Desk, people):
    from pendopo.desk.inviting import Wanted, invite
    from pendopo.desk.models import Person
    from pendopo.desk.roles import Role
    from pendopo.desk.signer import SignerError, publish

    thief, _ = invite(Wanted("maling", "Maling", Role.REVIEWER), NOW, "operator")
    number = let_through(desk, people, reviewer=thief)
    Person.objects.filter(pk=thief.pk).update(is_active=False)

    with pytest.raises(SignerError, match="was shut since") as refused:
        publish(desk.opened, number, NOW)
    assert not refused.value.again


def test_a_signer_killed_as_it_began_leaves_what_may_be_taken_back(desk: Desk, people):
    from pendopo.desk.models import Person, Submission
    from pendopo.desk.signer import SignerError, publish

    desk.invite("wayan", "reviewer")
    wayan = Person.objects.get(name="wayan")
    number = let_through(desk, people, reviewer=wayan, said={"title": "Begun"})
    Submission.objects.filter(pk=number).update(begun_at=desk.opened.recorded().size)
    Person.objects.filter(name="wayan").update(is_active=False)

    with pytest.raises(SignerError, match="Take it back"):
        publish(desk.opened, number, NOW)

    assert Submission.objects.get(pk=number).begun_at is None


def test_nothing_is_taken_back_while_the_signer_may_still_be_at_it(desk: Desk, people):
    from pendopo.desk.models import Person, Stage, Submission

    clerk = desk.signed_in("tuti", "publisher", OFFICE)
    officer = desk.signed_in("rudi", "reviewer")
    reviewer = Person.objects.get(name="rudi")
    number = let_through(desk, people, begun_at=3, reviewer=reviewer)

    tried = [
        visitor.post(f"/submissions/{number}/{how}/").text
        for visitor, how in ((clerk, "take-back"), (officer, "recall"))
    ]
    during = Submission.objects.get(pk=number).stage
    Submission.objects.filter(pk=number).update(begun_at=None)
    officer.post(f"/submissions/{number}/recall/")
    recalled = Submission.objects.get(pk=number).stage
    clerk.post(f"/submissions/{number}/take-back/")

    assert ["It is being published at this moment." in text for text in tried] == [True, True]
    assert (during, recalled) == (Stage.APPROVED, Stage.SENT)
    assert Submission.objects.get(pk=number).stage == Stage.READY


def test_only_who_let_it_through_takes_that_back_for_the_reviewers(desk: Desk, people):
    from pendopo.desk.models import Person, Submission

    first, second = (desk.signed_in(name, "reviewer") for name in ("tini", "titi"))
    number = let_through(desk, people, reviewer=Person.objects.get(name="tini"))
    button = f"/submissions/{number}/recall/"

    shown = [button in one.get(f"/submissions/{number}/").text for one in (first, second)]
    other = second.post(button)
    stage = Submission.objects.get(pk=number).stage

    assert shown == [True, False]
    assert (other.status, stage) == (422, "approved")
    assert "it waits for a reviewer again" in first.get(first.post(button).to).text


def test_a_publication_that_failed_may_be_taken_back_and_its_reason_is_told_in_a_sentence(
    desk: Desk, people, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.models import Submission
    from pendopo.desk.signer import SignerError, ask
    from pendopo.programme.programme import Programme

    def fail(*_given: object, **_more: object) -> None:
        raise OSError(28, "No space left on device", "/srv/secret/path")

    number = let_through(desk, people)
    monkeypatch.setattr(Programme, "publish", fail)

    with pytest.raises(SignerError, match="fell over it") as refused:
        ask(desk.opened, {"publish": number})

    assert refused.value.again
    assert "/srv" not in str(refused.value)
    assert Submission.objects.get(pk=number).begun_at is None


def test_while_others_write_to_the_log_it_waits_and_is_published_once_they_are_done(
    desk: Desk, people, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.models import Job, Submission, Work
    from pendopo.desk.working import begin_again, order
    from pendopo.store import log, place

    monkeypatch.setattr(log, "lock", lambda path, _wait_s: place.lock(path, 0.2))
    number = let_through(desk, people, said={"title": "Busy"}, scope={"dataset": "busy"})
    version = Submission.objects.get(pk=number).version
    assert version
    held = place.lock(desk.opened.place.private / "log.lock", 1)
    order(version, Work.PUBLISH)
    desk.work()
    waits, size = Job.objects.get(submission=number), desk.opened.recorded().size
    os.close(held)
    Job.objects.filter(pk=waits.pk).update(not_before=None)
    begin_again()
    desk.work()

    assert (waits.ended_at, waits.not_before is None) == (None, False)
    assert waits.fault.startswith("Others write to the log at this moment")
    assert desk.opened.recorded().size == size + 1
    assert Submission.objects.get(pk=number).stage == "published"


def test_a_day_begins_where_the_government_is(desk: Desk, people):
    from pendopo.desk.signer import SignerError, publish

    number = let_through(desk, people, not_before=date(2026, 11, 27))
    midnight = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)  # in Jakarta, UTC+7

    with pytest.raises(SignerError, match="may not be published yet"):
        publish(desk.opened, number, midnight - timedelta(seconds=1))
    assert publish(desk.opened, number, midnight).index >= 0


def test_alike_submissions_of_one_second_are_published_each_on_its_own(desk: Desk, people):
    from pendopo.desk.models import Stage, Submission
    from pendopo.desk.signer import publish

    first = let_through(desk, people)
    other = let_through(
        desk, people, CONTENT + b"Jati,2026,1\n", office="Desa Sari", said={"title": "Jati"}
    )
    twin = let_through(desk, people)
    entries = []

    for number in (first, other, twin):
        made = publish(desk.opened, number, NOW)
        entries.append(made)
        Submission.objects.filter(pk=number).update(entry=made.index, stage=Stage.PUBLISHED)

    assert len({one.index for one in entries}) == 3
    stands = desk.opened.state().publication(entries[1].index)
    metadata = desk.opened.metadata(stands)
    assert metadata
    assert (metadata.publisher, metadata.title) == ("Desa Sari", "Jati")


def test_what_a_crash_left_unwritten_is_found_unless_other_words_were_let_through_since(
    desk: Desk, people
):
    from pendopo.desk.models import Submission
    from pendopo.desk.signer import publish

    number = let_through(desk, people)

    first = publish(desk.opened, number, NOW)
    after_a_crash = publish(desk.opened, number, NOW)
    Submission.objects.filter(pk=number).update(said={"title": "Households, again"})
    review(desk, number)
    with_other_words = publish(desk.opened, number, NOW)

    assert after_a_crash == first
    assert with_other_words.index > first.index


def test_the_socket_opens_to_the_signers_own_user_where_no_other_is_named(desk: Desk):
    from pendopo.desk.alive import signer_lives
    from pendopo.desk.signer import socket_path

    while not signer_lives(desk.opened):
        pass

    assert socket_path(desk.opened).stat().st_mode & 0o777 == 0o600


def test_nobody_but_those_who_may_ask_is_answered(desk: Desk):
    from pendopo.desk import signer

    ours, others = socket.socketpair()
    with ours, others:
        others.sendall(b'{"publish": 1}\n')
        answer = signer._answer(desk.opened, ours, {os.geteuid() + 1})

    assert "may not ask" in answer["refused"]


@pytest.mark.parametrize(
    "asked",
    [
        b"\n",
        b"[]\n",
        b'{"publish": "x"}\n',
        b'{"publish": true}\n',
        b'{"publish": 1e999}\n',
        b'{"publish": 99999999999999999999}\n',
        b"[" * 4000 + b"\n",
        b"\xff\n",
        b"x" * 5000,
    ],
)
def test_what_the_signer_does_not_understand_it_refuses(desk: Desk, asked: bytes):
    from pendopo.desk import signer

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(signer.near(signer.socket_path(desk.opened)))
        line.sendall(asked)
        answer = json.loads(line.makefile().readline())

    assert answer == {"refused": "this was not understood"}
