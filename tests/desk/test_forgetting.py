"""What is taken away in the open is at the desk no more either, nor what was made or said of it."""

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pendopo.programme.own_key import new_key, sign
from pendopo.programme.signing import Introduction
from pendopo.programme.withdrawing import Request as Asked
from tests.bytes_below import places_of
from tests.desk.conftest import Desk, Visitor

OFFICE = "Desa Rejo"
SECRET = b"Sukmawati Ningrum"
# What PostgreSQL keeps is no file of ours.
_IN_SQLITE = set() if os.environ.get("DESK_DATABASE") == "postgresql" else {"desk.sqlite-wal"}
ROADS = b"road,keeper\nR1," + SECRET + b"\n"


def handed_in_twice_and_published(desk: Desk, clerk: Visitor) -> tuple[str, str]:
    """Hand in a file that is stopped, then a better one; both name a person."""
    from pendopo.desk.models import Person, Stage, Submission
    from pendopo.desk.seen import hash_of
    from pendopo.desk.signer import ask

    stopped = ROADS + b"R1,R2,R3\n"
    sent = clerk.upload("/hand-in/", ("roads.csv", stopped), register="datasets", office=OFFICE)
    Submission.objects.update(scope={"dataset": "roads"}, said={"title": "Roads"})
    desk.work()
    clerk.upload(f"{sent.to}file/", ("roads.csv", ROADS), "/hand-in/")
    desk.work()
    desk.invite("budi", "reviewer")
    one = Submission.objects.get()
    assert one.version
    assert one.version.preview
    one.reviewer = Person.objects.get(name="budi")
    one.reviewed_sha256, one.stage = one.version.sha256, Stage.APPROVED
    one.reviewed = hash_of(desk.opened, one, one.version)
    one.save()
    one.publication = ask(desk.opened, {"publish": one.pk})["id"]
    one.stage = Stage.PUBLISHED
    one.save()
    return sent.to, one.publication


def drafted(text: str) -> None:
    """Let the submission be one that a form was filled in for."""
    from pendopo.desk.models import Draft, Person, Submission

    now, one = datetime.now(UTC), Submission.objects.get()
    Draft.objects.create(
        key="a" * 32, form="meeting", office=OFFICE, by=Person.objects.get(name="sari"),
        content={"events": [{"note": text}]}, made_at=now, changed_at=now, submission=one,
    )  # fmt: skip


def said_beside(text: str) -> None:
    """Let a reviewer and a mending that came to nothing tell of it too."""
    from pendopo.desk.models import Job, Submission, Upload, Version, Work

    now, one = datetime.now(UTC), Submission.objects.get()
    Submission.objects.update(waved=text, answer=text, approval={"nonce": text})
    cells = [{"table": "roads", "line": 2, "column": "keeper", "was": text, "text": "-"}]
    unmade = Version.objects.create(
        submission=one, number=0, path="", filename="-", size=0, received_at=now, mended=cells
    )
    Job.objects.create(submission=one, version=unmade, work=Work.CHECK, at=now, fault=text)
    Upload.objects.create(
        key="b" * 32, by=one.by, office=OFFICE, register="datasets", filename=f"{text}.csv",
        size=1, made_at=now, submission=one,
    )  # fmt: skip


def test_what_two_officers_take_away_is_gone_from_the_desk_with_its_earlier_files(
    desk: Desk, tmp_path: Path
):
    from pendopo.desk.forgetting import forget

    opened, clock = desk.opened, partial(datetime.now, UTC)
    clerk = desk.signed_in("sari", "publisher", OFFICE)
    place, id_ = handed_in_twice_and_published(desk, clerk)
    drafted(SECRET.decode())
    said_beside(SECRET.decode())
    for unit in ("legal", "inspectorate"):
        key = new_key(tmp_path / unit)
        opened.signing.introduce(Introduction(key, ("officer",), f"Office {unit}", unit), clock)
    before = places_of(opened.place.private / "desk", SECRET)
    asked = Asked((id_,), "ID-PDP-43", "Nama seseorang ada di dalamnya.")
    statement = opened.withdrawing.draft(asked, clock())

    notes = [sign(statement, tmp_path / unit)[0] for unit in ("legal", "inspectorate")]
    opened.withdrawing.apply(notes, clock)
    forget(opened)
    page, file = clerk.get(place), clerk.get(f"{place}versions/1/")

    kept = {"files", "previews", *_IN_SQLITE}
    assert {Path(one).parts[0] for one in before} >= kept
    assert places_of(opened.root, SECRET) == []
    assert (page.status, file.status) == (200, 404)
    assert "The file was taken away" in page.text


def test_a_preview_that_went_with_a_withdrawal_is_made_again(desk: Desk):
    from pendopo.desk.models import Job, Submission, Work

    clerk = desk.signed_in("tini", "publisher", OFFICE)
    sent = clerk.upload("/hand-in/", ("a.csv", b"a,b\n1,2\n"), register="datasets", office=OFFICE)
    one = Submission.objects.latest("pk")
    one.scope, one.said = {"dataset": "a"}, {"title": "A"}
    one.save()
    desk.work()

    desk.opened.drop_derived()
    clerk.get(sent.to)
    clerk.get(sent.to)

    waiting = Job.objects.filter(submission=one, work=Work.PREVIEW, ended_at=None)
    assert waiting.count() == 1


def test_a_preview_is_kept_by_nobody_and_a_new_file_is_asked_of_persons_anew(desk: Desk):
    from pendopo.desk.models import Submission

    clerk = desk.signed_in("wati", "publisher", OFFICE)
    sent = clerk.upload("/hand-in/", ("a.csv", b"a,b\n1,2\n"), register="datasets", office=OFFICE)
    one = Submission.objects.latest("pk")
    one.scope, one.said = {"dataset": "a"}, {"title": "A"}
    one.personal = {"a": ["publish", "The first file's persons agreed."]}
    one.save()
    desk.work()
    one.refresh_from_db()
    assert one.version
    assert one.version.preview
    name = one.version.preview["name"]

    shown = clerk.get(f"/preview/{name}/en/")
    data = clerk.get(f"/preview/{name}/data/datasets/a.csv")
    clerk.upload(f"{sent.to}file/", ("a.csv", b"a,b\n3,4\n"), form=sent.to)
    one.refresh_from_db()

    for answer in (shown, data):
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert one.personal == {}
