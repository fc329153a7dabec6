"""Rows that stand in a table more than once, cell for cell: pasted, exported or joined twice."""

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.terms.column import Table
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.wording import say

_COLUMNS_LEAST = 3
_ROWS_LEAST = 4
_BLOCK_LEAST = 3  # rows that come again in their order
_ONCE_LEAST = 2  # of three rows, or else a table counts what is alike


def doubled(rows: pa.RecordBatch, table: Table) -> Finding | None:
    """Tell of rows that are another one, in a table where a column would tell them apart.

    Where no column has as many values as there are different rows, as in a list of sales without
    their numbers, two rows alike are two. So they are where most are alike, unless they stand one
    after the other as those before them: a whole table that was pasted twice.

    :param rows: the first of them, with their numbers in front
    """
    if rows.num_rows < _ROWS_LEAST or rows.num_columns <= _COLUMNS_LEAST:
        return None
    numbers, *columns = rows.columns
    values = [pc.fill_null(column, "") for column in columns]
    whole = pc.binary_join_element_wise(*values, "\x1f")
    different = pc.count_distinct(whole).as_py()
    if different == rows.num_rows:
        return None
    # The first of those that are alike is itself no doubt.
    seen = pc.dictionary_encode(whole).indices
    first = pc.index_in(seen, seen)
    again = pc.less(first, pa.array(range(rows.num_rows), pa.int32()))
    if 3 * different < _ONCE_LEAST * rows.num_rows and not _as_a_block(first, again):
        return None
    keys = [
        column.name
        for column, cells in zip(table.columns, values, strict=True)
        if pc.count_distinct(cells).as_py() == different
    ]
    if not keys:
        return None
    lines = tuple(numbers.filter(again).to_pylist())
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


def _as_a_block(first: pa.Array, again: pa.Array) -> bool:
    """Whether the rows that are others once more are one piece of the table, in its order."""
    places = [place for place, one in enumerate(again.to_pylist()) if one]
    steps = {place - first[place].as_py() for place in places}
    whole = places[-1] - places[0] + 1 == len(places)
    return whole and len(steps) == 1 and len(places) >= _BLOCK_LEAST
