"""What an administrator does to an account holds at once, and not against themselves."""

import pytest

from tests.desk.conftest import PASSWORD, Answer, Desk, Visitor

OFFICE = "Desa Rejo"


@pytest.fixture(scope="module")
def admin(desk: Desk) -> Visitor:
    return desk.signed_in("ratna", "administrator")


@pytest.mark.parametrize("name", ["desk", "operator", "signer", "Worker"])
def test_nobody_is_called_as_the_acts_call_a_program(admin: Visitor, name: str):
    from pendopo.desk.models import Person

    answer = admin.post("/people/", name=name, role="publisher", office=OFFICE)

    assert "is how the acts call a program" in answer.text
    assert not Person.objects.filter(name=name.lower()).exists()


def address_of(name: str) -> str:
    from pendopo.desk.models import Person

    return f"/people/{Person.objects.get(name=name).pk}/"


def enter(desk: Desk, name: str) -> Answer:
    return desk.visitor().post("/sign-in/", "/sign-in/", name=name, password=PASSWORD)


def test_a_shut_account_is_out_at_once_and_comes_in_once_it_is_open_again(
    desk: Desk, admin: Visitor
):
    clerk = desk.signed_in("sari", "publisher", OFFICE)
    before = clerk.get("/").status
    shut = f"{address_of('sari')}shut/"

    admin.post(shut)
    session, refused = clerk.get("/").to, enter(desk, "sari")
    admin.post(shut, open="1")
    again = enter(desk, "sari")

    assert (before, session) == (200, "/sign-in/")
    assert (refused.status, refused.to) == (200, "")
    assert (again.status, again.to) == (302, "/")
    assert clerk.get("/").to == "/sign-in/"


def test_a_role_that_is_taken_opens_nothing_from_then_on(desk: Desk, admin: Visitor):
    from pendopo.desk.models import Post

    clerk = desk.signed_in("tono", "publisher", OFFICE)
    post = Post.objects.get(person__name="tono")

    before = clerk.get("/hand-in/").status
    admin.post(f"{address_of('tono')}posts/{post.pk}/take/")
    after = clerk.get("/hand-in/").status

    assert (before, after) == (200, 403)


def test_who_lost_a_second_step_sets_up_another_before_anything_else(desk: Desk, admin: Visitor):
    reviewer = desk.signed_in("budi", "reviewer")
    before = reviewer.get("/").status

    admin.post(f"{address_of('budi')}second-step/take/")
    session = reviewer.get("/").to
    entered = reviewer.post("/sign-in/", "/sign-in/", name="budi", password=PASSWORD)
    anywhere = [reviewer.get(address).to for address in ("/", "/rights/")]

    assert (before, session) == (200, "/sign-in/")
    assert entered.status == 302
    assert anywhere == ["/account/"] * 2


def test_nobody_shuts_themselves_out(admin: Visitor):
    from pendopo.desk.models import Person, Post

    own, post = address_of("ratna"), Post.objects.get(person__name="ratna")

    for act in ("shut/", "second-step/take/", f"posts/{post.pk}/take/"):
        admin.post(f"{own}{act}")

    ratna = Person.objects.get(name="ratna")
    assert (ratna.is_active, ratna.totp) == (True, admin.secret)
    assert Post.objects.filter(pk=post.pk).exists()
    assert admin.get("/people/").status == 200


def test_what_a_form_does_not_ask_is_no_fault(desk: Desk, admin: Visitor):
    from pendopo.desk.models import Person

    desk.invite("mira", "publisher", OFFICE)

    answer = admin.post(f"{address_of('mira')}reach/", registers="none", phone="0812")

    assert answer.status == 302
    assert Person.objects.get(name="mira").phone == "0812"


def email_of(name: str) -> str:
    from pendopo.desk.models import Person

    return Person.objects.get(name=name).email


def test_an_address_that_another_account_has_is_refused_with_what_to_do(desk: Desk, admin: Visitor):
    for name in ("dewi", "eko"):
        desk.invite(name, "publisher", OFFICE)
    admin.post(f"{address_of('dewi')}reach/", email="dewi@misal.example")

    refused = admin.get(
        admin.post(f"{address_of('eko')}reach/", email="Dewi@Misal.example").to
    ).text
    invited = admin.post(
        "/people/",
        name="fajar",
        role="publisher",
        office=OFFICE,
        email="DEWI@misal.example",
    ).text

    for page in (refused, invited):
        assert "The account dewi has the e-mail address" in page
        assert "Take it out there first, or write another one." in page
    assert email_of("eko") == ""
    assert "fajar" not in admin.get("/people/").text


def test_who_takes_an_address_out_may_write_it_beside_another_name(desk: Desk, admin: Visitor):
    for name in ("gita", "hadi"):
        desk.invite(name, "publisher", OFFICE)
    admin.post(f"{address_of('gita')}reach/", email="gita@misal.example")

    admin.post(f"{address_of('gita')}reach/", email="Gita@misal.example")
    admin.post(f"{address_of('gita')}reach/", email="")
    admin.post(f"{address_of('hadi')}reach/", email="gita@misal.example")

    assert (email_of("gita"), email_of("hadi")) == ("", "gita@misal.example")


def test_an_administrator_of_an_office_is_not_told_whose_address_it_is(desk: Desk, admin: Visitor):
    desk.invite("indra", "publisher", "Desa Lain")
    desk.invite("joko", "publisher", OFFICE)
    admin.post(f"{address_of('indra')}reach/", email="indra@misal.example")
    of_office = desk.signed_in("kartika", "administrator", OFFICE)

    refused = of_office.get(
        of_office.post(f"{address_of('joko')}reach/", email="indra@misal.example").to
    ).text

    assert "Another account has the e-mail address indra@misal.example." in refused
    assert "The account indra" not in refused
    assert (email_of("indra"), email_of("joko")) == ("indra@misal.example", "")


def test_the_page_of_rights_names_a_register_by_its_title(desk: Desk, admin: Visitor):
    desk.invite("lina", "publisher", OFFICE, ("places",))
    title = desk.opened.registers["places"].title

    page = admin.get("/rights/").text

    assert f'<td data-label="Registers">{title}</td>' in page


def test_who_writes_an_address_second_is_told_so_though_it_was_free_when_it_was_looked_for(
    desk: Desk,
):
    from django.db import IntegrityError, transaction

    from pendopo.desk.inviting import InviteError, held, hold_free
    from pendopo.desk.models import Person

    for name in ("niken", "oki"):
        desk.invite(name, "publisher", OFFICE)
    one, other = (Person.objects.get(name=name) for name in ("niken", "oki"))

    def hold() -> None:
        hold_free("niken@misal.example", other)
        if not email_of("niken"):  # another request comes between the look and the writing
            Person.objects.filter(pk=one.pk).update(email="niken@misal.example")

    with pytest.raises(InviteError, match="The account niken has"), held(hold):
        Person.objects.filter(pk=other.pk).update(email="Niken@Misal.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(email="NIKEN@misal.example")

    assert email_of("oki") == ""
