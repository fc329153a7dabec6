"""A form that comes twice counts once: pressed twice, or sent again since the answer was lost."""

import re
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest

from tests.desk.conftest import PASSWORD, Desk, Visitor
from tests.desk.crawler import copied
from tests.desk.test_mending import workbook

OFFICE = "Desa Rejo"
ROWS = b"village,year,households\nRejo,2026,412\nSari,2026,380\n"
BROKEN = b"village,households\nRejo,412\nSari,380\nJati,4o1\nMulyo,390\nKarang,401\nTani,3o9\n"


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def number_on(clerk: Visitor, address: str, name: str = "once") -> str:
    found = re.search(rf'name="{name}" value="([0-9a-f]+)"', clerk.get(address).text)
    assert found
    return found[1]


def sent(clerk: Visitor, once: str, content: bytes = ROWS, name: str = "a.csv") -> str:
    said = {"register": "datasets", "office": OFFICE, "once": once}
    return clerk.upload("/hand-in/", (name, content), **said).to


def test_a_file_that_a_form_hands_in_twice_is_one_submission_and_says_so(
    desk: Desk, clerk: Visitor
):
    from pendopo.desk.models import Submission, Version

    once = number_on(clerk, "/hand-in/")
    first = sent(clerk, once)
    desk.work()
    again = sent(clerk, once)

    assert again == first
    assert "That was done already" in clerk.get(again).text
    assert (Submission.objects.count(), Version.objects.count()) == (1, 1)


def test_two_that_press_at_once_are_one_too(clerk: Visitor):
    from pendopo.desk.models import Submission

    once, before = number_on(clerk, "/hand-in/"), Submission.objects.count()
    both = [copied(clerk), copied(clerk)]

    with ThreadPoolExecutor(2) as threads:
        found = set(threads.map(lambda one: sent(one, once), both))

    assert len(found) == 1
    assert Submission.objects.count() == before + 1


def test_another_file_another_form_and_another_person_are_others(desk: Desk, clerk: Visitor):
    other = desk.signed_in("tini", "publisher", OFFICE)
    once = number_on(clerk, "/hand-in/")

    found = [
        sent(clerk, once),
        sent(clerk, once, ROWS + b"Jati,2026,1\n"),
        sent(clerk, number_on(clerk, "/hand-in/")),
        sent(other, once),
    ]

    assert len(set(found)) == 4


def test_another_file_in_its_place_counts_once_too(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Submission

    address = sent(clerk, "1" * 32)
    desk.work()
    said = {"once": number_on(clerk, address)}
    for _ in range(2):
        clerk.upload(f"{address}file/", ("b.csv", ROWS + b"A,2026,1\n"), address, **said)
        desk.work()

    found = Submission.objects.get(pk=address.split("/")[-2])
    assert found.versions.count() == 2


def test_cells_that_are_sent_twice_are_not_written_into_the_next_cells(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Submission

    address = sent(clerk, "2" * 32, BROKEN)
    desk.work()
    said = {"cell-0": "401", "version": number_on(clerk, address, "version")}
    clerk.post(f"{address}mend/", **said)
    desk.work()

    again = clerk.post(f"{address}mend/", **said)
    told = clerk.get(address).text

    assert again.to == address
    assert "That was done already" in told
    found = Submission.objects.get(pk=address.split("/")[-2])
    assert found.versions.count() == 2
    assert b"3o9" in clerk.get(f"{address}versions/2/").body


def test_what_was_sent_already_says_so_and_is_no_fault(desk: Desk, clerk: Visitor):
    address = sent(clerk, "3" * 32, workbook("kept"), "a.xlsx")
    desk.work()

    answers = [clerk.post(f"{address}give-up/") for _ in range(2)]

    assert [one.to for one in answers] == [address] * 2
    assert "That was done already" in clerk.get(address).text


def test_whose_second_step_was_answered_into_nothing_is_told_what_to_do(desk: Desk):
    """Digits count once, also from the same browser (ASVS 2.8.4)."""
    from pendopo.desk.models import Person

    desk.signed_in("dewi", "reviewer")
    person = Person.objects.get(name="dewi")
    Person.objects.filter(name="dewi").update(totp_used=0)
    browser = desk.visitor()
    browser.post("/sign-in/", "/sign-in/", name="dewi", password=PASSWORD)
    digits = pyotp.TOTP(person.totp).now()
    browser.token("/sign-in/second/")

    lost = copied(browser).post("/sign-in/second/", "/sign-in/second/", digits=digits)
    again = browser.post("/sign-in/second/", "/sign-in/second/", digits=digits)
    told = browser.get(again.to).text
    browser.post("/sign-in/", "/sign-in/", name="dewi", password=PASSWORD)
    same = browser.post("/sign-in/second/", "/sign-in/second/", digits=digits)

    assert lost.to == "/"
    assert again.to == "/sign-in/?unfinished=1"
    assert "wait until your phone shows other digits" in told
    assert same.status == 200
    assert "or were used" in same.text
