"""What is asked is found, counted, narrowed and put right; no text breaks it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.published.search import Asked, Document, Kind, Page
from tests.published.search.shelf import Index, publication, row


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Index:
    made = Index(tmp_path_factory.mktemp("index"))
    made.add(
        publication(1, "Perbaikan jalan 2026", "Roads mended by the regency"),
        publication(2, "Sumur bor", "Air bersih untuk desa", publisher="Dinas Air", year=2025),
        row(2, "W1", "Sumur di Desa Misal", publisher="Dinas Air", year=2025),
        row(1, "R001", "Jalan Desa Misal", register="contracts"),
        row(1, "R002", "Jalan raya desa di tepi misal"),
        Document("t:big", Kind.TABLE, "Pembayaran", "", route={"name": "big"}, apart=50_000),
    )
    return made


def test_words_are_found_in_either_language_and_in_any_form(index):
    assert index.titles("roads") == ["Perbaikan jalan 2026"]
    assert index.titles("perbaiki jalannya") == ["Perbaikan jalan 2026"]


def test_all_words_must_be_there(index):
    assert sorted(index.titles("jalan desa")) == ["R001", "R002"]


def test_a_title_comes_before_a_row(index):
    assert index.titles("jalan")[0] == "Perbaikan jalan 2026"


def test_words_between_marks_stand_together(index):
    assert index.titles('"desa misal" jalan') == ["R001"]
    assert index.titles("“desa misal” jalan") == ["R001"]


def test_an_odd_mark_is_none(index):
    assert sorted(index.titles('jalan "desa')) == ["R001", "R002"]


def test_where_nothing_has_all_words_some_of_them_are_found_and_said(index):
    found = index.find("sumur raya")

    assert found.any_word
    assert found.count == 3


def test_a_mistyped_word_is_put_right(index):
    found = index.find("perbaikn jalan")

    assert found.meant == "perbaikan jalan"


@pytest.mark.parametrize("words", ["jalan", "xqzvw", ""])
def test_nothing_is_put_right_where_nothing_is_wrong_or_near(index, words):
    assert index.find(words).meant == ""


def test_matches_are_counted_by_what_they_can_be_narrowed_to(index):
    facets = index.find("desa").facets

    assert dict(facets["kind"]) == {"row": 3, "publication": 1}
    assert dict(facets["publisher"]) == {"Dinas Jalan": 2, "Dinas Air": 2}
    assert dict(facets["year"]) == {"2026": 2, "2025": 2}


def test_a_choice_narrows_the_others_and_keeps_its_own_alternatives(index):
    found = index.find("desa", publisher="Dinas Air")

    assert found.count == 2
    assert dict(found.facets["publisher"]) == {"Dinas Jalan": 2, "Dinas Air": 2}
    assert dict(found.facets["year"]) == {"2025": 2}


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"kind": Kind.PUBLICATION}, ["Sumur bor"]),
        ({"register": "contracts"}, ["R001"]),
        ({"year": 2025}, ["Sumur bor", "W1"]),
        ({"year": 2025, "kind": Kind.ROW}, ["W1"]),
        ({"publisher": "nobody"}, []),
        ({"register": "' or 1=1"}, []),
    ],
)
def test_a_search_is_narrowed(index, asked, titles):
    assert sorted(index.titles("desa", **asked)) == titles


def test_pages_of_a_search_hold_each_match_once(index):
    pages = [index.shelf.find(Asked("desa"), 1, Page(at, 2)) for at in (0, 2, 4)]
    titles = [hit.route for found in pages for hit in found.hits]

    assert [len(found.hits) for found in pages] == [2, 2, 0]
    assert len({str(route) for route in titles}) == 4


def test_a_title_is_given_in_the_readers_language(index):
    found = index.shelf.find(Asked("sumur"), 1, Page(0, 1, str.upper))

    assert "".join(text for text, _ in found.hits[0].title) == "SUMUR BOR"


def test_tables_whose_rows_are_not_found_one_by_one_are_named(index):
    [apart] = index.find("anything").apart

    assert (apart.title, apart.rows, apart.route) == ("Pembayaran", 50_000, {"name": "big"})


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_refused(index, text):
    assert index.find(text).count >= 0


@pytest.mark.parametrize("words", ['"', "*", "desa OR", "NEAR(a b)", "a" * 5000, "x " * 500, "-q:"])
def test_no_syntax_is_understood(index, words):
    assert index.find(words).size == 1


def test_without_an_index_there_is_no_answer(tmp_path):
    index = Index(tmp_path)

    assert index.shelf.find(Asked("x"), 5, Page(0, 1)) is None
