"""Signing in: codes that are good once, the second step, sign-ins that end, doors that shut."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from tests.desk.conftest import PASSWORD, Desk, Visitor, open_in


def test_a_code_is_good_once(desk: Desk):
    code = desk.invite("tini", "publisher", "Desa Rejo")
    first = desk.visitor().begin("tini", code)

    again = desk.visitor().post(
        "/code/", "/code/", name="tini", code=code, password=PASSWORD, again=PASSWORD
    )

    assert first.get("/").status == 200
    assert "was used" in again.text


def test_a_code_has_eighty_random_bits_and_is_good_for_fourteen_days(desk: Desk):
    from pendopo.desk.models import Code

    codes = [desk.invite(f"kode{i}", "publisher", "Desa Rejo") for i in range(2)]
    late = Code.objects.get(person__name="kode0")
    Code.objects.filter(pk=late.pk).update(ends_at=datetime.now(UTC))
    form = {"name": "kode0", "code": codes[0], "password": PASSWORD, "again": PASSWORD}

    tried = desk.visitor().post("/code/", "/code/", **form)

    assert all(
        re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", one) for one in codes
    )
    assert codes[0] != codes[1]
    assert late.ends_at - late.made_at == timedelta(days=14)
    assert "is too old" in tried.text


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("password1234", "too common"),
        ("1q2w3e4r5t6y", "too common"),
        ("Bismillah_2026!", "too common"),
        ("sayangkusayangku", "too common"),
        ("kuda", "too short"),
        ("8391058271", "entirely numeric"),
        ("wahyuni-di-desa", "holds your name"),
    ],
)
def test_a_password_that_leaked_or_holds_the_name_is_refused(desk: Desk, password: str, told: str):
    from pendopo.desk.models import Person
    from pendopo.desk.signing_in import make_code

    if not Person.objects.filter(name="wahyuni").exists():
        desk.invite("wahyuni", "publisher", "Desa Rejo")
    code = make_code(Person.objects.get(name="wahyuni"), datetime.now(UTC))

    answer = desk.visitor().post(
        "/code/", "/code/", name="wahyuni", code=code, password=password, again=password
    )

    assert told in answer.text


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("bismillah dan sayang", True),
        ("k3 elf hutan", True),
        ("k3 elf huta", False),
        (("k3 elf hutan, " * 10)[:128], True),
        (("k3 elf hutan, " * 10)[:129], False),
    ],
    ids=["words of the list", "twelve letters", "eleven letters", "128 letters", "129 letters"],
)
def test_a_password_has_twelve_letters_at_least_and_128_at_most(
    desk: Desk, password: str, taken: bool
):
    from pendopo.desk.models import Person

    name = f"panjang{len(password)}"
    code = desk.invite(name, "publisher", "Desa Rejo")

    form = {"name": name, "code": code, "password": password, "again": password}
    desk.visitor().post("/code/", "/code/", **form)

    assert Person.objects.get(name=name).has_usable_password() is taken


def test_every_letter_of_a_password_counts_of_whatever_script(desk: Desk):
    from pendopo.desk.models import Person

    whole = "\N{JAVANESE LETTER KA} \N{SEEDLING}" * 30 + " kuda, 99!"
    desk.signed_in("aksara", "publisher", "Desa Rejo")
    person = Person.objects.get(name="aksara")
    person.set_password(whole)
    person.save()

    def tried(password: str) -> str:
        return desk.visitor().post("/sign-in/", "/sign-in/", name="aksara", password=password).to

    others = (whole[:-1], f"{whole[:-1]}?", whole.replace("\N{SEEDLING}", "\N{HERB}"), f" {whole}")
    assert len(whole) > 95
    assert [tried(one) for one in others] == [""] * 4
    assert tried(whole) == "/"
    assert person.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_browsers_may_paste_and_keep_a_password(desk: Desk):
    pages = desk.visitor().get("/sign-in/").text + desk.visitor().get("/code/").text

    assert 'autocomplete="current-password"' in pages
    assert pages.count('autocomplete="new-password"') == 2
    assert "onpaste" not in pages


def test_each_sign_in_has_a_session_of_its_own_in_a_cookie_alone(desk: Desk):
    visitor = desk.signed_in("kadek", "publisher", "Desa Rejo")
    first = visitor.cookies["pendopo_desk"]
    planted = desk.visitor()
    planted.cookies["pendopo_desk"] = "a" * 32
    form = {"name": "kadek", "password": PASSWORD}

    planted.post("/sign-in/", "/sign-in/", **form)
    second = desk.visitor()
    answer = second.post("/sign-in/", "/sign-in/", **form)
    page = second.get("/account/")

    assert len({first, planted.cookies["pendopo_desk"], second.cookies["pendopo_desk"]}) == 3
    assert planted.cookies["pendopo_desk"] != "a" * 32
    key = second.cookies["pendopo_desk"]
    assert key not in answer.to + page.text
    assert desk.visitor().get(f"/?pendopo_desk={key}&sessionid={key}").to.startswith("/sign-in/")


def test_who_signed_out_comes_in_by_no_copy_of_the_cookie(desk: Desk):
    owner, thief = desk.signed_in("komang", "publisher", "Desa Rejo"), desk.visitor()
    thief.cookies = dict(owner.cookies)
    before = thief.get("/account/").status

    owner.post("/sign-out/", "/account/")

    assert (before, thief.get("/account/").to) == (200, "/sign-in/?next=%2Faccount%2F")


def test_a_sign_in_ends_twelve_hours_after_it_began_however_much_is_done_by_it(desk: Desk):
    from pendopo.desk.models import SignIn

    visitor = desk.signed_in("wayan", "publisher", "Desa Rejo")
    found, now = SignIn.objects.get(person__name="wayan"), datetime.now(UTC)

    def began(ago: timedelta) -> str:
        SignIn.objects.filter(pk=found.pk).update(at=now - ago, last_at=now)
        return visitor.get("/account/").to

    answers = [began(timedelta(hours=11, minutes=59)), began(timedelta(hours=12))]

    assert answers == ["", "/sign-in/?next=%2Faccount%2F"]


def test_who_signs_sees_nothing_before_the_second_step_is_set_up(desk: Desk):
    code = desk.invite("ratna", "administrator")
    visitor = desk.visitor().begin("ratna", code)

    answers = [visitor.get(address).to for address in ("/", "/people/", "/rights/")]

    assert answers == ["/account/"] * 3


def test_six_digits_are_asked_for_and_count_once(desk: Desk):
    from pendopo.desk.models import Person
    from pendopo.desk.signing_in import digits_right

    visitor = desk.signed_in("dewi", "reviewer")
    visitor.post("/sign-out/")
    now = datetime.now(UTC) + timedelta(minutes=2)
    digits = pyotp.TOTP(visitor.secret).at(now)

    began = visitor.post("/sign-in/", "/sign-in/", name="Dewi", password=PASSWORD)
    wrong = visitor.post("/sign-in/second/", "/sign-in/second/", digits="000000")
    person = Person.objects.get(name="dewi")
    right = digits_right(person, digits, now)
    again = digits_right(Person.objects.get(name="dewi"), digits, now)

    assert began.to == "/sign-in/second/"
    assert wrong.status == 200
    assert (right, again) == (True, False)


def test_a_sign_in_that_was_ended_elsewhere_is_over(desk: Desk):
    here = desk.signed_in("joko", "publisher", "Desa Sari")
    there = desk.visitor()
    there.post("/sign-in/", "/sign-in/", name="joko", password=PASSWORD)

    before = there.get("/").status
    here.post("/account/sign-ins/0/end/")

    assert before == 200
    assert there.get("/").to == "/sign-in/"
    assert here.get("/").status == 200


def test_sign_ins_are_listed_to_their_owner_and_one_is_ended_and_no_other(desk: Desk):
    from pendopo.desk.models import SignIn

    owner, other = (desk.signed_in(name, "publisher", "Desa Sari") for name in ("eka", "fitri"))
    there, elsewhere = desk.visitor(), desk.visitor()
    there.address, elsewhere.address = "198.51.100.31", "198.51.100.32"
    for one in (there, elsewhere):
        one.post("/sign-in/", "/sign-in/", name="eka", password=PASSWORD)
    other.address = "198.51.100.33"
    other.post("/sign-in/", "/sign-in/", name="fitri", password=PASSWORD)
    page = owner.get("/account/").text
    theirs = SignIn.objects.get(address=other.address).pk
    ended = SignIn.objects.get(address=there.address).pk

    not_own = owner.post(f"/account/sign-ins/{theirs}/end/", "/account/").status
    owner.post(f"/account/sign-ins/{ended}/end/", "/account/")

    assert [one in page for one in ("198.51.100.31", "198.51.100.32", "198.51.100.33")] == [
        True, True, False,
    ]  # fmt: skip
    assert len(re.findall(r'action="/account/sign-ins/[1-9][0-9]*/end/"', page)) == 2
    assert not_own == 404
    assert there.get("/account/").to.startswith("/sign-in/")
    assert [one.get("/account/").status for one in (owner, elsewhere, other)] == [200] * 3


def test_ten_wrong_passwords_shut_the_account_and_no_other(desk: Desk):
    desk.signed_in("agus", "publisher", "Desa Rejo")
    desk.signed_in("lina", "publisher", "Desa Rejo")
    attacker = desk.visitor()
    attacker.address = "198.51.100.9"

    answers = [
        attacker.post("/sign-in/", "/sign-in/", name="agus", password=f"salah {i}").status
        for i in range(10)
    ]
    owner = desk.visitor().post("/sign-in/", "/sign-in/", name="agus", password=PASSWORD)
    other = desk.visitor().post("/sign-in/", "/sign-in/", name="lina", password=PASSWORD)

    from pendopo.desk.models import Act

    assert answers[-1] == 429
    assert owner.status == 429
    assert other.status == 302
    assert Act.objects.filter(who="agus", what="shut-out").count() == 1
    assert not Act.objects.filter(who="lina", what="shut-out").exists()


def test_who_has_an_account_tries_no_others_door_without_end(desk: Desk):
    secret = desk.signed_in("surya", "reviewer").secret
    desk.signed_in("mata", "publisher", "Desa Rejo")
    attacker, clerk = desk.visitor(), desk.visitor()
    attacker.address = clerk.address = "198.51.100.21"

    def entered(visitor: Visitor, name: str) -> int:
        return visitor.post("/sign-in/", "/sign-in/", name=name, password=PASSWORD).status

    def answer(digits: str) -> int:
        return attacker.post("/sign-in/second/", "/sign-in/second/", digits=digits).status

    entered(attacker, "surya")
    wrong = [answer("00000x") for _ in range(9)]
    own = entered(clerk, "mata")
    last, right = answer("00000x"), answer(soon(secret))

    assert (set(wrong), own) == ({200}, 302)
    assert (last, right) == (429, 429)


def test_what_somebody_wrote_wrongly_is_forgiven_once_they_are_in_and_nothing_from_elsewhere(
    desk: Desk,
):
    desk.signed_in("galih", "publisher", "Desa Rejo")
    owner, attacker = desk.visitor(), desk.visitor()
    owner.address, attacker.address = "198.51.100.22", "198.51.100.23"

    def tries(visitor: Visitor, times: int) -> list[int]:
        form = {"name": "galih", "password": "salah"}
        return [visitor.post("/sign-in/", "/sign-in/", **form).status for _ in range(times)]

    def enter() -> int:
        return owner.post("/sign-in/", "/sign-in/", name="galih", password=PASSWORD).status

    mistyped = tries(owner, 6), enter(), tries(owner, 4), enter()
    guessed = tries(attacker, 9), enter(), tries(attacker, 1)

    assert mistyped == ([200] * 6, 302, [200] * 4, 302)
    assert guessed == ([200] * 9, 302, [429])


def test_a_name_that_nobody_has_is_written_down_nowhere_when_it_is_shut_out(desk: Desk):
    from pendopo.desk.models import Act

    attacker = desk.visitor()
    attacker.address = "198.51.100.14"
    before = Act.objects.count()

    for i in range(10):
        last = attacker.post("/sign-in/", "/sign-in/", name="kata-sandi", password=f"salah {i}")

    assert last.status == 429
    assert Act.objects.count() == before


def test_who_signs_out_reads_that_in_what_was_done_in_their_name(desk: Desk):
    from pendopo.desk.models import Act

    clerk = desk.signed_in("yuni", "publisher", "Desa Rejo")

    clerk.post("/sign-out/", "/account/")
    clerk.post("/sign-out/", "/sign-in/")
    clerk.post("/sign-in/", "/sign-in/", name="yuni", password=PASSWORD)

    assert Act.objects.filter(who="yuni", what="signed-out").count() == 1
    assert "signed out" in clerk.get("/account/").text


def soon(secret: str) -> str:
    """The digits of the next half minute: those of now count once, and were used."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))


def test_ten_wrong_digits_shut_the_door_to_the_right_ones_too(desk: Desk):
    secret = desk.signed_in("rini", "reviewer").secret
    attacker = desk.visitor()
    attacker.address = "198.51.100.10"
    attacker.post("/sign-in/", "/sign-in/", name="rini", password=PASSWORD)

    def answer(digits: str) -> int:
        return attacker.post("/sign-in/second/", "/sign-in/second/", digits=digits).status

    wrong = [answer("00000x") for _ in range(10)]
    right = answer(soon(secret))

    assert (wrong[0], wrong[-1], right) == (200, 429, 429)
    assert attacker.get("/").to == "/sign-in/"


def test_ten_wrong_codes_shut_the_door_to_the_right_one_too(desk: Desk):
    code = desk.invite("bayu", "publisher", "Desa Rejo")
    visitor = desk.visitor()
    visitor.address = "198.51.100.11"

    def answer(written: str) -> int:
        form = {"name": "bayu", "code": written, "password": PASSWORD, "again": PASSWORD}
        return visitor.post("/code/", "/code/", **form).status

    wrong = [answer("0000") for _ in range(10)]

    assert (wrong[0], wrong[-1], answer(code)) == (200, 429, 429)


def test_a_stolen_sign_in_replaces_no_second_step_without_the_password(desk: Desk):
    from pendopo.desk.models import Person

    owner = desk.signed_in("wati", "reviewer")
    thief = desk.visitor()
    thief.cookies = dict(owner.cookies)
    thief.address = "198.51.100.12"
    drawn = re.search(r'<p class="hash">([A-Z2-7 ]+)</p>', thief.get("/account/").text)
    assert drawn
    secret = drawn[1].replace(" ", "")

    thief.post("/account/second-step/", digits=soon(secret), password="salah")  # noqa: S106
    without = Person.objects.get(name="wati").totp
    owner.post("/account/second-step/", digits=soon(secret), password=PASSWORD)

    assert without == owner.secret
    assert Person.objects.get(name="wati").totp == secret


def test_no_table_keeps_what_a_wrong_try_wrote(desk: Desk):
    from django.db import connection

    visitor = desk.visitor()
    wrong = "kuda-rahasia-3"
    secrets = {"password": "kuda-rahasia-1", "again": "kuda-rahasia-2", "code": "PCBN-RAHASIA"}
    token = visitor.token("/code/")
    visitor.post("/code/", "/code/", name="siti", **secrets)
    visitor.post("/sign-in/", "/sign-in/", name="siti", password=wrong)

    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')  # noqa: S608  the database names them
            rows += cursor.fetchall()
    kept = "\n".join(map(str, rows))

    assert "siti" in kept
    found = [one for one in (*secrets.values(), wrong, token) if one in kept]
    assert found == []


@pytest.mark.usefixtures("desk")
def test_what_earlier_wrong_tries_wrote_is_emptied():
    from importlib import import_module

    from axes.models import AccessAttempt
    from django.apps import apps

    AccessAttempt.objects.create(
        username="siti", ip_address="192.0.2.1", post_data="code=PCBN", failures_since_start=1
    )
    import_module("pendopo.desk.migrations.0006_no_code_in_wrong_tries")._forward(apps, None)

    assert not AccessAttempt.objects.exclude(post_data="", get_data="").exists()


def test_a_form_without_its_token_does_nothing(desk: Desk):
    visitor = desk.signed_in("umar", "publisher", "Desa Rejo")
    visitor.get("/account/")
    visitor.tokens[visitor.cookies["pendopo_desk_form"]] = "x" * 64

    answer = visitor.post("/sign-out/")

    assert answer.status == 403
    assert visitor.get("/").status == 200


def test_a_password_is_changed_by_who_knows_it_and_other_sign_ins_end(desk: Desk):
    owner = desk.signed_in("nyoman", "publisher", "Desa Rejo")
    there = desk.visitor()
    there.post("/sign-in/", "/sign-in/", name="nyoman", password=PASSWORD)
    new = "lima bebek biru terbang"

    def change(password: str, wanted: str, again: str) -> None:
        owner.post("/account/password/", "/account/", password=password, new=wanted, again=again)

    def enters(password: str) -> bool:
        visitor = desk.visitor()
        return visitor.post("/sign-in/", "/sign-in/", name="nyoman", password=password).to == "/"

    for wanted in ("pendek", "panjang " * 20):
        change(PASSWORD, wanted, wanted)
    change("salah", new, new)
    change(PASSWORD, new, "x")
    stayed = enters(PASSWORD)
    change(PASSWORD, new, new)

    assert stayed
    assert (enters(PASSWORD), enters(new)) == (False, True)
    assert owner.get("/account/").text.count("changed the password") == 1
    assert owner.get("/").status == 200
    assert there.get("/").to == "/sign-in/"


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"],
)
def test_where_somebody_goes_on_to_is_here(desk: Desk, wanted: str):
    from pendopo.desk.models import Person

    if not Person.objects.filter(name="made").exists():
        desk.signed_in("made", "publisher", "Desa Rejo")
    visitor = desk.visitor()

    elsewhere = visitor.post(
        "/sign-in/", "/sign-in/", name="made", password=PASSWORD, next=wanted
    ).to
    here = desk.visitor().post(
        "/sign-in/", "/sign-in/", name="made", password=PASSWORD, next="/hand-in/?a=b"
    )

    assert (elsewhere, here.to) == ("/", "/hand-in/?a=b")


@pytest.fixture
def behind_tls(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """Another desk, behind TLS; after it the one of this file is open once more."""
    from pendopo.desk.opening import open_desk

    yield open_in(tmp_path / "hall", '[desk]\naddress = "https://desk.example"\n')
    open_desk(desk.opened)


def test_behind_tls_cookies_are_for_this_address_alone(behind_tls: Desk):
    cookies = behind_tls.visitor().get("/sign-in/").headers["Set-Cookie"].strip()

    assert cookies.startswith("__Host-pendopo_desk")
    for told in ("Secure", "HttpOnly", "Path=/", "SameSite=Strict"):
        assert told in cookies
    assert "Domain" not in cookies


def test_a_sign_in_whose_session_ended_by_itself_is_listed_no_more(desk: Desk):
    from pendopo.desk.models import SignIn
    from pendopo.desk.watching import Figures

    def counted() -> float:
        figures = {one.name: one for one in Figures(desk.opened).collect()}
        return figures["pendopo_desk_sign_ins"].samples[0].value

    clerk = desk.signed_in("putu", "publisher", "Desa Rejo")
    live, before = SignIn.objects.get(person__name="putu"), counted()
    long_ago = datetime.now(UTC) - timedelta(hours=13)
    SignIn.objects.create(
        person=live.person, key="0", browser="OPR/9", at=long_ago, last_at=long_ago
    )

    after = counted()

    assert "Opera" not in clerk.get("/account/").text
    assert (before >= 1, after) == (True, before)


def test_ten_names_from_one_address_shut_that_address_and_no_other(desk: Desk):
    from pendopo.desk.models import Act

    desk.signed_in("ketut", "publisher", "Desa Rejo")
    attacker = desk.visitor()
    attacker.address = "198.51.100.13"

    tried = [
        attacker.post("/sign-in/", "/sign-in/", name=f"nobody{i}", password="salah").status  # noqa: S106
        for i in range(10)
    ]
    there = attacker.post("/sign-in/", "/sign-in/", name="ketut", password=PASSWORD)
    elsewhere = desk.visitor().post("/sign-in/", "/sign-in/", name="ketut", password=PASSWORD)

    assert (tried[0], tried[-1], there.status) == (200, 429, 429)
    assert (elsewhere.status, elsewhere.to) == (302, "/")
    assert Act.objects.filter(who="desk", what="address-shut-out").count() == 1
    assert not Act.objects.filter(who="ketut", what="shut-out").exists()
