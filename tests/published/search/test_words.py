"""A word and its other forms meet, in Indonesian and in English, whatever they are written with."""

import pytest

from pendopo.published.search.words import Stems, fold, stemmer_of, words

STEMS = Stems(["id", "en"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pembangunan", "dibangun"),
        ("pelayanan", "layanan"),
        ("jalan", "jalannya"),
        ("dinas", "dinasnya"),
        ("perdesaan", "desa"),
        ("roads", "road"),
        ("services", "service"),
        ("contracted", "contracts"),
    ],
)
def test_two_forms_of_a_word_have_one_stem(one, other):
    assert STEMS(one) == STEMS(other)


@pytest.mark.parametrize(("one", "other"), [("jalan", "jembatan"), ("desa", "dasar")])
def test_two_words_have_two_stems(one, other):
    assert STEMS(one) != STEMS(other)


@pytest.mark.parametrize(
    ("text", "folded"), [("Pénerangan", "penerangan"), ("STRASSE", "strasse"), ("ﬁle", "file")]
)
def test_letters_are_folded(text, folded):
    assert fold(text) == folded


def test_what_is_no_letter_or_digit_separates_words():
    assert words('air-bersih_2026 "x" (NEAR*)') == ["air", "bersih", "2026", "x", "near"]


def test_a_language_without_a_stemmer_leaves_words_to_english():
    assert stemmer_of("jv") is None
    assert Stems(["jv"]).names == ("english",)
    assert Stems(["es", "id"]).names == ("spanish", "indonesian", "english")


def test_the_languages_are_part_of_the_version():
    assert Stems(["id"]).version != Stems(["es"]).version
