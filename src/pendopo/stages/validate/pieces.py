"""Cells of JSON taken apart at their quotation marks, and what of them may identify a person.

No form of what identifies persons has a quotation mark in it, so that what is found in a piece is
what is found in its cell, while most pieces are names and words that stand in a thousand cells.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import reduce
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.standards.identity import Pattern

_MARK: Final = '"'
_LETTERS_LEAST: Final = 6
_AT_HAND_MOST: Final = 2
_SCHEMA: Final = pa.schema([("row", pa.int64()), ("cell", pa.string())])
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


def pieces(cells: pa.ChunkedArray, patterns: Sequence[Pattern]) -> pa.Table:
    """Give the pieces of a column's cells that may have a form in them.

    :returns: ``row``, the place of the cell in the column, from 0; and the piece as ``cell``
    """
    return pa.Table.from_batches(_batches(cells, patterns), _SCHEMA)


class Ahead:
    """The same, looked for on another thread while the next cells of a column are read."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._forms = _forms_of(patterns)
        self._before = 0
        self._beside = ThreadPoolExecutor(1)
        self._left: deque[Future[pa.RecordBatch]] = deque()
        self._found: list[pa.RecordBatch] = []

    def add(self, cells: pa.Array) -> None:
        """Look at the next cells; wait where too many are at hand already."""
        while len(self._left) >= _AT_HAND_MOST:
            self._found.append(self._left.popleft().result())
        self._left.append(self._beside.submit(_of_cells, cells, self._forms, self._before))
        self._before += len(cells)

    def pieces(self) -> pa.Table:
        """Give all that was found."""
        self._found += [one.result() for one in self._left]
        self._left.clear()
        self._beside.shutdown()
        return pa.Table.from_batches(self._found, _SCHEMA)


def _forms_of(patterns: Sequence[Pattern]) -> list[str]:
    return [pattern.form for pattern in patterns if pattern.form]


def _batches(cells: pa.ChunkedArray, patterns: Sequence[Pattern]) -> Iterator[pa.RecordBatch]:
    forms, before = _forms_of(patterns), 0
    for chunk in cells.chunks:
        yield _of_cells(chunk, forms, before)
        before += len(chunk)


def _of_cells(cells: pa.Array, forms: Sequence[str], before: int) -> pa.RecordBatch:
    """Give the pieces of some cells.

    :param before: how many cells of the column stand before these
    """
    parts = pc.split_pattern(cells, _MARK)
    texts, rows = pc.list_flatten(parts), pc.list_parent_indices(parts)
    long = pc.greater_equal(pc.binary_length(texts), _LETTERS_LEAST)
    held, rows = texts.filter(long).dictionary_encode(), rows.filter(long)
    may = _may_hold(held.dictionary, forms).take(held.indices)
    found = held.filter(may).cast(pa.string())
    return pa.record_batch([pc.add(rows.filter(may), before), found], schema=_SCHEMA)


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
