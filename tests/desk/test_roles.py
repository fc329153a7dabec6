"""What each role finds on its desk: what is its to do, or what to do instead."""

import re
from dataclasses import replace

import pytest

from tests.desk.conftest import Desk, Visitor
from tests.desk.test_forms import row_key

OFFICE = "Pokja Moderasi"
KEY = "e" * 32


@pytest.fixture(scope="module")
def moderator(desk: Desk) -> Visitor:
    return desk.signed_in("made", "moderator", OFFICE)


def test_a_moderator_hands_in_the_reply_of_a_supplier_and_a_reviewer_looks_at_it(
    desk: Desk, moderator: Visitor
):
    from pendopo.desk.models import Submission

    sheet = moderator.post(
        "/forms/reply/", key=KEY, office=OFFICE,
        **{"f-flag": "r018_single_bid", "f-subject": "ocds-abc123-2"},
    ).to  # fmt: skip
    blank = moderator.get(sheet).text
    told = {"f-flag": "r018_single_bid", "f-subject": "ocds-abc123-2", "f-role": "supplier",
            "f-party": "PT Jembatan", "f-says": "Two firms have a barge.",
            "f-day": "2026-11-21"}  # fmt: skip
    draft = moderator.post(sheet, row=row_key(moderator, sheet), **told).to
    sent = moderator.post(draft, title="Reply").to
    desk.work()
    moderator.post(f"{sent}send/")

    found = Submission.objects.get(pk=sent.split("/")[-2])
    assert '<option value="supplier" selected>' in blank
    assert f'value="{OFFICE}"' not in blank
    assert (found.register, found.office, found.stage) == ("replies", OFFICE, "sent")
    assert sent in desk.signed_in("budi", "reviewer").get("/").text
    assert sent in moderator.get("/").text


def test_a_moderator_hands_in_nothing_else_and_sees_no_others_files(desk: Desk, moderator: Visitor):
    from pendopo.desk.models import Submission

    clerk = desk.signed_in("sari", "publisher", OFFICE)
    file = ("a.csv", b"a,b\n1,2\n")
    theirs = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    before = Submission.objects.count()

    refused = moderator.upload("/hand-in/", file, register="datasets", office=OFFICE)
    other = moderator.upload("/hand-in/", file, register="replies", office="Desa Rejo")
    forms = re.findall(r'href="/forms/([a-z-]+)/"', moderator.get("/forms/").text)

    assert Submission.objects.count() == before
    assert (refused.to, other.to) == ("", "")
    assert forms == ["reply"]
    assert moderator.get(theirs).status == 403
    assert theirs not in moderator.get("/").text


def test_a_moderator_of_no_office_hands_in_nothing_and_reads_what_the_public_asks(desk: Desk):
    moderator = desk.signed_in("putu", "moderator")

    page = moderator.get("/").text

    assert "No question waits" in page
    assert "/hand-in/" not in page
    assert moderator.get("/forms/").status == 403


@pytest.mark.parametrize("role", ["civil-society", "independent-reviewer"])
def test_who_rates_promises_reads_where_that_is_done(
    desk: Desk, role: str, monkeypatch: pytest.MonkeyPatch
):
    visitor, config = desk.signed_in(role, role), desk.opened.config
    unsaid = visitor.get("/").text
    served = replace(config.serve, address="https://data.misal.example/")
    monkeypatch.setattr(desk.opened, "config", replace(config, serve=served))

    page = visitor.get("/").text

    assert "under What people say of promises" in unsaid
    assert 'href="https://data.misal.example/en/claims/"' in page
    assert "away from this desk" in page
    assert "/overview/" in page


@pytest.mark.parametrize("role", ["lead", "administrator"])
def test_who_looks_after_it_reads_what_comes_here_while_nothing_does(desk: Desk, role: str):
    page = desk.signed_in(role, role, "Desa Lain").get("/").text

    assert ("Nothing is under way" in page, "No question waits" in page) == (
        role == "administrator", role == "lead",
    )  # fmt: skip


def test_who_has_no_role_reads_who_gives_one(desk: Desk):
    from pendopo.desk.models import Post

    visitor = desk.signed_in("tanpa", "publisher", "Desa Rejo")
    Post.objects.filter(person__name="tanpa").delete()

    assert "An administrator gives you one" in visitor.get("/").text
