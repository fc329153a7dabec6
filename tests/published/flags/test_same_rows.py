"""Flags come out the same on any number of threads and every time, with currencies mixed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pendopo.flags import flags, measure_of, method_of, steps_of
from pendopo.published.flags.compute import Asked, compute
from pendopo.published.serving import SQL_TYPES
from pendopo.registers.contracts import REGISTER
from pendopo.store.engine import connect

AS_OF = date(2026, 11, 26)
PROCESSES = 600
ROWS = Path(__file__).with_name("rows.sql").read_text("utf-8")
TABLES = ("raised", "looked", "lacking")


def computed(threads, *, shared=True):
    asked = [
        Asked(flag, method_of(name), {p.name: p.default or Decimal(500) for p in flag.parameters})
        for name, flag in flags().items()
    ]
    if shared:
        asked = [
            replace(one, steps=steps_of(one.flag.name), measure=measure_of(one.flag.name))
            for one in asked
        ]
    with connect(threads=threads) as database:
        for table in REGISTER.folded:
            columns = ", ".join(f'"{one.name}" {SQL_TYPES[one.kind]}' for one in table.columns)
            database.execute(f'create table "{table.name}" (entry bigint, line bigint, {columns})')
        database.execute(ROWS)
        compute(database, asked, AS_OF)
        return [
            database.execute(f"from {one}").fetchall() for one in ("raised", "looked", "lacking")
        ]


def held_to(times):
    first = computed(1)
    for i in range(times):
        assert computed(1 + (5 * i + 2) % 8) == first
    return first


def test_two_more_times_on_other_numbers_of_threads_give_the_same_rows():
    raised, looked, lacking = held_to(2)

    assert len(raised) > 500
    assert {row[0] for row in looked} == set(flags())
    assert ("r031_award_near_estimate", "exchange rate", PROCESSES // 6) in lacking


def test_steps_that_are_made_once_give_the_rows_of_the_whole_method_that_pages_show():
    assert computed(2, shared=False) == computed(2)


@pytest.mark.campaign
def test_a_hundred_times_on_one_to_eight_threads_give_the_same_rows():
    held_to(100)
