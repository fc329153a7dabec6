"""Values of a file, written as their column's texts are: what is declared is how texts are read.

A Table Schema says how the texts of a CSV are written. The number 1.125 of a spreadsheet needs no
such word, nor does its day; so that one schema serves both, a value is written with the declared
marks, and then read like everything else.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.terms.column import Column, Kind

_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
_TEXTS = frozenset({Kind.TEXT, Kind.CODE})
_DAYS = frozenset({Kind.DATE, Kind.DATETIME})
_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
_DAY = r"^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2}))?$"
_PLACES = {"Y": r"\1", "m": r"\2", "d": r"\3", "H": r"\4", "M": r"\5", "S": r"\6"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def as_declared(column: Column, cells: pa.Array, values: pa.BooleanArray) -> pa.Array:
    """Write the cells that were values in the form that the column declares.

    :param values: true for those; null for a cell that is told to be wrong already, which is left
        empty so that it is not told twice
    """
    written = cells
    if column.kind in _NUMBERS and column.decimal_mark != ".":
        marked = pc.replace_substring(cells, ".", column.decimal_mark)
        written = pc.if_else(pc.match_substring_regex(cells, _NUMBER), marked, cells)
    elif column.kind in _DAYS and column.date_format:
        written = _dated(cells, column.date_format, timed=column.kind is Kind.DATETIME)
    elif column.kind is Kind.BOOLEAN:
        written = _said(column, cells)
    elif column.kind in _TEXTS and not (column.one_of or column.pattern or column.form):
        return cells  # nothing more can be wrong with a text
    return pc.if_else(values, written, cells)


def _dated(cells: pa.Array, form: str, *, timed: bool) -> pa.Array:
    """Write days of ISO 8601 in a declared form; what is more or less than it asks is left."""
    if timed:
        cells = pc.replace_substring_regex(cells, "^([0-9]{4}-[0-9]{2}-[0-9]{2})$", r"\1T00:00:00")
    pieces = re.split("%(.)", form)
    named = {"b", "B"} & set(pieces[1::2])
    month = "\\2" if not named else "<\\2>"
    places = {**_PLACES, "b": month, "B": month, "f": "0"}
    written = "".join(
        places[piece] if at % 2 else piece.replace("\\", r"\\") for at, piece in enumerate(pieces)
    )
    fits = pc.match_substring_regex(cells, _DAY)
    if not timed:
        fits = pc.and_(fits, pc.equal(pc.utf8_length(cells), len("2026-03-01")))
    made = pc.replace_substring_regex(cells, _DAY, written)
    for number, name in enumerate(_MONTHS if named else (), 1):
        made = pc.replace_substring(made, f"<{number:02}>", name if "B" in named else name[:3])
    return pc.if_else(fits, made, cells)


def _said(column: Column, cells: pa.Array) -> pa.Array:
    """Write true and false in the column's words."""
    lower = pc.utf8_lower(cells)
    for word, ours in (("true", column.true_words), ("false", column.false_words)):
        if ours and not {word, word.upper()} & set(ours):
            cells = pc.if_else(pc.equal(lower, word), ours[0], cells)
    return cells
