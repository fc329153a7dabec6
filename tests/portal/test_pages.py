"""Every page answers, in every language, and every link on it leads somewhere."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import pytest

from tests.portal.conftest import reader

PAGES = (
    "",
    "registers/",
    "registers/datasets/",
    "registers/contracts/",
    "registers/datasets/roads/",
    "registers/datasets/wells/",
    "registers/contracts/processes/",
    "registers/datasets/roads/2.4/",
    "registers/contracts/contracts/ocds-abc123-2~C1/",
    "search/",
    "search/?q=desa+jembatan",
    "offices/",
    "offices/dinas-kominfo/",
    "developers/",
    "log/",
    "withdrawals/",
    "claims/",
    "downloads/",
    "verify/",
    "about/",
)
ADDRESSES = [f"/{language}/{page}" for language in ("en", "id") for page in PAGES]


def hrefs(text: str) -> set[str]:
    found = re.findall(r'(?:href|action)="([^"]*)"', text)
    return {unescape(one) for one in found}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_has_one_heading_its_language_and_says_what_is_invented(read, address):
    answer = read(address)
    text = answer.body.decode()

    assert answer.status == 200
    assert text.count("<h1") == 1
    assert f'<html lang="{address[1:3]}">' in text
    assert ("is invented" in text) or ("rekaan" in text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_holds_a_style_a_script_or_a_stranger(read, address):
    answer = read(address)
    text = answer.body.decode()

    # A description for search engines is data, which no browser runs.
    active = text.replace('<script type="application/ld+json">', "")
    # One page has a script, in a file of ours: it hashes what is brought there.
    active = re.sub(r'<script src="/static/[a-z0-9.-]+" defer></script>', "", active)
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", active)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1)', text)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_table_says_what_a_row_is(read, address):
    text = read(address).body.decode()

    assert text.count("<table") == text.count("<caption")


def alike(parts):
    """Whether a page is one of seventy of one shape, of which two suffice."""
    flag = re.search(r"/purchases/flags/(\w+)/", parts.path)
    named = flag.group(1) if flag else parse_qs(parts.query).get("flag", [""])[0]
    return named not in ("", "r018_single_bid", "core_suppliers")


def kind(parts):
    """What sort of page an address is: the same for all numbers, entries, values and twins.

    All tables of contracts are of one kind; so are all questions that a past page is asked.
    """
    path = re.sub(r"[0-9A-Z]{26}", "id", parts.path)
    path = re.sub(r"/contracts/\w+(?=[/.])(?<!bulk)", "/contracts/table", re.sub(r"\d+", "0", path))
    asked = parts.query.partition("=")[0]
    if path.startswith("/at/"):
        asked = bool(asked)
    return path.replace("/id/", "/en/", 1), asked


@pytest.mark.parametrize(
    "whole", [False, pytest.param(True, marks=[pytest.mark.campaign, pytest.mark.timeout(900)])]
)
def test_every_link_leads_somewhere(read, whole):
    """A reader who follows every link, downloads and past pages too, meets no dead end.

    :param whole: all of a kind and both languages; else one link of each kind, as it comes
    """
    seen: dict[str, int] = {}
    kinds = set()
    waiting = ["/en/", "/id/", "/at/2/en/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        answer = read(address)
        seen[address] = answer.status
        if answer.headers.get("Content-Type", "").startswith("text/html") and len(seen) < 900:
            for href in sorted(hrefs(answer.body.decode())):
                parts = urlsplit(urljoin(f"http://127.0.0.1{address}", href))
                # A query is answered by the page it is asked of; one step of narrowing suffices.
                if parts.netloc != "127.0.0.1" or parts.query.count("=") > 1 or alike(parts):
                    continue
                if whole or kind(parts) not in kinds:
                    kinds.add(kind(parts))
                    waiting.append(unquote(parts.path) + (f"?{parts.query}" if parts.query else ""))

    # Where a form sends a file there is nothing to get: it leads back to the form.
    forms = {address for address in seen if address.endswith("/verify/file/")}
    assert forms
    assert {seen.pop(address) for address in forms} == {302}
    assert {address: status for address, status in seen.items() if status != 200} == {}
    assert len(seen) > 300 * (1 + whole)


def test_a_fragment_names_something_on_its_page(read):
    for address in ADDRESSES:
        text = read(address).body.decode()
        for href in hrefs(text):
            if href.startswith("#"):
                assert f'id="{href[1:]}"' in text, (address, href)


def test_the_language_switch_keeps_the_page_and_its_question(read):
    text = unescape(read("/en/registers/datasets/roads/?method=tender&sort=-cost").body.decode())

    assert 'href="/id/registers/datasets/roads/?method=tender&sort=-cost"' in text


@pytest.mark.parametrize(
    ("accepted", "place"),
    [("en-GB,en;q=0.9", "/en/"), ("id", "/id/"), ("fr", "/id/"), ("", "/id/"), ("*", "/id/")],
)
def test_the_front_door_opens_in_the_readers_language(read, accepted, place):
    answer = read("/", HTTP_ACCEPT_LANGUAGE=accepted)

    assert (answer.status, answer.headers["Location"]) == (302, place)
    assert answer.headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/en/nothing/", 404, "There is nothing at this address"),
        ("/id/nothing/", 404, "Tidak ada apa-apa di alamat ini"),
        ("/fr/", 404, "Tidak ada apa-apa"),
        ("/en/registers/unknown/", 404, "There is nothing"),
        ("/en/registers/datasets/unknown/", 404, "There is nothing"),
        ("/en/registers/datasets/roads/2.999/", 404, "There is nothing"),
        ("/en/registers/datasets/roads/x/", 404, "There is nothing"),
        ("/en/publications/01J00000000000000000000001/", 404, "There is nothing"),
        ("/at/999/en/", 404, "There is nothing"),
        ("/at/01/en/", 404, "There is nothing"),
        ("/at/1/en/registers/datasets/roads/", 404, "There is nothing"),
        ("/id/registers/datasets/roads/?cost__gte=x", 400, "tulis seperti 1250000.50"),
        ("/id/registers/datasets/roads/?height=1", 400, "bukan kolom tabel ini"),
        ("/en/registers/datasets/roads/?page=99", 404, "There is nothing"),
        ("/en/log/?page=99", 404, "There is nothing"),
        ("/en/?q=x", 400, "does not know the parameter q"),
        ("/en/about/?page=1", 400, "does not know the parameter page"),
        ("/id/?q=x", 400, "tidak mengenal parameter q"),
        ("/en/log/?page=x", 400, "page is x"),
        ("/en/log/?page=0", 400, "page is 0"),
        ("/en/log/?page=1234567890", 400, "page is 1234567890"),
        ("/en/log/?page=%D9%A1", 400, "page is"),
        ("/en/?as-of=yesterday", 400, "as-of is yesterday"),
        ("/en/registers/datasets/roads/?colour=red", 400, "colour is no column"),
        ("/en/registers/datasets/roads/?cost__gte=much", 400, "cost__gte is"),
        ("/en/registers/datasets/roads/?cost__above=1", 400, "cost__above"),
        ("/en/registers/datasets/roads/?sort=colour", 400, "sort is"),
    ],
)
def test_what_cannot_be_answered_is_said_in_words_and_not_kept(read, address, status, words):
    answer = read(address)

    assert answer.status == status
    assert words in unescape(answer.body.decode())
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("day", "size"), [("9999-12-31", None), ("0001-01-01", 0)])
def test_the_first_and_the_last_day_there_are_have_a_state(read, hall, day, size):
    answer = read(f"/en/?as-of={day}")

    size = hall.state().size if size is None else size
    assert (answer.status, answer.headers["Location"]) == (302, f"/at/{size}/en/")


@pytest.mark.parametrize("host", ["a b", "", 'x"><script>', "x\r\ny", "[::1", "x:999999"])
def test_a_host_that_is_none_is_refused(read, host):
    answer = read("/en/", HTTP_HOST=host)

    assert answer.status == 400
    assert b"script" not in answer.body


def test_of_two_equal_parameters_the_order_is_a_difference(read):
    one, other = (
        read(f"/en/registers/datasets/roads/?{query}").body
        for query in ("page=2&page=1", "page=1&page=2")
    )

    assert one != other


def test_the_page_about_the_site_says_whom_to_ask(read):
    text = read("/en/about/").body.decode()

    assert '<a href="mailto:data@contoh.example">data@contoh.example</a>' in text


def test_words_of_a_stranger_are_shown_as_words(read):
    answer = read("/en/registers/datasets/roads/?q=%3Cscript%3Ealert(1)%3C/script%3E&method=%22%3E")

    assert b"<script" not in answer.body
    assert b"&lt;script&gt;" in answer.body


def test_a_fault_of_ours_is_said_without_the_record(hall, monkeypatch):
    read = reader(hall)
    monkeypatch.setattr(type(hall), "tables", lambda *_: 1 / 0)

    answer = read("/en/registers/")

    assert answer.status == 500
    assert b"This page could not be made" in answer.body
    assert b"ZeroDivisionError" not in answer.body


def test_the_signed_checkpoint_is_read_once_a_page(hall, monkeypatch):
    opened = []
    whole = Path.read_text

    def noted(self, *asked, **named):
        opened.append(self.suffix)
        return whole(self, *asked, **named)

    monkeypatch.setattr(Path, "read_text", noted)

    reader(hall)("/en/")

    assert opened.count(".checkpoint") == 1
