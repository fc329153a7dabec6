"""The licences a publication may state."""

import pytest

from pendopo.terms.licence import LICENCES, licence, licence_ids, licence_named


def test_every_licence_is_found_by_its_identifier():
    found = [licence(name) for name in licence_ids()]

    assert tuple(found) == LICENCES


def test_an_identifier_that_is_not_listed_is_refused():
    with pytest.raises(KeyError):
        licence("CC-BY-NC-4.0")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cc-by-4.0", "CC-BY-4.0"),
        (" CC0-1.0 ", "CC0-1.0"),
        ("http://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by/4.0", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by/4.0/deed.id", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by-sa/4.0/legalcode", "CC-BY-SA-4.0"),
        ("odc-odbl", "ODbL-1.0"),
        ("cc-zero", "CC0-1.0"),
    ],
)
def test_a_licence_is_recognised_as_catalogues_write_it(text, expected):
    found = licence_named(text)

    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize("text", ["", "cc-by", "uk-ogl", "notspecified", "https://example.org/"])
def test_a_licence_whose_version_is_open_is_not_guessed(text):
    found = licence_named(text)

    assert found is None
