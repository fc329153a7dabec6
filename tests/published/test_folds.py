"""The tables that a fold makes of the same parts: one file, and each its own name and order."""

import json
from datetime import timedelta
from typing import Any

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.published.reads import ALL
from pendopo.published.serving import Serving
from pendopo.published.tables import PublishedTable
from pendopo.terms.journey import Declaration
from tests.portal.hall import FIRST, build, releases

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("folds")

ROWS = dict[str, list[Any]]


@pytest.fixture(scope="module")
def hall(tmp_path_factory) -> Programme:
    made = build(tmp_path_factory.mktemp("folds"))
    release = json.loads(releases())["releases"][0]
    release |= {"ocid": "ocds-aaaaaa-0", "awards": [{"id": "A1"}, {"id": "A2"}, {"id": "A3"}]}
    file = made.root / "more.json"
    file.write_text(json.dumps({"releases": [release]}))
    said = Declaration(title="One process, three awards")
    outcome = made.publish([Request(file, "contracts", FIRST + timedelta(hours=60), said)])
    assert not outcome.stopped, outcome.reports[0].findings
    return made


@pytest.fixture(scope="module")
def folded(hall: Programme) -> tuple[PublishedTable, ...]:
    return hall.tables(hall.state(), "contracts")


def test_each_has_a_version_of_its_own_and_all_lie_in_one_file(hall, folded):
    files = {hall.serving_file(table) for table in folded}

    assert len({table.version for table in folded}) == len(folded) > 1
    assert len(files) == 1


def test_each_is_counted_by_itself(hall, folded):
    counts = [hall.reader(table).count() for table in folded]

    assert counts == [len(hall.reader(table).page(ALL, 0, 1000)) for table in folded]
    assert len(set(counts)) > 1


def test_rows_lie_in_the_same_order_whichever_is_asked_for_first(hall, folded, tmp_path):
    register = hall.registers["contracts"]
    found: list[ROWS] = []
    for first in folded:
        serving = Serving(tmp_path / first.name)
        serving.build(first, register)
        found.append(
            {
                table.name: serving.cursor(table, register).table(table.table.name).fetchall()
                for table in folded
            }
        )

    assert [one == found[0] for one in found] == [True] * len(folded)


def test_each_release_keeps_the_zone_and_the_currency_of_who_published_it(hall):
    state = hall.state()
    newest = state.current("contracts")[-1]

    [releases] = [one for one in hall.tables_of(state, newest) if one.name == "releases"]

    assert {
        (row["zone"], row["home_currency"]) for row in hall.reader(releases).page(ALL, 0, 10)
    } == {("Asia/Jakarta", "IDR")}
