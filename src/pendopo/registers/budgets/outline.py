"""Codes as an outline: what lies under what, which rows are totals, and what each is called."""

from collections.abc import Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.budgets.levels import CLASSIFICATIONS, LEVELS, code_of

_DEEPEST: Final = 24
_OF_A_CHART: Final = ("functional", "economic", "programme")
_BETWEEN: Final = "\x1f"
_OF_ONE_BUDGET: Final = ("year", "phase", "direction", "publisher")
# Of an outline a row is what the narrowest of its classifications says it is.
_NARROWEST_FIRST: Final = ("economic", "programme", "functional", "administrative")


def clean(codes: pa.Array) -> pa.Array:
    """Take blanks out of codes, and dots at their ends: ``1.01 . 00 .`` becomes ``1.01.00``."""
    bare = pc.replace_substring_regex(pc.fill_null(codes, ""), r"[\s\x{a0}]+", "")
    return pc.replace_substring_regex(bare, r"^[.]+|[.]+$", "")


def split(codes: pa.Array, most: int) -> list[pa.Array]:
    """Give a code's levels, each whole: ``5.1.2`` is 5, 5.1 and 5.1.2; null where it ends before.

    What lies deeper than the last level stands on it.
    """
    parts = pc.split_pattern(codes, ".")
    sizes = pc.if_else(pc.equal(codes, ""), 0, pc.list_value_length(parts))
    deepest = min(pc.max(sizes).as_py() or 0, most)
    found = []
    for level in range(1, deepest + 1):
        whole = codes if level == most else pc.binary_join(pc.list_slice(parts, 0, level), ".")
        found.append(pc.if_else(pc.greater_equal(sizes, level), whole, None))
    return found


def is_total(codes: pa.Array) -> pa.Array:
    """Tell which codes others go on from."""
    above = [level.unique() for level in _above(codes)]
    if not above:
        return pa.repeat(pa.scalar(value=False), len(codes))
    known = pa.chunked_array(above).combine_chunks()
    return pc.and_(pc.is_in(codes, known), pc.not_equal(codes, ""))


def totals(cells: Mapping[str, pa.Array]) -> pa.Array:
    """Tell which rows are sums of others: one of the same budget goes on where their code ends.

    The same are year, phase, direction, publisher and office; what a row leaves empty is any.
    What is a total in one year may be a line in another.
    """
    codes = cells["code"]
    perhaps = is_total(codes)
    if not pc.any(perhaps).as_py():
        return perhaps
    table = pa.table({name: pc.fill_null(cells[name], "") for name in _within(cells)})
    rows = table.group_by(table.column_names, use_threads=False).aggregate([])
    uppers = table.filter(perhaps).group_by(table.column_names, use_threads=False).aggregate([])
    sums = _sums(_by_blanks(uppers), _by_blanks(_lowers(rows, uppers["code"])))
    return pc.is_in(_keys(table), sums)


def _within(cells: Mapping[str, pa.Array]) -> list[str]:
    offices = [code_of("administrative", level) for level in range(1, LEVELS + 1)]
    return [name for name in ("code", *_OF_ONE_BUDGET, *offices) if name in cells]


def _lowers(rows: pa.Table, uppers: pa.ChunkedArray) -> pa.Table:
    """Give for each row what it lies under among the uppers' codes, under that code."""
    found = []
    codes = rows["code"].combine_chunks()
    parts = pc.split_pattern(codes, ".")
    sizes = pc.list_value_length(parts)
    for level in range(1, min(pc.max(sizes).as_py() or 0, _DEEPEST)):
        deeper = pc.greater(sizes, level)
        code = pc.binary_join(pc.list_slice(parts.filter(deeper), 0, level), ".")
        of_level = rows.filter(deeper).set_column(0, "code", code)
        found.append(of_level.filter(pc.is_in(code, uppers.combine_chunks())))
    return pa.concat_tables(found)


def _by_blanks(rows: pa.Table) -> dict[tuple[bool, ...], pa.Table]:
    """Put rows together that leave the same columns empty."""
    blanks = [pc.equal(column, "") for column in rows.columns]
    masks = pa.table(blanks, rows.column_names)
    kinds = masks.group_by(masks.column_names, use_threads=False).aggregate([])
    found = {}
    for kind in kinds.to_pylist():
        which = tuple(kind.values())
        same = pa.repeat(pa.scalar(value=True), rows.num_rows)
        for blank, wanted in zip(blanks, which, strict=True):
            same = pc.and_(same, pc.equal(blank, wanted))
        found[which] = rows.filter(same)
    return found


def _sums(
    uppers: Mapping[tuple[bool, ...], pa.Table], lowers: Mapping[tuple[bool, ...], pa.Table]
) -> pa.Array:
    """Give the keys of the uppers that a lower row agrees with where neither is empty."""
    found = [pa.array([], pa.string())]
    for blank, above in uppers.items():
        for other, below in lowers.items():
            names = [
                name
                for name, one, two in zip(above.column_names, blank, other, strict=True)
                if not (one or two)
            ]
            agree = pc.is_in(_keys(above.select(names)), _keys(below.select(names)))
            found.append(_keys(above.filter(agree)))
    return pa.concat_arrays(found).unique()


def _keys(rows: pa.Table) -> pa.Array:
    """Write each row as one text."""
    joined = pc.binary_join_element_wise(*rows.columns, _BETWEEN)
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _above(codes: pa.Array) -> list[pa.Array]:
    """Give of every code what it goes on from, level by level."""
    distinct = codes.unique()
    parts = pc.split_pattern(distinct, ".")
    sizes = pc.list_value_length(parts)
    deepest = min(pc.max(sizes).as_py() or 0, _DEEPEST)
    found = []
    for level in range(1, deepest):
        deeper = parts.filter(pc.greater(sizes, level))
        found.append(pc.binary_join(pc.list_slice(deeper, 0, level), "."))
    return found


def labelled(
    name: str, codes: Sequence[pa.Array | None], cells: Mapping[str, pa.Array]
) -> list[pa.Array | None]:
    """Give the labels of a classification's levels, as the file itself says them.

    Under ``<name>_label`` it says what the deepest code of a row is called. In an outline, where
    rows have a ``code``, a row's ``label`` says that of the narrowest classification it has. What a
    row says of itself is kept; only other levels are looked up, among rows of its chart, and codes
    of programmes, which each office counts anew, among rows of its office.
    """
    own = cells.get(f"{name}_label")
    if own is None and "code" in cells and "label" in cells and name in _NARROWEST_FIRST:
        narrower = _NARROWEST_FIRST[: _NARROWEST_FIRST.index(name)]
        own = cells["label"]
        for other in narrower:
            first = cells.get(code_of(other, 1))
            if first is not None:
                own = pc.if_else(pc.equal(pc.fill_null(first, ""), ""), own, None)
    if own is None:
        return [None] * len(codes)
    own = _filled(own)
    where = _where(name, cells, len(own))
    deeper = pa.repeat(pa.scalar(value=False), len(own))
    found: list[pa.Array | None] = [None] * len(codes)
    for at in reversed(range(len(codes))):
        one = codes[at]
        if one is None:
            continue
        code = _filled(one)
        is_deepest = pc.and_(pc.is_valid(code), pc.invert(deeper))
        deeper = pc.or_(deeper, pc.is_valid(code))
        said = pc.if_else(is_deepest, own, None)
        found[at] = pc.coalesce(said, _looked_up(code, said, where))
    return found


def _where(name: str, cells: Mapping[str, pa.Array], size: int) -> list[pa.Array]:
    """Give where each row looks for labels, the nearest first; what it says, stands in its first.

    The last are rows of no office, then those of no chart, as headings are.
    """
    none = pa.repeat(pa.scalar("", pa.string()), size)
    if name not in _OF_A_CHART or "chart" not in cells:
        chart, found = none, [none]
    else:
        chart = pc.fill_null(cells["chart"], "")
        found = [chart, none]
    if name != "programme":
        return found
    offices = [cells.get(code_of("administrative", level)) for level in range(LEVELS, 0, -1)]
    of_offices = [
        pc.binary_join_element_wise(chart, _filled(office), _BETWEEN)
        for office in offices
        if office is not None
    ]
    return [*of_offices, *found]


def _looked_up(code: pa.Array, said: pa.Array, where: Sequence[pa.Array]) -> pa.Array:
    """Look codes up among the rows that say what theirs is called: each under its nearest place."""
    result = pa.nulls(len(code), pa.string())
    nearest = pc.coalesce(*where)
    keys = pc.binary_join_element_wise(nearest, code, _BETWEEN)
    told = pc.and_(pc.is_valid(keys), pc.is_valid(said))
    pairs = pa.table({"key": keys.filter(told), "label": said.filter(told)})
    known = pairs.group_by("key", use_threads=False).aggregate([("label", "first")])
    texts = known["label_first"].combine_chunks()
    for place in where:
        sought = pc.binary_join_element_wise(place, code, _BETWEEN)
        at = pc.index_in(sought, known["key"].combine_chunks(), skip_nulls=True)
        result = pc.coalesce(result, texts.take(at))
    return result


def _filled(cells: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(pc.fill_null(cells, ""), ""), None, cells)


def _deepest(codes: Sequence[pa.Array | None]) -> pa.Array | None:
    found: pa.Array | None = None
    for one in codes:
        if one is None:
            continue
        filled = _filled(one)
        found = filled if found is None else pc.coalesce(filled, found)
    return found


def line_ids(cells: Mapping[str, pa.Array]) -> pa.Array:
    """Name each line by its direction and its deepest code in every classification.

    Each of the six has its place between colons, whatever other columns the file has; those at the
    end that are empty are left out. Without any code a line has no name.
    """
    size = len(cells["line"])
    empty = pa.repeat(pa.scalar("", pa.string()), size)
    places = []
    for name in CLASSIFICATIONS:
        deepest = _deepest([cells.get(code_of(name, level)) for level in range(1, LEVELS + 1)])
        places.append(empty if deepest is None else pc.fill_null(deepest, ""))
    joined = pc.binary_join_element_wise(*places, ":")
    codes = pc.replace_substring_regex(joined, ":+$", "")
    direction = pc.fill_null(cells["direction"], "") if "direction" in cells else empty
    named = pc.binary_join_element_wise(direction, codes, ":")
    return pc.if_else(pc.equal(codes, ""), pa.scalar(None, pa.string()), named)
