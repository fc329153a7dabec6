"""An address without its last slash, and the addresses that browsers and crawlers ask unasked."""

import pytest

from pendopo.programme.indexing import Search
from pendopo.programme.programme import Programme
from pendopo.programme.questions import Questions
from pendopo.published.deadline import overdue
from pendopo.published.reads import Reader
from pendopo.web.wsgi import make_application
from tests.portal.conftest import reader
from tests.portal.hall import build


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    return build(tmp_path_factory.mktemp("slash"))


@pytest.fixture(scope="module")
def read(hall):
    return reader(hall)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/en", "/en/"),
        ("/id/registers", "/id/registers/"),
        ("/en/registers/datasets/roads", "/en/registers/datasets/roads/"),
        ("/en/registers/datasets/roads?sort=-cost", "/en/registers/datasets/roads/?sort=-cost"),
        ("/at/2/en/log", "/at/2/en/log/"),
    ],
)
def test_an_address_without_its_slash_leads_to_the_page(read, address, place):
    answer = read(address)

    assert (answer.status, answer.headers["Location"]) == (301, place)


@pytest.mark.parametrize(
    "address",
    [
        "/en/sql?q=select+1+as+one",
        "/en/search?q=road",
        "/en/registers/datasets/roads?q=desa",
        "/en/registers/datasets/roads/2.4",
        "/en/registers/contracts/contracts",
        "/en/publications/{id}/changes/{since}",
    ],
)
def test_to_see_whether_a_page_is_there_asks_nothing(hall, monkeypatch, address):
    def slow(*_asked, **_named):
        raise overdue(5)

    since, later = (one.id for one in hall.state().publications[:2])
    for owner, name in (
        (Reader, "count"),
        (Reader, "page"),
        (Search, "find"),
        (Questions, "ask"),
        (Programme, "compare"),
    ):
        monkeypatch.setattr(owner, name, slow)

    answer = reader(hall)(address.format(id=later, since=since))

    assert answer.status == 301


@pytest.mark.parametrize(
    "address",
    ["/en/nothing", "/fr", "/en/registers/unknown", "/at/999/en", "/en/log?page=x", "/nothing.txt"],
)
def test_nothing_stays_nothing(read, address):
    assert read(address).status == 404


@pytest.mark.parametrize("path", ["//en", "//evil.example/en", "/\\evil.example"])
def test_no_address_leads_to_another_site(hall, ask, path):
    assert ask(make_application(hall), path).status == 404


def test_crawlers_may_read_everything(read):
    answer = read("/robots.txt")

    lines = answer.body.decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert lines[2].startswith("Sitemap: http")
    assert lines[2].endswith("/sitemap.xml")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_the_icon_that_browsers_ask_for_is_the_mark(read):
    answer = read("/favicon.ico")

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.body == read("/static/mark.svg").body
    assert "immutable" not in answer.headers["Cache-Control"]
