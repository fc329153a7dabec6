"""Every address asked as every role: everywhere, of one's own office, of another, of no register.

What is asked for is there and is Desa Rejo's: so a refusal is one of a right, and each that has the
right is seen to come in.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.desk.authenticator import Authenticator
from tests.desk.conftest import PASSWORD, Answer, Desk, Visitor
from tests.desk.test_approving import give as given
from tests.desk.test_attesting import planned
from tests.desk.test_forms import photo, row_key, visited
from tests.desk.test_matching import handed_in
from tests.desk.test_signer import NOW
from tests.desk.test_signer import let_through as written
from tests.desk.test_uploading import begun as sent_in_pieces

OFFICE, OTHER = "Desa Rejo", "Desa Sari"
# What is asked for is made once, and not in each process that runs some of these.
pytestmark = pytest.mark.xdist_group("rights")
# For which offices and registers a role is held; nothing that is asked for is of the budgets.
WHERE: dict[str, tuple[str, tuple[str, ...]]] = {
    "everywhere": ("", ()),
    "own": (OFFICE, ()),
    "other": (OTHER, ()),
    "register": (OFFICE, ("budgets",)),
}
ROLES = frozenset(
    {
        "publisher",
        "reviewer",
        "lead",
        "civil-society",
        "independent-reviewer",
        "moderator",
        "administrator",
    }
)
# A publisher publishes for an office; of these three no right is one over an office's files.
_NEVER = {("publisher", "everywhere")} | {
    (role, where)
    for role in ("civil-society", "independent-reviewer", "moderator")
    for where in ("other", "register")
}
WHO = {
    f"{role}-{where}": (role, where)
    for role in sorted(ROLES)
    for where in WHERE
    if (role, where) not in _NEVER
}
NOBODY, OWNER = "nobody", "publisher-own"
EVERYBODY = frozenset({NOBODY, *WHO})


@dataclass(frozen=True)
class Opens:
    """Whom an address lets in.

    :param roles: with one of these roles
    :param at: and where they have it
    """

    roles: frozenset[str]
    at: frozenset[str] = frozenset(WHERE)

    def lets_in(self) -> frozenset[str]:
        return frozenset(
            who for who, (role, at) in WHO.items() if role in self.roles and at in self.at
        )


def by(*roles: str) -> Opens:
    """Who has a role, wherever."""
    return Opens(frozenset(roles))


def of_it(*roles: str) -> Opens:
    """Who has a role for the office and the register that what is asked for is of."""
    return Opens(frozenset(roles), frozenset({"everywhere", "own"}))


class Listed(Opens):
    """Whoever is named."""

    def lets_in(self) -> frozenset[str]:
        return self.roles


FREE, UNSET = Listed(EVERYBODY), Listed(frozenset())
# What is a person's own opens to nobody else, of whatever role.
THEIR_OWN = Listed(frozenset({OWNER}))
SIGNED_IN, ADMINISTERS = Opens(ROLES), by("administrator")
# A moderator hands in replies for suppliers, where they do so for an office; and nothing else.
PUBLISHES = Listed(by("publisher").lets_in() | {"moderator-own"})
ACTS = of_it("publisher")
SEES = of_it("publisher", "reviewer", "lead", "administrator")
LOOKS_AFTER = of_it("administrator")
REVIEWS, WITHDRAWS = of_it("reviewer"), of_it("reviewer", "lead")
MATRIX: dict[str, Opens] = {
    "home": SIGNED_IN,
    "health": FREE,
    "sign_in": FREE,
    "second": FREE,
    "oidc_go": UNSET,  # no provider is named here
    "oidc_back": UNSET,
    "code": FREE,
    "forgotten": FREE,
    "sign_out": FREE,
    "language": FREE,
    "account": SIGNED_IN,
    "new_password": SIGNED_IN,
    "second_step": SIGNED_IN,
    "confirm_email": SIGNED_IN,
    "ask_email": SIGNED_IN,
    "add_passkey": SIGNED_IN,
    "remove_passkey": THEIR_OWN,
    "end_sign_in": THEIR_OWN,
    "rights": SIGNED_IN,
    "people": ADMINISTERS,
    "person": LOOKS_AFTER,
    "take_post": LOOKS_AFTER,
    "new_code": LOOKS_AFTER,
    "reach": LOOKS_AFTER,
    "take_second_step": LOOKS_AFTER,
    "shut": LOOKS_AFTER,
    "hand_in": PUBLISHES,
    "blank_form": PUBLISHES,
    "uploads": PUBLISHES,
    "upload": THEIR_OWN,
    "forms": PUBLISHES,
    "form": Opens(frozenset({"publisher"}), frozenset({"own", "other"})),
    "draft": ACTS,
    "attest": ACTS,
    "attest_text": ACTS,
    "draft_drop": ACTS,
    "draft_step": ACTS,
    "draft_row": ACTS,
    "submission": SEES,
    "version_file": SEES,
    "with_comments": SEES,
    "preview": SEES,
    "photo_file": SEES,
    "comment": SEES,
    "columns": ACTS,
    "columns_look": ACTS,
    "columns_use": ACTS,
    "kinds": ACTS,
    "kinds_look": ACTS,
    "kinds_use": ACTS,
    "kinds_file": ACTS,
    "kinds_guess": ACTS,
    "cancel": ACTS,
    "retry": SEES,
    "new_file": ACTS,
    "mend": ACTS,
    "say_of_it": ACTS,
    "send": ACTS,
    "take_back": ACTS,
    "give_up": ACTS,
    "take_up": ACTS,
    "let_through": REVIEWS,
    "approval": REVIEWS,
    "send_back": REVIEWS,
    "recall": REVIEWS,
    "overview": Opens(ROLES - {"moderator"}),
    "withdraw": WITHDRAWS,
    "withdraw_signed": WITHDRAWS,
    "withdraw_drop": WITHDRAWS,
    "withdraw_text": WITHDRAWS,
    "remind": by("lead", "administrator"),
    "audit": by("lead", "administrator"),
    "audit_csv": by("lead", "administrator"),
}
# Which administrators give a role, for which office and registers.
GIVE: dict[tuple[str, str, tuple[str, ...]], frozenset[str]] = {
    ("publisher", OFFICE, ()): frozenset({"everywhere", "own"}),
    ("publisher", OFFICE, ("budgets",)): frozenset({"everywhere", "own", "register"}),
    ("publisher", OFFICE, ("budgets", "datasets")): frozenset({"everywhere", "own"}),
    ("publisher", OTHER, ()): frozenset({"everywhere", "other"}),
    ("reviewer", OFFICE, ()): frozenset({"everywhere", "own"}),
    ("administrator", OFFICE, ()): frozenset({"everywhere", "own"}),
    ("administrator", OTHER, ()): frozenset({"everywhere", "other"}),
    ("reviewer", "", ()): frozenset({"everywhere"}),
    ("reviewer", "  ", ()): frozenset({"everywhere"}),
    ("reviewer", "", ("budgets",)): frozenset({"everywhere"}),
    ("lead", "", ()): frozenset({"everywhere"}),
    ("administrator", "", ()): frozenset({"everywhere"}),
}
# Where a second step is set up, and what else is a person's own.
OWN_ACCOUNT = frozenset(
    {"account", "new_password", "second_step", "add_passkey", "remove_passkey", "end_sign_in"}
    | {"confirm_email", "ask_email"}
)
# These send whoever asks to the sign-in, as a refusal does.
_TO_SIGN_IN = frozenset({"second", "sign_out"})
# What a form says at addresses that otherwise tell nobody what is there.
SAID = {"/remove/": {"password": PASSWORD}, "/columns/use/": {"mapping": "tempat"}}
MEETING, VISIT, ATTESTATION, UPLOAD = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)


@dataclass(frozen=True)
class World:
    """Visitors by who they are, what stands in each address, and what a form says there."""

    visitors: dict[str, Visitor]
    named: dict[str, Any]
    named_at: dict[str, dict[str, Any]]
    said: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def world(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> World:
    """One of each, signed in behind the pages, which have tests of their own; and what is asked."""
    from pendopo.desk.models import Person, Post, SignIn, Submission

    found = {name: desk.visitor() for name in sorted(EVERYBODY)}
    for name, (role, where) in WHO.items():
        desk.invite(name, role, *WHERE[where])
        let_in(found[name], name)
    clerk, owner = found[OWNER], Person.objects.get(name=OWNER)
    number = previewed(desk, clerk)
    pictured, picture = photographed(desk, clerk)
    key = given(Authenticator("localhost"), OWNER)
    version = Submission.objects.get(pk=number).version
    assert version
    assert version.preview
    named = {
        "number": number,
        "version": 1,
        "post": Post.objects.get(person=owner).pk,
        "code": "en",
        "register": "places",
        "rest": "en/",
        "form": "meeting",
        "publication": withdrawn(desk, found["reviewer-own"], owner),
        "key": begun(desk, clerk, tmp_path_factory.mktemp("plan")),
        "name": version.preview["name"],
    }
    matched = {"number": matchable(desk, clerk)}
    before, described = describable(desk, clerk)
    row = {"name": "events", "row": MEETING}
    attested = {"key": ATTESTATION}
    person = {"number": owner.pk}
    named_at: dict[str, dict[str, Any]] = {
        "draft_step": row,
        "draft_row": row,
        "attest": attested,
        "attest_text": attested,
        "upload": {"key": sending(owner)},
        "photo_file": {"number": pictured, "sha256": picture},
        "remove_passkey": {"number": key.pk},
        "end_sign_in": {"number": SignIn.objects.get(person=owner).pk},
        **dict.fromkeys(("columns", "columns_look", "columns_use"), matched),
        "kinds_use": {"number": described},
        **dict.fromkeys(
            ("person", "take_post", "new_code", "reach", "take_second_step", "shut"), person
        ),
    }
    said = {**SAID, "/kinds/use/": {"before": str(before)}}
    return World(found, named, named_at, said)


def let_in(visitor: Visitor, name: str) -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    from pendopo.desk.models import Person
    from pendopo.desk.signing_in import finish

    person = Person.objects.get(name=name)
    person.totp = "JBSWY3DPEHPK3PXP"
    person.set_password(PASSWORD)
    person.save()
    request = HttpRequest()
    request.session = SessionStore()
    finish(request, person)
    request.session.save()
    visitor.cookies["pendopo_desk"] = request.session.session_key or ""


def previewed(desk: Desk, clerk: Visitor) -> int:
    """Hand a file in and have its preview and its comments made; its number."""
    file = ("a.csv", b"village,year,households\nRejo,2026,412\nSari,2026,380\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}say/", **{"title": "Households", "scope-dataset": "households"})
    desk.work()
    clerk.post(f"{address}comment/")
    desk.work()
    return int(address.split("/")[-2])


def matchable(desk: Desk, clerk: Visitor) -> int:
    """Hand a file in whose columns a saved mapping fits; its number."""
    address = handed_in(desk, clerk)
    clerk.post(f"{address}columns/look/")
    desk.work()
    clerk.post(f"{address}columns/", **{
        "from-code": "Kode", "from-name": "Nama tempat", "value-level": "village",
        "value-scheme": "kemendagri", "title": "Tempat", "numbers": "comma",
    })  # fmt: skip
    desk.work()
    return int(handed_in(desk, clerk).split("/")[-2])


def describable(desk: Desk, clerk: Visitor) -> tuple[int, int]:
    """Describe the columns of a file, and hand in another of them; the numbers of both."""
    from pendopo.desk.models import Submission

    first, second = (_of_grants(clerk) for _ in range(2))
    desk.work()
    schema = {"fields": [{"name": "grant"}], "fieldsMatch": ["subset"]}
    Submission.objects.filter(pk=first).update(schema=schema)
    return first, second


def _of_grants(clerk: Visitor) -> int:
    file = ("grants.csv", b"grant,amount\nRoof,412\nRoad,380\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    return int(address.split("/")[-2])


def photographed(desk: Desk, clerk: Visitor) -> tuple[int, str]:
    """Hand in a visit with its photo; its number, and the name of the photo."""
    draft, _page = visited(clerk, VISIT, photo())
    address = clerk.post(draft, title="Bridge").to
    desk.work()
    found = re.search(r"/photos/([0-9a-f]{64})[.]jpg", clerk.get(address).text)
    assert found
    return int(address.split("/")[-2]), found[1]


def withdrawn(desk: Desk, officer: Visitor, owner: Any) -> str:
    """Publish something and have the text drafted that takes it away; its id."""
    from pendopo.desk.models import Person
    from pendopo.desk.signer import publish

    people = (owner, Person.objects.get(name="reviewer-own"))
    made = publish(desk.opened, written(desk, people, scope={"dataset": "withdrawn"}), NOW)
    page = f"/withdraw/{made.leaf.id}/"
    officer.post(page, wish="redact", reason="ID-PDP-43", says="Nama ada di dalamnya.")
    desk.work()
    return made.leaf.id


def begun(desk: Desk, clerk: Visitor, folder: Path) -> str:
    """Begin minutes, and an attestation as far as its text; the key of the minutes."""
    clerk.post("/forms/meeting/", key=MEETING, office=OFFICE)
    clerk.post(f"/drafts/{MEETING}/events/", row=MEETING)
    planned(desk, folder)
    clerk.post("/forms/attestation/", key=ATTESTATION, office=OFFICE)
    step = f"/drafts/{ATTESTATION}/attestation/"
    clerk.post(step, row=row_key(clerk, step), **{
        "f-about": "uji-2026/open-contracting/payments", "f-seen_done": "Partly",
        "f-says": "Half of them.", "f-source": "https://uji.example/p", "f-number": "1",
    })  # fmt: skip
    return MEETING


def sending(owner: Any) -> str:
    """Begin to send a file; the key of what comes."""
    from pendopo.desk.models import Upload

    facts = {"office": OFFICE, "register": "datasets", "filename": "a.csv", "size": 9}
    return Upload.objects.create(key=UPLOAD, by=owner, made_at=NOW, **facts).key


def address_of(world: World, name: str) -> str:
    """Give an address with what it names.

    :raises KeyError: when it names something of which nothing is here
    """
    from django.urls import get_resolver, reverse

    known: Any = get_resolver("pendopo.desk.urls").reverse_dict
    named = {**world.named, **world.named_at.get(name, {})}
    wanted = {one: named[one] for one in re.findall(r"%\((\w+)\)", known[name][0][0][0])}
    return reverse(name, urlconf="pendopo.desk.urls", kwargs=wanted)


def asked(who: Visitor, number: int, address: str, form: str, world: World) -> Iterator[Answer]:
    """Ask for a page, then send it a form, from an address that nobody had yet."""
    visitor = copy(who)
    visitor.cookies = dict(who.cookies)
    visitor.address = f"198.18.{zlib.crc32(address.encode()) % 250}.{number}"
    said = next((said for end, said in world.said.items() if address.endswith(end)), {})
    yield visitor.get(address)
    yield visitor.post(address, form, **said)


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the tables what is done meanwhile, which keeps its connection from page to page."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, transaction

    signals = (request_started, request_finished)
    for one in signals:
        one.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for one in signals:
            one.connect(close_old_connections)


def turned_away(name: str, answer: Answer) -> bool:
    """Whether an answer lets nobody in; what only takes forms says so to whoever asks otherwise."""
    to_sign_in = answer.to.partition("?")[0] == "/sign-in/" and name not in _TO_SIGN_IN
    return answer.status in {403, 404, 405} or to_sign_in


@pytest.mark.usefixtures("desk")
def test_each_address_stands_in_the_matrix():
    from django.urls import get_resolver

    known: Any = get_resolver("pendopo.desk.urls").reverse_dict

    assert {one for one in known if isinstance(one, str)} == set(MATRIX)


def test_each_role_stands_in_the_matrix():
    from pendopo.desk.roles import Role

    assert set(Role) == ROLES


@pytest.mark.parametrize("name", MATRIX)
def test_no_address_has_a_fault_or_lets_in_who_has_no_right_by_any_way(world: World, name: str):
    address, faults = address_of(world, name), []
    came_in: dict[str, set[str]] = {"GET": set(), "POST": set()}

    for number, (who, visitor) in enumerate(world.visitors.items()):
        form = "/sign-in/" if who == NOBODY else ""
        with undone():
            answers = asked(visitor, number, address, form, world)
            for way, answer in zip(came_in, answers, strict=True):
                # Health answers 503 where no worker runs, as here.
                faults += [who] if answer.status >= 500 and name != "health" else []
                if not turned_away(name, answer):
                    came_in[way].add(who)

    wanted = MATRIX[name].lets_in()
    # A way that lets nobody in is none that the address has; any other lets in just these.
    odd = {way: found ^ wanted for way, found in came_in.items() if found and found != wanted}
    assert (odd, set().union(*came_in.values()) ^ wanted, faults) == ({}, set(), [])


@pytest.mark.parametrize("role", ["reviewer", "lead", "moderator", "administrator"])
def test_who_signs_comes_in_nowhere_by_any_way_before_a_second_step_is_set_up(
    world: World, role: str
):
    from pendopo.desk.models import Person

    shut = [name for name, opens in MATRIX.items() if opens not in (FREE, UNSET)]
    addresses = [address_of(world, name) for name in shut if name not in OWN_ACCOUNT]
    with undone():
        Person.objects.filter(name=f"{role}-own").update(totp="")
        to = {
            (address, answer.to)
            for address in addresses
            for answer in asked(world.visitors[f"{role}-own"], 250, address, "/account/", world)
        }
        own = world.visitors[f"{role}-own"].get("/account/")

    assert len(addresses) > 50
    assert to == {(address, "/account/") for address in addresses}
    assert (own.status, "Set up the second step first" in own.text) == (200, True)


@pytest.mark.parametrize("who", ["publisher-own", "publisher-other", "publisher-register"])
def test_nothing_is_begun_for_another_office_or_in_another_register(world: World, who: str):
    from pendopo.desk.models import Draft, Submission, Upload

    def counted() -> list[int]:
        return [one.objects.count() for one in (Submission, Draft, Upload)]

    before, visitor, key = counted(), world.visitors[who], f"{len(who):032x}"

    visitor.upload(
        "/hand-in/", ("a.csv", b"a\n1\n"), "/account/", register="datasets", office=OFFICE
    )
    visitor.post("/forms/meeting/", key=key, office=OFFICE)
    sent_in_pieces(visitor)

    begun = [now > then for now, then in zip(counted(), before, strict=True)]
    assert begun == [who == OWNER] * 3


def test_one_page_shows_each_right_and_the_roles_that_have_it(world: World):
    from pendopo.desk.rights import RIGHTS
    from pendopo.desk.roles import ROLES as NAMES
    from pendopo.desk.roles import Role

    page = world.visitors["civil-society-own"].get("/rights/").text
    head, *rows = re.findall(r"<tr>(.*?)</tr>", page.partition("</table>")[0], re.DOTALL)
    roles = re.findall(r'<th scope="col">\s*([^<]*?)\s*<', head)[1:]
    shown = {}
    for row in rows:
        sentence, _, cells = row.partition("</th>")
        said = zip(roles, re.findall(r"\b(yes|no)\b", cells), strict=True)
        right = unescape(sentence.partition(">")[2])
        shown[right] = {name for name, has in said if has == "yes"}

    assert roles == [NAMES[role] for role in Role]
    assert shown == {
        sentence: {NAMES[role] for role in having} for sentence, having in RIGHTS.values()
    }


@pytest.mark.usefixtures("world")
def test_what_the_page_of_rights_says_is_what_the_addresses_do():
    from pendopo.desk.guard import right_of
    from pendopo.desk.rights import RIGHTS, Right

    for name, opens in MATRIX.items():
        right = right_of(view_of(name))
        if opens in (FREE, UNSET):
            assert right is None, name
        elif opens is not THEIR_OWN:
            having = {role.value for role in RIGHTS[right or Right.OWN][1]}
            let_in = {WHO[who][0] for who in opens.lets_in()}
            # A moderator hands in replies alone: forms of other registers are not theirs.
            assert having - let_in <= {"moderator"}, name
            assert let_in <= having, name


def view_of(name: str) -> Any:
    from django.urls import get_resolver

    return next(
        one.callback
        for one in get_resolver("pendopo.desk.urls").url_patterns
        if getattr(one, "name", "") == name
    )


def test_nobody_lets_through_what_they_handed_in(world: World):
    from pendopo.desk.models import Person, Submission
    from pendopo.desk.rights import Right, may

    one = Submission.objects.get(pk=world.named["number"])
    reviewer = Person.objects.get(name="reviewer-own")
    before = may(reviewer, Right.REVIEW, one)
    one.by = reviewer

    assert (before, may(reviewer, Right.REVIEW, one)) == (True, False)


def done_by(world: World, address: str, what: str, **fields: Any) -> frozenset[str]:
    """Have each administrator send a form; those who did something by it."""
    from pendopo.desk.models import Act

    found = set()
    for where in WHERE:
        with undone():
            before = Act.objects.filter(what=what).count()
            answer = world.visitors[f"administrator-{where}"].post(address, "/account/", **fields)
            assert answer.status < 500
            found |= {where} if Act.objects.filter(what=what).count() > before else set()
    return frozenset(found)


@pytest.mark.parametrize(("role", "office", "registers"), GIVE)
def test_an_administrator_gives_roles_of_their_own_office_and_registers_alone(
    world: World, role: str, office: str, registers: tuple[str, ...]
):
    wanted = {"role": role, "office": office, "registers": registers}
    owner = world.named_at["person"]["number"]

    invited = done_by(world, "/people/", "invited", name="baru", full_name="Baru", **wanted)
    given = done_by(world, f"/people/{owner}/", "post-given", **wanted)

    assert invited == GIVE[role, office, registers]
    # Who publishes for Desa Rejo in every register is nobody whom the others look after.
    assert given == GIVE[role, office, registers] & {"everywhere", "own"}


def test_who_has_roles_elsewhere_too_is_looked_after_by_who_gives_them_all(world: World):
    from pendopo.desk.models import Person, Post

    owner = Person.objects.get(name=OWNER)
    own, acts = f"/people/{owner.pk}/", ("code/", "reach/", "second-step/take/", "shut/")
    whats = ("code-made", "reached-otherwise", "second-step-taken-away", "person-shut")
    with undone():
        there = Post.objects.create(person=owner, role="reviewer", office=OTHER)
        pages = {where: world.visitors[f"administrator-{where}"].get(own) for where in WHERE}
        done = [done_by(world, f"{own}{act}", what) for act, what in zip(acts, whats, strict=True)]
        taken = done_by(world, f"{own}posts/{there.pk}/take/", "post-taken")

    assert {where: page.status for where, page in pages.items()} == {
        "everywhere": 200, "own": 200, "other": 200, "register": 403,
    }  # fmt: skip
    assert [where for where, page in pages.items() if f"{own}code/" in page.text] == ["everywhere"]
    assert done == [frozenset({"everywhere"})] * 4
    assert taken == {"everywhere", "other"}
    assert f"posts/{there.pk}/take" not in pages["own"].text


def test_who_has_no_role_is_looked_after_from_everywhere_alone(world: World):
    from pendopo.desk.models import Post

    owner = world.named_at["person"]["number"]
    with undone():
        Post.objects.filter(person=owner).delete()
        reset = done_by(world, f"/people/{owner}/code/", "code-made")

    assert reset == {"everywhere"}


def test_nobody_gives_themselves_a_role(world: World):
    from pendopo.desk.models import Person, Post

    for where, (office, registers) in WHERE.items():
        visitor = world.visitors[f"administrator-{where}"]
        own = f"/people/{Person.objects.get(name=f'administrator-{where}').pk}/"
        before = Post.objects.count()

        answer = visitor.post(own, role="reviewer", office=office, registers=registers)

        assert Post.objects.count() == before
        assert "Nobody gives themselves a role" in answer.text
        page = visitor.get(own).text
        assert 'name="role"' not in page
        assert "/take/" not in page


def test_the_pages_offer_an_administrator_what_is_theirs_to_give(world: World):
    own, all_of_it, register = (
        world.visitors[f"administrator-{where}"].get("/people/").text
        for where in ("own", "everywhere", "register")
    )
    rights = world.visitors["administrator-other"].get("/rights/").text

    assert re.findall('<option value="(Desa[^"]*)"', own) == [OFFICE]
    assert 'list="offices"' not in own
    assert 'list="offices"' in all_of_it
    assert re.findall('name="registers" value="([^"]*)"', register) == ["budgets"]
    assert ("publisher-other" in own, "publisher-other" in all_of_it) == (False, True)
    assert ("publisher-own" in own, "publisher-everywhere" in own) == (True, False)
    assert ("Publisher-Other" in rights, "Publisher-Own<" in rights) == (True, False)
    assert "Nobody gives themselves a role" in rights


def test_who_takes_the_last_role_that_is_theirs_reads_who_gives_another(world: World):
    from pendopo.desk.models import Post

    admin, owner = world.visitors["administrator-own"], world.named_at["person"]["number"]
    with undone():
        [post] = Post.objects.filter(person=owner)
        answer = admin.post(f"/people/{owner}/posts/{post.pk}/take/", "/account/")
        told = admin.get(answer.to)

    assert answer.to == "/people/"
    assert told.status == 200
    assert "an administrator of the whole government gives one" in told.text
