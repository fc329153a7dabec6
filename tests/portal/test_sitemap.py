"""The list of pages: every address there answers, in each language, and robots are told of it."""

from xml.etree import ElementTree as ET

import pytest

from tests.portal.conftest import reader

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(read, file: str) -> list[str]:
    found = ET.fromstring(read(file).body)  # noqa: S314 (our own)
    return [one.text or "" for one in found.iter(f"{SITEMAP}loc")]


def test_robots_are_told_where_the_list_is(read):
    assert b"Sitemap: http://127.0.0.1/sitemap.xml" in read("/robots.txt").body


def test_every_listed_page_answers(read):
    [file] = addresses(read, "/sitemap.xml")
    listed = addresses(read, file.removeprefix("http://127.0.0.1"))

    assert len(listed) == len(set(listed)) > 40
    for address in listed:
        assert read(address.removeprefix("http://127.0.0.1")).status == 200, address


def test_each_page_names_its_other_languages(read):
    found = ET.fromstring(read("/sitemap-1.xml").body)  # noqa: S314 (our own)

    for url in found.iter(f"{SITEMAP}url"):
        links = url.findall("{http://www.w3.org/1999/xhtml}link")
        assert [link.get("hreflang") for link in links] == ["id", "en"]
        assert url.findtext(f"{SITEMAP}loc") in [link.get("href") for link in links]


def test_a_long_list_is_cut_into_files(hall, monkeypatch):
    read = reader(hall)  # its own cache
    monkeypatch.setattr("pendopo.portal.sitemap.PAGES_MOST", 10)

    files = addresses(read, "/sitemap.xml")
    pages = [
        one for file in files for one in addresses(read, file.removeprefix("http://127.0.0.1"))
    ]

    assert len(files) == 4
    assert len(pages) == len(set(pages)) > 40


@pytest.mark.parametrize("number", [0, 9])
def test_a_file_that_there_is_not_is_not_found(read, number):
    assert read(f"/sitemap-{number}.xml").status == 404
