"""One amount of a package, exact, and the marks that its field says of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pendopo.standards.fiscal.fault import say
from pendopo.standards.fiscal.table import PackageError

VALUE: Final = "value"
CURRENCY: Final = "value-currency:code"

# Table Schema, number; of its INF and NaN no amount is.
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})*|[+-]?[0-9]+")
# What stands around a number that is not bare; a mark behind a letter is of an abbreviation.
_AROUND: Final = r"(?P<before>[^0-9]*?)(?P<number>(?:(?<![^\W\d_])%s)?[0-9].*?)(?P<behind>[^0-9]*)"
# Hyphens, the en dash, the minus sign, and the two of East Asian letters.
_MINUS: Final = ("-", "\u2010", "\u2011", "\u2013", "\u2212", "\ufe63", "\uff0d")
_DIGITS_MOST: Final = 38

# A cell and its marks to an exact amount and true; to the cell and false where it is none of them.
Amounts = Callable[[str, Mapping[str, Any]], tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Row:
    """One amount.

    :param line: its row in the resource's file, the header being 1
    :param cells: the ColumnType of each column to the cell, text as it stands; ``value`` is exact
    :param exact: whether it is: false where it stands as it was written, and its field says other
        marks
    """

    resource: str
    line: int
    cells: Mapping[str, str]
    exact: bool = True


def number(text: str, marks: Mapping[str, Any]) -> str:
    """Read an amount as its field says: marks, and signs around it where it is not bare.

    :raises PackageError: when it is none; a point that the field declares as nothing is no mark
    """
    group, decimal = _mark(marks, "groupChar", ""), _mark(marks, "decimalChar", ".")
    plain = text.strip()
    if marks.get("bareNumber") is False:
        plain = _bare(plain, decimal)
    read = _plain(plain, group, decimal)
    if _NUMBER.fullmatch(read):
        amount = Decimal(read)
        if abs(amount.adjusted()) < _DIGITS_MOST:
            return f"{amount:f}"
    raise PackageError(say("{cell} is no amount with the marks of its field"), cell=repr(text))


def _plain(text: str, group: str, decimal: str) -> str:
    """Take marks between thousands away and write a point; empty where a mark is not one of them.

    A field that names the point as group and says nothing of decimals means whole numbers.
    """
    if group == decimal:
        return text.replace(group, "") if _GROUPED.fullmatch(text.replace(group, ",")) else ""
    text = text.replace(group, "")
    return "" if decimal != "." and "." in text else text.replace(decimal, ".")


def _mark(marks: Mapping[str, Any], name: str, usual: str) -> str:
    given = marks.get(name)
    return usual if given is None else str(given)


def _bare(text: str, decimal: str) -> str:
    """Take away what stands around a number; a minus or parentheses make it negative."""
    found = re.fullmatch(_AROUND % re.escape(decimal), text, re.DOTALL)
    if found is None:
        return text
    before, behind = found["before"].strip(), found["behind"].strip()
    minus = before.startswith(_MINUS) or before.endswith(_MINUS) or behind.startswith(_MINUS)
    negative = minus or ("(" in before and ")" in behind)
    return f"{'-' * negative}{found['number']}"
