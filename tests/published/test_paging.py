"""A long list is read in parts that together are the whole, whatever it is sorted by."""

import json
from datetime import UTC
from datetime import datetime as moment
from decimal import Decimal
from pathlib import Path

import pytest

from pendopo.published.errors import QueryError
from pendopo.published.reads import ALL, Filter, Query, Reader
from tests.published.rows import reader_of

_COLUMNS = ("entry", "line", "text", "money", "day", "whole", "truth", "moment")


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """Thirty rows in disorder: values that come often, and cells without one."""
    lines = range(2, 32)
    return reader_of(
        tmp_path,
        text=[f"Jalan {line * 7 % 4}" for line in lines],
        money=[None if line % 5 == 0 else Decimal(line % 3) for line in lines],
        day=[None] * 30,
        whole=[None if line % 6 == 0 else line % 7 for line in lines],
        truth=[(True, False, None)[line % 3] for line in lines],
        moment=[moment(2026, 1, 1 + line % 4, 9, 30, line, tzinfo=UTC) for line in lines],
    )


def walked(reader: Reader, query: Query, limit: int) -> list[list[int]]:
    """Read part by part, and give the lines of each."""
    parts, after = [], ""
    while True:
        window = reader.window(query, limit, after)
        text = b"".join(reader.json(query, window))
        parts.append([row["line"] for row in json.loads(text)])
        after = window.next
        if not after:
            return parts


@pytest.mark.parametrize("sort", ["", *_COLUMNS])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("limit", [1, 7, 30, 31])
def test_the_parts_are_the_whole_in_its_order(reader, sort, descending, limit):
    query = Query(sort=sort, descending=descending and bool(sort))

    parts = walked(reader, query, limit)

    whole = [row["line"] for row in reader.page(query, 0, 99)]
    assert [line for part in parts for line in part] == whole
    assert sorted(whole) == list(range(2, 32))
    assert all(len(part) == limit for part in parts[:-1])


def test_parts_of_what_is_narrowed_are_narrowed(reader):
    query = Query((Filter("text", "eq", "Jalan 2"),), sort="whole", descending=True)

    parts = walked(reader, query, 3)

    assert [line for part in parts for line in part] == [
        row["line"] for row in reader.page(query, 0, 99)
    ]
    assert len(parts) == 3


def test_pages_in_the_tables_own_order_are_those_of_entry_and_line(reader):
    pages = [reader.page(ALL, offset, 7) for offset in range(0, 30, 7)]

    assert [row["line"] for page in pages for row in page] == list(range(2, 32))


def test_a_list_without_rows_has_one_part_without_rows(reader):
    assert walked(reader, Query(search="nowhere"), 5) == [[]]
    assert walked(reader, Query(search="nowhere", sort="whole"), 5) == [[]]


def test_csv_is_read_in_parts_too(reader):
    window = reader.window(ALL, 3)

    lines = b"".join(reader.csv(ALL, window)).decode().splitlines()

    assert [line.split(",")[1] for line in lines] == ["line", "2", "3", "4"]


@pytest.mark.parametrize("after", ["x", "WzFd", "bm90IGpzb24", "é", "a" * 5000, "W1tbW1tb"])
def test_a_place_that_is_none_is_refused_in_words(reader, after):
    with pytest.raises(QueryError, match="is no place in this list"):
        reader.window(ALL, 3, after)


def test_a_place_in_a_list_of_another_order_is_refused(reader):
    after = reader.window(Query(sort="whole"), 3).next

    with pytest.raises(QueryError, match="is no place in this list"):
        reader.window(Query(sort="text"), 3, after)


def test_a_place_in_another_state_is_refused(reader, tmp_path):
    after = reader.window(ALL, 3).next
    (tmp_path / "other").mkdir()
    other = reader_of(tmp_path / "other", version="v2", text=["x"])

    with pytest.raises(QueryError, match="is no place in this list"):
        other.window(ALL, 3, after)
