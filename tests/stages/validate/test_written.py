"""A table is written in groups of rows that memory can hold."""

import pyarrow as pa
import pyarrow.parquet as pq

from pendopo.stages.validate.written import write
from pendopo.store.digest import bytes_a_row
from pendopo.store.engine import connect


def test_of_long_rows_fewer_make_a_group(tmp_path):
    path = tmp_path / "t.parquet"
    with connect(threads=2) as engine:
        engine.register("t", pa.table({"line": range(5000), "text": ["x" * 4000] * 5000}))

        write(engine, "select * from t", path, 4008)
        threads = engine.execute("select current_setting('threads')").fetchone()

    written = pq.read_metadata(path)
    assert [written.row_group(n).num_rows for n in range(written.num_row_groups)] == [
        2048,
        2048,
        904,
    ]
    assert threads == (2,)


def test_a_file_says_how_long_its_rows_are(tmp_path):
    texts = [f"{number:1000}" for number in range(3000)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "t.parquet", use_dictionary=False)
    pq.write_table(pa.table({"text": texts[:0]}), tmp_path / "empty.parquet")

    assert 1000 <= bytes_a_row(tmp_path / "t.parquet") <= 1010
    assert bytes_a_row(tmp_path / "empty.parquet") == 0
