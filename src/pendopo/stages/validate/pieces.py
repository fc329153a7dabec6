"""Cells of JSON taken apart at their quotation marks, and what of them may identify a person.

No form of what identifies persons has a quotation mark in it, so that what is found in a piece is
what is found in its cell, while most pieces are names and words that stand in a thousand cells.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import reduce
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pendopo.standards.identity import Pattern
from pendopo.store.engine import connect, literal, quote, register_once

_MARK: Final = '"'
_LETTERS_LEAST: Final = 6
_AT_HAND_MOST: Final = 2
_SCHEMA: Final = pa.schema([("row", pa.int64()), ("cell", pa.string())])
_NOTHING: Final = pa.RecordBatch.from_pylist([], _SCHEMA)
_HELD_BYTES: Final = 1 << 20
# What every form has: eight digits with little between them, an account of letters and digits, or
# a word. Nothing is found by it; it only has to hold wherever any form does.
_QUICK: Final = (
    r"[0-9](?:[ .,()/\-_]{0,5}[0-9]){7}|[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11}"
    r"|@|(?i:(?:at|et) ?[\])}]| dot |lahir|ttl|t\.t\.l|asp|assp)"
)
# A moment as the standards write it has no form in it.
_MOMENT: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})$"
)
# What has to be made plain first.
_ODD: Final = r"[\t\n\r]|[^\x00-\x7F]"
_CELLS: Final = "cells of documents"
# Of fewer bytes, asking the engine costs more than it saves; nor does it save anything where more
# than one byte in fifty is of a letter beyond ASCII, since it gives each of those pieces.
_MANY_BYTES: Final = 1 << 20
_ODD_SHARE: Final = 50
_ENGINE_MB: Final = 256


def pieces(cells: pa.ChunkedArray, patterns: Sequence[Pattern]) -> pa.Table:
    """Give the pieces of a column's cells that may have a form in them.

    :returns: ``row``, the place of the cell in the column, from 0; and the piece as ``cell``
    """
    return pa.Table.from_batches(_batches(cells, patterns), _SCHEMA)


class Ahead:
    """The same, looked for on another thread while the next cells of a column are read."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._looking = _Looking(patterns)
        self._beside = ThreadPoolExecutor(1)
        self._left: deque[Future[pa.RecordBatch]] = deque()
        self._found: list[pa.RecordBatch] = []

    def add(self, cells: pa.Array) -> None:
        """Look at the next cells; wait where too many are at hand already."""
        while len(self._left) >= _AT_HAND_MOST:
            self._found.append(self._left.popleft().result())
        self._left.append(self._beside.submit(self._looking.at, cells))

    def pieces(self) -> pa.Table:
        """Give all that was found."""
        self._left.append(self._beside.submit(self._looking.end))
        self._found += [one.result() for one in self._left]
        self._left.clear()
        self._beside.shutdown()
        return pa.Table.from_batches(self._found, _SCHEMA)


def _batches(cells: pa.ChunkedArray, patterns: Sequence[Pattern]) -> Iterator[pa.RecordBatch]:
    looking = _Looking(patterns)
    for chunk in cells.chunks:
        yield looking.at(chunk)
    yield looking.end()


class _Looking:
    """Looks at the cells of one column, some of them at a time."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._forms = [pattern.form for pattern in patterns if pattern.form]
        sought = dict.fromkeys(one.sought or one.form for one in patterns if one.form)
        self._whole = f"[^{_MARK}]*(?:{'|'.join((*sought, _ODD))})[^{_MARK}]*"
        self._before = 0
        self._held: list[tuple[pa.Array, pa.Array]] = []
        self._engine: duckdb.DuckDBPyConnection | None = None

    def at(self, cells: pa.Array) -> pa.RecordBatch:
        """Give pieces of the next cells, or of some before them; of all of them by the end."""
        texts, rows = self._texts(cells)
        long = pc.greater_equal(pc.binary_length(texts), _LETTERS_LEAST)
        self._held.append((texts.filter(long), pc.add(rows.filter(long), self._before)))
        self._before += len(cells)
        # Many of them are alike, and each way of looking has its price.
        many = sum(texts.nbytes for texts, _ in self._held) >= _HELD_BYTES
        return self._looked_at() if many else _NOTHING

    def end(self) -> pa.RecordBatch:
        """Give what is left, and look at no more."""
        if self._engine:
            self._engine.close()
        return self._looked_at() if self._held else _NOTHING

    def _looked_at(self) -> pa.RecordBatch:
        texts, rows = (pa.concat_arrays(one) for one in zip(*self._held, strict=True))
        self._held.clear()
        held = texts.dictionary_encode()
        may = _may_hold(held.dictionary, self._forms).take(held.indices)
        found = held.filter(may).cast(pa.string())
        return pa.record_batch([rows.filter(may), found], schema=_SCHEMA)

    def _texts(self, cells: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Give pieces among which are all that may hold a form, each with the place of its cell."""
        held = pc.sum(pc.binary_length(cells)).as_py() or 0
        if held >= _MANY_BYTES:
            odd = held - pc.sum(pc.utf8_length(cells)).as_py()
            if odd * _ODD_SHARE <= held:
                return self._sought(cells)
        parts = pc.split_pattern(cells, _MARK)
        return pc.list_flatten(parts), pc.list_parent_indices(parts)

    def _sought(self, cells: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Take out of many cells, in one pass over their bytes, what few of their pieces have."""
        if self._engine is None:
            self._engine = connect(memory_mb=_ENGINE_MB)
            self._engine.execute("set temp_directory = ''")
        engine = self._engine
        rows = pa.array(range(len(cells)), pa.int64())
        register_once(engine, _CELLS, pa.table({"row": rows, "cell": cells}).to_reader())
        found = engine.execute(
            f'select "row", unnest(regexp_extract_all(cell, {literal(self._whole)})) as cell'
            f" from {quote(_CELLS)}"
        ).to_arrow_table()
        engine.unregister(_CELLS)
        return found["cell"].combine_chunks(), found["row"].combine_chunks()


def _may_hold(texts: pa.Array, forms: Sequence[str]) -> pa.Array:
    """Tell of each text whether a form may be in it."""
    odd = pc.match_substring_regex(texts, _ODD)
    quick = pc.and_not(
        pc.match_substring_regex(texts, _QUICK), pc.match_substring_regex(texts, _MOMENT)
    )
    places = pc.indices_nonzero(pc.and_not(quick, odd))
    some = texts.take(places)
    held = (pc.match_substring_regex(some, form) for form in forms)
    found = places.filter(reduce(pc.or_, held, pc.is_null(some)))
    return pc.or_(odd, pc.is_in(pa.array(range(len(texts)), pa.uint64()), found))
