"""What the desk keeps no longer is removed, with its files; what waits for somebody stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.bytes_below import places_of
from tests.desk.conftest import PASSWORD, Desk, Visitor, as_asked
from tests.desk.test_mending import mended, workbook

OFFICE = "Desa Rejo"
DAY = timedelta(days=1)
SECRET = b"Sukmawati Ningrum"


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from as_asked(tmp_path_factory)


@pytest.fixture
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def handed_in(desk: Desk, clerk: Visitor, **now: Any) -> int:
    """Hand a file in that is stopped, and another in its place; then let it be at a stage."""
    from pendopo.desk.models import Submission

    first, second = (b"a,b\n1," + SECRET + more for more in (b"\n1,2,3\n", b"\n"))
    sent = clerk.upload("/hand-in/", ("a.csv", first), register="datasets", office=OFFICE)
    desk.work()
    clerk.upload(f"{sent.to}file/", ("a.csv", second), sent.to)
    desk.work()
    number = int(sent.to.split("/")[-2])
    Submission.objects.filter(pk=number).update(**now)
    return number


def files_of(desk: Desk, number: int) -> list[Path]:
    from pendopo.desk.asking import folder_of

    folder = folder_of(desk.opened) / str(number)
    return sorted(one for one in folder.rglob("*") if one.is_file()) if folder.exists() else []


def cleared(desk: Desk, days: int) -> int:
    """Clear as it would be done in so many days."""
    from pendopo.desk.clearing import clear

    return clear(desk.opened, timezone.now() + days * DAY, "operator")


@pytest.mark.parametrize("stage", ["dropped", "mending", "ready", "returned"])
def test_what_was_given_up_or_never_sent_on_goes_after_a_year_with_its_files(
    desk: Desk, clerk: Visitor, stage: str
):
    from pendopo.desk.models import Act, Submission, Version

    number = handed_in(desk, clerk, stage=stage)
    cleared(desk, 364)
    before = (len(files_of(desk, number)), Submission.objects.count())

    cleared(desk, 366)

    assert before == (2, 1)
    assert files_of(desk, number) == []
    assert (Submission.objects.count(), Version.objects.count()) == (0, 0)
    assert places_of(desk.opened.place.private, SECRET) == []
    assert Act.objects.order_by("-id")[0].what == "cleared"


def test_what_somebody_writes_on_in_its_form_is_not_left(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Draft, Person, Submission

    now = timezone.now()
    number = handed_in(desk, clerk, stage="returned", changed_at=now - 300 * DAY)
    common = {"by": Person.objects.get(name="sari"), "office": OFFICE, "made_at": now - 300 * DAY}
    Draft.objects.create(
        key="a" * 32, form="meeting", changed_at=now, submission_id=number, **common
    )

    cleared(desk, 364)
    kept = (Submission.objects.count(), len(files_of(desk, number)))
    cleared(desk, 366)

    assert kept == (1, 2)
    assert (Submission.objects.count(), Draft.objects.count()) == (0, 0)


@pytest.mark.parametrize("stage", ["checking", "sent", "approved"])
def test_what_waits_for_somebody_is_never_removed(desk: Desk, clerk: Visitor, stage: str):
    number = handed_in(desk, clerk, stage=stage)

    cleared(desk, 4_000)

    assert len(files_of(desk, number)) == 2


def test_of_what_was_published_the_earlier_files_go_and_the_last_one_stays(
    desk: Desk, clerk: Visitor
):
    from pendopo.desk.forgetting import forget
    from pendopo.desk.models import Submission

    number = handed_in(desk, clerk, stage="published", waved="it is right")
    one = Submission.objects.get(pk=number)
    first, last = one.versions.order_by("number")
    cleared(desk, 366)
    forget(desk.opened)
    again = desk.visitor()  # the sign-in of before is forgotten too
    again.post("/sign-in/", "/sign-in/", name="sari", password=PASSWORD)

    one.refresh_from_db()
    first.refresh_from_db()
    assert [file.name for file in files_of(desk, number)] == [last.path.split("/")[1]]
    assert (first.report, first.mended, one.waved) == (None, [], "it is right")
    assert one.version
    assert one.version.report is not None
    assert again.get(f"/submissions/{number}/").status == 200
    assert again.get(f"/submissions/{number}/versions/1/").status == 404


def test_a_published_file_stays_of_which_a_mending_made_no_other(desk: Desk, clerk: Visitor):
    from pendopo.desk.forgetting import forget
    from pendopo.desk.models import Submission

    content = workbook("=1+1")  # which no copy would keep
    address = mended(desk, clerk, content)
    number = int(address.split("/")[-2])
    Submission.objects.filter(pk=number).update(stage="published", waved="it is right")
    one = Submission.objects.get(pk=number)
    first, last = one.versions.order_by("number")

    cleared(desk, 366)
    forget(desk.opened)

    one.refresh_from_db()
    assert first.path == last.path
    assert [file.read_bytes() for file in files_of(desk, number)] == [content]
    assert one.version
    assert one.version.report is not None
    assert one.waved == "it is right"


def test_sign_ins_tries_codes_and_the_queue_are_forgotten_after_ninety_days(
    desk: Desk, clerk: Visitor
):
    from axes.models import AccessAttempt
    from django.contrib.sessions.models import Session
    from django_tasks_db.models import DBTaskResult

    from pendopo.desk.models import Code, SignIn, Upload

    desk.visitor().post("/sign-in/", "/sign-in/", name="sari", password="wrong")  # noqa: S106
    handed_in(desk, clerk)
    kinds: list[Any] = [SignIn, Code, AccessAttempt, DBTaskResult, Upload, Session]

    counts = []
    for days in (80, 91, 91 + 14):  # a code is good for fourteen days
        cleared(desk, days)
        counts.append([one.objects.count() for one in kinds])

    assert all(counts[0][:5])
    assert counts[1] == [0, counts[0][1], 0, 0, 0, 0]
    assert counts[2] == [0] * 6


@pytest.mark.usefixtures("clerk")
def test_how_a_shut_account_was_reached_goes_with_its_last_sign_in(desk: Desk):
    from pendopo.desk.models import Passkey, Person

    desk.signed_in("tini", "publisher", OFFICE)
    known = {"email": "a@misal.example", "phone": "0812", "totp": "JBSWY3DPEHPK3PXP"}
    Person.objects.filter(name="sari").update(**known, is_active=False)
    Person.objects.filter(name="tini").update(phone="0813")
    person = Person.objects.get(name="sari")
    Passkey.objects.create(person=person, name="a", key_id="YWFh", made_at=timezone.now())
    cleared(desk, 80)
    before = Person.objects.get(name="sari").email

    cleared(desk, 91)

    after, other = (Person.objects.get(name=name) for name in ("sari", "tini"))
    assert before == "a@misal.example"
    assert (after.email, after.phone, after.totp) == ("", "", "")
    assert not after.passkeys.exists()
    assert (after.full_name, other.phone) == ("Sari", "0813")


@pytest.mark.usefixtures("clerk")
def test_an_account_that_was_shut_long_ago_needs_another_code_when_it_is_opened(desk: Desk):
    from pendopo.desk.models import Person

    Person.objects.filter(name="sari").update(is_active=False)
    cleared(desk, 91)
    Person.objects.filter(name="sari").update(is_active=True)
    again = desk.visitor()

    again.post("/sign-in/", "/sign-in/", name="sari", password=PASSWORD)

    assert again.get("/account/").status == 302
    assert not Person.objects.get(name="sari").has_usable_password()


@pytest.mark.usefixtures("clerk")
def test_an_account_that_was_shut_by_mistake_is_opened_as_it_was(desk: Desk):
    from pendopo.desk.models import Person, SignIn

    admin = desk.signed_in("ayu", "administrator")
    Person.objects.filter(name="sari").update(phone="0812", totp="JBSWY3DPEHPK3PXP")
    person = Person.objects.get(name="sari")
    SignIn.objects.filter(person=person).delete()
    page = f"/people/{person.pk}/"
    admin.post(f"{page}shut/", page)

    cleared(desk, 89)
    kept = Person.objects.get(name="sari")
    cleared(desk, 91)
    left = Person.objects.get(name="sari")

    assert not kept.is_active
    assert (kept.phone, kept.totp, kept.password) == ("0812", person.totp, person.password)
    assert (left.phone, left.totp, left.has_usable_password()) == ("", "", False)


@pytest.mark.usefixtures("clerk")
def test_a_form_and_pieces_that_were_left_go_too(desk: Desk):
    from pendopo.desk.asking import folder_of
    from pendopo.desk.clearing import pieces_of
    from pendopo.desk.models import Draft, Person, Upload

    now, person = timezone.now(), Person.objects.get(name="sari")
    common = {"by": person, "office": OFFICE, "made_at": now}
    draft = Draft.objects.create(key="a" * 32, form="meeting", changed_at=now, **common)
    photos = folder_of(desk.opened) / f"draft-{draft.pk}"
    photos.mkdir()
    (photos / "a.jpg").write_bytes(SECRET)
    piece = Upload.objects.create(key="b" * 32, register="datasets", filename="a", size=9, **common)
    pieces_of(desk.opened, piece).write_bytes(SECRET)

    cleared(desk, 6)
    early = (Draft.objects.count(), Upload.objects.count())
    cleared(desk, 8)
    later = (Draft.objects.count(), Upload.objects.count())
    cleared(desk, 366)

    assert (early, later) == ((1, 1), (1, 0))
    assert (Draft.objects.count(), photos.exists()) == (0, False)
    assert places_of(desk.opened.place.private, SECRET) == []


@pytest.mark.usefixtures("clerk")
def test_what_cannot_be_removed_is_written_down_and_keeps_nothing_else(
    desk: Desk, caplog: pytest.LogCaptureFixture
):
    from pendopo.desk.asking import folder_of
    from pendopo.desk.clearing import pieces_of
    from pendopo.desk.models import Draft, Person, Upload

    now, person = timezone.now(), Person.objects.get(name="sari")
    common = {"by": person, "office": OFFICE, "made_at": now}
    draft = Draft.objects.create(key="a" * 32, form="meeting", changed_at=now, **common)
    photos = folder_of(desk.opened) / f"draft-{draft.pk}"
    photos.write_bytes(b"a file where a folder belongs")
    whole: dict[str, Any] = {"register": "datasets", "filename": "a", "size": 9, **common}
    held, other = (Upload.objects.create(key=key * 32, **whole) for key in "bc")
    pieces_of(desk.opened, held).mkdir()
    pieces_of(desk.opened, other).write_bytes(SECRET)

    cleared(desk, 366)

    assert [one.key for one in Upload.objects.all()] == [held.key]
    assert not pieces_of(desk.opened, other).exists()
    assert not Draft.objects.exists()
    told = [one.getMessage() for one in caplog.records if "not removed" in one.getMessage()]
    stayed = {str(pieces_of(desk.opened, held)), str(photos)}
    assert {one.partition(" was")[0] for one in told} == stayed


@pytest.mark.usefixtures("clerk")
def test_whatever_is_in_the_way_of_clearing_the_worker_starts(
    desk: Desk, caplog: pytest.LogCaptureFixture
):
    from pendopo.desk.clearing import clear_at_start
    from pendopo.desk.models import Person, Upload

    now, person = timezone.now(), Person.objects.get(name="sari")
    common: dict[str, Any] = {"by": person, "office": OFFICE, "made_at": now}
    Upload.objects.create(key="b" * 32, register="datasets", filename="a", size=9, **common)
    (desk.opened.place.private / "desk" / "uploads").write_bytes(b"a file where a folder belongs")

    clear_at_start(desk.opened, now + 8 * DAY)

    assert "what is kept no longer was not removed" in caplog.text
    assert Upload.objects.count() == 1
