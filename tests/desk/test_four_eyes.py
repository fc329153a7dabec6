"""A reviewer lets through what the page showed: the file, and all that is said of it."""

import re
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest

from tests.desk.conftest import Desk, Visitor

OFFICE = "Desa Rejo"
SAID = {"title": "Households", "scope-dataset": "households", "licence": "CC-BY-4.0"}
NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


@pytest.fixture(scope="module")
def reviewer(desk: Desk) -> Visitor:
    return desk.signed_in("budi", "reviewer")


def sent(desk: Desk, clerk: Visitor) -> str:
    """Hand a file in and send it to a reviewer; its address."""
    file = ("a.csv", b"village,year,households\nRejo,2026,412\nSari,2026,380\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}say/", **SAID)
    desk.work()
    clerk.post(f"{address}send/", waved="Small villages.")
    return address


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_what_was_changed_since_a_reviewer_looked_is_not_let_through(
    desk: Desk, clerk: Visitor, reviewer: Visitor
):
    from pendopo.desk.models import Submission

    address = sent(desk, clerk)
    number = int(address.split("/")[-2])
    before = reviewer.get(address).text
    clerk.post(f"{address}take-back/")
    clerk.post(f"{address}say/", **{**SAID, "scope-dataset": "budgets", "title": "Budgets"})
    desk.work()
    clerk.post(f"{address}send/", waved="Small villages.")

    form = {"waved": "Right.", "seen": seen_in(before)}
    with_old_page = reviewer.post(f"{address}let-through/", **form)
    stage = Submission.objects.get(pk=number).stage
    page = reviewer.get(address).text
    form = {"waved": "Right.", "seen": seen_in(page)}
    on_no_day = [
        reviewer.post(f"{address}let-through/", **form, not_before=day).status
        for day in ("0001-01-01", "2026-01-01", "9999-12-31", "soon")
    ]
    with_new_page = reviewer.post(f"{address}let-through/", **form)
    desk.work()

    assert on_no_day == [422] * 4
    assert (with_old_page.status, stage) == (422, "sent")
    assert "<dd>budgets</dd>" in page
    assert "<dd>CC-BY-4.0</dd>" in page
    assert with_new_page.to == address
    found = Submission.objects.get(pk=number)
    assert found.stage == "published", list(found.jobs.values_list("fault", flat=True))


def test_who_handed_a_file_in_lets_it_not_through_though_another_sent_it(desk: Desk):
    from pendopo.desk.models import Submission
    from pendopo.desk.signer import SignerError, publish

    both = desk.signed_in("xena", "publisher", OFFICE)
    give(desk, "xena", "reviewer")
    second_step(both)
    other = desk.signed_in("yani", "publisher", OFFICE)
    file = ("b.csv", b"village,year,households\nRejo,2026,412\n")
    address = both.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    number = int(address.split("/")[-2])
    desk.work()
    other.post(f"{address}say/", **SAID)
    desk.work()
    other.post(f"{address}send/", waved="Small villages.")

    page = both.get(address).text
    home = both.get("/").text
    tried = both.post(f"{address}let-through/", waved="Right.", seen="")

    assert Submission.objects.get(pk=number).stage == "sent"
    assert tried.status == 403
    assert "let-through" not in page
    assert "Nothing waits for you" in home
    # Nor does the signer publish it, should the tables say so.
    xena = Submission.objects.get(pk=number).versions.get().submission
    xena.stage, xena.reviewer_id = "approved", person("xena").pk
    xena.save()
    with pytest.raises(SignerError, match="Nobody but its publisher"):
        publish(desk.opened, number, NOW)


def test_a_warning_is_waved_through_by_neither_without_a_reason(
    desk: Desk, clerk: Visitor, reviewer: Visitor
):
    from pendopo.desk.findings import report_of, warned
    from pendopo.desk.models import Submission

    file = ("c.csv", b"village,year,note\nRejo,2026,#N/A\nSari,2026,well\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}say/", **{**SAID, "scope-dataset": "waved"})
    desk.work()
    found = Submission.objects.get(pk=address.split("/")[-2])
    assert warned(report_of(found.version))

    without = clerk.post(f"{address}send/").status
    clerk.post(f"{address}send/", waved="Small villages.")
    page = reviewer.get(address).text
    nor = reviewer.post(f"{address}let-through/", seen=seen_in(page)).status
    stage = Submission.objects.get(pk=found.pk).stage
    reviewer.post(f"{address}let-through/", seen=seen_in(page), waved="Small, and counted.")

    assert (without, nor, stage) == (422, 422, "sent")
    assert ">Small villages.</textarea>" in page  # what the clerk wrote stands before the reviewer
    assert "<dd>Small, and counted.</dd>" in clerk.get(address).text
    desk.work()
    assert Submission.objects.get(pk=found.pk).stage == "published"


def test_what_is_sent_back_is_changed_as_the_reviewer_says_and_let_through(
    desk: Desk, clerk: Visitor, reviewer: Visitor
):
    from pendopo.desk.models import Submission

    address = sent(desk, clerk)
    number = int(address.split("/")[-2])

    reviewer.post(f"{address}send-back/", answer="Which year is it of?")
    back, home = clerk.get(address).text, clerk.get("/").text
    waits = reviewer.get("/").text
    clerk.post(f"{address}say/", **{**SAID, "title": "Households in 2026"})
    desk.work()
    clerk.post(f"{address}send/", waved="Small villages.")
    page = reviewer.get(address).text
    reviewer.post(f"{address}let-through/", waved="Right.", seen=seen_in(page))
    desk.work()

    assert "Sent back to be changed:</b> Which year is it of?" in back
    assert address in home
    assert address not in waits
    assert "<dd>Households in 2026</dd>" in page
    assert "Which year is it of?" not in page
    found = Submission.objects.get(pk=number)
    assert (found.stage, found.title) == ("published", "Households in 2026")


def test_an_unknown_register_in_an_invitation_is_refused_and_means_not_all(desk: Desk):
    from pendopo.desk.models import Person

    admin = desk.signed_in("ratna", "administrator")
    said = {"name": "dewi", "full_name": "Dewi", "role": "publisher", "office": OFFICE}

    answer = admin.post("/people/", **said, registers="elsewhere")

    assert "There is no register elsewhere." in answer.text
    assert not Person.objects.filter(name="dewi").exists()


def person(name: str) -> Any:
    from pendopo.desk.models import Person

    return Person.objects.get(name=name)


def give(desk: Desk, name: str, role: str) -> None:  # noqa: ARG001  the desk is open
    from pendopo.desk.inviting import Wanted
    from pendopo.desk.inviting import give as giving
    from pendopo.desk.roles import Role

    giving(person(name), Wanted(name, name, Role(role)), "operator")


def second_step(visitor: Visitor) -> None:
    found = re.search(r'<p class="hash">([A-Z2-7 ]+)</p>', visitor.get("/account/").text)
    assert found
    digits = pyotp.TOTP(found[1].replace(" ", "")).now()
    visitor.post("/account/second-step/", digits=digits)


def test_a_day_that_is_refused_stands_in_its_field_still_and_so_do_the_words_beside_it(
    desk: Desk, clerk: Visitor, reviewer: Visitor
):
    address = sent(desk, clerk)
    seen = seen_in(reviewer.get(address).text)

    form = {"waved": "I was there and counted.", "not_before": "2026-01-01", "seen": seen}
    told = reviewer.post(f"{address}let-through/", **form).text
    nothing = reviewer.post(f"{address}send-back/", answer=" ").text

    field = told.partition('<input id="not_before"')[2].partition(">")[0]
    assert 'value="2026-01-01"' in field
    assert 'aria-invalid="true"' in field
    assert f'min="{datetime.now(UTC).year}-' in field
    assert '<small class="wrong" id="not_before-wrong">Write a day from today on' in told
    assert 'aria-describedby="answer-wrong"' in nothing


def test_what_is_said_with_a_decision_that_lacks_its_reason_is_not_written_twice(
    desk: Desk, clerk: Visitor
):
    file = ("a.csv", b"village,nik\nRejo,3522012101900001\nSari,3522014502850002\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()

    said = {**SAID, "title": "Of each house", "scope-dataset": "each", "note": "Counted twice."}
    fate = {"column-0": "nik", "fate-0": "drop", "why-0": ""}
    told = clerk.post(f"{address}say/", **said, **fate).text

    assert 'value="Of each house"' in told
    assert 'value="each"' in told
    assert "Counted twice.</textarea>" in told
    assert '<option value="drop" selected>' in told
