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
    rows = re.findall(r'<td role="cell" class="table__n" data-label="[A-Z][a-z]+">(\d+)</td>', page)

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


def shut_out(*rows: str) -> bytes:
    return ("id,name,since,authority\n" + "".join(f"{row}\n" for row in rows)).encode()


def published(desk: Desk, clerk: Visitor, reviewer: Visitor, address: str) -> None:
    clerk.post(f"{address}send/", waved="Right.")
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', reviewer.get(address).text)
    assert found
    reviewer.post(f"{address}let-through/", waved="Right.", seen=found[1])
    desk.work()


def sent_list(desk: Desk, clerk: Visitor, content: bytes) -> str:
    file = ("a.csv", content)
    address = clerk.upload("/hand-in/", file, register="debarments", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}say/", title="Firms", licence="CC-BY-4.0", **{"scope-list": "firms"})
    desk.work()
    return address


def cells(page: str) -> list[str]:
    """Give the cells of what changes, each as its words."""
    body = page.partition("What changes in debarments")[2].partition("</section>")[0]
    found = re.findall(r"<t[dh] role=\"(?:cell|rowheader)\"[^>]*>(.*?)</t[dh]>", body, re.DOTALL)
    texts = [re.sub(r"<(?!/?(?:ins|del)\b)[^>]*>", "", one) for one in found]
    return [re.sub(r"(?<=>) | (?=<)", "", " ".join(one.split())) for one in texts]


def test_whoever_signs_sees_the_rows_that_are_added_gone_and_changed(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Version

    reviewer = desk.signed_in("tari", "reviewer")
    first = shut_out(
        "SK-1,CV Satu,2026-01-05,Inspektorat",
        "SK-2,CV Dua,2026-01-06,Inspektorat",
        "SK-3,CV Tiga,2026-01-07,Inspektorat",
    )
    published(desk, clerk, reviewer, sent_list(desk, clerk, first))
    more = [f"SK-{n},CV Baru {n},2026-02-01,Inspektorat" for n in range(4, 16)]
    second = shut_out("SK-1,CV Satu,2026-01-05,Inspektorat", "SK-2,,2026-03-06,Kejaksaan", *more)
    address = sent_list(desk, clerk, second.replace(b"SK-2,,", b"SK-2,CV Dua,"))
    clerk.post(f"{address}send/", waved="Right.")

    page = reviewer.get(address).text
    shown = cells(page)

    assert 'name="seen"' in page
    assert shown[:8] == [
        "SK-2", "Shut out from", "<del>6 Jan 2026</del>", "<ins>6 Mar 2026</ins>",
        "SK-2", "Shut out by", "<del>Inspektorat</del>", "<ins>Kejaksaan</ins>",
    ]  # fmt: skip
    new = [one for one in shown if one.startswith("CV Baru")]
    assert new == [f"CV Baru {n}" for n in range(4, 14)]
    assert [one for one in shown if one.startswith("<del>CV")] == ["<del>CV Tiga</del>"]
    [rest] = re.findall(r'<a href="([^"]+show=[a-z]+)">\s*The first 10 of 12', page)
    assert "CV Baru 15" in reviewer.get(rest.replace("&amp;", "&")).text
    assert "CV Tiga" not in str(Version.objects.values_list("preview", flat=True))


def test_the_rows_of_what_stood_before_go_with_the_preview(desk: Desk, clerk: Visitor):
    reviewer = desk.signed_in("wulan", "reviewer")
    first = shut_out("SK-1,CV Lama,2026-01-05,Inspektorat")
    published(desk, clerk, reviewer, sent_list(desk, clerk, first))
    address = sent_list(desk, clerk, shut_out("SK-2,CV Lain,2026-01-05,Inspektorat"))
    before = clerk.get(address).text

    desk.opened.drop_derived()

    assert "CV Lama" in before
    assert "CV Lama" not in clerk.get(address).text
    kept = desk.opened.place.previews.parent
    assert not [one for one in kept.rglob("changes.json") if "CV Lama" in one.read_text()]


def test_a_table_that_goes_is_counted_among_what_changes(desk: Desk, clerk: Visitor):
    reviewer = desk.signed_in("yuli", "reviewer")
    places = b"scheme,code,level,parent,name\ncontoh,99.01,3,,Kota\ncontoh,99.02,3,,Desa\n"
    people = b"scheme,code,level,parent,name,year,people,counted_by,method\n" + b"".join(
        b"contoh,99.0%d,3,,%s,2025,300,Dinas,register\n" % one
        for one in ((1, b"Kota"), (2, b"Desa"))
    )
    for content in (people, places):
        file = ("a.csv", content)
        address = clerk.upload("/hand-in/", file, register="places", office=OFFICE).to
        desk.work()
        clerk.post(f"{address}say/", title="Places", licence="CC-BY-4.0", **{"scope-list": "all"})
        desk.work()
        if content is people:
            published(desk, clerk, reviewer, address)

    page = clerk.get(address).text

    rows = re.findall(r'scope="row">people</th>(.*?)</tr>', page, re.DOTALL)
    assert [re.findall(r">([0-9]+)</td>", row) for row in rows] == [["0", "0", "2", "0"]]
