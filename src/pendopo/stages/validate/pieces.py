"""Cells of JSON taken apart at their quotation marks, and what of them may identify a person.

No form of what identifies persons has a quotation mark in it, so that what is found in a piece is
what is found in its cell, while most pieces are names and words that stand in a thousand cells.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.standards.identity import Pattern

_MARK: Final = '"'
_LETTERS_LEAST: Final = 6
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
    schema = pa.schema([("row", pa.int64()), ("cell", pa.string())])
    return pa.Table.from_batches(_batches(cells, patterns, schema), schema)


def _batches(
    cells: pa.ChunkedArray, patterns: Sequence[Pattern], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    forms = [pattern.form for pattern in patterns if pattern.form]
    before = 0
    for chunk in cells.chunks:
        parts = pc.split_pattern(chunk, _MARK)
        texts, rows = pc.list_flatten(parts), pc.list_parent_indices(parts)
        long = pc.greater_equal(pc.binary_length(texts), _LETTERS_LEAST)
        held, rows = texts.filter(long).dictionary_encode(), rows.filter(long)
        if len(held):
            may = _may_hold(held.dictionary, forms).take(held.indices)
            found = held.filter(may).cast(pa.string())
            yield pa.record_batch([pc.add(rows.filter(may), before), found], schema=schema)
        before += len(chunk)


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
