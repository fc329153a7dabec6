"""Many records in one application: each apart from the others, and none hurt by another."""

import json
import re
import shutil
import threading
from datetime import date
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from pendopo.programme.config import Serve
from pendopo.programme.hub.looking import Looker
from pendopo.programme.hub.settings import FILE_NAME, load, render_member
from pendopo.programme.programme import Programme
from pendopo.web import members as opened
from pendopo.web.front import Front
from pendopo.web.hub import HubDoors
from pendopo.web.wsgi import make_application
from tests.programme.hub.small import HUB, copied
from tests.web.asking import ask

DAY = date(2026, 12, 2)
_LINK = re.compile(r'(?:href|src|action)="([^"]*)"')


def reader(root):
    """Ask the whole application of a hub."""
    doors = HubDoors(root, lambda _zone: DAY)

    def see(address, **more):
        parts = urlsplit(address)
        asked = {"HTTP_HOST": "127.0.0.1", "QUERY_STRING": parts.query} | more
        return ask(doors, parts.path, **asked)

    see.doors = doors  # type: ignore[attr-defined]
    return see


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = copied(tmp_path_factory.mktemp("hub"))
    Looker(root).round(load(root / FILE_NAME))
    return root


@pytest.fixture(scope="module")
def see(root):
    return reader(root)


def test_a_mirrors_word_of_redactions_is_answered_alone_and_below_a_hub(root, see):
    folder = root / "members/misal"
    said = b'{"acknowledged": [], "policy": "delete", "v": 1}'
    (folder / "public/mirror/redactions.json").write_bytes(said)
    alone = make_application(Programme.open(folder))

    answers = [see("/misal/mirror/redactions.json"), ask(alone, "/mirror/redactions.json")]

    assert [(one.status, one.body) for one in answers] == [(200, said)] * 2
    assert {one.headers["Content-Type"] for one in answers} == {"application/json"}


def text_of(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.body.decode())).split())


@pytest.mark.parametrize(
    ("path", "name"),
    [("/contoh/en/", "Kabupaten Contoh"), ("/umpama/id/", "Kabupaten Umpama"),
     ("/misal/en/", "Kabupaten Misal")],
)  # fmt: skip
def test_each_record_stands_below_its_code(see, path, name):
    answer = see(path)

    assert (answer.status, f"<b>{name}</b>" in answer.body.decode()) == (200, True)
    for link in _LINK.findall(answer.body.decode()):
        inside = link.startswith((f"/{path.split('/')[1]}/", "#", "?", "mailto:"))
        whole = link.startswith((f"http://127.0.0.1/{path.split('/')[1]}/", "https://"))
        assert inside or whole or link.startswith("http://127.0.0.1:"), link


def test_files_of_a_log_stand_below_its_code_too(see, root):
    for code in ("contoh", "umpama", "misal"):
        answer = see(f"/{code}/log/checkpoint")

        folder = root / "members" / code
        assert answer.body == (folder / "public/log/checkpoint").read_bytes()


def test_a_member_with_a_host_name_stands_there_alone(see):
    answer = see("/en/", HTTP_HOST="data.contoh.example:8420")
    body = answer.body.decode()

    assert "<b>Kabupaten Contoh</b>" in body
    assert 'href="/static/look.' in body
    assert "/contoh/" not in body
    assert see("/umpama/en/", HTTP_HOST="data.contoh.example").status == 404


def test_no_page_of_one_is_ever_shown_for_another(root):
    see = reader(root)
    hosts = ("127.0.0.1", "data.contoh.example", "127.0.0.1")
    paths = ("/contoh/en/", "/en/", "/umpama/en/")

    for _ in range(2):
        bodies = [see(path, HTTP_HOST=host).body for path, host in zip(paths, hosts, strict=True)]
        assert len(set(bodies)) == 3
        assert b"Kabupaten Contoh" not in bodies[2]
        assert b"Kabupaten Umpama" not in bodies[0] + bodies[1]


def test_every_page_of_what_an_observer_keeps_says_who_keeps_it(see):
    for path in ("", "registers/", "log/", "about/", "nothing/"):
        assert "Forum Warga keeps this record about Kabupaten Umpama" in text_of(
            see(f"/umpama/en/{path}")
        )
    words = "Not published by the government: Forum Warga keeps this record"
    assert words in text_of(see("/en/members/umpama/"))


def test_a_member_that_is_only_listed_shows_what_ogps_file_says(see):
    answer = see("/nun-jauh/en/")
    page = text_of(see("/en/members/nun-jauh/"))

    assert (answer.status, answer.headers["Location"]) == (302, "/en/members/nun-jauh/")
    assert "Not published by the government: Nun Jauh, Contoh" in page
    assert "Open contracts of roads" in page
    assert "Limited" in page
    assert "what is overdue nobody can say from it" in page


def test_a_broken_member_says_so_and_the_others_are_answered(see):
    page, file = see("/pecah/id/log/"), see("/pecah/log/checkpoint")

    assert (page.status, file.status) == (503, 503)
    assert (page.headers["Retry-After"], page.headers["Cache-Control"]) == ("60", "no-store")
    assert "Kota Pecah" in text_of(page)
    assert "not TOML" not in page.body.decode()
    assert see("/contoh/en/").status == 200


def test_a_disk_that_goes_missing_while_it_is_served_hurts_no_other(tmp_path):
    root = copied(tmp_path)
    see = reader(root)
    assert see("/contoh/en/log/").status == 200
    shutil.rmtree(root / "members/contoh")

    gone, other = see("/contoh/en/log/"), see("/umpama/en/log/")

    assert (gone.status, other.status) == (503, 200)


def test_a_member_whose_folder_does_not_answer_is_not_waited_for(tmp_path, monkeypatch):
    root, goes_on = copied(tmp_path), threading.Event()
    see = reader(root)
    plain = Programme.open

    def hang(folder, *rest):
        if folder.name == "contoh":
            goes_on.wait()
        return plain(folder, *rest)

    monkeypatch.setattr(Programme, "open", hang)
    waiting = [
        threading.Thread(target=see, args=("/contoh/en/log/",)) for _ in range(opened.AT_ONCE)
    ]
    for one in waiting:
        one.start()
    while see.doors.members._turns["contoh"]._value:
        pass
    busy, other = see("/contoh/en/log/"), see("/umpama/en/log/")
    goes_on.set()
    for one in waiting:
        one.join()

    assert (busy.status, busy.headers["Retry-After"], other.status) == (503, "5", 200)


def test_few_records_are_open_and_the_longest_unused_is_closed(see):
    for code in ("contoh", "umpama", "misal", "umpama", "contoh"):
        assert see(f"/{code}/en/").status == 200

    # hub.toml says open = 2.
    assert see.doors.members.codes == ("umpama", "contoh")


def test_a_row_of_a_table_is_read_after_its_record_was_closed_and_opened(see):
    address = "/contoh/en/registers/plans/milestones/"
    first = see(address)
    for code in ("umpama", "misal"):
        see(f"/{code}/en/")

    assert "contoh" not in see.doors.members.codes
    assert "The plan is public" in first.body.decode()
    assert "The rule is signed" in see(f"{address}?sort=-title").body.decode()


def test_a_member_that_is_added_is_served_at_once(tmp_path):
    root = copied(tmp_path)
    see = reader(root)
    assert see("/baru/en/").status == 404
    shutil.copytree(root / "members/umpama", root / "members/baru")
    member = load(root / FILE_NAME).member("umpama")
    assert member is not None
    text = render_member(member).replace("umpama", "baru")
    (root / FILE_NAME).write_text(HUB + text)

    assert see("/baru/en/").status == 200
    assert "[hob]" not in HUB


def test_a_hub_file_that_is_being_written_leaves_the_hub_as_it_was(tmp_path):
    root = copied(tmp_path)
    see = reader(root)
    (root / FILE_NAME).write_text("[hub")

    assert see("/contoh/en/log/").status == 200


def test_the_table_names_every_member_and_the_day(see):
    page = text_of(see("/en/"))

    assert "5 governments, as of 2 December 2026." in page
    for name in ("Kabupaten Contoh", "Kabupaten Umpama", "Kabupaten Misal", "Nun Jauh, Contoh"):
        assert name in page
    assert "month 12 of 24, until 31 Dec 2027" in page
    assert "Kota Pecah" in page
    assert "Broken: its record cannot be read" in page


@pytest.mark.parametrize(
    ("asked", "first", "count"),
    [
        ("", "Kabupaten Contoh", 5),
        ("?sort=-name", "Nun Jauh, Contoh", 5),
        ("?sort=state", "Kota Pecah", 5),
        ("?region=Bali", "Kabupaten Misal", 2),
        ("?letter=N&kind=listed", "Nun Jauh, Contoh", 1),
    ],
)
def test_the_table_is_sorted_and_filtered_by_links(see, asked, first, count):
    body = see(f"/en/{asked}").body.decode()
    names = re.findall(r'scope="row">\s*<a href="[^"]*">([^<]*)</a>', body)

    assert (names[0], len(names)) == (first, count)


def test_a_filter_that_leaves_nobody_has_words_for_it(see):
    assert "No member matches." in text_of(see("/en/?region=Nowhere"))


@pytest.mark.parametrize("asked", ["?sort=size", "?page=2"])
def test_what_the_table_does_not_know_is_refused(see, asked):
    answer = see(f"/en/{asked}")

    assert answer.status == 400
    assert "This address asks something the page does not answer" in text_of(answer)


def test_json_and_csv_say_the_same_and_leave_the_unknown_empty(see):
    rows = json.loads(see("/members.json").body)["members"]
    lines = see("/members.csv").body.decode().splitlines()
    by_code = {row["code"]: row for row in rows}

    assert [line.split(",")[0] for line in lines[1:]] == [row["code"] for row in rows]
    assert by_code["contoh"]["overdue"] == [
        {"commitment": "wells", "milestone": "Every contract is public", "due": "2026-11-30"}
    ]
    assert {by_code[code]["overdue"] for code in ("umpama", "nun-jauh", "misal")} == {None}
    assert {row["disputed"] for row in rows} == {None}
    assert by_code["nun-jauh"]["commitments"][1]["completion"] is None
    assert (by_code["contoh"]["alarms"], by_code["misal"]["alarms"]) == (None, [])


def test_the_feed_leads_to_pages_that_are_there(see):
    feed = see("/en/feed.atom")
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ET.fromstring(feed.body).findall(f"{atom}entry")  # noqa: S314  our own
    addresses = [link.attrib["href"] for one in entries for link in one.findall(f"{atom}link")]

    assert len(entries) == 1
    for address in addresses:
        assert see(urlsplit(address).path).status == 200


def test_crawlers_are_told_of_every_records_list_of_pages(see):
    lines = see("/robots.txt").body.decode().splitlines()
    maps = [line.split()[1] for line in lines if line.startswith("Sitemap")]

    assert maps[:2] == ["http://127.0.0.1/sitemap.xml", "http://127.0.0.1/contoh/sitemap.xml"]
    assert see("/contoh/sitemap.xml").status == 200
    assert "/en/members/contoh/" in see("/sitemap.xml").body.decode()


@pytest.mark.parametrize(
    ("path", "leads"),
    [("/", "/id/"), ("/contoh", "/contoh/"), ("/contoh/", "/contoh/id/"), ("/en", "/en/"),
     ("/en/members/contoh", "/en/members/contoh/")],
)  # fmt: skip
def test_a_short_address_leads_to_the_page(see, path, leads):
    answer = see(path, HTTP_ACCEPT_LANGUAGE="id")

    assert answer.status in {301, 302}
    assert answer.headers["Location"] == leads


@pytest.mark.parametrize("path", ["/nothing/", "/en/nothing/", "/en/members/nobody/", "/fr/"])
def test_what_is_not_there_is_told(see, path):
    answer = see(path)

    assert answer.status == 404
    assert "There is nothing at this address" in text_of(answer)


def test_a_hub_can_itself_stand_below_a_path(see):
    answer = see("/contoh/en/", SCRIPT_NAME="/hub")

    assert 'href="/hub/contoh/en/log/"' in answer.body.decode()
    assert see("/nun-jauh/", SCRIPT_NAME="/hub").headers["Location"].startswith("/hub/en/members/")


def test_each_address_is_counted_once_for_all_members(root):
    doors = HubDoors(root, lambda _zone: DAY)
    doors._front = Front(doors._answer, Serve(requests_per_minute=2))

    codes = ("contoh", "umpama", "contoh")
    statuses = [
        ask(doors, f"/{code}/log/checkpoint", REMOTE_ADDR="192.0.2.7").status for code in codes
    ]

    assert statuses == [200, 200, 429]


def test_a_hubs_printed_pages_have_a_square_that_leads_back(see):
    page = see("/en/?q=contoh").body.decode()

    assert '<div class="footer__qr"' in page
    assert 'class="qr__dots"' in page
    assert "http://127.0.0.1/en/" in unescape(page.split('class="footer__where small">')[1])
    assert see("/en/?q=" + "x" * 4000).status < 500
    assert see("/en/nothing/?q=" + "x" * 4000).status < 500
