"""Nothing is told twice: of what a file's reader and its typing say of some cells, one stays."""

from collections.abc import Sequence

from pendopo.terms.finding import Finding, Weight

# What a guess from texts says of a column, and what the reader of a workbook, which saw more, says.
_GUESSED = frozenset({"cells_are_of_one_kind", "codes_keep_their_zeros"})
_SEEN = frozenset({"numbers_are_numbers", "dates_are_of_one_kind", "codes_keep_their_zeros"})
_MISSING = "cell_is_filled"
_GRAVITY = {Weight.NOTE: 0, Weight.WARN: 1, Weight.STOP: 2}


def once(told: Sequence[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Put together what was told while a file was read and what was found in its rows.

    :param told: by the reader; a cell that it stopped for was left empty, which is no second fault
    """
    found = [one for one in found if not any(_is_same(one, other) for other in told)]
    kept = [one for one in told if not any(_is_lighter(one, other) for other in found)]
    return [*kept, *found]


def _is_same(one: Finding, other: Finding) -> bool:
    """Tell whether a finding says what the reader said as gravely."""
    if not one.column or one.column != other.column:
        return False
    if one.rule == _MISSING:
        stopped = other.weight is Weight.STOP and one.count <= other.count
        return stopped and {*one.lines} <= {*other.lines}
    doubts = one.rule in _GUESSED and other.rule in _SEEN
    return doubts and _GRAVITY[one.weight] <= _GRAVITY[other.weight]


def _is_lighter(one: Finding, other: Finding) -> bool:
    """Tell whether what the reader said is a note, of which the typing makes a warning."""
    same = one.column == other.column and one.rule in _SEEN and other.rule in _GUESSED
    return same and _GRAVITY[one.weight] < _GRAVITY[other.weight]
