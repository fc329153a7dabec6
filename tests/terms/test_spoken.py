"""A text in several languages is a text, and knows its other wordings."""

import copy
import json

import pytest

from pendopo.terms.column import SPOKEN_OF_COLUMN, Column, Kind
from pendopo.terms.spoken import (
    Spoken,
    SpokenError,
    as_written,
    every,
    spoken,
    translations,
    with_ending,
    with_translations,
)

MARKETS = Spoken({"id": "Pasar", "en": "Markets", "pt-br": "Feiras"})


def test_as_a_text_it_is_its_first_wording():
    assert MARKETS == "Pasar"
    assert (MARKETS.language, json.dumps(MARKETS)) == ("id", '"Pasar"')
    assert every(MARKETS) == ("Pasar", "Markets", "Feiras")
    assert every("Wells") == ("Wells",)
    assert as_written(MARKETS) == {"id": "Pasar", "en": "Markets", "pt-br": "Feiras"}
    assert as_written("Wells") == "Wells"


@pytest.mark.parametrize(
    ("reader", "language", "text"),
    [
        ("en", "en", "Markets"),
        ("en-gb", "en", "Markets"),
        ("pt", "pt-br", "Feiras"),
        ("pt-pt", "pt-br", "Feiras"),
        ("es", "id", "Pasar"),
        ("eng", "id", "Pasar"),
    ],
)
def test_a_reader_is_told_the_nearest_wording_and_its_language(reader, language, text):
    told = MARKETS.told(reader)

    assert (told, told.language) == (text, language)
    assert told.told("id") == text


def test_a_copy_has_all_wordings():
    column = Column("market", Kind.TEXT, title=MARKETS)

    assert as_written(copy.deepcopy(column).title) == as_written(MARKETS)


def test_a_name_is_put_behind_each_wording():
    ended = with_ending(MARKETS, "stalls")

    assert every(ended)[:2] == ("Pasar: stalls", "Markets: stalls")
    assert with_ending("Wells", "depth") == "Wells: depth"


@pytest.mark.parametrize(
    ("value", "found", "code"),
    [
        ({}, {}, ""),
        ({"english": "Markets"}, "english", ""),
        ({"": "Pasar"}, "", ""),
        ({3: "Pasar"}, 3, ""),
        ({"id": "Pasar", "ID": "Pekan"}, "ID", ""),
        ({"id": "Pasar", "en": 5}, 5, "en"),
        ({"id": "Pasar", "en": "  "}, "  ", "en"),
        ({"id": ["Pasar"]}, ["Pasar"], "id"),
    ],
)
def test_what_is_no_language_or_no_text_is_told(value, found, code):
    with pytest.raises(SpokenError) as caught:
        spoken(value)

    assert (caught.value.found, caught.value.code) == (found, code)
    assert caught.value.write


def test_the_key_without_a_language_is_the_first_of_those_listed():
    assert spoken({"": "Pasar", "EN": "Markets"}, "id").texts == {"id": "Pasar", "en": "Markets"}


def test_wordings_stand_beside_their_text_in_json_in_any_order():
    column = Column("market", Kind.TEXT, title=MARKETS, meaning="Its name.")

    beside = json.loads(json.dumps(translations(column, SPOKEN_OF_COLUMN), sort_keys=True))
    back = with_translations({"title": "Pasar", "meaning": "Its name."} | beside)

    assert list(back["title"].texts) == ["id", "en", "pt-br"]
    assert back["meaning"] == "Its name."
    assert translations(Column("market", Kind.TEXT, title="Market"), SPOKEN_OF_COLUMN) == {}
