"""What the charts' tests share: words, numbers, and a chart as a reader receives it."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from pendopo.portal.charts.chart import Chart, Point, Words


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def words() -> Words:
    return Words(
        name="paid",
        title="Paid by office",
        note="In rupiah.",
        of="Office",
        unit="Paid",
        short=lambda value: f"{value} Rp",
        full=lambda value: f"{value} rupiah",
    )


@pytest.fixture
def points() -> Callable[..., list[Point]]:
    """Make points of names and numbers; None is not known."""

    def make(**values: Any) -> list[Point]:
        return [
            Point(name, None if value is None else Decimal(value)) for name, value in values.items()
        ]

    return make


@pytest.fixture
def drawn() -> Callable[[Chart], str]:
    """The chart as it is sent, in one line."""

    def draw(chart: Chart) -> str:
        text = render_to_string("charts/frame.html", {"chart": chart})
        return unescape(re.sub(r"\s+", " ", text))

    return draw
