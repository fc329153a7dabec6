"""A published table of a few columns, each called by its kind."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pendopo.published.reads import Reader
from pendopo.published.serving import Serving
from pendopo.published.tables import Part, PublishedTable
from pendopo.terms.column import Column, Kind, Table

_KINDS = {
    "text": (Kind.TEXT, pa.string()),
    "day": (Kind.DATE, pa.date32()),
    "moment": (Kind.DATETIME, pa.timestamp("us")),
    "whole": (Kind.INTEGER, pa.int64()),
    "money": (Kind.MONEY, pa.decimal128(18, 2)),
    "number": (Kind.DECIMAL, pa.decimal128(38, 9)),
    "truth": (Kind.BOOLEAN, pa.bool_()),
    "year": (Kind.YEAR, pa.int16()),
}


def reader_of(folder: Path, version: str = "v1", **columns: list[Any]) -> Reader:
    """A table of some columns, each by the name of its kind."""
    count = len(next(iter(columns.values())))
    fields = [("line", pa.int64()), *((name, _KINDS[name][1]) for name in columns)]
    file = folder / "rows.parquet"
    pq.write_table(
        pa.table([range(2, count + 2), *columns.values()], schema=pa.schema(fields)), file
    )
    table = Table(
        name="data",
        title="Rows",
        row="One row a row",
        columns=tuple(
            Column(name, _KINDS[name][0], title=f"<{name}>", meaning="What & why")
            for name in columns
        ),
        key=(),
    )
    made = PublishedTable(
        "s", "rows", "Rows", table, (7,), (Part(7, "data", "c", file, count),), version
    )
    serving = Serving(folder / "serving")
    return Reader(made, lambda: serving.cursor(made))
