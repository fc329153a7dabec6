"""A stack is its known parts; with one unknown its whole is only known to be at least so much."""

from decimal import Decimal

import pytest

from pendopo.portal.charts.chart import ChartError, Series
from pendopo.portal.charts.stacked import stacked


def series(name: str, *values: int | None) -> Series:
    return Series(name, tuple(None if v is None else Decimal(v) for v in values))


def test_parts_lie_end_to_end(words):
    chart = stacked(words, ["2025", "2026"], [series("Staff", 60, 30), series("Goods", 40, 20)])

    [first, second] = chart.marks["stacks"]
    assert [(part.x, part.width) for part in first.parts] == [("0%", "60%"), ("60%", "40%")]
    assert [(part.x, part.width) for part in second.parts] == [("0%", "30%"), ("30%", "20%")]
    assert first.rest == ""


def test_a_stack_with_an_unknown_part_has_no_total(words, drawn):
    chart = stacked(words, ["2025", "2026"], [series("Staff", 60, 30), series("Goods", 40, None)])

    text = drawn(chart)

    assert "at least 30 Rp" in text
    row = '<th scope="row">2026</th> <td class="table__n">30 rupiah</td>'
    unknown = '<td class="table__n"><span class="soft">not known</span></td>'
    assert f"{row} {unknown} {unknown}" in text


def test_a_stack_of_unknown_parts_says_so(words):
    [stack] = stacked(words, ["2026"], [series("Staff", None)]).marks["stacks"]

    assert (stack.value, stack.parts, stack.rest) == ("not known", (), "0%")


def test_a_part_of_zero_is_told_in_the_table_and_has_no_area(words, drawn):
    chart = stacked(words, ["2026"], [series("Staff", 60), series("Goods", 0)])

    [stack] = chart.marks["stacks"]
    assert [part.name for part in stack.parts] == ["Staff"]
    assert '<td class="table__n">0 rupiah</td>' in drawn(chart)


def test_every_series_has_a_pattern_and_a_word(words, drawn):
    text = drawn(stacked(words, ["2026"], [series("Staff", 60), series("Goods", 4)]))

    assert 'class="mark mark--hatch hatch"' in text
    assert 'fill="url(#paid-hatch)"' in text
    assert "Goods</li>" in text
    assert "<title>2026, Goods: 4 Rp</title>" in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([series(str(i), 1) for i in range(7)], "7 series, but only 6 patterns tell them apart"),
        ([series("Debt", -1)], "Debt has a part below zero, which no stack can hold"),
    ],
)
def test_what_a_stack_would_draw_falsely_is_refused(words, given, said):
    with pytest.raises(ChartError, match=said):
        stacked(words, ["2026"], given)
