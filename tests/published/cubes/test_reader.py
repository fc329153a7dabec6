"""A cube answers as babbage does, and what it lacks as it says."""

from datetime import date
from decimal import Decimal

import pytest

from pendopo.published.cubes.readings import People, Prices, Reading
from pendopo.published.errors import QueryError
from pendopo.terms.cube import Attribute, Cube, CubeError, Dimension, Measure
from tests.published.cubes.asking import asked

HEALTH, SCHOOLS = ("07", "Kesehatan"), ("09", "Pendidikan, dasar")
ROWS = [
    (2023, "approved", "A", *SCHOOLS, date(2023, 1, 4), Decimal("100.00"), 1),
    (2023, "executed", "A", *SCHOOLS, None, Decimal("90.50"), 2),
    (2024, "approved", "A", *SCHOOLS, date(2024, 1, 4), Decimal("210.00"), None),
    (2024, "approved", "A", *HEALTH, None, Decimal("-40.00"), 4),
    (2024, "approved", "B", *HEALTH, None, Decimal("9007199254740993.01"), 5),
    (2025, "approved", "A", None, None, None, None, 6),
]
PRICES = Prices("datasets/price-index", {2023: Decimal(80), 2024: Decimal(100)}, "2024=100")
PEOPLE = People("places/people", {"A": {2022: 10, 2024: 20}, "B": {2024: 0}})


@pytest.fixture(scope="module")
def cube(make_cube):
    return make_cube(ROWS)


def test_cells_are_added_up_by_a_dimension_with_all_its_attributes(cube):
    answer = cube.aggregate(asked("place:A", "function", aggregates="amount.sum|_count"))

    assert answer == {
        "total_cell_count": 3,
        "cells": [
            {
                "function.code": "07",
                "function.label": "Kesehatan",
                "amount.sum": Decimal("-40.00"),
                "_count": 1,
            },
            {
                "function.code": "09",
                "function.label": "Pendidikan, dasar",
                "amount.sum": Decimal("400.50"),
                "_count": 3,
            },
            {"function.code": None, "function.label": None, "amount.sum": None, "_count": 1},
        ],
        "summary": {"amount.sum": Decimal("360.50"), "_count": 5},
        "cell": [{"ref": "place", "operator": ":", "value": ["A"]}],
        "aggregates": ["amount.sum", "_count"],
        "attributes": ["function.code", "function.label"],
        "order": [],
        "page": 1,
        "page_size": 100,
        "mixed": {"phase.phase": ["approved", "executed"]},
    }


@pytest.mark.parametrize("cut", ["year:2024", 'place:"B"', "year:1999"])
def test_what_is_cut_to_one_phase_is_not_said_to_add_up_several(cube, cut):
    assert "mixed" not in cube.aggregate(asked(cut, "function"))

    assert cube.all_cells(asked(cut, "function")).schema.names


def test_without_a_drilldown_there_is_one_cell_with_every_aggregate(cube):
    answer = cube.aggregate(asked())

    assert answer["total_cell_count"] == len(answer["cells"]) == 1
    assert answer["cells"][0] == answer["summary"]
    assert answer["aggregates"] == [
        "_count", "amount.sum", "amount.min", "amount.max", "amount.count", "pieces.sum",
    ]  # fmt: skip
    assert answer["summary"]["amount.sum"] == Decimal("9007199254741353.51")


def test_a_page_of_no_cells_still_counts_them(cube):
    answer = cube.aggregate(asked(drilldown="function", size=0))

    assert (answer["total_cell_count"], answer["cells"], answer["page_size"]) == (3, [], 0)


def test_nothing_found_sums_to_nothing_known(cube):
    answer = cube.aggregate(asked("year:1999", "function"))

    summary = answer["summary"]
    assert answer["total_cell_count"] == 0
    assert (summary["amount.sum"], summary["amount.count"], summary["_count"]) == (None, 0, 0)


def test_cells_are_sorted_and_paged(cube):
    first = cube.aggregate(asked(drilldown="function.label", order="amount.sum:desc", size=1))
    second = cube.aggregate(
        asked(drilldown="function.label", order="amount.sum:desc", size=1, page=2)
    )

    labels = [answer["cells"][0]["function.label"] for answer in (first, second)]
    assert labels == ["Kesehatan", "Pendidikan, dasar"]
    assert second["order"] == [["amount.sum", "desc"]]


def test_an_attribute_may_be_named_by_its_hierarchy(cube):
    answer = cube.aggregate(asked(drilldown="functional.label"))

    assert answer["attributes"] == ["function.label"]
    assert "functional.label" in answer["cells"][0]


@pytest.mark.parametrize(
    ("cut", "count"),
    [
        ("year:2023", 2),
        ("year:2023;2025", 3),
        ("year:2024..", 4),
        ("year:..2023", 2),
        ("!year:2024", 3),
        ('function:"07".."08"', 2),
        ("function:", 1),
        ('!function:"09"', 3),
        ('(function:"07" or year:2023)', 4),
        ('!(function:"07" or year:2023|phase:executed)', 3),
        ("paid:2023-01-04", 1),
        ("paid:2023-01-01..2024-12-31", 2),
        ("amount:-40..100", 3),
        ("function.label:Pendidikan, dasar", 3),
        ("record.line:2;3", 2),
    ],
)
def test_a_cut_takes_the_facts_that_it_says(cube, cut, count):
    answer = cube.aggregate(asked(cut, aggregates="_count"))

    assert answer["summary"] == {"_count": count}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (asked("function:7"), r'write it like function.code:"7"'),
        (asked('year:"2023"'), "write it like year.year:2015"),
        (asked("year:99999"), "'99999' is no value of year.year"),
        (asked("amount:1e3"), "write it like amount:1250000.50"),
        (asked("paid:2023-13-01"), "write it like paid.day:2015-01-04"),
        (asked("year:..|"[:-1]), "no value of year.year"),
        (asked("paint:blue"), "cut is 'paint'; write one of amount, pieces, year"),
        (asked(drilldown="amount"), "drilldown is 'amount'; write one of year"),
        (asked(drilldown="function.name"), "write one of function, function.code, function.label"),
        (asked(aggregates="amount"), "aggregates is 'amount'; write one of amount.sum"),
        (asked(aggregates="amount.avg"), "aggregates is 'amount.avg'"),
        (asked(drilldown="year", order="place"), "order is 'place', which is not in the answer"),
        (asked(order="colour"), "order is 'colour'; write one of"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_write(cube, question, told):
    with pytest.raises(QueryError) as refused:
        cube.aggregate(question)

    assert told in str(refused.value)


def test_facts_name_the_row_that_they_come_from(cube):
    answer = cube.facts(asked("year:2024", "function.code|amount|record", order="amount:desc"))

    assert answer["total_fact_count"] == 3
    assert answer["fields"] == ["function.code", "amount", "record.entry", "record.line"]
    assert answer["data"][0] == {
        "function.code": "07",
        "amount": Decimal("9007199254740993.01"),
        "record.entry": 7,
        "record.line": 6,
    }


def test_facts_have_every_field_unless_some_are_asked_for(cube):
    answer = cube.facts(asked(size=5, page=2))

    assert answer["data"] == [
        {
            "year.year": 2025, "phase.phase": "approved", "place.code": "A", "function.code": None,
            "function.label": None, "paid.day": None, "record.entry": 7, "record.line": 7,
            "amount": None, "pieces": 6,
        }
    ]  # fmt: skip


def test_members_are_given_once_each(cube):
    answer = cube.members(asked("year:2023..2024", "function", order="function.label:desc"))

    assert answer["total_member_count"] == 2
    assert answer["data"] == [
        {"function.code": "09", "function.label": "Pendidikan, dasar"},
        {"function.code": "07", "function.label": "Kesehatan"},
    ]


def test_all_cells_are_streamed_by_their_names(cube):
    rows = cube.all_cells(asked(drilldown="place", aggregates="_count")).read_all().to_pylist()

    assert rows == [{"place.code": "A", "_count": 5}, {"place.code": "B", "_count": 1}]


def test_an_amount_in_other_prices_is_unknown_where_the_index_is(cube):
    answer = cube.aggregate(
        asked("place:A", "year", aggregates="amount.sum", reading=Reading(2024, PRICES))
    )

    assert [cell["amount.sum"] for cell in answer["cells"]] == [
        Decimal("238.13"), Decimal("170.00"), None,
    ]  # fmt: skip
    assert answer["real"] == {
        "year": 2024, "index": "datasets/price-index", "base": "2024=100", "missing": [2025],
    }  # fmt: skip
    # No amount is of 2025, so that none of the sum is unknown.
    assert answer["summary"] == {"amount.sum": Decimal("408.13")}


def test_one_unknown_amount_makes_the_sum_unknown(cube):
    only = Prices("datasets/price-index", {2024: Decimal(100)})

    answer = cube.aggregate(asked("place:A", reading=Reading(2024, only)))

    assert answer["summary"]["amount.sum"] is None
    assert answer["summary"]["amount.count"] == 4


def test_amounts_per_head_name_the_year_that_people_were_counted_in(cube):
    answer = cube.aggregate(
        asked("place:A", "year", aggregates="amount.sum", reading=Reading(people=PEOPLE))
    )

    assert [cell["amount.sum"] for cell in answer["cells"]] == [
        Decimal("19.05"), Decimal("8.50"), None,
    ]  # fmt: skip
    counts = [(one["year"], one["people"], one["people_of"]) for one in answer["per"]["counts"]]
    assert counts == [(2023, 10, 2022), (2024, 20, 2024), (2025, 20, 2024)]
    assert answer["per"]["missing"] == [{"place": "B", "year": 2024}]


def test_heads_of_several_places_are_never_added_up(cube):
    by_place = cube.aggregate(asked("year:2023..2024", "place", reading=Reading(people=PEOPLE)))

    assert by_place["cells"][0]["amount.sum"] == Decimal("27.55")
    assert by_place["cells"][1]["amount.sum"] is None
    assert by_place["summary"]["amount.sum"] is None
    with pytest.raises(QueryError, match="write place in cut or drilldown"):
        cube.aggregate(asked("year:2024", reading=Reading(people=PEOPLE)))


def test_the_model_is_written_as_babbage_writes_it(cube):
    model = cube.model.described()

    assert model["fact_table"] == "spending"
    assert model["dimensions"]["function"] == {
        "ref": "function",
        "label": "Function",
        "description": "",
        "attributes": {
            "code": {
                "ref": "function.code", "label": "Code", "column": "function_code",
                "type": "string",
            },
            "label": {
                "ref": "function.label", "label": "Function", "column": "function_label",
                "type": "string",
            },
        },
        "key_attribute": "code",
        "key_ref": "function.code",
        "label_attribute": "label",
        "label_ref": "function.label",
        "hierarchy": "functional",
        "cardinality_class": None,
    }  # fmt: skip
    assert model["aggregates"]["amount.sum"] == {
        "ref": "amount.sum", "label": "Amount", "function": "sum", "measure": "amount",
    }  # fmt: skip
    assert model["aggregates"]["_count"]["function"] == "count"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"year": "when"}, "'when' is no dimension"),
        ({"measures": (Measure("a", "a"),)}, "'a' is no name"),
        ({"measures": (Measure("paid", "a", ("avg",)),)}, "paid is aggregated by"),
        ({"measures": (Measure("phase", "a"),)}, "two measures or dimensions have one name"),
    ],
)
def test_a_declaration_that_is_no_cube_is_a_fault(said, told):
    dimension = Dimension("phase", "Phase", (Attribute("phase", "phase"),))

    with pytest.raises(CubeError, match=told):
        Cube(**{"name": "x", "measures": (), "dimensions": (dimension,), **said})
