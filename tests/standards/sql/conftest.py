"""The engine that portable SQL is tried on."""

import duckdb
import pytest


@pytest.fixture
def engine():
    with duckdb.connect() as connection:
        connection.execute(
            "create table processes (ocid varchar, tenderers bigint, tender_opened date, "
            "award_date date, amount decimal(18, 2), method varchar)"
        )
        connection.execute("create table awards (ocid varchar, award_id varchar, date date)")
        connection.execute(
            "insert into processes values ('a', 1, '2026-01-01', '2026-01-09', 10.50, 'open'), "
            "('b', 3, '2026-01-01', '2026-02-09', 20.25, 'direct')"
        )
        connection.execute("insert into awards values ('a', '1', '2026-01-09')")
        yield connection
