"""What is sent on was looked at: there is a preview, and it says what changes and nothing else."""

import re

import pytest

from tests.desk.conftest import Desk, Visitor

OFFICE = "Desa Rejo"
SAID = {"title": "Households", "scope-dataset": "households", "licence": "CC-BY-4.0"}
MASKED = {"column-0": "nik", "fate-0": "mask", "why-0": "Counted, not shown."}
PEOPLE = b"nik,year,paid\n3522011203900001,2026,10\n3522011203900003,2026,20\n"


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def handed_in(desk: Desk, clerk: Visitor, content: bytes = PEOPLE, /, **more: str) -> str:
    address = clerk.upload("/hand-in/", ("a.csv", content), register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}say/", **SAID, **more)
    desk.work()
    return address


def test_a_masked_row_that_stayed_is_no_changed_row_in_a_preview(desk: Desk, clerk: Visitor):
    reviewer = desk.signed_in("budi", "reviewer")
    address = handed_in(desk, clerk, PEOPLE, **MASKED)
    clerk.post(f"{address}send/", waved="Small.")
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', reviewer.get(address).text)
    assert found
    reviewer.post(f"{address}let-through/", waved="Right.", seen=found[1])
    desk.work()

    more = PEOPLE + b"3522011203900004,2026,30\n"
    page = clerk.get(handed_in(desk, clerk, more, **MASKED)).text
    rows = re.findall(r'<td class="table__n">(\d+)</td>', page)

    assert rows == ["3", "1", "0", "0"]
    [copy] = list(desk.opened.place.previews.glob("2-*"))
    assert not (copy / "private" / "secrets" / "pseudonyms.key").exists()


def test_without_a_preview_nothing_goes_on_and_it_is_made_again(
    desk: Desk, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk import working
    from pendopo.desk.models import Submission

    def fall(*_given: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(working, "rehearsal_of", fall)
        address = handed_in(desk, clerk, b"village,year\nRejo,2026\nSari,2026\n")
    number = int(address.split("/")[-2])
    page = clerk.get(address).text
    sent = clerk.post(f"{address}send/", waved="Small.").status
    clerk.post(f"{address}retry/")
    desk.work()

    assert "There is no preview" in page
    assert "being made" not in page
    assert (sent, Submission.objects.get(pk=number).stage) == (422, "ready")
    assert "Look at the page" in clerk.get(address).text


def test_every_page_of_a_preview_says_that_it_is_one_in_each_language(desk: Desk, clerk: Visitor):
    page = clerk.get(handed_in(desk, clerk, b"village,year\nRejo,2026\nSari,2026\n")).text
    found = re.search(r'href="(/preview/[^/]+)/en/(publications/[^"]+)"', page)
    assert found
    preview, publication = found.groups()

    answers = [
        clerk.get(f"{preview}/{language}/{rest}")
        for language in ("en", "id")
        for rest in (publication, "", "log/", "nowhere/")
    ]

    assert [answer.status for answer in answers] == [200, 200, 200, 404] * 2
    assert all("banner--preview" in answer.text for answer in answers)
    assert "Preview: not public yet." in answers[0].text


def test_what_is_published_leads_to_its_public_page_and_no_more_to_its_preview(
    desk: Desk, clerk: Visitor
):
    from dataclasses import replace

    from pendopo.desk.models import Submission

    reviewer = desk.signed_in("dewi", "reviewer")
    address = handed_in(desk, clerk, b"village,year\nRejo,2027\nSari,2027\n")
    clerk.post(f"{address}send/", waved="Small.")
    before = reviewer.get(address).text
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', before)
    assert found
    reviewer.post(f"{address}let-through/", waved="Right.", seen=found[1])
    desk.work()

    unknown, config = clerk.get(address).text, desk.opened.config
    site = replace(config.serve, address="https://data.example.org/misal/")
    desk.opened.config = replace(config, serve=site)
    known = clerk.get(address).text
    desk.opened.config = config

    made = Submission.objects.get(pk=address.split("/")[-2]).publication
    assert "Look at the page" in before
    assert "/preview/" not in unknown + known
    assert "Its public page has the receipt." in unknown
    assert f'href="https://data.example.org/misal/en/publications/{made}/"' in known
    assert "poster" not in known
