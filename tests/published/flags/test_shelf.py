"""Flags are computed once: of another day only those that ask for the day, for all processes."""

from datetime import date
from decimal import Decimal

import pytest

from pendopo.flags import flags, measure_of, method_of, steps_of
from pendopo.published.flags import shelf
from pendopo.published.flags.compute import Asked, compute
from pendopo.published.flags.shelf import FlagShelf, parted
from pendopo.published.serving import SQL_TYPES
from pendopo.registers.contracts import REGISTER
from pendopo.store.child import Limits
from pendopo.store.engine import connect
from tests.published.flags.test_same_rows import ROWS

DAYS = (date(2026, 11, 26), date(2027, 3, 1))
# Two that ask for the day, and two that do not; the first of these builds on a step.
NAMES = (
    "r055_direct_awards_over_ceiling",
    "r063_contract_unpublished",
    "r018_single_bid",
    "r031_award_near_estimate",
)
ASKED = [
    Asked(
        flags()[name],
        method_of(name),
        {p.name: p.default or Decimal(500) for p in flags()[name].parameters},
        steps_of(name),
        measure_of(name),
    )
    for name in NAMES
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    path = tmp_path_factory.mktemp("tables") / "fold.duckdb"
    with connect(path) as database:
        for table in REGISTER.folded:
            columns = ", ".join(f'"{one.name}" {SQL_TYPES[one.kind]}' for one in table.columns)
            database.execute(f'create table "{table.name}" (entry bigint, line bigint, {columns})')
        database.execute(ROWS)
    return {table.name: path for table in REGISTER.folded}


@pytest.fixture
def computed(monkeypatch):
    """Give what is computed while the test runs: the names, once for each file."""
    found = []

    def noted(database, asked, as_of):
        found.append({one.flag.name for one in asked})
        compute(database, asked, as_of)

    monkeypatch.setattr(shelf, "compute", noted)
    return found


def test_another_day_computes_the_dated_ones_alone_and_another_process_none(
    tmp_path, tables, computed
):
    kept = FlagShelf(tmp_path / "flags")

    for day in (*DAYS, *DAYS):
        kept.cursor(tables, parted(ASKED), day)
    FlagShelf(tmp_path / "flags").cursor(tables, parted(ASKED), DAYS[0])

    first, again = computed[:3], computed[3:]
    assert sorted(map(sorted, first)) == sorted([[NAMES[2]], [NAMES[3]], sorted(NAMES[:2])])
    assert again == [set(NAMES[:2])]


@pytest.mark.parametrize("day", DAYS)
def test_several_files_hold_what_one_would(tmp_path, tables, day):
    cursor = FlagShelf(tmp_path / "flags").cursor(tables, parted(ASKED), day)

    with connect() as database:
        database.execute(f"attach '{tables['processes']}' as t (read_only)")
        for name in tables:
            database.execute(f'create view "{name}" as from t."{name}"')
        compute(database, ASKED, day)
        for name in ("raised", "looked", "lacking"):
            whole = database.execute(f"from {name} order by all").fetchall()
            assert cursor.execute(f"from {name} order by all").fetchall() == whole
            assert whole


def test_over_large_tables_a_process_of_its_own_computes_the_same(
    tmp_path, tables, computed, monkeypatch
):
    here = FlagShelf(tmp_path / "here").cursor(tables, parted(ASKED), DAYS[0])
    assert computed
    computed.clear()

    monkeypatch.setattr(shelf, "_MUCH_BYTES", 1)
    apart = FlagShelf(tmp_path / "apart").cursor(tables, parted(ASKED), DAYS[0])

    assert computed == []  # nothing in this process
    for name in ("raised", "looked", "lacking"):
        rows = here.execute(f"from {name} order by all").fetchall()
        assert apart.execute(f"from {name} order by all").fetchall() == rows
        assert rows


def test_what_that_process_does_not_come_to_is_computed_here(
    tmp_path, tables, computed, monkeypatch
):
    monkeypatch.setattr(shelf, "_MUCH_BYTES", 1)
    monkeypatch.setattr(shelf, "_LIMITS", Limits(memory_mb=1))

    cursor = FlagShelf(tmp_path / "flags").cursor(tables, parted(ASKED), DAYS[0])

    assert set().union(*computed) == set(NAMES)
    assert cursor.execute("select count(*) from looked").fetchone() == (len(NAMES),)
