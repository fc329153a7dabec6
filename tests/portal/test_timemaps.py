"""TimeMaps: every version of a thing with its time, and pages that say which state they are of."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest

from pendopo.exports.archive.copy import STATIC, Copy
from tests.portal.conftest import reader

BASE = "http://127.0.0.1"
# RFC 7089, 5, with the grammar of RFC 8288, 3: commas divide links, semicolons their parameters.
LINK = re.compile(r'<([^<>"\s]*)>((?:\s*;\s*[a-z]+="[^"]*")+)\s*(?:,\s*|$)')
PARAMETER = re.compile(r';\s*([a-z]+)="([^"]*)"')
HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")


@dataclass
class Link:
    address: str
    facts: dict[str, str]

    @property
    def rel(self) -> list[str]:
        return self.facts["rel"].split()

    @property
    def time(self) -> datetime:
        assert HTTP_DATE.fullmatch(self.facts["datetime"])
        return parsedate_to_datetime(self.facts["datetime"])


def parse(text: str) -> list[Link]:
    """Read links, to the last letter."""
    found, at = [], 0
    for match in LINK.finditer(text):
        assert match.start() == at
        at = match.end()
        found.append(Link(match[1], dict(PARAMETER.findall(match[2]))))
    assert text[at:].strip() == ""
    return found


def parts(text: str) -> tuple[str, Link, list[Link]]:
    """Give the original's address, the map itself, and its mementos."""
    links = parse(text)
    [original] = [one for one in links if "original" in one.rel]
    [own] = [one for one in links if "self" in one.rel]
    return original.address, own, [one for one in links if "memento" in one.rel]


def test_a_publications_versions_are_listed_with_their_times(read, ids):
    answer = read(f"/timemap/{ids[1]}.link")

    original, own, mementos = parts(answer.body.decode())
    assert answer.headers["Content-Type"] == "application/link-format"
    assert [one.rel for one in mementos] == [["first", "memento"], ["last", "memento"]]
    assert [one.address for one in mementos] == [
        f"{BASE}/at/{number}/id/publications/{name}/"
        for number, name in zip((2, 3), ids[:2], strict=True)
    ]
    assert own.address == f"{BASE}/timemap/{ids[1]}.link"
    assert own.facts["from"] == mementos[0].facts["datetime"]
    assert own.facts["until"] == mementos[1].facts["datetime"]
    # The thing has one address, whichever of its versions was asked about.
    assert parts(read(f"/timemap/{ids[0]}.link").body.decode())[0] == original
    newest = read(original.removeprefix(BASE))
    assert (newest.status, newest.headers["Location"]) == (302, f"/id/publications/{ids[1]}/")


def test_what_a_register_makes_of_its_publications_has_states_too(read):
    _, _, mementos = parts(read("/timemap/en/contracts/suppliers.link").body.decode())

    assert len(mementos) == 1
    assert read(mementos[0].address.removeprefix(BASE)).status == 200


@pytest.mark.parametrize("address", ["/timemap/{}.link", "/timemap/en/datasets/roads.link"])
def test_each_memento_says_that_it_is_one(address, read, ids):
    address = address.format(ids[0])
    original, _, mementos = parts(read(address).body.decode())

    assert len(mementos) == 2
    for one in mementos:
        page = read(one.address.removeprefix(BASE))
        said = parse(page.headers["Link"])
        assert page.status == 200
        assert page.headers["Memento-Datetime"] == one.facts["datetime"]
        assert page.headers["Cache-Control"] == "public, max-age=3600"
        assert [link.address for link in said if "original" in link.rel] == [original]
        [timemap] = [link for link in said if "timemap" in link.rel]
        assert timemap.facts["type"] == "application/link-format"
        listed = parts(read(timemap.address.removeprefix(BASE)).body.decode())
        assert (listed[0], one.address) == (original, listed[2][-1].address)
    assert sorted(one.time for one in mementos) == [one.time for one in mementos]


def test_a_page_of_today_leads_to_its_versions_and_is_no_memento(read, ids):
    for address in (f"/en/publications/{ids[0]}/", "/en/registers/datasets/roads/"):
        page = read(address)

        [timemap] = [one for one in parse(page.headers["Link"]) if "timemap" in one.rel]
        assert "Memento-Datetime" not in page.headers
        assert read(timemap.address.removeprefix(BASE)).status == 200
        assert timemap.address.removeprefix(BASE) in page.body.decode()


def test_every_page_of_the_past_says_when(read):
    page = read("/at/2/en/")

    assert [one.address for one in parse(page.headers["Link"])] == [f"{BASE}/en/"]
    assert HTTP_DATE.fullmatch(page.headers["Memento-Datetime"])
    assert "Link" not in read("/en/").headers


def test_in_a_copy_each_version_has_one_page(hall, ids):
    size = hall.state().size
    read = reader(hall)
    address = f"/at/{size}/timemap/{ids[0]}.link"

    original, _, mementos = parts(read(address, **{STATIC: Copy()}).body.decode())

    assert original == f"{BASE}/at/{size}/id/publications/{ids[0]}/latest/"
    assert [one.address for one in mementos] == [
        f"{BASE}/at/{size}/id/publications/{name}/" for name in ids[:2]
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/timemap/01J00000000000000000000000.link",
        "/at/1/timemap/en/datasets/roads.link",
        "/timemap/en/datasets/nothing.link",
        "/timemap/xx/datasets/roads.link",
        "/en/publications/01J00000000000000000000000/latest/",
    ],
)
def test_of_what_there_is_not_there_is_no_map(address, read):
    assert read(address).status == 404
