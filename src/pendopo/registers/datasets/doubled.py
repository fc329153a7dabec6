"""Rows that stand in a table more than once, cell for cell: pasted, exported or joined twice."""

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.terms.column import Table
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.wording import say

_COLUMNS_LEAST = 3
_ROWS_LEAST = 4
_ONCE_LEAST = 2  # of three rows, or else a table counts what is alike


def doubled(rows: pa.RecordBatch, table: Table) -> Finding | None:
    """Tell of rows that are another one, in a table where a column would tell them apart.

    Where no column has as many values as there are different rows, as in a list of sales without
    their numbers, two rows alike are two.

    :param rows: the first of them, with their numbers in front
    """
    if rows.num_rows < _ROWS_LEAST or rows.num_columns <= _COLUMNS_LEAST:
        return None
    numbers, *columns = rows.columns
    values = [pc.fill_null(column, "") for column in columns]
    whole = pc.binary_join_element_wise(*values, "\x1f")
    different = pc.count_distinct(whole).as_py()
    if different == rows.num_rows or 3 * different < _ONCE_LEAST * rows.num_rows:
        return None
    keys = [
        column.name
        for column, cells in zip(table.columns, values, strict=True)
        if pc.count_distinct(cells).as_py() == different
    ]
    if not keys:
        return None
    # The first of those that are alike is itself no doubt.
    seen = pc.dictionary_encode(whole).indices
    first = pc.index_in(seen, seen)
    again = numbers.filter(pc.less(first, pa.array(range(rows.num_rows), pa.int32())))
    lines = tuple(again.to_pylist())
    return Finding(
        "rows_stand_once",
        Weight.WARN,
        say(
            "Rows {lines} are each another row once more, cell for cell; by {column} all others "
            "can be told apart."
        ),
        {"column": keys[0], "lines": ", ".join(map(str, lines[:LINES_SHOWN]))},
        say(
            "Take the rows out that were pasted or exported twice. If they are meant, hand in a "
            "Table Schema."
        ),
        lines=lines[:LINES_SHOWN],
        count=len(lines),
    )
