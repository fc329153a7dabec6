"""The square of dots on a paper leads to the address it was made of."""

import pytest

from pendopo.exports.printed.square import square


def test_the_square_is_a_drawing_and_says_its_address_nowhere_as_text():
    drawn = square("https://data.example.org/")

    assert drawn.startswith("<svg")
    assert "example" not in drawn


def test_without_an_address_there_is_no_square():
    assert square("") == ""


def test_an_address_that_no_square_holds_is_refused():
    with pytest.raises(ValueError, match="too large"):
        square("https://data.example.org/" + "x" * 4_000)
