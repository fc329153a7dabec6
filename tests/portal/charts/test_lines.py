"""A line stops where a value is not known and goes on behind the gap."""

from decimal import Decimal
from itertools import pairwise

import pytest

from pendopo.portal.charts.chart import ChartError, Series
from pendopo.portal.charts.lines import line, spark


def series(name: str, *values: int | None) -> Series:
    return Series(name, tuple(None if v is None else Decimal(v) for v in values))


LABELS = ["Jan", "Feb", "Mar", "Apr"]


def test_a_gap_parts_the_line(words, drawn):
    chart = line(words, [*LABELS, "May"], [series("", 10, 20, None, 30, 40)])

    [run] = chart.marks["runs"]
    assert len(run.paths) == 2
    assert [gap.says for gap in chart.marks["gaps"]] == ["Mar: not known"]
    assert 'fill="url(#paid-unknown)"><title>Mar: not known</title>' in drawn(chart)


def test_a_value_between_two_gaps_has_a_mark_and_no_line(words):
    [run] = line(words, LABELS[:3], [series("", None, 20, None)]).marks["runs"]

    assert run.paths == ()
    assert [dot.says for dot in run.dots] == ["Feb: 20 Rp"]


def test_two_lines_differ_by_dash_and_mark_and_name(words, drawn):
    text = drawn(line(words, LABELS, [series("Paid", 1, 2, 3, 4), series("Planned", 2, 4, 6, 8)]))

    assert 'class="run run--1"' in text
    assert 'class="run run--2"' in text
    assert "<circle r=" in text
    assert 'd="M-3-3h6v6h-6z"' in text
    assert ">Paid 4 Rp</text>" in text
    assert ">Planned 8 Rp</text>" in text
    assert "Paid: 4 values. Largest: Apr, 4 Rp." in text


def test_a_gap_of_two_lines_says_whose_it_is(words):
    chart = line(words, LABELS[:1], [series("Paid", None), series("Planned", 2)])

    assert [gap.says for gap in chart.marks["gaps"]] == ["Jan: Paid not known"]


def test_words_at_the_ends_of_lines_do_not_cover_each_other(words):
    given = [series(str(i), 50, 50 + i) for i in range(4)]

    runs = line(words, LABELS[:2], given).marks["runs"]

    heights = sorted(Decimal(run.end_y) for run in runs)
    assert min(b - a for a, b in pairwise(heights)) >= 17


def test_zero_is_always_on_the_axis(words):
    chart = line(words, LABELS[:2], [series("", 97, 99)])

    assert [tick.text for tick in chart.marks["ticks"]] == ["0 Rp", "50 Rp", "100 Rp"]


def test_a_fifth_line_is_refused(words):
    with pytest.raises(ChartError, match="5 lines, but only 4 can be told apart"):
        line(words, LABELS[:1], [series(str(i), 1) for i in range(5)])


def test_a_spark_keeps_zero_so_that_a_small_change_looks_small(words, points):
    small = spark(words, points(Jan=97, Feb=99))

    [path] = small.paths
    first, last = (Decimal(piece.split()[1]) for piece in path[1:].split("L"))
    assert 0 < first - last < 1
    assert small.dots == (("116", "4"),)
    assert small.zero == "28"


def test_a_spark_of_nothing_known_says_so(words, points):
    small = spark(words, points(Jan=None, Feb=None))

    assert (small.paths, small.dots) == ((), ())
    assert small.says == "2 values. Not known: Jan, Feb."
