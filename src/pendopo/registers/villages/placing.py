"""Budget lines with everything that their codes say: direction, field, names from the chart."""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.villages.charts import DIRECTION, names

Cells = dict[str, pa.Array]
_NOTHING: Final = pa.scalar(None, pa.string())


def clean(codes: pa.Array) -> pa.Array:
    """Give codes without blanks and without the dots that Siskeudes puts behind them."""
    found = pc.replace_substring_regex(pc.fill_null(codes, ""), r"\s+", "")
    return pc.replace_substring_regex(found, r"[.]+$", "")


def padded(codes: pa.Array) -> pa.Array:
    """Give activities' codes with two digits a level: 2.3.10 becomes 02.03.10."""
    found = clean(codes)
    for _ in range(3):
        found = pc.replace_substring_regex(found, r"(^|[.])([0-9])([.]|$)", r"\10\2\3")
    return found


def placed(cells: Cells) -> Cells:
    """Fill in what codes say, where the sheet does not say it itself."""
    found = dict(cells)
    account, activity = found["account_code"], found["activity_code"]
    found["direction"] = _said(found, "direction", _directions(account))
    parts = {
        "field_code": _first(activity, 1), "subfield_code": _first(activity, 2),
        "account_group_code": _first(account, 2), "account_type_code": _first(account, 3),
    }  # fmt: skip
    found |= parts
    for column, chart, codes in (
        ("field", "activities", parts["field_code"]),
        ("activity", "activities", activity),
        ("account_group", "accounts", parts["account_group_code"]),
        ("account_type", "accounts", parts["account_type_code"]),
        ("account", "accounts", account),
    ):
        found[column] = _said(found, column, named(chart, codes))
    return found


def named(chart: str, codes: pa.Array) -> pa.Array:
    """Give the names that a chart has for codes; null where it has none."""
    known = names(chart)
    place = pc.index_in(codes, pa.array(list(known), pa.string()))
    return pa.array(list(known.values()), pa.string()).take(place)


def unspent(cells: Cells) -> pa.Array:
    """Tell which rows of a report set what was planned beside nothing: unknown, not nought."""
    if "planned" not in cells:
        return pa.repeat(pa.scalar(value=False), len(cells["line"]))
    nothing = pc.equal(pc.fill_null(cells["amount"], ""), "")
    return pc.and_(nothing, pc.equal(pc.fill_null(cells["phase"], ""), "executed"))


def without(cells: Cells, rows: pa.Array) -> Cells:
    """Leave out such rows; without them what their village planned in the year is not whole.

    A sum of the rest would be less than was planned, and look like all of it.
    """
    names = ("village", "year")
    book = pc.binary_join_element_wise(*(pc.fill_null(cells[name], "") for name in names), "|")
    lost = pc.and_(rows, pc.not_equal(pc.fill_null(cells["planned"], ""), ""))
    partial = pc.is_in(book, book.filter(lost))
    found = {**cells, "planned": pc.if_else(partial, _NOTHING, cells["planned"])}
    return {name: one.filter(pc.invert(rows)) for name, one in found.items()}


def totals(cells: Cells) -> pa.Array:
    """Tell which rows are totals: another row of the same budget and activity goes on from them."""
    group = pc.binary_join_element_wise(
        *(pc.fill_null(cells[name], "") for name in ("village", "year", "phase", "activity_code")),
        "|",
    )
    account = cells["account_code"]
    above = []
    for levels in range(1, 5):
        over = _first(account, levels)
        longer = pc.greater(pc.utf8_length(account), pc.fill_null(pc.utf8_length(over), 1 << 20))
        over = pc.if_else(longer, over, _NOTHING)
        above.append(pc.binary_join_element_wise(group, over, "|"))
    every = pa.chunked_array(above).unique().drop_null()
    return pc.is_in(pc.binary_join_element_wise(group, account, "|"), every)


def _first(codes: pa.Array, levels: int) -> pa.Array:
    """Give the first levels of codes; null where a code has fewer."""
    pattern = rf"^(?P<first>[0-9]+(?:[.][0-9]+){{{levels - 1}}})(?:[.].*)?$"
    return pc.struct_field(pc.extract_regex(codes, pattern), [0])


def _directions(account: pa.Array) -> pa.Array:
    found = pa.nulls(len(account), pa.string())
    for begins, direction in DIRECTION:
        pattern = f"^{begins.replace('.', '[.]')}"
        found = pc.if_else(pc.match_substring_regex(account, pattern), direction, found)
    return found


def _said(cells: Cells, name: str, otherwise: pa.Array) -> pa.Array:
    if name not in cells:
        return otherwise
    return pc.if_else(pc.equal(pc.fill_null(cells[name], ""), ""), otherwise, cells[name])
