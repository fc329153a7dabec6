"""What a mapping does to the cells of a column, a batch at a time, without a loop over rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.terms.mapping import KEEP, ColumnRule, Replace

# So many digits a number may have that is multiplied; what has more is told, not rounded.
_NUMBER = pa.decimal256(40, 15)
_FACTOR = pa.decimal256(20, 10)
_BLANKS = " \t\r\n\u00a0\u202f"
# Months that Indonesian offices write in two ways, side by side in one file.
ALSO = {"februari": "Pebruari", "november": "Nopember"}
_NOTHING = pa.scalar(value=False)
# As a value is written, whatever marks a rule says for texts.
_VALUE = "^-?[0-9]+(?:[.][0-9]+)?$"
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells as they were made, and which of them could not be.

    :param made: text, one for each row
    :param wrong: what is wrong with some (``code``, ``number``, ``date``, ``part``), and which rows
    :param values: true for those that are values now, null for those that stop the file
    """

    made: pa.Array
    values: pa.BooleanArray
    wrong: tuple[tuple[str, pa.Array], ...] = ()


def made(rule: ColumnRule, sources: Sequence[pa.Array], values: pa.Array = _NOTHING) -> Cells:
    """Make the cells of a column of ours from those of the source.

    :param sources: the columns that it is made from, as found
    :param values: which cells of the first of them are values, which no marks of a text apply to
    """
    cells = _joined(rule, [pc.fill_null(one, "") for one in sources])
    if len(sources) > 1 or rule.take or rule.codes:
        values = _NOTHING
    for text in rule.remove:
        cells = pc.if_else(values, cells, pc.replace_substring(cells, text, ""))
    if rule.replace:
        found, cells = cells, reduce(replaced, rule.replace, cells)
        values = pc.and_(values, pc.equal(cells, found))  # what was written anew is a text
    if rule.empty:
        cells = _without(cells, rule.empty)
    wrong: list[tuple[str, pa.Array]] = []
    stopped = _NOTHING
    for step in (_taken, _coded, _numbered, _named, _dated):
        before = cells
        cells, kind, failed = step(rule, cells, values)
        if kind:
            # A cell is told by what is wrong with it first.
            failed = pc.and_(failed, pc.invert(stopped))
            wrong.append((kind, failed))
            # What could not be made is left as it was found: nothing is lost by a fault.
            cells = pc.if_else(failed, before, cells)
            stopped = stopped if kind == "kept" else pc.or_(stopped, failed)
    if rule.is_number or rule.dates:
        values = pc.invert(is_empty(cells))
    told = pc.if_else(stopped, pa.scalar(None, pa.bool_()), values)
    return Cells(cells, _as_long(told, len(cells)), tuple(wrong))


def _as_long(one: pa.Array | pa.Scalar, size: int) -> pa.BooleanArray:
    return pa.repeat(one, size) if isinstance(one, pa.Scalar) else one


def replaced(cells: pa.Array, one: Replace) -> pa.Array:
    """Write what a pattern finds in another way."""
    return pc.replace_substring_regex(cells, one.pattern, one.text)


def trimmed(cells: pa.Array) -> pa.Array:
    """Take the blanks around each cell away, no-break spaces too."""
    return pc.utf8_trim(cells, _BLANKS)


def is_empty(cells: pa.Array) -> pa.Array:
    """Tell which cells hold nothing but blanks."""
    return pc.equal(trimmed(pc.fill_null(cells, "")), "")


def _joined(rule: ColumnRule, sources: Sequence[pa.Array]) -> pa.Array:
    """Join columns; an empty one adds no mark."""
    if len(sources) == 1:
        return sources[0]
    first, *others = sources
    for other in others:
        both = pc.and_(pc.invert(is_empty(first)), pc.invert(is_empty(other)))
        mark = pc.if_else(both, rule.join, "")
        first = pc.binary_join_element_wise(first, mark, other, "")
    return first


def _without(cells: pa.Array, words: Sequence[str]) -> pa.Array:
    return pc.if_else(pc.is_in(trimmed(cells), pa.array(words, pa.string())), "", cells)


Step = tuple[pa.Array, str, pa.Array]


def _taken(rule: ColumnRule, cells: pa.Array, _: pa.Array) -> Step:
    if not rule.take:
        return cells, "", _NOTHING
    found = pc.match_substring_regex(cells, rule.take)
    # One replacement of the whole cell: what stands before the part, the part, what stands behind.
    part = pc.replace_substring_regex(cells, rf"(?s)^.*?(?:{rule.take}).*$", r"\1")
    failed = pc.and_(pc.invert(found), pc.invert(is_empty(cells)))
    return part, "part", failed


def _coded(rule: ColumnRule, cells: pa.Array, _: pa.Array) -> Step:
    if not rule.codes:
        return cells, "", _NOTHING
    bare = trimmed(cells)
    place = pc.index_in(bare, pa.array(list(rule.codes), pa.string()))
    ours = pa.array(list(rule.codes.values()), pa.string()).take(place)
    unknown = pc.and_(pc.is_null(place), pc.not_equal(bare, ""))
    return pc.coalesce(ours, bare), "kept" if rule.others == KEEP else "code", unknown


def _numbered(rule: ColumnRule, cells: pa.Array, values: pa.Array) -> Step:
    if not rule.is_number:
        return cells, "", _NOTHING
    bare = trimmed(cells)
    if rule.parentheses:
        bare = pc.replace_substring_regex(bare, r"^\(([^()]*)\)$", r"-\1")
        bare = pc.replace_substring_regex(bare, r"^-[\s\x{a0}]*([0-9])", r"-\1")
    fits = pc.match_substring_regex(bare, number_form(rule))
    value = pc.and_(values, pc.match_substring_regex(bare, _VALUE))
    found, fits = bare, pc.or_(fits, value)
    failed = pc.and_(pc.invert(fits), pc.not_equal(bare, ""))
    plain = pc.replace_substring(bare, rule.group, "") if rule.group else bare
    if rule.decimal:
        plain = pc.replace_substring(plain, rule.decimal, ".")
    plain = pc.if_else(value, found, plain)
    if rule.factor:
        plain = _multiplied(pc.if_else(fits, plain, None), Decimal(rule.factor))
    return pc.if_else(fits, plain, cells), "number", failed


def number_form(rule: ColumnRule) -> str:
    """Give the pattern of a number with a rule's marks: each group has three digits, or none is."""
    whole = "[0-9]{1,25}"
    if rule.group:
        whole = f"(?:[0-9]{{1,3}}(?:{re.escape(rule.group)}[0-9]{{3}})+|{whole})"
    if rule.group == "." and not rule.decimal:
        # Of two points nobody could say which stands before the decimals: a point groups, and 1.25
        # is no number.
        return f"^[+-]?{whole}$"
    return rf"^[+-]?{whole}(?:{re.escape(rule.decimal or '.')}[0-9]{{1,15}})?$"


def _multiplied(numbers: pa.Array, factor: Decimal) -> pa.Array:
    """Multiply exactly, and write the product without the zeros that say nothing."""
    product = pc.multiply(numbers.cast(_NUMBER), pa.scalar(factor, _FACTOR))
    text = product.cast(pa.string())
    # Arrow writes what is smaller than a millionth with an exponent, zero among it.
    small = pc.match_substring_regex(text, "[eE]")
    if pc.any(small).as_py():
        text = _spelt(text)
    text = pc.replace_substring_regex(text, r"(\.[0-9]*?)0+$", r"\1")
    return pc.replace_substring_regex(text, r"\.$", "")


def _spelt(texts: pa.Array) -> pa.Array:
    """Write each distinct number without an exponent."""
    coded = texts.dictionary_encode()
    spelt = [f"{Decimal(text):f}" for text in coded.dictionary.to_pylist()]
    return pa.array(spelt, pa.string()).take(coded.indices)


def _named(rule: ColumnRule, cells: pa.Array, _: pa.Array) -> Step:
    """Find the dates whose month is none of those that the rule names."""
    forms = [form for form in rule.dates if "%B" in form]
    if not forms:
        return cells, "", _NOTHING
    bare = trimmed(cells)
    # What is left of a date with a known month is digits.
    left = _with_months(bare, rule.months)
    unknown = _NOTHING
    for form in forms:
        unknown = pc.or_(unknown, pc.match_substring_regex(left, _form(form, r"\pL+\.?")))
    return cells, "month", unknown


def _form(form: str, month: str) -> str:
    """Give the pattern of a date in which the month is a word."""
    digits = {"d": "[0-9]{1,2}", "m": "[0-9]{1,2}", "Y": "[0-9]{4}", "B": month}
    pieces = re.split("%([dmYB])", form)
    written = (digits[one] if at % 2 else re.escape(one) for at, one in enumerate(pieces))
    return f"^{''.join(written)}$"


def _dated(rule: ColumnRule, cells: pa.Array, values: pa.Array) -> Step:
    if not rule.dates:
        return cells, "", _NOTHING
    bare = trimmed(cells)
    is_day = pc.and_(values, pc.match_substring_regex(bare, _DAY))
    result = pc.if_else(is_day, bare, pa.scalar(None, pa.string()))
    for form in rule.dates:
        result = pc.coalesce(result, _read_date(form, rule.months, bare))
    failed = pc.and_(pc.is_null(result), pc.not_equal(bare, ""))
    return pc.coalesce(result, bare), "date", failed


def _read_date(form: str, months: Sequence[str], cells: pa.Array) -> pa.Array:
    """Read dates of one form to ISO 8601; null for a cell of another. Typing knows the calendar."""
    if "%B" in form:
        cells = _with_months(cells, months)
        form = form.replace("%B", "%m")
    groups = {"d": "([0-9]{1,2})", "m": "([0-9]{1,2})", "Y": "([0-9]{4})"}
    parts = re.split("%([dmY])", form)
    texts, names = parts[::2], parts[1::2]
    pattern = "".join(
        re.escape(text) + groups.get(name, "")
        for text, name in zip(texts, [*names, ""], strict=True)
    )
    place = {name: number for number, name in enumerate(names, 1)}
    written = rf"\{place['Y']}-\{place['m']}-\{place['d']}"
    read = pc.replace_substring_regex(cells, f"^{pattern}$", written)
    # Once for the month and once for the day, since they share a hyphen.
    for _ in range(2):
        read = pc.replace_substring_regex(read, "-([0-9])(-|$)", r"-0\1\2")
    return pc.if_else(pc.match_substring_regex(cells, f"^{pattern}$"), read, None)


def _with_months(cells: pa.Array, months: Sequence[str]) -> pa.Array:
    numbered = [*enumerate(months, 1)]
    numbered += [(number, ALSO[name.lower()]) for number, name in numbered if name.lower() in ALSO]
    numbered.sort(key=lambda month: -len(month[1]))
    for number, name in numbered:
        cells = pc.replace_substring_regex(cells, f"(?i){re.escape(name)}", f"{number:02d}")
    return cells


class Filling:
    """Fills empty cells of a column with the one above, from batch to batch."""

    def __init__(self) -> None:
        self._last: str | None = None

    def fill(self, cells: pa.Array, gives: pa.Array) -> pa.Array:
        """Fill a batch.

        :param gives: which rows give their cell to those below; a total's heading does not
        """
        empty = is_empty(cells)
        known = pc.if_else(pc.or_(empty, pc.invert(gives)), None, cells)
        filled = pc.fill_null_forward(known)
        if self._last is not None:
            filled = pc.fill_null(filled, self._last)
        if len(filled) and filled[-1].is_valid:
            self._last = filled[-1].as_py()
        return pc.if_else(empty, pc.fill_null(filled, ""), cells)


def in_rows(batch: pa.RecordBatch, wide: Sequence[int], names: Sequence[str]) -> pa.RecordBatch:
    """Turn columns of a batch into rows, each row's in the order of the columns.

    :param wide: the places of those columns
    :param names: what is written for each
    :returns: the other columns, then the names and the cells
    """
    rest = [place for place in range(batch.num_columns) if place not in set(wide)]
    rows = pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), batch.num_rows))
    pieces = []
    for number, (place, name) in enumerate(zip(wide, names, strict=True)):
        columns = [batch.column(one) for one in rest]
        named = pa.repeat(pa.scalar(name, pa.string()), batch.num_rows)
        order = pc.add(pc.multiply(rows, len(wide)), number)
        pieces.append([*columns, named, batch.column(place), order])
    joined = [pa.concat_arrays(parts) for parts in zip(*pieces, strict=True)]
    order = pc.array_sort_indices(joined.pop())
    labels = [*(batch.schema.names[one] for one in rest), "name", "value"]
    return pa.record_batch([column.take(order) for column in joined], labels)
