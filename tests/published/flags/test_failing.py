"""A method that a value stops is told as unknown, and stops no other."""

from dataclasses import replace
from datetime import date

from pendopo.flags import flags
from pendopo.published.flags.compute import FAILED, Asked, compute
from pendopo.store.engine import connect

COUNTS = """
select ocid as subject, 1e0 as value, 0e0 as threshold, true as flagged, null::varchar as missing
from processes
"""
STOPS = COUNTS.replace("from", ", (1e9 * n)::decimal(18, 12) as paid from")


def test_a_method_that_a_value_stops_is_unknown_and_the_others_are_computed():
    flag = flags()["r004_not_advertised"]
    first, second = (replace(flag, name=name) for name in ("first", "second"))

    with connect() as database:
        database.execute(
            "create table processes as select 'a' as ocid, 1 as n, null::varchar as quarantined"
        )
        compute(database, [Asked(first, STOPS, {}), Asked(second, COUNTS, {})], date(2026, 6, 30))
        looked = database.execute("from looked").fetchall()
        lacking = database.execute("from lacking").fetchall()

    assert looked == [("first", 1, 0, 1), ("second", 1, 1, 0)]
    assert lacking == [("first", FAILED, 1)]
