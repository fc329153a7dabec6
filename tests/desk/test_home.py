"""The first page at the desk says in words what waits, and what to do where nothing does."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.desk.conftest import Desk
from tests.desk.test_four_eyes import seen_in, sent

OFFICE = "Desa Rejo"
ROLES = ("publisher", "reviewer", "lead", "moderator", "civil-society", "independent-reviewer")
# What each role sees empty at a desk at which nothing was done yet.
EMPTY = ("/", "/forms/", "/overview/", "/audit/?who=nobody.there")


@pytest.mark.parametrize("role", ROLES)
def test_where_nothing_stands_it_is_said_what_comes_there_or_what_to_do(desk: Desk, role: str):
    from pendopo.desk.models import Submission

    Submission.objects.all().delete()
    office = "Kantor Kosong" if role == "publisher" else ""
    registers = ("datasets",) if role == "publisher" else ()
    visitor = desk.signed_in(f"kosong.{role}", role, office, registers)

    pages = [visitor.get(address).text for address in EMPTY]

    blocks = [
        one
        for page in pages
        for one in re.findall(r'<div class="empty">(.*?)</div>', page, re.DOTALL)
    ]
    assert blocks
    for block in blocks:
        said = re.sub(r"<b>.*?</b>|<[^>]+>", " ", block).split()
        assert len(said) >= 5 or "<a " in block, block


def test_what_was_handed_in_stands_with_its_register_in_words(desk: Desk):
    clerk = desk.signed_in("sari", "publisher", OFFICE)
    clerk.upload("/hand-in/", ("a.csv", b"a,b\n1,2\n"), register="datasets", office=OFFICE)

    told = clerk.get("/").text

    assert f"Datasets · {OFFICE}" in told
    assert "Nothing to be done" not in told


def test_of_what_was_given_up_nobody_says_that_a_preview_could_be_made(desk: Desk):
    clerk = desk.signed_in("tini", "publisher", OFFICE)
    file = ("a.csv", b"village,year,households\nRejo,2026,412\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    before = clerk.get(address).text
    clerk.post(f"{address}give-up/")

    after = clerk.get(address).text

    assert "As the public will see it" in before
    assert "As the public will see it" not in after


def test_a_form_in_which_nothing_stands_asks_first_to_be_filled_in(desk: Desk):
    clerk = desk.signed_in("wati", "publisher", OFFICE)
    clerk.post("/forms/meeting/", key="a" * 32, office=OFFICE)

    told = clerk.get(f"/drafts/{'a' * 32}/").text

    assert 'class="act act--first" href="/drafts/' in told
    assert told.count("act--first") == 1


def test_what_waits_for_a_reviewer_stands_once_and_then_with_the_day_it_is_public(desk: Desk):
    clerk = desk.signed_in("rini", "publisher", OFFICE)
    reviewer = desk.signed_in("budi", "reviewer")
    address = sent(desk, clerk)
    day = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()

    waits = reviewer.get("/").text
    form = {"waved": "Right.", "seen": seen_in(reviewer.get(address).text)}
    reviewer.post(f"{address}let-through/", **form, not_before=day)
    lists = [one.get("/").text for one in (clerk, reviewer)]

    assert waits.count(f'href="{address}"') == 1
    assert all(f"Let through, public on {day}" in one for one in lists)


def test_what_was_given_up_has_no_step_done_and_what_is_to_be_mended_is_told_when_it_is_shown(
    desk: Desk,
):
    clerk = desk.signed_in("nanda", "publisher", OFFICE)
    file = ("a.csv", b"village,year\nRejo,2026\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()

    unsaid = clerk.get(address).text
    clerk.post(f"{address}give-up/")
    given_up = clerk.get(address).text

    assert "It is shown here once nothing stands in the way any more" in unsaid
    assert "have it made again" not in unsaid
    assert given_up.count("Given up. It stays in your list") == 1
    assert "is-done" not in given_up
