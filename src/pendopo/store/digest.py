"""The logical digest of a table: the same for the same rows, whoever wrote the Parquet."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pendopo.store.engine import file_list, quote
from pendopo.store.texts import joined

_ROWS_A_BATCH = 32_768
_BYTES_A_BATCH = 1 << 20
# Longer texts the engine would copy twice, 2,048 at once, to put a row together.
_BYTES_LONG = 256
# A statement is planned in time that grows with the square of the columns it asks about.
_COLUMNS_AT_ONCE = 64
# What the engine may make ahead of the hash; its own measure, 1 MB, lets its threads wait. It
# counts sixteen bytes for a text, however long that is.
_BYTES_AHEAD = 16 << 20
_BYTES_A_TEXT = 16
# What the text form escapes, as the characters' numbers: backslash, tab, newline, return.
_ESCAPES = ((92, "\\\\"), (9, "\\t"), (10, "\\n"), (13, "\\r"))
_NULL = "\\N"
_APART = "apart"


def digest(connection: duckdb.DuckDBPyConnection, parquet: Path) -> str:
    r"""Compute the SHA-256 of a table's rows in text, 64 hexadecimal digits.

    To compute it again, with any tool: take the rows in order of the column ``line`` (rows of one
    line in the byte order of their text). Write every row as its cells in the columns' order,
    ``line`` included, with a tab between cells and a newline behind the last, in UTF-8. Hash the
    whole. This is what PostgreSQL's ``COPY … TO`` writes in its text format. A cell is written

    - ``\N`` when it is null;
    - text: as it is, but backslash, tab, newline and return as ``\\``, ``\t``, ``\n``, ``\r``;
    - whole number: its digits, ``-`` before a negative one;
    - decimal: with exactly the type's digits behind the point, at least one before it;
    - truth value: ``true`` or ``false``;
    - date: ``2026-03-01``; time: ``2026-03-01 09:30:00``, behind it the fraction of a second when
      it is not zero, without trailing zeros.

    :param parquet: a table with a column ``line``; the order of its rows does not matter
    """
    columns = _columns(parquet)
    empty = _empty(parquet)
    in_order = _in_order(parquet)
    apart = _long(parquet, columns) - empty if in_order else set()
    filled = [column for column in columns if column[0] not in empty | apart]
    row = _row(columns, _to_escape(connection, parquet, filled), empty, apart)
    order = "" if in_order else f'order by {quote("line")}, "row"'
    hashed = hashlib.sha256()
    long = max(bytes_a_row(parquet), _BYTES_A_TEXT)
    ahead = int(_BYTES_AHEAD * _BYTES_A_TEXT / long)
    connection.execute(f"set streaming_buffer_size = '{max(1, ahead >> 10)}KiB'")
    result = connection.sql(f"select {row} from {_table(parquet)} {order}")
    fitting = int(_BYTES_A_BATCH / long)
    for batch in result.to_arrow_reader(max(1, min(_ROWS_A_BATCH, fitting))):
        hashed.update(joined(_rows(batch) if apart else batch.column(0)))
    return hashed.hexdigest()


def bytes_a_row(parquet: Path) -> float:
    """Give how long the rows of a table are, unpacked, as the file says."""
    about = pq.read_metadata(parquet)
    held: int = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
    return held / about.num_rows if about.num_rows else 0.0


def _table(parquet: Path) -> str:
    return f"read_parquet({file_list([parquet])})"


def _columns(parquet: Path) -> list[tuple[str, bool]]:
    """Give the columns in their order, and whether each is text."""
    return [(field.name, pa.types.is_string(field.type)) for field in pq.read_schema(parquet)]


def _to_escape(
    connection: duckdb.DuckDBPyConnection, parquet: Path, columns: list[tuple[str, bool]]
) -> set[str]:
    """Find the text columns that hold a character to escape: looking is cheap, replacing is not."""
    texts = [name for name, is_text in columns if is_text]
    to_escape: set[str] = set()
    for first in range(0, len(texts), _COLUMNS_AT_ONCE):
        group = texts[first : first + _COLUMNS_AT_ONCE]
        held = ", ".join(
            "bool_or(" + " or ".join(f"contains({quote(n)}, chr({c}))" for c, _ in _ESCAPES) + ")"
            for n in group
        )
        found = connection.sql(f"select {held} from {_table(parquet)}").fetchone()
        to_escape |= {name for name, holds in zip(group, found or (), strict=True) if holds}
    return to_escape


def _empty(parquet: Path) -> set[str]:
    """Give the columns that hold nothing, as the file's own counts say."""
    about = pq.read_metadata(parquet)
    nulls: Counter[str] = Counter()
    for column in _chunks(about):
        counts = column.statistics
        if counts is not None and counts.has_null_count:
            nulls[column.path_in_schema] += counts.null_count
    return {name for name, count in nulls.items() if count == about.num_rows}


def _long(parquet: Path, columns: list[tuple[str, bool]]) -> set[str]:
    """Give the columns of text that is long, as the file says."""
    about = pq.read_metadata(parquet)
    held: Counter[str] = Counter()
    for column in _chunks(about):
        held[column.path_in_schema] += column.total_uncompressed_size
    return {name for name, text in columns if text and held[name] > _BYTES_LONG * about.num_rows}


def _chunks(about: pq.FileMetaData) -> Iterator[pq.ColumnChunkMetaData]:
    """Give what the file says of each column in each of its groups of rows."""
    for group in map(about.row_group, range(about.num_row_groups)):
        yield from map(group.column, range(group.num_columns))


def _row(
    columns: list[tuple[str, bool]],
    to_escape: Collection[str],
    empty: Collection[str],
    apart: Collection[str],
) -> str:
    """Give the SQL of a row, or of its parts, where some columns stand apart as they are."""
    parts: list[str] = []
    for alone, group in groupby(columns, lambda column: column[0] in apart):
        if alone:
            parts += [
                f"{quote(name)} as {_APART}{len(parts) + n}" for n, (name, _) in enumerate(group)
            ]
            continue
        cells = ", ".join(
            f"'{_NULL}'"
            if name in empty
            else f"coalesce({_cell(name, name in to_escape)}, '{_NULL}')"
            for name, _ in group
        )
        together = f"concat_ws(chr(9), {cells})"
        parts.append(
            f"{together} as part{len(parts)}" if apart else f'{together} || chr(10) as "row"'
        )
    return ", ".join(parts)


def _rows(batch: pa.RecordBatch) -> "pa.StringArray[Any]":
    """Put rows together from their parts, of which those that stood apart are as they were."""
    parts = [
        _written(part) if name.startswith(_APART) else part
        for name, part in zip(batch.schema.names, batch.columns, strict=True)
    ]
    # A newline behind each: between it and nothing.
    return pc.binary_join_element_wise(pc.binary_join_element_wise(*parts, "\t"), "", "\n")


def _written(part: "pa.StringArray[Any]") -> "pa.StringArray[Any]":
    """Escape texts, and write those that are null; looking whether there are any is cheap."""
    data = bytes(joined(part))
    for character, written in _ESCAPES:
        if character in data:
            part = pc.replace_substring(part, chr(character), written)
    return pc.fill_null(part, _NULL)


def _cell(name: str, escaped: bool) -> str:  # noqa: FBT001 - one of two forms of one cell
    text = f"{quote(name)}::varchar"
    if escaped:
        for character, written in _ESCAPES:
            text = f"replace({text}, chr({character}), '{written}')"
    return text


def _in_order(parquet: Path) -> bool:
    """Tell whether the lines already ascend, each once: then nothing needs sorting."""
    lines = pq.read_table(parquet, columns=["line"]).column("line").combine_chunks()
    later, earlier = lines.slice(1), lines.slice(0, max(len(lines) - 1, 0))
    return bool(pc.all(pc.greater(later, earlier), min_count=0).as_py())
