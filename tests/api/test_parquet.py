"""A table's Parquet holds its rows, typed as published."""

import io
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from pendopo.api import table


def test_parquet_is_typed_as_published(read):
    answer = read("/data/datasets/roads.parquet?road=R002")

    rows = pq.read_table(io.BytesIO(answer.body))

    assert answer.headers["Content-Type"] == "application/vnd.apache.parquet"
    assert rows.to_pylist()[0]["cost"] == Decimal("7.25")
    assert rows.schema.field("entry").type == pa.int64()
    assert rows.schema.field("begun").type == pa.date32()


def test_the_three_forms_hold_the_same_rows(read):
    parquet = pq.read_table(io.BytesIO(read("/data/datasets/roads.parquet").body)).to_pylist()
    text = pyarrow.csv.read_csv(io.BytesIO(read("/data/datasets/roads.csv").body)).to_pylist()
    objects = json.loads(read("/data/datasets/roads.json").body)

    names = [row["road"] for row in parquet]

    assert names == [row["road"] for row in text] == [row["road"] for row in objects]
    assert len(set(names)) == 61


def test_a_large_answer_streams_and_is_whole(read, monkeypatch):
    monkeypatch.setattr(table, "_GATHERED_BYTES", 100)

    streamed = read("/data/datasets/roads.csv?method=direct&road__ne=R999")
    monkeypatch.undo()
    gathered = read("/data/datasets/roads.csv?sort=line&method=direct&road__ne=R999")

    assert "Content-Length" not in streamed.headers
    assert gathered.headers["Content-Length"] == str(len(gathered.body))
    assert streamed.body == gathered.body
