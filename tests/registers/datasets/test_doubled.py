"""Rows that are another one once more are told where a column would tell them apart."""

import pyarrow as pa
import pytest

from pendopo.registers.datasets.doubled import doubled
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import Weight


def told(*rows):
    names = "abcdef"[: len(rows[0])]
    cells = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
    lines = pa.array(range(2, 2 + len(rows)), pa.int64())
    batch = pa.record_batch([lines, *cells], ["line", *names])
    return doubled(batch, Table("data", "", "", tuple(Column(n, Kind.TEXT) for n in names)))


ROWS = [("001", "Ngasem", "5"), ("002", "Gayam", "5"), ("003", "Mojo", None), ("004", "Mojo", "7")]


def test_a_row_that_was_pasted_twice_is_told_with_the_column_that_tells_the_others_apart():
    finding = told(*ROWS, ROWS[1], ROWS[2])

    assert (finding.weight, finding.lines, finding.count) == (Weight.WARN, (6, 7), 2)
    assert finding.values["column"] == "a"


def test_a_table_that_was_pasted_twice_is_told():
    assert told(*ROWS, *ROWS).lines == (6, 7, 8, 9)
    assert told(*ROWS, ("005", "Rejo", "1"), *ROWS).lines == (7, 8, 9, 10)
    assert told(*ROWS, *reversed(ROWS)) is None


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        # What is sold has no number of its own: two rows alike are two.
        [("beras", "5", "lunas"), ("beras", "5", "belum"), ("gula", "5", "lunas")] * 2,
        # Few kinds of rows, many of each: a list of what was seen.
        [("jalan", "baik", "aspal"), ("jembatan", "rusak", "baja")] * 5,
        [(*row[:2],) for row in ROWS] * 2,
    ],
)
def test_rows_that_may_be_alike_are_not(rows):
    assert told(*rows) is None
