"""The areas of a treemap are as large as the parts and fill the sheet; the unknown has none."""

from decimal import Decimal

import pytest

from pendopo.portal.charts.chart import ChartError
from pendopo.portal.charts.treemap import treemap


def area(one) -> Decimal:
    return Decimal(one.width.rstrip("%")) * Decimal(one.height)


def test_the_areas_are_as_large_as_the_parts_and_fill_the_sheet(words, points):
    chart = treemap(words, points(a=50, b=20, c=20, d=10))

    areas = chart.marks["areas"]
    assert [one.full for one in areas] == ["a", "b", "c", "d"]
    whole = sum(map(area, areas))
    assert whole == pytest.approx(100 * 300, rel=Decimal("0.001"))
    assert [area(one) / whole for one in areas] == [
        pytest.approx(Decimal(share), rel=Decimal("0.01")) for share in ("0.5", "0.2", "0.2", "0.1")
    ]


def test_many_parts_do_not_become_slivers(words, points):
    chart = treemap(words, points(**{f"v{i}": 40 - i for i in range(30)}))

    for one in chart.marks["areas"]:
        wide, high = Decimal(one.width.rstrip("%")) * 7, Decimal(one.height)
        assert max(wide / high, high / wide) < 3


def test_what_is_not_known_has_no_area_and_is_named(words, points, drawn):
    chart = treemap(words, points(a=50, b=None, c=0))

    text = drawn(chart)

    assert [one.full for one in chart.marks["areas"]] == ["a"]
    assert "Not known: b." in text
    assert '<th scope="row">b</th> <td class="table__n"><span class="soft">not known' in text
    assert '<th scope="row">c</th> <td class="table__n">0 rupiah' in text


def test_words_are_written_only_where_they_fit(words, points):
    chart = treemap(words, points(Tlogomisal=990, Kaliumpama=10))

    large, small = chart.marks["areas"]
    assert (large.label, small.label) == ("Tlogomisal", "")
    assert small.full == "Kaliumpama"


def test_a_part_below_zero_is_refused(words, points):
    with pytest.raises(ChartError, match="below zero"):
        treemap(words, points(a=50, b=-1))


def test_a_treemap_of_nothing_is_empty(words):
    assert treemap(words, []).marks["areas"] == []
