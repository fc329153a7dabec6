"""A map is shaded in steps; what is not known is a hatch, and what has no outline is named."""

import gzip
import json
from decimal import Decimal

import pytest

from pendopo.portal.charts.chart import Point
from pendopo.portal.charts.choropleth import choropleth
from pendopo.standards.geo.outline import Outlines, outlines

SHEET = Outlines(100, 50, {code: f"M{i} 0h1v1z" for i, code in enumerate("abcdefgh")})


def values(**given: int | None) -> dict[str, Point]:
    return {
        code: Point(f"Village {code}", None if value is None else Decimal(value))
        for code, value in given.items()
    }


def test_about_as_many_areas_have_each_step(words):
    given = values(a=1, b=2, c=3, d=4, e=5, f=60, g=700, h=8000)

    places = choropleth(words, SHEET, given).marks["places"]

    assert [one.step[-1] for one in places] == list("11223445")


def test_equal_values_have_the_same_step_and_fewer_steps_are_the_darkest(words):
    chart = choropleth(words, SHEET, values(a=7, b=7, c=7, d=7, e=7, f=7, g=7, h=9))

    assert {one.step for one in chart.marks["places"][:7]} == {"step-4"}
    assert chart.marks["places"][7].step == "step-5"
    assert [line.label for line in chart.legend] == ["7 Rp: 7 areas", "9 Rp: 1 area"]


def test_a_step_says_from_where_to_where(words):
    chart = choropleth(words, SHEET, values(a=1, b=2, c=3, d=4, e=5, f=60, g=700, h=8000))

    assert [line.label for line in chart.legend] == [
        "1 Rp to 2 Rp: 2 areas",
        "3 Rp to 4 Rp: 2 areas",
        "5 Rp: 1 area",
        "60 Rp to 700 Rp: 2 areas",
        "8000 Rp: 1 area",
    ]


def test_an_area_without_a_value_is_hatched_and_zero_is_not(words, drawn):
    chart = choropleth(words, SHEET, values(a=0, b=None, c=5))

    text = drawn(chart)

    steps = {one.says: one.step for one in chart.marks["places"][:3]}
    assert steps == {
        "Village a: 0 Rp": "step-4",
        "Village b: not known": "unknown",
        "Village c: 5 Rp": "step-5",
    }
    assert text.count('fill="url(#paid-unknown)"') == 7  # six areas and the legend
    assert "not known, which is not zero" in text


def test_an_area_that_nobody_named_is_hatched_under_its_code(words):
    places = choropleth(words, SHEET, values(a=1)).marks["places"]

    assert places[1].says == "b: not known"


def test_a_value_without_an_outline_is_named_below_and_in_the_table(words, drawn):
    text = drawn(choropleth(words, SHEET, values(a=1, z=5)))

    assert "Not on this map: Village z." in text
    assert '<th scope="row">Village z</th>' in text


def test_the_area_of_the_page_is_outlined(words, drawn):
    assert drawn(choropleth(words, SHEET, values(a=1), here="a")).count("land--here") == 1


def test_a_map_of_nothing_known_has_only_hatches(words):
    chart = choropleth(words, SHEET, {})

    assert {one.step for one in chart.marks["places"]} == {"unknown"}
    assert chart.legend == ()


@pytest.mark.timeout(60)
def test_the_whole_map_of_430_villages_with_its_table_is_light(words, drawn, shared_data):
    file = shared_data / "geo" / "bojonegoro_villages.geojson"
    collection = json.loads(file.read_text("utf-8"))
    given = {
        one["properties"]["code"]: Point(one["properties"]["name"], Decimal(i % 90))
        for i, one in enumerate(collection["features"])
    }

    text = drawn(choropleth(words, outlines(collection), given))

    assert text.count("<path") == 430
    assert len(gzip.compress(text.encode())) < 60_000
