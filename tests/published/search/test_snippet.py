"""The words that were asked for are marked where they stand, and nothing is lost or made up."""

from hypothesis import given
from hypothesis import strategies as st

from pendopo.published.search.snippet import marked, snippet
from tests.published.search.shelf import STEMS


def plain(pieces) -> str:
    return "".join(text for text, _marked in pieces)


def hits(pieces) -> list[str]:
    return [text for text, is_marked in pieces if is_marked]


def test_every_form_of_a_word_is_marked_as_it_is_written():
    pieces = marked("Pembangunan dan bangunan", {STEMS("dibangun")}, STEMS)

    assert hits(pieces) == ["Pembangunan", "bangunan"]


@given(st.text(max_size=80), st.sets(st.sampled_from(["jalan", "desa", "a"])))
def test_marking_keeps_the_text(text, wanted):
    assert plain(marked(text, wanted, STEMS)) == text


def test_the_parts_with_the_words_are_given_and_the_title_is_not_said_twice():
    pieces = snippet("Roads · nothing here · The road's number", "Roads", {"road"}, STEMS)

    assert plain(pieces) == "The road's number"


def test_a_body_without_the_words_gives_its_first_part():
    assert plain(snippet("One · two", "t", {"x"}, STEMS)) == "One"


def test_a_long_part_is_cut_to_where_the_words_are():
    text = "kata " * 200 + "jalan desa " + "lain " * 200

    pieces = snippet(text, "", {STEMS("jalan"), STEMS("desa")}, STEMS)

    assert hits(pieces) == ["jalan", "desa"]
    assert len(plain(pieces)) < 240
    assert plain(pieces).startswith("… kata")
    assert plain(pieces).endswith(" …")
