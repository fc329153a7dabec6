"""A scorecard says no only where the record shows it; what it cannot tell is unknown."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from pendopo.programme.scoring import scorecard_sql
from pendopo.registers.villages.folded import FOLDED
from pendopo.registers.villages.merge import KINDS
from pendopo.store.engine import connect

ONE, TWO = "99.01.01.2001", "99.01.01.2002"
ASKED = {"year": 2026, "as_of": date(2026, 11, 24), "village": ONE}
LAST = {"village": ONE, "year": 2025, "phase": "executed", "balance": Decimal(50)}
PLAN = {"village": ONE, "year": 2026, "phase": "approved"}
OPENED = {
    "village": ONE, "year": 2026, "phase": "executed", "direction": "financing-in",
    "account_type_code": "6.1.1", "amount": Decimal(20),
}  # fmt: skip
SPENT = {
    "village": ONE, "year": 2026, "phase": "executed", "direction": "expenditure",
    "activity_code": "02.03.10", "amount": Decimal(80),
}  # fmt: skip
MEETING = {"village": ONE, "year": 2026, "held_on": date(2026, 1, 20), "kind": "Musdes"}
BOARD = {"year": 2026, "kind": "board"}


@pytest.fixture(scope="module")
def met():
    """Score a village by the rows of its tables."""

    def met(**tables):
        with connect() as database:
            for table in FOLDED:
                columns = [(one.name, KINDS[one.kind]) for one in table.columns]
                empty = dict.fromkeys(name for name, _ in columns)
                rows = [{**empty, **row} for row in tables.get(table.name, ())]
                database.register("given", pa.Table.from_pylist(rows, pa.schema(columns)))
                database.execute(f"create table {table.name} as from given")
            found = database.execute(scorecard_sql(), ASKED).fetchall()
        return {item: met for _village, _part, item, _seen, met in found}

    return met


def test_a_report_of_june_ends_no_year(met):
    half = LAST | {"first_received_on": date(2025, 7, 10), "carried_out_until": date(2025, 6, 30)}

    found = met(books=[half], lines=[OPENED])

    assert found["last-year-by-march"] is False
    assert found["opens-with-last-years-balance"] is None


@pytest.mark.parametrize(("day", "in_time"), [((2026, 3, 1), True), ((2026, 5, 1), False)])
def test_the_year_was_reported_when_its_whole_came_in(met, day, in_time):
    whole = LAST | {"first_received_on": date(2025, 7, 10), "year_received_on": date(*day)}

    found = met(books=[whole], lines=[OPENED])

    assert found["last-year-by-march"] is in_time
    assert found["opens-with-last-years-balance"] is False


def test_a_meeting_that_was_not_counted_makes_the_share_of_women_unknown(met):
    counted = MEETING | {"people": 40, "women": 5}

    [some, every] = [
        met(books=[PLAN], events=events)
        for events in ([counted, MEETING | {"people": 30}], [counted])
    ]

    assert (some["people-counted"], some["three-in-ten-women"]) == (None, None)
    assert (every["people-counted"], every["three-in-ten-women"]) == (True, False)


def test_what_a_revision_drops_is_planned_no_more(met):
    approved = SPENT | {"phase": "approved", "amount": Decimal(100)}
    other = SPENT | {"phase": "revised", "activity_code": "02.02.02"}

    assert met(books=[PLAN], lines=[approved, SPENT])["within-its-plan"] is True
    assert met(books=[PLAN], lines=[approved, other, SPENT])["within-its-plan"] is False


@pytest.mark.parametrize(
    ("likeness", "own"), [("00ff00ff00ff0f0f", False), ("00ff00ff00ff5555", True), (None, True)]
)
def test_a_board_that_looks_like_another_villages_is_not_its_own(met, likeness, own):
    mine = BOARD | {"village": ONE, "sha256": "ab" * 32, "likeness": "00ff00ff00ff0f0e"}
    other = BOARD | {"village": TWO, "sha256": "cd" * 32, "likeness": likeness}

    assert met(books=[PLAN], photos=[mine, other])["photo-is-its-own"] is own
