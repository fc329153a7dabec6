"""Two versions are compared by key, or by what their rows say; each change is told once."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.published import changes
from pendopo.published.changes import CHANGED, GONE, NEW, Change, Comparisons
from pendopo.published.tables import Part, PublishedTable
from pendopo.terms.column import Column, Kind, Table

CODE, NAME, PAID = (
    Column("code", Kind.CODE),
    Column("name", Kind.TEXT),
    Column("paid", Kind.DECIMAL),
)
_TYPES = {Kind.CODE: pa.string(), Kind.TEXT: pa.string(), Kind.INTEGER: pa.int64()}


def version(
    folder: Path,
    entry: int,
    rows: list[tuple[Any, ...]],
    columns: tuple[Column, ...] = (CODE, NAME, PAID),
    key: tuple[str, ...] = ("code",),
    digits: int = 2,
) -> PublishedTable:
    """One version of a table, its rows from line 2."""
    fields = [("line", pa.int64())]
    fields += [(c.name, _TYPES.get(c.kind, pa.decimal128(18, digits))) for c in columns]
    lines = range(2, len(rows) + 2)
    path = folder / f"{entry}-{len(list(folder.iterdir()))}.parquet"
    pq.write_table(
        pa.table(
            [lines, *([row[i] for row in rows] for i in range(len(columns)))],
            schema=pa.schema(fields),
        ),
        path,
    )
    table = Table("roads", "Roads", "One row per road", columns, key=key)
    part = Part(entry, "roads", path.name, path, len(rows))
    return PublishedTable("r", "roads", "Roads", table, (entry,), (part,), path.name)


OLD = [("1", "Jalan", Decimal("1.50")), ("2", "Jalan", None), ("3", "Gang", Decimal(3))]
NEW_ = [("2", "Jalan", Decimal(5)), ("4", "Baru", Decimal(1)), ("1", "jalan", Decimal("1.50"))]


@pytest.fixture
def comparisons(tmp_path):
    return Comparisons(tmp_path / "changes")


def test_rows_are_matched_by_key_wherever_they_stand(tmp_path, comparisons):
    found = comparisons.compare(version(tmp_path, 1, OLD), version(tmp_path, 2, NEW_))

    assert (found.by, found.added, found.gone, found.cells, found.rows) == (("code",), 1, 1, 2, 2)
    assert found.page(CHANGED, 0, 9) == [
        Change(CHANGED, ("2",), 2, "paid", None, "5.00"),
        Change(CHANGED, ("1",), 4, "name", "Jalan", "jalan"),
    ]
    assert found.page(NEW, 0, 9) == [
        Change(NEW, ("4",), 3, "", None, '{"code":"4","name":"Baru","paid":1.00}')
    ]
    assert found.page(GONE, 0, 9) == [
        Change(GONE, ("3",), 4, "", '{"code":"3","name":"Gang","paid":3.00}', None)
    ]
    assert [change.what for change in found.all()] == [CHANGED, CHANGED, NEW, GONE]


def test_comparisons_are_dropped_with_what_one_that_was_killed_left(tmp_path, comparisons):
    old, new = version(tmp_path, 1, OLD), version(tmp_path, 2, NEW_)
    found = comparisons.compare(old, new)
    spill = tmp_path / "changes" / "spill"
    spill.mkdir()
    (spill / "rows.tmp").write_bytes(b"x")

    comparisons.drop_all()

    assert not found.path.exists()
    assert not spill.exists()
    assert comparisons.compare(old, new).added == found.added


def test_pages_go_on_where_the_one_before_ended(tmp_path, comparisons):
    old = version(tmp_path, 1, [(str(i), "x", None) for i in range(9)])
    new = version(tmp_path, 2, [(str(i), "y", None) for i in range(9)])

    found = comparisons.compare(old, new)

    assert [c.line for c in found.page(CHANGED, 3, 3)] == [5, 6, 7]
    assert found.page(CHANGED, 9, 3) == []


def test_a_number_with_more_digits_behind_the_mark_is_the_same_number(tmp_path, comparisons):
    old = version(tmp_path, 1, [("1", "a", Decimal("1.5"))], digits=1)

    for key in (("code",), ()):
        new = version(tmp_path, 2, [("1", "a", Decimal("1.500"))], digits=3, key=key)
        assert comparisons.compare(old, new).nothing


def test_without_a_key_rows_are_counted_by_what_they_say(tmp_path, comparisons):
    same, other = ("x", "Jalan", Decimal(1)), ("x", "Gang", None)

    old = version(tmp_path, 1, [same, other, same, same], key=())
    new = version(tmp_path, 2, [other, other, same], key=())
    found = comparisons.compare(old, new)

    assert found.by == ()
    assert (found.added, found.gone, found.cells) == (1, 2, 0)
    assert [change.line for change in found.page(GONE, 0, 9)] == [4, 5]
    assert [change.line for change in found.page(NEW, 0, 9)] == [3]


@pytest.mark.parametrize(
    "rows", [[("1", "a", None), ("1", "b", None)], [(None, "a", None), ("2", "b", None)]]
)
def test_a_key_that_does_not_name_each_row_is_none(tmp_path, comparisons, rows):
    found = comparisons.compare(version(tmp_path, 1, OLD), version(tmp_path, 2, rows))

    assert found.by == ()
    assert (found.added, found.gone) == (2, 3)


def test_columns_that_only_one_has_are_named_and_not_compared(tmp_path, comparisons):
    extra = Column("place", Kind.TEXT)
    old = version(tmp_path, 1, [("1", "a")], columns=(CODE, NAME))
    new = version(tmp_path, 2, [("1", "b")], columns=(CODE, extra))

    found = comparisons.compare(old, new)

    assert (found.columns_added, found.columns_gone) == (("place",), ("name",))
    assert found.cells == 0
    assert not found.nothing


def test_a_column_of_another_kind_is_compared_as_text(tmp_path, comparisons):
    number = Column("name", Kind.INTEGER)
    old = version(tmp_path, 1, [("1", "7"), ("2", "08")], columns=(CODE, NAME))
    new = version(tmp_path, 2, [("1", 7), ("2", 8)], columns=(CODE, number))

    found = comparisons.compare(old, new)

    assert found.page(CHANGED, 0, 9) == [Change(CHANGED, ("2",), 3, "name", "08", "8")]


def test_versions_without_a_column_in_common_have_other_rows(tmp_path, comparisons):
    old = version(tmp_path, 1, [("1",)], columns=(CODE,), key=())
    new = version(tmp_path, 2, [("a",), ("b",)], columns=(NAME,), key=())

    found = comparisons.compare(old, new)

    assert (found.added, found.gone) == (1, 0)
    assert (found.columns_added, found.columns_gone) == (("name",), ("code",))


def test_nothing_is_compared_with_what_was_removed(tmp_path, comparisons):
    table = version(tmp_path, 2, OLD)
    removed = PublishedTable("r", "roads", "Roads", table.table, (), (), "none", removed=(1,))

    assert comparisons.compare(removed, table) is None
    assert comparisons.compare(table, removed) is None


def test_a_comparison_is_written_once_and_can_be_dropped(tmp_path, comparisons):
    old, new = version(tmp_path, 1, OLD), version(tmp_path, 2, NEW_)

    first = comparisons.compare(old, new)
    made = first.path.stat().st_ino
    assert comparisons.compare(old, new).path.stat().st_ino == made

    comparisons.drop_all()

    assert not first.path.exists()
    assert comparisons.compare(old, new) == first


def test_the_comparisons_longest_unused_are_dropped(tmp_path, comparisons, monkeypatch):
    old, *others = (version(tmp_path, n, OLD) for n in range(1, 5))
    first = comparisons.compare(old, others[0])
    assert first
    size = first.path.stat().st_size
    monkeypatch.setattr(changes, "_BYTES_MOST", size * 5 // 2)
    few = Comparisons(tmp_path / "few")

    made = [few.compare(old, other) for other in (others[0], others[1])]
    few.compare(old, others[0])
    few.compare(old, others[2])

    assert [one is not None and one.path.exists() for one in made] == [True, False]


def test_a_name_with_a_quote_in_it_is_a_name(tmp_path, comparisons):
    odd = Column("a\"b'; drop", Kind.TEXT)
    old = version(tmp_path, 1, [("1", "x")], columns=(CODE, odd))
    new = version(tmp_path, 2, [("1", "y")], columns=(CODE, odd))

    [change] = comparisons.compare(old, new).page(CHANGED, 0, 9)

    assert (change.column, change.before, change.after) == (odd.name, "x", "y")


_ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", None]), st.just(None)), max_size=6
)


@settings(max_examples=15, deadline=None)
@given(_ROWS, _ROWS)
def test_what_is_gone_and_new_turns_one_version_into_the_other(tmp_path_factory, old, new):
    folder = tmp_path_factory.mktemp("turned")
    found = Comparisons(folder / "c").compare(
        version(folder, 1, old, key=()), version(folder, 2, new, key=())
    )

    assert found is not None
    kept = sorted(map(repr, _without(old, found.page(GONE, 0, 99))))
    came = sorted(map(repr, _without(new, found.page(NEW, 0, 99))))

    assert kept == came


def _without(rows: list[Any], changes: list[Change]) -> list[Any]:
    """The rows that both versions have, when each told line is taken out."""
    lines = {change.line for change in changes}
    return [row for line, row in enumerate(rows, 2) if line not in lines]


def of_one_line(table: PublishedTable) -> PublishedTable:
    """The same, all its rows made of one line of the file."""
    [part] = table.parts
    rows = pq.read_table(part.path)
    pq.write_table(rows.set_column(0, "line", pa.array([2] * len(rows), pa.int64())), part.path)
    return table


def test_rows_of_one_line_are_told_apart(tmp_path, comparisons):
    rows = [("1", "a", None), ("2", "a", None)], [("1", "a", None), ("3", "b", None)]
    old, new = (of_one_line(version(tmp_path, n, one, key=())) for n, one in enumerate(rows, 1))

    found = comparisons.compare(old, new)

    assert [change.after for change in found.page(NEW, 0, 9)] == [
        '{"code":"3","name":"b","paid":null}'
    ]
    assert [change.before for change in found.page(GONE, 0, 9)] == [
        '{"code":"2","name":"a","paid":null}'
    ]
