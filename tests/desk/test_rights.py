"""Every address asked as every role, of one's own office and of another."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.desk.conftest import Answer, Desk, Visitor

ROLES = {
    "nobody": None,
    "publisher": ("publisher", "Desa Rejo"),
    "other": ("publisher", "Desa Sari"),
    "reviewer": ("reviewer", ""),
    "lead": ("lead", ""),
    "civil": ("civil-society", ""),
    "independent": ("independent-reviewer", ""),
    "moderator": ("moderator", ""),
    "administrator": ("administrator", ""),
}
ALL = frozenset(ROLES)
SIGNED_IN = ALL - {"nobody"}
ADMINISTRATOR = frozenset({"administrator"})
# Who may see a submission of Desa Rejo, and who may act on it.
SEES = frozenset({"publisher", "reviewer", "lead", "administrator"})
OWN = frozenset({"publisher"})
PUBLISHERS = frozenset({"publisher", "other"})
MATRIX = {
    "home": SIGNED_IN,
    "health": ALL,
    "sign_in": ALL,
    "second": ALL,
    "oidc_go": ALL,
    "oidc_back": ALL,
    "code": ALL,
    "forgotten": ALL,
    "sign_out": ALL,
    "language": ALL,
    "account": SIGNED_IN,
    "new_password": SIGNED_IN,
    "second_step": SIGNED_IN,
    "add_passkey": SIGNED_IN,
    "remove_passkey": SIGNED_IN,
    "end_sign_in": SIGNED_IN,
    "rights": SIGNED_IN,
    "people": ADMINISTRATOR,
    "person": ADMINISTRATOR,
    "take_post": ADMINISTRATOR,
    "new_code": ADMINISTRATOR,
    "reach": ADMINISTRATOR,
    "take_second_step": ADMINISTRATOR,
    "shut": ADMINISTRATOR,
    "hand_in": PUBLISHERS,
    "blank_form": PUBLISHERS,
    "uploads": PUBLISHERS,
    "upload": PUBLISHERS,
    "forms": PUBLISHERS,
    "form": PUBLISHERS,
    "draft": OWN,
    "attest": OWN,
    "attest_text": OWN,
    "draft_drop": OWN,
    "draft_step": OWN,
    "draft_row": OWN,
    "submission": SEES,
    "version_file": SEES,
    "with_comments": SEES,
    "preview": SEES,
    "photo_file": SEES,
    "comment": SEES,
    "columns": OWN,
    "columns_look": OWN,
    "columns_use": OWN,
    "cancel": OWN,
    "retry": SEES,
    "new_file": OWN,
    "mend": OWN,
    "say_of_it": OWN,
    "send": OWN,
    "take_back": OWN,
    "give_up": OWN,
    "take_up": OWN,
    "let_through": frozenset({"reviewer"}),
    "approval": frozenset({"reviewer"}),
    "send_back": frozenset({"reviewer"}),
    "overview": SIGNED_IN - {"moderator"},
    "withdraw": frozenset({"reviewer", "lead"}),
    "withdraw_signed": frozenset({"reviewer", "lead"}),
    "withdraw_drop": frozenset({"reviewer", "lead"}),
    "withdraw_text": frozenset({"reviewer", "lead"}),
    "remind": frozenset({"lead", "administrator"}),
    "audit": frozenset({"lead", "administrator"}),
    "audit_csv": frozenset({"lead", "administrator"}),
}
NAMED: dict[str, Any] = {
    "number": 1,
    "post": 999,
    "version": 1,
    "code": "en",
    "register": "places",
    "name": "1-0123456789abcdef",
    "rest": "en/",
    "sha256": "0" * 64,
    "form": "meeting",
    "publication": "0" * 26,
    "key": "0" * 32,
    "row": "1" * 32,
}
# What another name stands for at these addresses.
NAMED_AT: dict[str, dict[str, Any]] = {
    "draft_step": {"name": "events"},
    "draft_row": {"name": "events"},
}


@pytest.fixture(scope="module")
def visitors(desk: Desk) -> dict[str, Visitor]:
    """One of each role, signed in behind the pages, which have tests of their own."""
    found = {name: desk.visitor() for name in ROLES}
    for number, one in enumerate(found.values(), 10):
        one.address = f"192.0.2.{number}"
    for name, post in ROLES.items():
        if post is not None:
            desk.invite(name, *post)
            let_in(found[name], name)
    sent = found["publisher"].upload(
        "/hand-in/", ("a.csv", b"a,b\n1,2\n"), register="datasets", office="Desa Rejo"
    )
    assert sent.to == "/submissions/1/"
    found["publisher"].post("/forms/meeting/", key=NAMED["key"], office="Desa Rejo")
    return found


def let_in(visitor: Visitor, name: str) -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    from pendopo.desk.models import Person
    from pendopo.desk.signing_in import finish

    person = Person.objects.get(name=name)
    person.totp = "JBSWY3DPEHPK3PXP"
    person.save()
    request = HttpRequest()
    request.session = SessionStore()
    finish(request, person)
    request.session.save()
    visitor.cookies["pendopo_desk"] = request.session.session_key or ""


def addresses() -> dict[str, str]:
    from django.urls import get_resolver, reverse

    known: Any = get_resolver("pendopo.desk.urls").reverse_dict
    found = {}
    for name in [one for one in known if isinstance(one, str)]:
        wanted = re.findall(r"%\((\w+)\)", known[name][0][0][0])
        kept = {one: NAMED_AT.get(name, NAMED).get(one, NAMED[one]) for one in wanted}
        found[name] = reverse(name, urlconf="pendopo.desk.urls", kwargs=kept)
    return found


def turned_away(answer: Answer) -> bool:
    return answer.status == 403 or answer.to.partition("?")[0] == "/sign-in/"


def may_post(visitor: Visitor, address: str, *, signed_in: bool) -> bool:
    form = "" if signed_in else "/sign-in/"
    return not turned_away(patient(lambda: visitor.post(address, form)))


def patient(ask: Callable[[], Answer]) -> Answer:
    """Ask once more each time that it was asked too often: that says nothing of rights."""
    while (answer := ask()).status == 429:
        time.sleep(float(answer.headers["Retry-After"]))
    return answer


@pytest.mark.usefixtures("desk")
def test_each_address_stands_in_the_matrix():
    assert set(addresses()) == set(MATRIX)


def test_no_address_has_a_fault_or_lets_in_who_has_no_right_by_any_way(visitors):
    let_in: dict[str, set[str]] = {name: set() for name in MATRIX}
    faults = []

    for name, address in addresses().items():
        for role, visitor in visitors.items():
            may = role in MATRIX[name]
            answer = patient(lambda: visitor.get(address))  # noqa: B023  called at once
            # Health answers 503 where no worker runs, as here.
            faults += [(role, address)] if answer.status >= 500 and name != "health" else []
            # What only takes forms says so to everybody who may enter; others are asked by a form.
            enters = not turned_away(answer) and (answer.status != 405 or may)
            if enters or (not may and may_post(visitor, address, signed_in=role != "nobody")):
                let_in[name].add(role)

    let_in["second"] = set(ALL)  # it sends everybody to the sign-in who has not begun one
    assert let_in == {name: set(roles) for name, roles in MATRIX.items()}
    assert faults == []


@pytest.mark.usefixtures("visitors")
def test_nobody_lets_through_what_they_handed_in():
    from pendopo.desk.models import Person, Submission
    from pendopo.desk.rights import Right, may

    one = Submission.objects.get(pk=1)
    reviewer = Person.objects.get(name="reviewer")
    before = may(reviewer, Right.REVIEW, one)
    one.by = reviewer

    assert (before, may(reviewer, Right.REVIEW, one)) == (True, False)
