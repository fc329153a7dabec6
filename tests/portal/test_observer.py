"""A programme that an observer runs says so on every page, and an empty one has words for it."""

from html import unescape

import pytest

from pendopo.programme.programme import Programme
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings

PAGES = ("", "registers/", "registers/datasets/", "log/", "downloads/", "verify/", "about/")


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    said = settings(
        name="Forum Warga Contoh",
        role="observer",
        observes="Kabupaten Umpama",
        invented=False,
        languages=("en",),
    )
    return reader(Programme.create(tmp_path_factory.mktemp("observer") / "hall", said, FIRST))


@pytest.mark.parametrize("page", [*PAGES, "nothing/"])
def test_every_page_says_that_an_observer_keeps_the_record(read, page):
    text = " ".join(unescape(read(f"/en/{page}").body.decode()).split())

    words = "Forum Warga Contoh keeps this record about Kabupaten Umpama"
    assert f"Not published by the government: {words}" in text
    assert "invented" not in text


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("", "Nothing has been published yet."),
        ("", "Nothing has been measured yet."),
        ("registers/datasets/", "This register holds no table yet."),
        ("downloads/", "There is no table to download yet."),
    ],
)
def test_an_empty_programme_has_words_for_it(read, page, words):
    assert words in unescape(read(f"/en/{page}").body.decode())


def test_a_programme_in_one_language_offers_no_other(read):
    assert read("/id/").status == 404
    assert "masthead__lang" not in read("/en/").body.decode()


def test_an_observer_speaks_of_whom_it_observes_and_answers_itself(read):
    home, about = (
        " ".join(unescape(read(f"/en/{p}").body.decode()).split()) for p in ("", "about/")
    )

    assert "Every figure of Kabupaten Umpama leads back" in home
    assert "<b>Kabupaten Umpama</b> <small> a record kept by Forum Warga Contoh </small>" in home
    assert "Pendopo · open government" not in home
    assert "pendopo measure" not in home
    assert "Ask Forum Warga Contoh about what stands here" in about
    assert "Ask that office about its figures" not in about


def test_one_entry_is_one_entry(read):
    assert "The log, 1 entry<" in " ".join(unescape(read("/en/").body.decode()).split())


def test_feeds_say_that_an_observer_keeps_the_record(read):
    feed = read("/en/feed.atom").body.decode()

    notice = "Not published by the government: Forum Warga Contoh keeps this record about Kabupaten"
    assert f"<subtitle>{notice} Umpama.</subtitle>" in feed


def test_files_say_it_in_their_names_and_heads(read):
    claims = read("/data/claims.csv")
    catalogue = read("/catalog.jsonld").body.decode()

    assert claims.headers["Pendopo-Notice"] == "not published by the government"
    name = 'filename="not-by-the-government-claims.csv"'
    assert name in claims.headers["Content-Disposition"]
    assert '"dct:title": "Kabupaten Umpama"' in catalogue
    assert '"dct:description": "Not published by the government:' in catalogue
