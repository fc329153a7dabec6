"""A record can stand below a path of a site: every address of it stays below that path."""

import json
import re
from html import unescape
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pendopo.web.wsgi import make_application
from tests.web.asking import ask

BELOW = "/contoh"
SITE = f"http://127.0.0.1{BELOW}"
_LINK = re.compile(r'(?:href|src|action)="([^"]*)"')
# One page of each kind is enough: what differs are ids, numbers and names.
_KIND = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{12,}|\d+|/(?:datasets|contracts)/[^/?]*")


@pytest.fixture(scope="module")
def see(hall):
    """Ask for an address of the whole site, as one that stands below a path is asked."""
    application = make_application(hall)

    def see(address, **more):
        parts = urlsplit(address)
        assert parts.path.startswith(f"{BELOW}/"), address
        return ask(
            application,
            parts.path.removeprefix(BELOW),
            SCRIPT_NAME=BELOW,
            QUERY_STRING=parts.query,
            HTTP_HOST="127.0.0.1",
            **more,
        )

    return see


@pytest.fixture(scope="module")
def pages(see):
    """Pages of every kind that links lead to from the first one, and what each answered."""
    waiting, known, found = [f"{BELOW}/en/", f"{BELOW}/en/parts/"], set(), {}
    while waiting:
        address = waiting.pop()
        kind = _KIND.sub("#", urlsplit(address).path)
        if kind in known or "/id/" in address or "compare=" in address:
            continue
        known.add(kind)
        answer = found[address] = see(address)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += [link for link in links(answer) if link.startswith(f"{BELOW}/")]
    return found


def links(answer):
    return [unescape(link).split("#")[0] for link in _LINK.findall(answer.body.decode())]


def test_every_address_of_a_page_stays_below_the_path(pages):
    assert len(pages) > 40
    for address, answer in pages.items():
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for link in links(answer):
            ours = link.startswith((f"{BELOW}/", f"{SITE}/", "?"))
            others = link.startswith(("https://", "mailto:")) or not link
            assert ours or others, (address, link)


def test_no_template_begins_an_address_with_a_slash_of_its_own():
    folder = Path(str(resources.files("pendopo.portal")))
    for path in sorted(folder.rglob("*.html")):
        written = re.findall(r'(?:href|src|action)="/[^"]*', path.read_text("utf-8"))
        # The tag that writes what the site begins with comes before each.
        assert written == [], path


def test_every_address_is_answered(pages):
    # What a form asks for without its field, and what a browser posts, is not for a link.
    refused = {a: one.status for a, one in pages.items() if one.status not in {200, 302}}

    assert set(refused.values()) <= {400, 405}, refused
    assert len(refused) <= 2, refused


@pytest.mark.parametrize(
    "address", ["/en/", "/id/registers/datasets/roads/?method=tender", "/en/log/", "/en/verify/"]
)
def test_json_feeds_and_commands_name_the_whole_address(see, address):
    body = see(BELOW + address).body.decode()
    wholes = re.findall(r"http://127\.0\.0\.1[^\s\"'<&]*", body)

    assert wholes
    assert all(one.startswith(SITE) for one in wholes), wholes


def test_files_for_programs_name_the_whole_address(see):
    for address in ("/catalog.jsonld", "/sitemap.xml", "/sitemap-1.xml", "/robots.txt",
                    "/en/index.json", "/en/feed.atom", "/openapi.json"):  # fmt: skip
        text = see(BELOW + address).body.decode()
        wholes = re.findall(r"http://127\.0\.0\.1[^\s\"'<]*", text)

        assert wholes, address
        assert all(one.startswith(SITE) for one in wholes), (address, wholes)
    [url] = json.loads(see(f"{BELOW}/openapi.json").body)["servers"]
    assert url == {"url": SITE}


@pytest.mark.parametrize(
    ("address", "leads"),
    [("/", "/en/"), ("/en/log", "/en/log/"), ("/en/?as-of=2026-11-20", "/at/")],
)
def test_what_leads_on_leads_below_the_path(see, address, leads):
    answer = see(BELOW + address, HTTP_ACCEPT_LANGUAGE="en")

    assert answer.status in {301, 302}
    assert answer.headers["Location"].startswith(BELOW + leads)


def test_what_is_not_there_is_told_in_the_language_of_the_address(see):
    assert "Tidak ada" in see(f"{BELOW}/id/nothing/").body.decode()
    told = json.loads(see(f"{BELOW}/api/nothing").body)
    assert (told["status"], f"{BELOW}/openapi.json" in told["detail"]) == (404, True)


def test_the_page_with_the_script_alone_may_run_one(see):
    allowed = see(f"{BELOW}/en/verify/").headers["Content-Security-Policy"]

    assert "script-src 'self'" in allowed
    assert "script-src" not in see(f"{BELOW}/en/").headers["Content-Security-Policy"]
