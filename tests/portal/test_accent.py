"""Whatever hue a government chooses, its pages can be read."""

import pytest

from pendopo.portal.accent import contrast, hexadecimal, stylesheet

HUES = range(0, 360, 3)


def test_manggis_is_the_hue_that_the_look_shows():
    assert hexadecimal(0.40, 0.115, 352) == "#73274e"
    assert hexadecimal(0.30, 0.09, 352) == "#4d1632"
    assert hexadecimal(0.82, 0.09, 352) == "#f2acca"


@pytest.mark.parametrize("hue", HUES)
def test_every_hue_can_be_read(hue):
    accent, roof, tint = (
        hexadecimal(0.40, 0.115, hue),
        hexadecimal(0.30, 0.09, hue),
        hexadecimal(0.95, 0.02, hue),
    )
    dark, dark_tint = hexadecimal(0.82, 0.09, hue), hexadecimal(0.27, 0.045, hue)

    assert contrast(accent, "#ffffff") >= 7
    assert contrast(accent, tint) >= 7
    assert contrast(roof, "#ffffff") >= 10
    assert contrast(dark, dark_tint) >= 7
    assert contrast(dark, "#101513") >= 7


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_print_keeps_its_black():
    assert stylesheet(352).startswith("@layer tokens{@media not print{")
