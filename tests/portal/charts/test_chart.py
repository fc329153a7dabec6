"""What all charts share: coordinates that a browser reads in every language, and no style."""

import re
from decimal import Decimal

import pytest
from django.utils import translation

from pendopo.portal.charts.chart import cut, percent, plain
from pendopo.portal.pages.parts import samples


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("12.5", "12.5"),
        ("12.504", "12.5"),
        ("-0.001", "0"),
        ("-3", "-3"),
        ("100", "100"),
    ],
)
def test_a_coordinate_is_short_and_never_minus_zero(number, text):
    assert plain(Decimal(number)) == text


def test_a_share_of_nothing_is_nothing():
    assert percent(Decimal(5), Decimal(0)) == "0%"
    assert percent(Decimal(1), Decimal(3)) == "33.33%"


def test_a_label_is_cut_with_a_sign():
    assert cut("Dinas Kesehatan", 20) == "Dinas Kesehatan"
    assert cut("Dinas Kesehatan", 7) == "Dinas…"


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_chart_is_readable_without_eyes_script_or_style(drawn, language):
    with translation.override(language):
        texts = [drawn(chart) for chart in samples.charts()]

    for text in texts:
        name = re.search(
            r'<svg class="chart__plot[^"]*" role="img"[^>]*aria-labelledby="(\S+)-title"', text
        )
        assert name is not None
        assert f'<title id="{name[1]}-title">' in text
        assert f'<desc id="{name[1]}-says">' in text
        assert "<table" in text
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", text)
        # A comma would end a number in a path and break a length: "12,5%" is none.
        assert not re.search(r'\s(?:x|y|width|height|x1|x2|y1|y2|cx|cy)="[^"]*,', text)


def test_every_chart_tells_unknown_from_zero(drawn):
    for chart in samples.charts():
        text = drawn(chart)
        assert "not known" in text.lower(), chart.template
        assert '<span class="soft">not known</span>' in text, chart.template


def test_no_two_charts_of_a_page_share_an_id(drawn):
    ids = [
        found for chart in samples.charts() for found in re.findall(r' id="([^"]+)"', drawn(chart))
    ]

    assert len(ids) == len(set(ids))
