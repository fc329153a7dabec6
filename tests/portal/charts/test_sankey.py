"""Bands are as wide as their amounts, and what comes in is as wide as what goes out."""

import re
from decimal import Decimal

import pytest

from pendopo.portal.charts.chart import ChartError
from pendopo.portal.charts.sankey import Flow, sankey


def flows(*given: tuple[str, str, int | None]) -> list[Flow]:
    return [Flow(a, b, None if value is None else Decimal(value)) for a, b, value in given]


BUDGET = flows(
    ("Own", "Budget", 60),
    ("Transfers", "Budget", 180),
    ("Budget", "Staff", 120),
    ("Budget", "Roads", 120),
)


def ends(path: str) -> tuple[int, int]:
    """How wide a band is where it leaves and where it arrives, in px."""
    [start] = re.findall(r"^M\S+ (\S+)C", path)
    [last] = re.findall(r" (\S+)Z$", path)
    [arrives, under] = re.findall(r"(\S+)V(\S+)C", path)[0]
    return int(Decimal(last) - Decimal(start)), int(Decimal(under) - Decimal(arrives))


def test_a_band_is_as_wide_as_its_amount_at_both_ends(words):
    chart = sankey(words, BUDGET, "To")

    assert [ends(band.path) for band in chart.marks["bands"]] == [
        (60, 60),
        (180, 180),
        (120, 120),
        (120, 120),
    ]


def test_a_node_is_as_high_as_what_passes_it(words):
    nodes = {one.full: one for one in sankey(words, BUDGET, "To").marks["nodes"]}

    assert nodes["Budget"].height == "240"
    assert nodes["Budget"].value == "240 Rp"
    assert [nodes[name].x for name in ("Own", "Budget", "Roads")] == ["0%", "49.4%", "98.8%"]
    assert [nodes[n].anchor for n in ("Own", "Budget", "Roads")] == ["start", "middle", "end"]


def test_a_phone_shows_short_names_alone_and_the_amounts_in_the_table(words, drawn):
    long = ("Pendapatan transfer dari pusat", "Pendapatan transfer dari provinsi")

    chart = sankey(words, flows(*((name, "Budget", 60) for name in long)), "To")

    nodes = {one.full: one for one in chart.marks["nodes"]}
    assert all(len(nodes[name].short) <= 16 for name in long)
    assert nodes[long[0]].short != nodes[long[1]].short
    for one in re.findall(r'<text class="halo phone"[^>]*>([^<]*)<', drawn(chart)):
        assert "Rp" not in one


def test_a_flow_that_is_not_known_is_a_dashed_line_and_makes_a_whole_at_least(words, drawn):
    chart = sankey(words, [*BUDGET, *flows(("Gifts", "Budget", None))], "To")

    text = drawn(chart)

    assert text.count("band--unknown") == 1
    assert "<title>Gifts → Budget: not known</title>" in text
    assert "<title>Budget: at least 240 Rp</title>" in text
    assert "<title>Gifts: not known</title>" in text


def test_the_table_says_from_and_to(words, drawn):
    text = drawn(sankey(words, BUDGET, "To"))

    assert '<th scope="row">Own</th> <td>Budget</td> <td class="table__n">60 rupiah</td>' in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (flows(("a", "b", 1), ("b", "a", 1)), "in a circle"),
        (flows(("a", "a", 1)), "in a circle"),
        (flows(("a", "b", -1)), "below zero"),
    ],
)
def test_what_would_be_drawn_falsely_is_refused(words, given, said):
    with pytest.raises(ChartError, match=said):
        sankey(words, given, "To")


def test_flows_of_which_nothing_is_known_have_no_width(words):
    chart = sankey(words, flows(("a", "b", None)), "To")

    assert [one.value for one in chart.marks["nodes"]] == ["not known", "not known"]
