"""Parquet as it is published."""

from pathlib import Path
from typing import Final

import duckdb

from pendopo.store.engine import literal

# The second version's encodings of numbers and texts halve a table and cost nothing.
_FORM = "format parquet, parquet_version v2, compression zstd, compression_level 1"
# The engine holds some groups of rows until they are written, one after the other when it has one
# thread: of long rows, fewer make a group.
_GROUP_ROWS: Final = 122_880
_GROUP_BYTES: Final = 8 << 20
_VECTOR: Final = 2048  # rows that the engine moves at once
# Of so many bytes, rows are long.
LONG: Final = 512


def write(engine: duckdb.DuckDBPyConnection, rows: str, path: Path, bytes_a_row: float = 0) -> None:
    """Write the rows of a SELECT.

    :param bytes_a_row: how long they are about; 0 where that is not known
    """
    if bytes_a_row <= LONG:
        _copy(engine, rows, path, _GROUP_ROWS)
        return
    many = max(_VECTOR, int(_GROUP_BYTES / bytes_a_row) // _VECTOR * _VECTOR)
    before = engine.execute("select current_setting('threads')").fetchone() or (1,)
    engine.execute("set threads = 1")
    try:
        _copy(engine, rows, path, many)
    finally:
        engine.execute(f"set threads = {before[0]}")


def _copy(engine: duckdb.DuckDBPyConnection, rows: str, path: Path, many: int) -> None:
    form = f"{_FORM}, row_group_size {many}"
    engine.execute(f"copy ({rows}) to {literal(str(path))} ({form})")
