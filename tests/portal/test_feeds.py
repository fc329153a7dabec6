"""Feeds: what RFC 4287 asks for, ids that stay, times of the log, and new rows once."""

from datetime import datetime, timedelta
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from tests.portal.conftest import reader
from tests.portal.hall import FIRST, publish, publish_table, roads

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = (
    "/en/feed.atom",
    "/id/registers/datasets/feed.atom",
    "/en/registers/contracts/feed.atom",
    "/id/offices/dinas-kominfo/feed.atom",
    "/en/publications/{corrected}/feed.atom",
    "/en/registers/datasets/roads/feed.atom",
    "/id/registers/datasets/roads/feed.atom?method=tender&q=misal",
    "/en/registers/contracts/suppliers/feed.atom?q=karya",
    "/at/2/en/feed.atom",
    "/at/0/en/feed.atom",
)


def feed(read, address: str) -> ET.Element:
    answer = read(address)
    assert answer.status == 200, address
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.body)  # noqa: S314 (our own)


def texts(parent: ET.Element, *names: str) -> list[str]:
    return [one.text or "" for one in parent.findall("/".join(ATOM + name for name in names))]


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_holds_what_the_standard_requires(read, ids, address):
    """RFC 4287, 4.1.1 and 4.1.2: exactly one id, title and updated; an author; a link to itself."""
    found = feed(read, address.format(corrected=ids[1]))

    for element in (found, *found.findall(f"{ATOM}entry")):
        [id_], [_title], [updated] = (texts(element, name) for name in ("id", "title", "updated"))
        UUID(id_.removeprefix("urn:uuid:"))
        assert datetime.fromisoformat(updated).tzinfo is not None
        assert all(texts(element, "author", "name"))
        assert (
            element.findall(f"{ATOM}link[@rel='alternate']")[0].get("href", "").startswith("http")
        )
    [own] = found.findall(f"{ATOM}link[@rel='self']")
    assert own.get("href") == f"http://127.0.0.1{address.format(corrected=ids[1])}"
    entry_ids = texts(found, "entry", "id")
    assert len(entry_ids) == len(set(entry_ids))


def test_the_newest_stands_first_with_the_time_of_the_log(read, hall):
    found = feed(read, "/en/feed.atom")

    updated = texts(found, "entry", "updated")
    assert updated == sorted(updated, reverse=True)
    assert texts(found, "updated") == [hall.state().publications[-1].time]
    assert len(updated) == 4


def test_an_entry_keeps_its_id_in_every_feed_and_language(read):
    site, register, other = (
        set(texts(feed(read, address), "entry", "id"))
        for address in ("/en/feed.atom", "/id/registers/datasets/feed.atom", "/id/feed.atom")
    )

    assert register < site
    assert site == other


@pytest.mark.parametrize(("scope", "count"), [(1, 2), (0, 2), (2, 1)])
def test_a_publication_is_followed_by_its_versions(read, ids, scope, count):
    assert len(texts(feed(read, f"/en/publications/{ids[scope]}/feed.atom"), "entry")) == count


def test_with_a_question_a_table_tells_its_new_rows_once(read):
    found = feed(read, "/en/registers/datasets/roads/feed.atom?cost__gte=73000000")

    titles = texts(found, "entry", "title")
    links = [one.get("href") for one in found.findall(f"{ATOM}entry/{ATOM}link")]
    assert [title[:4] for title in titles] == ["R060", "R059"]
    assert links == [
        "http://127.0.0.1/at/3/en/registers/datasets/roads/2.62/",
        "http://127.0.0.1/at/2/en/registers/datasets/roads/1.61/",
    ]


def test_every_link_of_a_row_leads_to_it(read):
    for address in (FEEDS[6], FEEDS[7]):
        for link in feed(read, address).findall(f"{ATOM}entry/{ATOM}link"):
            assert read(link.get("href", "").removeprefix("http://127.0.0.1")).status == 200


def test_a_row_that_a_later_version_brings_is_new_then(fresh, tmp_path):
    before = feed(reader(fresh), "/en/registers/datasets/roads/feed.atom?cost__gte=73000000")

    publish(fresh, tmp_path / "r.csv", roads(63), title="Roads, more", hours=99)
    after = feed(reader(fresh), "/en/registers/datasets/roads/feed.atom?cost__gte=73000000")

    assert [t[:4] for t in texts(after, "entry", "title")] == ["R061", "R062", "R060", "R059"]
    assert texts(after, "entry", "id")[2:] == texts(before, "entry", "id")
    assert texts(after, "updated") == [(FIRST + timedelta(hours=99)).strftime("%Y-%m-%dT%H:%M:%SZ")]


def test_a_version_that_lacks_a_column_ends_the_search_for_rows(fresh, tmp_path):
    for hours, text in ((98, "well;depth\nW1;12\n"), (99, "well;depth;owner\nW9;1;Desa\n")):
        publish_table(fresh, tmp_path / "w.csv", text, hours, dataset="wells", title="Wells")

    found = feed(reader(fresh), "/en/registers/datasets/wells/feed.atom?owner=Desa")

    assert len(texts(found, "entry", "title")) == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/registers/unknown/feed.atom", 404),
        ("/en/registers/datasets/unknown/feed.atom", 404),
        ("/en/offices/nobody/feed.atom", 404),
        ("/en/publications/01J00000000000000000000001/feed.atom", 404),
        ("/en/registers/datasets/roads/feed.atom?colour=red", 400),
        ("/en/registers/datasets/roads/feed.atom?sort=cost&method=tender", 400),
        ("/en/registers/datasets/roads/feed.atom?cost__gte=much", 400),
        ("/en/feed.atom?q=x", 400),
        ("/en/log/feed.atom", 404),
    ],
)
def test_what_has_no_feed_says_so(read, address, status):
    assert read(address).status == status


def test_pages_name_their_feed_and_their_question_goes_with_it(read):
    text = read("/en/registers/datasets/roads/?method=tender&sort=cost&page=1").body.decode()

    assert (
        'type="application/atom+xml" href="/en/registers/datasets/roads/feed.atom?method=tender"'
        in text
    )
    assert "feed.atom" not in read("/en/verify/").body.decode()


def test_letters_that_xml_has_no_form_for_are_left_out(fresh, tmp_path):
    publish(fresh, tmp_path / "r.csv", roads(2), title="A\x0b & <b> \x00Z", hours=99)

    titles = texts(feed(reader(fresh), "/en/feed.atom"), "entry", "title")

    assert titles[0] == "A & <b> Z"


def test_a_day_leads_to_the_feed_of_that_state(read):
    answer = read("/en/feed.atom?as-of=2026-11-18")

    assert (answer.status, answer.headers["Location"]) == (302, "/at/2/en/feed.atom")
