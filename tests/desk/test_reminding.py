"""Who is late is shown, called from a printed list, and reminded by a real e-mail server."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.desk.conftest import PASSWORD, Desk, Visitor, as_asked
from tests.desk.letters import taking

OFFICE = "Desa Rejo"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


@pytest.fixture(scope="module")
def letters() -> Iterator[tuple[int, list[bytes]]]:
    with taking() as found:
        yield found.port, found.taken


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, letters: tuple[int, list[bytes]]):
    more = f"""\
due = ["datasets quarter", "places year"]
mail = "smtp://127.0.0.1:{letters[0]}"
mail_from = "data@misal.example"
"""
    yield from as_asked(tmp_path_factory, more)


@pytest.fixture(scope="module")
def lead(desk: Desk) -> Visitor:
    from pendopo.desk.models import Person

    desk.invite("sari", "publisher", OFFICE, ("datasets",))
    Person.objects.filter(name="sari").update(
        email="sari@misal.example", email_confirmed_at=NOW, phone="0812-555-0101", language="id"
    )
    desk.invite("tono", "publisher", "Desa Sari", ("places",))
    return desk.signed_in("ratna", "lead")


def test_who_is_late_stands_on_the_list_for_calls_and_is_reminded_once(
    desk: Desk, lead: Visitor, letters: tuple[int, list[bytes]]
):
    page = lead.get("/overview/").text
    told = [lead.get(lead.post("/overview/remind/").to).text for _ in range(2)]
    desk.work()

    assert "0812-555-0101" in page
    assert "Desa Sari" in page
    assert ["Reminders on their way: 1." in one for one in told] == [True, False]
    [letter] = [message_from_bytes(one, policy=policy.default) for one in letters[1]]
    assert (letter["To"], letter["From"]) == ("sari@misal.example", "data@misal.example")
    assert OFFICE in letter["Subject"]
    assert "http" in letter.get_content()
    assert "Sari" in letter.get_content()


def test_a_lead_sees_on_their_own_desk_how_much_is_late(desk: Desk, lead: Visitor):
    page = lead.get("/").text
    of_others = desk.signed_in("yanto", "reviewer").get("/").text

    assert re.search(r"Late: <b>[1-9][0-9]*</b>", page)
    assert "See whom to call" in page
    assert "See whom to call" not in of_others


def test_who_may_remind_nobody_sees_no_telephone(desk: Desk, lead: Visitor):  # noqa: ARG001
    page = desk.signed_in("wati", "civil-society").get("/overview/").text

    assert OFFICE in page
    assert "0812" not in page
    assert "sari@misal.example" not in page
    assert "Whom to call" not in page


def test_what_is_due_stands_on_the_desk_of_who_publishes_it(desk: Desk):
    clerk = desk.signed_in("rini", "publisher", OFFICE, ("datasets",))

    page = clerk.get("/").text

    assert "none yet" in page
    assert "Datasets" in page


def test_a_rhythm_counts_from_the_last_publication():
    from pendopo.desk.dues import Due

    due = Due("a", "datasets", date(2026, 1, 1), date(2026, 4, 3), ())

    assert [due.late(one) for one in (date(2026, 4, 3), date(2026, 4, 4))] == [False, True]
    assert [due.soon(one) for one in (date(2026, 3, 1), date(2026, 3, 25))] == [False, True]


def test_an_e_mail_without_a_server_is_told_and_may_be_sent_again(desk: Desk, lead: Visitor):  # noqa: ARG001
    from dataclasses import replace

    from pendopo.desk.mail import MailError, send

    class Hall:
        config = replace(
            desk.opened.config, desk=replace(desk.opened.config.desk, mail="smtp://127.0.0.1:1")
        )
        place = desk.opened.place

    with pytest.raises(MailError, match=r"127\.0\.0\.1"):
        send(Hall(), "a@b.example", "a", "b")  # type: ignore[arg-type]
    with pytest.raises(MailError):
        send(desk.opened, "a@b.example\r\nBcc: c@d.example", "a", "b")
    assert not (desk.opened.place.private / "secrets" / Path("mail.password")).exists()


def read(letter: bytes) -> str:
    return str(message_from_bytes(letter, policy=policy.default).get_content())


def test_a_code_goes_by_e_mail_and_is_kept_nowhere(desk: Desk, letters: tuple[int, list[bytes]]):
    from django.db import connection

    from pendopo.desk.models import Person

    ratna = desk.signed_in("admin", "administrator")
    fields = {"name": "wayan", "full_name": "Wayan", "email": "wayan@misal.example"}
    place = {"role": "publisher", "office": OFFICE, "by_mail": "1"}
    before = len(letters[1])

    told = ratna.get(ratna.post("/people/", "/people/", **fields, **place).to)
    desk.work()

    [letter] = letters[1][before:]
    [code] = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", read(letter))
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = [cursor.execute(f'select * from "{one}"') and cursor.fetchall() for one in tables]  # noqa: S608
    assert (told.status, code in told.text, code in str(rows)) == (200, False, False)
    desk.visitor().begin("wayan", code)
    assert Person.objects.get(name="wayan").has_usable_password()


def test_who_forgot_the_password_is_sent_a_code_and_who_asks_learns_no_name(
    desk: Desk, letters: tuple[int, list[bytes]]
):
    from pendopo.desk.models import Code, Person

    desk.signed_in("putu", "publisher", OFFICE)
    Person.objects.filter(name="putu").update(email="putu@misal.example", email_confirmed_at=NOW)
    Code.objects.update(made_at=datetime(2026, 1, 1, tzinfo=UTC))
    visitor = desk.visitor()
    before = len(letters[1])

    answers = []
    for name in ("nobody.here", "putu", "putu"):
        answers.append(visitor.get(visitor.post("/code/forgotten/", "/code/", name=name).to).text)
        desk.work()

    assert len(set(map(len, answers))) == 1
    assert "a code is on its way" in answers[0]
    assert len(letters[1]) == before + 1
    # Whoever asked for it for another has changed nothing: the password is good still.
    assert visitor.post("/sign-in/", "/sign-in/", name="putu", password=PASSWORD).to == "/"


def test_who_asks_a_code_again_and_again_for_another_neither_fills_a_box_nor_ends_a_code(
    desk: Desk, letters: tuple[int, list[bytes]]
):
    from pendopo.desk.models import Act, Code, Person

    printed = desk.invite("made", "publisher", OFFICE)
    Person.objects.filter(name="made").update(email="made@misal.example", email_confirmed_at=NOW)
    Code.objects.update(made_at=datetime(2026, 1, 1, tzinfo=UTC))
    visitor = desk.visitor()
    before = len(letters[1])

    for _ in range(3):  # while the worker is at something long
        visitor.post("/code/forgotten/", "/code/", name="made")
    desk.work()

    assert len(letters[1]) == before + 1
    assert not Act.objects.filter(who="made").exists()
    desk.visitor().begin("made", printed)
    assert Person.objects.get(name="made").has_usable_password()
    assert not Code.objects.filter(person__name="made", used_at=None).exists()


def test_the_log_says_of_no_letter_whom_a_server_refused(
    desk: Desk, lead: Visitor, caplog: pytest.LogCaptureFixture
):
    from pendopo.desk.models import Code, Person

    Person.objects.filter(name="sari").update(email="refused@misal.example", reminded_at=None)
    lead.post("/overview/remind/")
    Code.objects.update(made_at=datetime(2026, 1, 1, tzinfo=UTC))
    desk.visitor().post("/code/forgotten/", "/code/", name="sari")
    desk.work()

    told = [one.getMessage() for one in caplog.records if "not sent" in one.getMessage()]
    assert sorted(told) == [
        "a code was not sent: SMTPRecipientsRefused",
        "a reminder was not sent: SMTPRecipientsRefused",
    ]


def test_no_letter_leaves_this_machine_without_tls(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    from ipaddress import ip_address

    from pendopo.desk import mail

    monkeypatch.setattr(mail, "ip_address", lambda _near: ip_address("192.0.2.1"))

    with pytest.raises(mail.MailError, match="no STARTTLS; write smtps://"):
        mail.send(desk.opened, "a@b.example", "a", "b")


def test_a_mistyped_address_is_written_anew_and_what_went_there_is_good_no_more(desk: Desk):
    from pendopo.desk.models import Person

    admin = desk.signed_in("agus", "administrator")
    code = desk.invite("nyoman", "publisher", OFFICE)
    number = Person.objects.get(name="nyoman").pk
    place = f"/people/{number}/"

    wrong = admin.get(admin.post(f"{place}reach/", place, email="nyoman", phone="").to).text
    admin.post(f"{place}reach/", place, email="nyoman@misal.example", phone="0812-555-0107")

    found = Person.objects.get(pk=number)
    assert "as name@example.org" in wrong
    assert (found.email, found.phone) == ("nyoman@misal.example", "0812-555-0107")
    assert "nyoman@misal.example" in admin.get(place).text
    desk.visitor().begin("nyoman", code)
    assert not Person.objects.get(pk=number).has_usable_password()


def of_its_own(desk: Desk, letters: list[bytes], name: str) -> tuple[Visitor, str]:
    """Have a clerk begin, and the office's administrator write an address; the code sent there."""
    from pendopo.desk.models import Person

    clerk = desk.signed_in(name, "publisher", OFFICE)
    admin = desk.signed_in(f"{name}.head", "administrator", OFFICE)
    place = f"/people/{Person.objects.get(name=name).pk}/"
    desk.work()
    before = len(letters)
    admin.post(f"{place}reach/", place, email=f"{name}@misal.example")
    desk.work()
    [letter] = letters[before:]
    [code] = _CODE.findall(read(letter))
    assert name not in read(letter).casefold()
    assert "Not confirmed yet" in admin.get(place).text
    assert "Send a new code by e-mail" not in admin.get(place).text
    assert _CODE.search(admin.post(f"{place}code/", by_mail="1").text)  # on paper, as without one
    return clerk, code


def test_nothing_goes_to_an_address_before_its_owner_has_confirmed_it(
    desk: Desk, lead: Visitor, letters: tuple[int, list[bytes]]
):
    from django_tasks_db.models import DBTaskResult

    from pendopo.desk.models import Code, Person

    clerk, code = of_its_own(desk, letters[1], "agung")
    before = len(letters[1])
    Code.objects.update(made_at=NOW)

    desk.visitor().post("/code/forgotten/", "/code/", name="agung")
    lead.post("/overview/remind/")
    desk.work()
    to_agung = [one for one in letters[1][before:] if b"agung@" in one]
    told = clerk.get("/").text, clerk.get("/account/").text
    clerk.post("/account/e-mail/", code=code.lower())
    confirmed = clerk.get("/account/").text
    DBTaskResult.objects.all().delete()  # as a quarter of an hour later
    desk.visitor().post("/code/forgotten/", "/code/", name="agung")
    lead.post("/overview/remind/")
    desk.work()

    assert to_agung == []
    assert all("not confirmed yet" in page for page in told)
    assert "agung@misal.example: confirmed." in confirmed
    assert Person.objects.get(name="agung").confirmed
    now = [read(one) for one in letters[1][before:] if b"agung@" in one]
    assert sorted("is still to be published" in one for one in now) == [False, True]


def test_the_code_that_went_to_a_stranger_opens_nothing_to_them(
    desk: Desk, letters: tuple[int, list[bytes]]
):
    from pendopo.desk.models import Person

    clerk, code = of_its_own(desk, letters[1], "bagas")
    stranger = desk.signed_in("citra", "publisher", OFFICE)

    stranger.post("/account/e-mail/", code=code)
    taking = dict.fromkeys(("password", "again"), "lima sapi biru tidur")
    desk.visitor().post("/code/", "/code/", name="bagas", code=code, **taking)
    asked_again = clerk.get(clerk.post("/account/e-mail/ask/").to).text
    wrong = clerk.get(clerk.post("/account/e-mail/", code="AAAA-BBBB-CCCC-DDDD").to).text

    assert (
        not Person.objects.filter(name__in=("bagas", "citra"))
        .exclude(email_confirmed_at=None)
        .exists()
    )
    assert desk.visitor().post("/sign-in/", "/sign-in/", name="bagas", password=PASSWORD).to == "/"
    assert "A code was sent there a moment ago" in asked_again
    assert "This is not the code that was sent there" in wrong


def test_another_address_is_confirmed_anew_and_an_invitation_confirms_where_it_went(
    desk: Desk, letters: tuple[int, list[bytes]]
):
    from pendopo.desk.models import Person

    admin = desk.signed_in("dharma", "administrator")
    fields = {"name": "endang", "full_name": "E", "email": "endang@misal.example", "by_mail": "1"}
    desk.work()
    before = len(letters[1])
    admin.post("/people/", "/people/", **fields, role="publisher", office=OFFICE)
    desk.work()
    [letter] = letters[1][before:]

    desk.visitor().begin("endang", _CODE.findall(read(letter))[0])
    begun = Person.objects.get(name="endang")
    admin.post(f"/people/{begun.pk}/reach/", email="endang@misal.example", phone="0812")
    kept = Person.objects.get(name="endang").confirmed
    admin.post(f"/people/{begun.pk}/reach/", email="lain@misal.example")

    assert (begun.confirmed, kept) == (True, True)
    assert not Person.objects.get(name="endang").confirmed
