"""What the engine reads once is not read ahead of it."""

import pyarrow as pa

from pendopo.store.engine import connect, register_once

MANY, BYTES = 96, 1 << 18


def test_rows_that_are_read_once_are_not_read_ahead(tmp_path):
    held = [0]

    def batches():
        for number in range(MANY):
            yield pa.record_batch({"line": [number], "text": [chr(65 + number % 26) * BYTES]})
            held[0] = max(held[0], pa.total_allocated_bytes() - before)

    before = pa.total_allocated_bytes()
    schema = pa.schema({"line": pa.int64(), "text": pa.string()})
    with connect() as engine:
        register_once(engine, "given", pa.RecordBatchReader.from_batches(schema, batches()))
        engine.execute(f"copy (from given) to '{tmp_path / 'rows.parquet'}' (format parquet)")
        counted = engine.execute(f"from '{tmp_path / 'rows.parquet'}' select count(*), sum(line)")
        assert counted.fetchone() == (MANY, sum(range(MANY)))

    # A text is written beside the array that it becomes, and one more may be on its way.
    assert held[0] < 8 * BYTES
