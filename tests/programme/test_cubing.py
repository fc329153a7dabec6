"""What the readings of amounts need, as it may be published: an index and counts with faults."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from pendopo.programme.cubing import PEOPLE, PRICES, Cubes
from pendopo.published.errors import QueryError

PLACE = "99.01"
CUBE = SimpleNamespace(
    places=lambda: [PLACE], model=SimpleNamespace(cube=SimpleNamespace(year="year", place="place"))
)


def cubes_of(published, rows):
    """Give cubes beside one published table, whose columns are those of its rows."""
    columns = [SimpleNamespace(name=name) for name in rows[0]]
    tables = {published: SimpleNamespace(columns=columns)}
    reads = SimpleNamespace(page=lambda *_: rows, among=lambda *_: rows)
    hall = SimpleNamespace(
        table=lambda _state, register, name: tables[register, name], reader=lambda _table: reads
    )
    return Cubes(hall, cast("Any", None), 1.0)


def people_of(*counts):
    rows = [
        {"code": PLACE, "year": year, "people": people, "scheme": scheme, "counted_by": by}
        for year, people, scheme, by in counts
    ]
    return cubes_of(PEOPLE, rows).reading(None, CUBE, "", "capita").people


@pytest.mark.parametrize("index", ["nan", "sNaN", "Infinity", "-Infinity", "0", "1E+99999", "ten"])
def test_what_is_no_index_is_refused_with_its_line(index):
    cubes = cubes_of(PRICES, [{"line": 2, "year": "2023", "index": index}])

    with pytest.raises(QueryError, match="line 2, is not one index above zero for one year"):
        cubes.newest_prices(None)


def test_a_count_names_its_source_and_a_later_one_of_the_same_holds():
    people = people_of((2023, 900, "contoh", "BPS"), (2023, 1000, "contoh", "BPS"))

    assert people.at(PLACE, 2024) == (2023, 1000)
    assert people.counted_by(PLACE, 2024) == ("BPS",)


@pytest.mark.parametrize("other", [("contoh", "Dukcapil"), ("kemendagri", "BPS")])
def test_where_sources_or_lists_of_places_differ_people_are_unknown(other):
    people = people_of(
        (2022, 800, "contoh", "BPS"), (2023, 900, "contoh", "BPS"), (2023, 950, *other)
    )

    assert people.at(PLACE, 2023) is None
    assert people.at(PLACE, 2022) == (2022, 800)
