"""Who is changed in how they sign in learns of it: by a letter, or on their own desk."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pyotp
import pytest
from django.utils import timezone

from tests.desk.conftest import PASSWORD, Desk, Visitor, as_asked
from tests.desk.letters import taking

OFFICE = "Desa Rejo"
NEW = "empat kuda hijau tidur"
Came = Callable[[], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def letters() -> Iterator[tuple[int, list[bytes]]]:
    with taking() as found:
        yield found.port, found.taken


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, letters: tuple[int, list[bytes]]):
    yield from as_asked(tmp_path_factory, f'mail = "smtp://127.0.0.1:{letters[0]}"\n')


@pytest.fixture
def came(desk: Desk, letters: tuple[int, list[bytes]]) -> Came:
    """Give what has the worker send all letters, and tells to whom they went and what they say."""
    letters[1].clear()

    def told() -> list[tuple[str, str]]:
        desk.work()
        read = [message_from_bytes(one, policy=policy.default) for one in letters[1]]
        return [(one["To"], " ".join(one.get_content().split())) for one in read]

    return told


def clerk(desk: Desk, name: str, email: str = "", *, confirmed: bool = True) -> Visitor:
    from pendopo.desk.models import Person

    made, at = desk.signed_in(name, "publisher", OFFICE), timezone.now() if confirmed else None
    Person.objects.filter(name=name).update(email=email, email_confirmed_at=at, language="en")
    return made


def set_up(visitor: Visitor, **more: str) -> None:
    found = re.search(r'<p class="hash">([A-Z2-7 ]+)</p>', visitor.get("/account/").text)
    assert found
    visitor.secret = found[1].replace(" ", "")
    digits = pyotp.TOTP(visitor.secret).now()
    visitor.post("/account/second-step/", digits=digits, **more)


def test_each_change_of_how_somebody_signs_in_is_told_by_a_letter(desk: Desk, came: Came):
    from pendopo.desk.models import Passkey, Person

    visitor, address = clerk(desk, "sari", "sari@misal.example"), "sari@misal.example"
    person = Person.objects.get(name="sari")
    key = Passkey.objects.create(person=person, name="a", key_id="YWFh", made_at=timezone.now())

    visitor.post("/account/password/", password=PASSWORD, new=NEW, again=NEW)
    visitor.post(f"/account/passkeys/{key.pk}/remove/", password=NEW)
    set_up(visitor, password=NEW)
    code = desk.signed_in("ratna", "administrator")
    given = code.post(f"/people/{person.pk}/code/", f"/people/{person.pk}/").text
    found = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", given)
    assert found
    desk.visitor().post(
        "/code/", "/code/", name="sari", code=found[0], password=PASSWORD, again=PASSWORD
    )
    code.post(f"/people/{person.pk}/second-step/take/", f"/people/{person.pk}/")

    told = came()
    assert {to for to, _ in told} == {address}
    assert [body.partition(", ")[2].partition(" That was on ")[0] for _, body in told] == [
        "Your password was changed.",
        "A passkey was removed from your account.",
        "The six digits of your second step were set up anew.",
        "Your password was set anew, with a code.",
        "Your second step was taken away.",
    ]
    assert "/code/" in told[0][1]
    assert "Changed in your account" not in visitor.get("/").text


def test_an_address_that_is_changed_is_told_where_it_was_and_asked_whose_it_is(
    desk: Desk, came: Came
):
    from pendopo.desk.models import Person

    clerk(desk, "tini", "tini@misal.example")
    number = Person.objects.get(name="tini").pk
    lead = desk.signed_in("wati", "administrator")
    place = f"/people/{number}/"

    lead.post(f"{place}reach/", place, email="other@misal.example", phone="")
    lead.post(f"{place}reach/", place, email="other@misal.example", phone="0812")
    told = dict(came())

    assert {*told} == {"other@misal.example", "tini@misal.example"}
    assert "The e-mail address of your account was changed." in told["tini@misal.example"]
    # A code for a new password goes to no address that nobody confirmed.
    assert "tell an administrator of the desk at once" in told["tini@misal.example"]
    assert "/code/" not in told["tini@misal.example"]
    # Whoever reads it there may be a stranger: they are asked, and told nothing.
    assert "write the code" in told["other@misal.example"]
    assert "was changed" not in told["other@misal.example"]
    assert "leave it. Kabupaten Misal" in told["other@misal.example"]  # another code may follow


def test_who_has_no_address_or_is_not_reached_reads_it_on_their_desk_for_a_week(
    desk: Desk, came: Came
):
    from pendopo.desk.models import Person
    from pendopo.desk.noticing import changes_of

    without, refused = clerk(desk, "yani"), clerk(desk, "rudi", "refused@misal.example")
    unconfirmed = clerk(desk, "dewi", "dewi@misal.example", confirmed=False)

    for visitor in (without, refused, unconfirmed):
        visitor.post("/account/password/", password=PASSWORD, new=NEW, again=NEW)
    told = came()
    person = Person.objects.get(name="yani")

    assert told == []
    for visitor in (without, refused, unconfirmed):
        page = visitor.get("/").text
        assert "Your password was changed." in page
        assert "If this was not you, change your password" in page
    assert len(changes_of(person, timezone.now() + timedelta(days=6))) == 1
    assert changes_of(person, timezone.now() + timedelta(days=8)) == []


def test_who_sets_the_first_password_is_told_nothing(desk: Desk, came: Came):
    visitor = clerk(desk, "lina", "lina@misal.example")

    assert came() == []
    assert "Changed in your account" not in visitor.get("/").text


def test_a_code_that_confirms_an_address_is_good_until_another_was_sent(desk: Desk, came: Came):
    from pendopo.desk.models import Person
    from pendopo.desk.signing_in import make_code

    visitor = clerk(desk, "sinta", "sinta.refused@misal.example", confirmed=False)
    person = Person.objects.get(name="sinta")
    earlier = timezone.now() - timedelta(hours=1)
    code = make_code(person, earlier, sent_to=person.email, confirms=True)

    visitor.post("/account/e-mail/ask/", "/account/")
    told = came()
    visitor.post("/account/e-mail/", "/account/", code=code)

    assert told == []
    assert Person.objects.get(name="sinta").confirmed


def test_a_code_that_was_sent_a_moment_ago_is_told_and_no_other_goes(desk: Desk, came: Came):
    from pendopo.desk.models import Act

    visitor = clerk(desk, "wulan", "wulan@misal.example", confirmed=False)

    def ask() -> str:
        return visitor.get(visitor.post("/account/e-mail/ask/", "/account/").to).text

    first, told, second = ask(), came(), ask()

    assert "A code is on its way there." in first
    assert "A code was sent there a moment ago" in second
    assert (len(told), came()) == (1, told)
    assert Act.objects.filter(what="confirming-sent", about__name="wulan").count() == 1


def test_a_page_says_that_a_code_was_sent_only_where_one_was(desk: Desk, came: Came):
    visitor = clerk(desk, "yuni", "yuni@misal.example", confirmed=False)

    before = visitor.get("/").text
    visitor.post("/account/e-mail/ask/", "/account/")
    came()
    after = visitor.get("/").text

    assert "Have a code sent there under My account." in before
    assert "A code was sent there" not in before
    assert "A code was sent there: write it under My account." in after
