"""Amounts as a spreadsheet left them: shortened ones written out, fractions of cents rounded."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

_SHORTENED: Final = r"^[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+]?[0-9]{1,2}$"
_FRACTIONS: Final = r"^[+-]?[0-9]{1,16}[.][0-9]{3,}$"
# Half a million as Indonesian sheets write it, or five hundred: 500.000.
_TWO_WAYS: Final = r"^[+-]?[1-9][0-9]{0,2}[.][0-9]{3}$"
_CENT: Final = Decimal("0.01")


def rounded(amounts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Round amounts to cents where they have more digits, as floating numbers leave them.

    :returns: the amounts, and which of them were rounded
    """
    longer = pc.fill_null(pc.match_substring_regex(amounts, _FRACTIONS), False)  # noqa: FBT003
    if not pc.any(longer).as_py():
        return amounts, longer
    distinct = amounts.filter(longer).unique()
    cents = [f"{Decimal(text).quantize(_CENT, ROUND_HALF_EVEN):f}" for text in distinct.to_pylist()]
    place = pc.index_in(amounts, distinct)
    return pc.coalesce(pa.array(cents, pa.string()).take(place), amounts), longer


def read_two_ways(amounts: pa.Array, values: pa.Array) -> pa.Array:
    """Tell which amounts are thousands or decimals, and nobody said which.

    :param values: true for cells that were numbers in their file, or whose marks a mapping said
    """
    either = pc.fill_null(pc.match_substring_regex(amounts, _TWO_WAYS), False)  # noqa: FBT003
    return pc.and_(either, pc.invert(values))


def written_out(amounts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Give the amounts in digits, and of each shortened one half of its last digit.

    ``5.35993E+11`` becomes ``535993000000``, and what may be lost ``500000``.
    """
    shortened = pc.fill_null(pc.match_substring_regex(amounts, _SHORTENED), False)  # noqa: FBT003
    if not pc.any(shortened).as_py():
        return amounts, pa.nulls(len(amounts), pa.string())
    # Few: each distinct text once.
    distinct = amounts.filter(shortened).unique()
    pairs = [_one(text) for text in distinct.to_pylist()]
    place = pc.index_in(amounts, distinct)
    values = pa.array([value for value, _ in pairs], pa.string()).take(place)
    lost = pa.array([lost for _, lost in pairs], pa.string()).take(place)
    return pc.coalesce(values, amounts), lost


def _one(text: str) -> tuple[str, str]:
    value = Decimal(text.replace(",", "."))
    half = Decimal((0, (5,), int(value.as_tuple().exponent) - 1))
    lost = half if half >= Decimal("0.01") else Decimal(0)
    return f"{value:f}", f"{lost:f}"
